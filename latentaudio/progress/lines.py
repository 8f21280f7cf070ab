"""The progress of a run as plain lines, for pipes, files and simple terminals."""

from collections.abc import Mapping
from typing import TextIO

from latentaudio.progress.state import Progress, Row
from latentaudio.progress.time_left import time_left
from latentaudio.progress.view import Tone
from latentaudio.progress.wording import clock, jobs_words, left_words

#: Time between two lines (s), and the same as a share of the time until then, whichever is longer.
#: A run of ten hours then has about a hundred lines.
LEAST_S = 30.0
SHARE = 0.05


class Lines:
    """Writes a line for each stage that is done, and one now and then in between.

    Parameters
    ----------
    stream
        Where to write.
    progress
        The jobs of the run.
    earlier
        Mean time of a job in an earlier run, by rule (s).
    start
        When the run started (s).
    """

    every_s = 5.0

    def __init__(
        self, stream: TextIO, progress: Progress, earlier: Mapping[str, float], start: float
    ) -> None:
        self._stream = stream
        self._progress = progress
        self._earlier = earlier
        self._start = self._last = start
        self._announced: dict[str, int] = {}  # jobs of each stage that were told of
        self._told: dict[str, int] = {}  # jobs of the stages that were said to be done

    def update(self, now: float) -> None:
        """Write what has not been told."""
        rows = self._progress.rows(now)
        if not rows:
            return
        self._announce(rows, now)
        for row in rows:
            if row.complete and self._told.get(row.name) != row.total:
                self._told[row.name] = row.total
                done = f"{row.name} done, {jobs_words(row.total)} in {clock(row.seconds)}"
                self._tell(now, f"{done}; {self._left(now)}")
        if now - self._last >= max(LEAST_S, SHARE * (now - self._start)):
            going_on = ", ".join(_far(row) for row in rows if row.running) or "no job is running"
            self._tell(now, f"{going_on}; {self._left(now)}")

    def say(self, text: str, tone: Tone = "note") -> None:
        """Write a message."""
        print(text, file=self._stream, flush=True)

    def busy_with(self, doing: str) -> None:
        """Write nothing."""

    def close(self, now: float) -> None:
        """Write what has not been told."""
        self.update(now)

    def _announce(self, rows: list[Row], now: float) -> None:
        """Tell how many jobs there are, or how many more, because choices add some."""
        more = {row.name: row.total - self._announced.get(row.name, 0) for row in rows}
        added = {name: count for name, count in more.items() if count > 0}
        if added:
            count = sum(added.values())
            words = jobs_words(count, "more" if self._announced else "")
            self._tell(now, f"{words}: {', '.join(f'{name} {n}' for name, n in added.items())}")
        self._announced = {row.name: row.total for row in rows}

    def _left(self, now: float) -> str:
        if self._progress.done == self._progress.total:
            return "all jobs are done"
        return left_words(time_left(self._progress, now, self._earlier))

    def _tell(self, now: float, text: str) -> None:
        self._last = now
        self.say(f"{clock(now - self._start):>7}  {text}")


def _far(row: Row) -> str:
    return f"{row.name} {row.done} of {row.total}"
