"""What a snippet is: its sample rate and its length, as the network takes it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SnippetFormat:
    """Sample rate and length of all snippets of a run.

    Attributes
    ----------
    samplerate
        Sample rate after resampling (Hz).
    samples
        Length (samples).

    Examples
    --------
    >>> SnippetFormat(16_000, 15_600).seconds
    0.975
    """

    samplerate: int
    samples: int

    @property
    def seconds(self) -> float:
        """Length (s)."""
        return self.samples / self.samplerate
