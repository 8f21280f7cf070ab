"""How far a run has come: its jobs by rule and stage. Times are given, in seconds."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from latentaudio.progress.stages_of_run import OTHER, STAGES, TARGETS, stage_of


@dataclass(frozen=True)
class Row:
    """How far a stage has come.

    Attributes
    ----------
    name
        Name of the stage.
    total, done, running, failed
        Numbers of its jobs.
    seconds
        Time from the start of its first job to the end of its last one, or until now (s).
    """

    name: str
    total: int
    done: int = 0
    running: int = 0
    failed: int = 0
    seconds: float = 0.0

    @property
    def complete(self) -> bool:
        """Whether all jobs are done."""
        return self.done == self.total


@dataclass
class _Span:
    """When the first job of a stage started, and its last one ended."""

    start: float
    end: float


@dataclass
class Progress:
    """The jobs of a run: planned, running, done and failed ones.

    Rules that only name results (`TARGETS`) are left out everywhere.
    """

    _planned: Counter[str] = field(default_factory=Counter)
    _done: Counter[str] = field(default_factory=Counter)
    _seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    _running: dict[int, tuple[str, float]] = field(default_factory=dict)
    _failed: dict[int, str] = field(default_factory=dict)
    _spans: dict[str, _Span] = field(default_factory=dict)

    def plan(self, jobs: Mapping[str, int]) -> None:
        """Set how many jobs each rule has, those that are done included."""
        self._planned = Counter({rule: n for rule, n in jobs.items() if rule not in TARGETS})

    def start(self, job: int, rule: str, now: float) -> None:
        """Note that a job starts, perhaps once more after it failed."""
        if rule in TARGETS:
            return
        self._failed.pop(job, None)
        self._running[job] = (rule, now)
        self._spans.setdefault(stage_of(rule).name, _Span(now, now))
        known = self._done[rule] + sum(one == rule for one in self._begun())
        self._planned[rule] = max(self._planned[rule], known)

    def finish(self, job: int, now: float) -> None:
        """Note that a job is done."""
        if job in self._running:
            rule, since = self._end(job, now)
            self._done[rule] += 1
            self._seconds[rule] += now - since

    def fail(self, job: int, now: float) -> None:
        """Note that a job failed."""
        if job in self._running:
            rule, _ = self._end(job, now)
            self._failed[job] = rule

    def retry(self, job: int) -> None:
        """Note that a failed job waits for another attempt."""
        self._failed.pop(job, None)

    def end(self, now: float) -> None:
        """Note that the run has ended: what was running is not any more."""
        for job in list(self._running):
            self._end(job, now)

    @property
    def total(self) -> int:
        """Number of jobs."""
        return self._planned.total()

    @property
    def done(self) -> int:
        """Number of jobs that are done."""
        return self._done.total()

    @property
    def failed(self) -> int:
        """Number of jobs that failed and are not tried again."""
        return len(self._failed)

    def rows(self, now: float) -> list[Row]:
        """Tell how far each stage has come that has jobs, in the order of the data."""
        rows = {stage.name: Counter[str]() for stage in (*STAGES, OTHER)}
        for rule, planned in self._planned.items():
            rows[stage_of(rule).name] += Counter(total=planned, done=self._done[rule])
        for rule, _ in self._running.values():
            rows[stage_of(rule).name]["running"] += 1
        for rule in self._failed.values():
            rows[stage_of(rule).name]["failed"] += 1
        return [
            Row(name, **counts, seconds=self._stage_seconds(name, now, counts["running"] > 0))
            for name, counts in rows.items()
            if counts["total"]
        ]

    def waiting(self) -> Counter[str]:
        """Count the jobs that have not started, by rule."""
        return self._planned - self._done - Counter(self._begun())

    def running(self, now: float) -> list[tuple[str, float]]:
        """List the running jobs: rule, and time since the start (s)."""
        return [(rule, now - since) for rule, since in self._running.values()]

    def mean_seconds(self) -> dict[str, float]:
        """Give the mean time of the jobs that are done, by rule (s)."""
        return {rule: self._seconds[rule] / n for rule, n in self._done.items() if n}

    def at_once(self, now: float) -> float:
        """Give how many jobs ran at a time, on average (at least 1); at first, how many do."""
        if not self.done:
            return max(len(self._running), 1)
        elapsed = now - min(span.start for span in self._spans.values())
        busy = sum(self._seconds.values()) + sum(age for _, age in self.running(now))
        return max(busy / elapsed, 1.0) if elapsed else 1.0

    def _begun(self) -> list[str]:
        return [*(rule for rule, _ in self._running.values()), *self._failed.values()]

    def _end(self, job: int, now: float) -> tuple[str, float]:
        rule, since = self._running.pop(job)
        self._spans[stage_of(rule).name].end = now
        return rule, since

    def _stage_seconds(self, stage: str, now: float, going_on: bool) -> float:
        span = self._spans.get(stage)
        return 0.0 if span is None else (now if going_on else span.end) - span.start
