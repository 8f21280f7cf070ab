"""What a view of a run must do: `Lines` for files and pipes, `Block` for terminals."""

from typing import Literal, Protocol

#: What a message is, which decides its colour.
Tone = Literal["note", "warning", "error", "good"]


class View(Protocol):
    """Shows the progress of a run. Times are in seconds, on the clock of the run's progress."""

    #: Time between two updates when nothing happens (s).
    every_s: float

    def update(self, now: float) -> None:
        """Show how far the run has come."""

    def say(self, text: str, tone: Tone = "note") -> None:
        """Show a message that stays."""

    def busy_with(self, doing: str) -> None:
        """Show what is done between jobs."""

    def close(self, now: float) -> None:
        """Show how far the run has come, for the last time."""
