"""Shows the progress of a run in place of Snakemake's own messages."""

import logging
import os
import threading
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import Any, Protocol, TextIO

from latentaudio.progress.ending import How, last_words
from latentaudio.progress.follower import Follower, RunInfo
from latentaudio.progress.lines import Lines
from latentaudio.progress.state import Progress
from latentaudio.progress.time_left import earlier_seconds
from latentaudio.progress.view import Tone, View

#: The handler of Snakemake that writes to the terminal; none where a logger plugin does.
_DEFAULT = "DefaultStreamHandler"
#: How messages begin that come before every run, and that nobody needs to know.
_USELESS = ("Assuming unrestricted shared filesystem usage", "Config file ")
_TONES: Mapping[How, Tone] = {
    "done": "good",
    "nothing": "good",
    "failed": "error",
    "stopped": "warning",
}


class OutputSettings(Protocol):
    """What must be known of Snakemake's settings of its output."""

    dryrun: bool
    verbose: bool
    printshellcmds: bool
    debug_dag: bool
    nocolor: bool
    quiet: Collection[Any] | None


def show_progress(logger: logging.Logger, settings: OutputSettings, run: RunInfo) -> None:
    """Show the progress of a run in place of what Snakemake would print.

    Snakemake's own output stays where it was asked for, by ``--printshellcmds``, ``--verbose``,
    ``--quiet``, ``--debug-dag`` or a logger plugin, and for dry runs. Its log file holds it always.

    Parameters
    ----------
    logger
        Snakemake's logger.
    settings
        Its settings of the output.
    run
        What is known of the run.
    """
    told = (settings.printshellcmds, settings.verbose, settings.quiet, settings.debug_dag)
    if settings.dryrun or any(told):
        return
    for handler in logger.handlers:
        if handler.name == _DEFAULT and isinstance(handler, logging.StreamHandler):
            logger.removeHandler(handler)
            stream = handler.stream
            logger.addHandler(ProgressHandler(handler, stream, run, colour=not settings.nocolor))
            return


class ProgressHandler(logging.Handler):
    """Passes what Snakemake logs of a run to a follower, and everything else on.

    Nothing is shown until a run starts: ``--summary`` and the like print as they always do.

    Parameters
    ----------
    before
        Handler that messages are passed on to where there is no run.
    stream
        Where to show the progress.
    run
        What is known of the run.
    colour
        False for none.
    now
        Clock (s).
    """

    def __init__(
        self,
        before: logging.Handler,
        stream: TextIO,
        run: RunInfo,
        *,
        colour: bool = True,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._before = before
        self._stream = stream
        self._run = run
        self._colour = colour
        self._now = now
        self._shown: tuple[View, Follower] | None = None
        self._over = threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        """Take what Snakemake logs."""
        try:
            if self._shown is not None:
                view, follower = self._shown
                follower.take(record, self._now())
                view.update(self._now())
            elif getattr(record, "event", None) == "workflow_started":
                self._begin()
            elif not record.getMessage().startswith(_USELESS):
                self._before.handle(record)
        except Exception:  # a fault of the display must not end the run
            self.handleError(record)

    def close(self) -> None:
        """Say the last words."""
        self._over.set()
        self.acquire()
        try:
            if self._shown is not None:
                (view, follower), self._shown = self._shown, None
                with suppress(OSError):  # the terminal may be gone
                    self._end(view, follower)
        finally:
            self.release()
        self._before.close()
        super().close()

    def _begin(self) -> None:
        start, progress = self._now(), Progress()
        view: View
        where = (self._stream, progress, earlier_seconds(self._run.results() / "benchmarks"), start)
        if can_draw(self._stream):
            # Late, because pipes do not need it.
            from latentaudio.progress.block import Block

            view = Block(*where, colour=self._colour)
        else:
            view = Lines(*where)
        self._shown = (view, Follower(self._run, progress, view, start))
        threading.Thread(target=self._keep_updating, args=(view,), daemon=True).start()

    def _keep_updating(self, view: View) -> None:
        while not self._over.wait(view.every_s):
            self.acquire()
            try:
                if self._shown is not None:
                    view.update(self._now())
            except OSError:
                return  # the terminal is gone
            finally:
                self.release()

    def _end(self, view: View, follower: Follower) -> None:
        now = self._now()
        ending = follower.ending(now)
        first, *others = last_words(ending)
        view.close(now)
        view.say(first, _TONES[ending.how])
        for line in others:
            view.say(line)


def can_draw(stream: TextIO) -> bool:
    """Tell whether a stream is a terminal that can move its cursor."""
    return stream.isatty() and os.environ.get("TERM", "").lower() not in ("", "dumb", "unknown")
