"""The time left, by hand."""

import json

import pytest

from latentaudio.progress.stages_of_run import TYPICAL_SECONDS
from latentaudio.progress.state import Progress
from latentaudio.progress.time_left import TimeLeft, earlier_seconds, time_left


def after(jobs: dict[str, int], at_once: int = 1, seconds: float = 4.0) -> Progress:
    """A run in which one round of `knn` has ended."""
    progress = Progress()
    progress.plan(jobs)
    for job in range(at_once):
        progress.start(job, "knn", 0.0)
    for job in range(at_once):
        progress.finish(job, seconds)
    return progress


def test_jobs_take_as_long_as_those_before():
    assert time_left(after({"knn": 11}), 4.0, {}) == TimeLeft(40.0)


def test_as_many_run_at_a_time_as_did():
    assert time_left(after({"knn": 12}, at_once=2), 4.0, {}) == TimeLeft(20.0)


def test_the_longest_job_is_a_bound():
    progress = after({"knn": 4, "flow": 1}, at_once=4)
    assert time_left(progress, 4.0, {"flow": 60.0}) == TimeLeft(60.0)


def test_the_age_of_running_jobs_counts_but_not_beyond_what_they_take():
    progress = after({"knn": 3})
    progress.start(8, "knn", 4.0)
    progress.start(9, "knn", 6.0)
    # 0 and 1 s are left; 4 + 5 + 3 s of work were done in 9 s.
    assert time_left(progress, 9.0, {}) == TimeLeft(pytest.approx(1.0))


def test_what_this_run_measured_counts_more_than_an_earlier_run_and_that_more_than_the_demo():
    progress = after({"knn": 2, "flow": 1, "report": 1})
    earlier = {"knn": 100.0, "flow": 50.0}
    expected = 4.0 + 50.0 + TYPICAL_SECONDS["report"]
    assert time_left(progress, 4.0, earlier) == TimeLeft(expected)
    by_demo = 4.0 + TYPICAL_SECONDS["flow"] + TYPICAL_SECONDS["report"]
    assert time_left(progress, 4.0, {}) == TimeLeft(by_demo, by_demo=True)


def test_it_is_unknown_where_nothing_is_known_and_a_bound_where_something_is_not():
    progress = Progress()
    progress.plan({"my_rule": 3})
    assert time_left(progress, 0.0, {}) is None
    assert time_left(after({"knn": 2, "my_rule": 3}), 4.0, {}) == TimeLeft(4.0, at_least=True)


def test_it_is_a_bound_while_a_choice_may_add_jobs():
    assert time_left(after({"knn": 2, "best_layer": 1}), 4.0, {"best_layer": 1.0}) == TimeLeft(
        5.0, at_least=True
    )


def test_nothing_is_left_at_the_end():
    assert time_left(after({"knn": 1}), 4.0, {}) == TimeLeft(0.0)


def test_benchmarks_of_an_earlier_run_are_averaged_by_rule(tmp_path):
    def write(path: str, *seconds: float) -> None:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(json.dumps({"s": one}) + "\n" for one in seconds))

    write("dataset.jsonl", 2.5)
    write("knn/layer_01/fold_01.jsonl", 1.0)
    write("knn/layer_01/fold_02.jsonl", 3.0)
    write("control/pca_fit/layer_01.jsonl", 5.0)
    write("pca_fit/layer_01.jsonl", 7.0)
    (tmp_path / "scores.jsonl").write_text("{")
    assert earlier_seconds(tmp_path) == {"dataset": 2.5, "knn": 2.0, "pca_fit": 6.0}
    assert earlier_seconds(tmp_path / "missing") == {}
