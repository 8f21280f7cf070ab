"""Counts of jobs, at given times."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from latentaudio.progress.state import Progress, Row


def test_stages_are_counted_from_their_rules_and_targets_left_out():
    progress = Progress()
    progress.plan({"report": 1, "embed": 8, "weights": 1, "all": 1, "my_rule": 2})
    progress.start(1, "weights", 10.0)
    progress.start(2, "my_rule", 11.0)
    progress.start(3, "all", 11.0)
    progress.finish(1, 17.0)
    progress.finish(3, 17.0)
    progress.start(4, "embed", 18.0)
    assert progress.rows(20.0) == [
        Row("activations", 9, done=1, running=1, seconds=10.0),
        Row("report", 1),
        Row("other", 2, running=1, seconds=9.0),
    ]
    assert (progress.done, progress.total, progress.failed) == (1, 12, 0)
    assert progress.waiting() == {"embed": 7, "report": 1, "my_rule": 1}
    assert progress.mean_seconds() == {"weights": 7.0}


def test_the_time_of_a_stage_ends_with_its_last_job():
    progress = Progress()
    progress.plan({"flow": 2})
    progress.start(1, "flow", 0.0)
    progress.finish(1, 30.0)
    assert progress.rows(100.0) == [Row("flows", 2, done=1, seconds=30.0)]


def test_a_failed_job_is_neither_done_nor_waiting_until_it_is_tried_again():
    progress = Progress()
    progress.plan({"flow": 1})
    progress.start(1, "flow", 0.0)
    progress.fail(1, 5.0)
    assert progress.rows(9.0) == [Row("flows", 1, failed=1, seconds=5.0)]
    assert progress.waiting() == {}
    progress.retry(1)
    assert progress.waiting() == {"flow": 1}
    progress.start(1, "flow", 10.0)
    progress.finish(1, 14.0)
    assert progress.rows(20.0) == [Row("flows", 1, done=1, seconds=14.0)]
    assert progress.mean_seconds() == {"flow": 4.0}


def test_when_the_run_ends_nothing_runs_any_more():
    progress = Progress()
    progress.plan({"flow": 1})
    progress.start(1, "flow", 0.0)
    progress.end(5.0)
    assert progress.rows(9.0) == [Row("flows", 1, seconds=5.0)]
    assert progress.waiting() == {"flow": 1}


def test_a_checkpoint_adds_jobs():
    progress = Progress()
    progress.plan({"best_layer": 1})
    progress.start(1, "best_layer", 0.0)
    progress.finish(1, 1.0)
    progress.plan({"best_layer": 1, "flow": 3})
    assert [(row.name, row.done, row.total) for row in progress.rows(1.0)] == [
        ("comparisons", 1, 1),
        ("flows", 0, 3),
    ]
    # Jobs that start before they are planned count all the same.
    for job in (2, 3, 4, 5):
        progress.start(job, "flow", 1.0)
    assert progress.total == 5


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["start", "finish", "fail"]))))
def test_every_job_is_in_exactly_one_state(events):
    progress = Progress()
    progress.plan({"knn": 6})
    states = dict.fromkeys(range(6), "waiting")
    steps = {"start": "running", "finish": "done", "fail": "failed"}
    for now, (job, event) in enumerate(events):
        allowed = {"start": ("waiting", "failed")}.get(event, ("running",))
        if states[job] not in allowed:
            continue
        getattr(progress, event)(job, *(["knn"] if event == "start" else []), float(now))
        states[job] = steps[event]
    (row,) = progress.rows(float(len(events)))
    counts = Counter(states.values())
    assert (row.done, row.running, row.failed) == tuple(
        counts[state] for state in ("done", "running", "failed")
    )
    assert progress.waiting()["knn"] == counts["waiting"]
    assert row.total == 6
