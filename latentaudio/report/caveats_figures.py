"""Caveats about the figures."""

from collections.abc import Iterator

from latentaudio.figures.missing_glyphs import in_words, noted
from latentaudio.findings.run import Run
from latentaudio.report.blocks import Text, titled
from latentaudio.report.numbers import first_few


def missing_glyphs(run: Run) -> Iterator[Text]:
    """Name figures in which characters are drawn as boxes."""
    pictures = list(run.figures.items())
    for flow in run.flows:
        pictures += [(f"{flow.folder}/{name}", png) for name, png in flow.figures.items()]
    missing = {name: characters for name, png in pictures if (characters := noted(png))}
    if missing:
        yield titled(
            "Characters are drawn as boxes",
            f"where the figures {first_few(list(missing))} were drawn, no installed font has the "
            f"{in_words(''.join(missing.values()))}. Install a font with them, delete the folder "
            "figures of the run, and run again.",
        )
