"""The planned recordings of the synthetic sound set: one for each cell of the design."""

from collections.abc import Iterator

from latentaudio.datasets.entries import Entry
from latentaudio.datasets.source import Source


def synthetic_entries(source: Source) -> Iterator[Entry]:
    """Yield an entry for the recording of each cell."""
    for cell in source.cells:
        name = "_".join(cell) + ".wav"
        yield Entry(name, name, dict(zip(source.names, cell, strict=True)))
