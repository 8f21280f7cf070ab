"""Times and texts in the words that a run prints."""

import re

from latentaudio.progress.time_left import TimeLeft

#: Escape sequences of terminals, and control characters but for tabs and ends of lines.
_CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f]")

#: Times below this are a few seconds (s).
FEW_S = 10


def clock(seconds: float) -> str:
    """Format a time that has passed.

    Examples
    --------
    >>> clock(48.9), clock(725), clock(3725)
    ('0:48', '12:05', '1:02:05')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def rounded(seconds: float) -> str:
    """Format a time that is known roughly.

    Examples
    --------
    >>> rounded(4), rounded(44), rounded(89), rounded(95), rounded(3000), rounded(7900)
    ('a few seconds', '40 s', '90 s', '2 min', '50 min', '2 h 10 min')
    """
    if seconds < FEW_S:
        return "a few seconds"
    if seconds < 90:
        return f"{round(seconds, -1):.0f} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    hours, minutes = divmod(round(minutes, -1), 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def left_words(left: TimeLeft | None) -> str:
    """Say how much time is left, and how sure that is.

    Examples
    --------
    >>> left_words(TimeLeft(300)), left_words(TimeLeft(4)), left_words(None)
    ('about 5 min left', 'a few seconds left', 'time left unknown')
    >>> left_words(TimeLeft(40, at_least=True)), left_words(TimeLeft(300, by_demo=True))
    ('more than 40 s left', 'about 5 min left, judging by the demo run')
    """
    few = left is not None and left.seconds < FEW_S
    if left is None or (few and left.at_least):
        return "time left unknown"
    about = "more than " if left.at_least else "" if few else "about "
    words = f"{about}{rounded(left.seconds)} left"
    return f"{words}, judging by the demo run" if left.by_demo else words


def jobs_words(count: int, kind: str = "") -> str:
    """Count jobs.

    Examples
    --------
    >>> jobs_words(1), jobs_words(267), jobs_words(2, "more")
    ('1 job', '267 jobs', '2 more jobs')
    """
    return f"{count}{' ' if kind else ''}{kind} job{'' if count == 1 else 's'}"


def printable(text: str) -> str:
    r"""Remove control characters, which may have come with the messages of other programs.

    Examples
    --------
    >>> printable("\x1b[31mred\x1b[0m\x07\n\tend\r\n")
    'red\n\tend\n'
    """
    return _CONTROL.sub("", text)
