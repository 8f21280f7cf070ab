"""Plain lines, at given times."""

import io

from latentaudio.progress.lines import Lines
from latentaudio.progress.state import Progress


def test_a_line_for_each_stage_and_one_now_and_then():
    stream, progress = io.StringIO(), Progress()
    lines = Lines(stream, progress, {}, 100.0)
    lines.update(100.0)
    progress.plan({"synthesise": 2, "knn": 3})
    lines.update(101.0)
    progress.start(1, "synthesise", 101.0)
    lines.update(101.0)
    progress.finish(1, 111.0)
    progress.start(2, "synthesise", 111.0)
    for now in range(111, 132):
        lines.update(float(now))
    progress.finish(2, 132.0)
    lines.update(132.0)
    progress.plan({"synthesise": 2, "knn": 3, "flow": 1})
    lines.update(133.0)
    lines.close(134.0)
    assert stream.getvalue().splitlines() == [
        "   0:01  5 jobs: sounds 2, decoding 3",
        "   0:31  sounds 1 of 2; a few seconds left, judging by the demo run",
        "   0:32  sounds done, 2 jobs in 0:31; a few seconds left, judging by the demo run",
        "   0:33  1 more job: flows 1",
    ]


def test_ten_hours_with_a_thousand_jobs_take_fewer_than_200_lines():
    stream, progress = io.StringIO(), Progress()
    lines = Lines(stream, progress, {}, 0.0)
    progress.plan({"synthesise": 100, "embed": 100, "knn": 799, "report": 1})
    now = 0.0
    for job, rule in enumerate(progress.waiting().elements()):
        progress.start(job, rule, now)
        lines.update(now)
        now += 36.0
        progress.finish(job, now)
        lines.update(now)
    lines.close(now)
    told = stream.getvalue().splitlines()
    assert 50 < len(told) < 150
    assert told[-1] == "10:00:00  report done, 1 job in 0:36; all jobs are done"


def test_lines_have_no_control_characters_and_appear_at_once():
    class Pipe(io.StringIO):
        flushed = 0

        def flush(self):
            self.flushed += 1

    stream = Pipe()
    Lines(stream, Progress(), {}, 0.0).say("a warning", "warning")
    assert (stream.getvalue(), stream.flushed) == ("a warning\n", 1)
