"""The section on the sound map, which is a page of its own."""

from latentaudio.findings.run import Run
from latentaudio.report.blocks import Block, Paragraph, rich
from latentaudio.report.section import Section

#: The page, as seen from the report.
PAGE = "../explorer/index.html"


def write(run: Run) -> list[Block]:
    """Say where the sounds of the run can be heard."""
    link = rich('<a href="{}">the sound map</a>', PAGE)
    return [
        Paragraph(
            rich(
                "The sounds of this run can be heard in {}, laid out by how {} represents them: a "
                "page that works in a browser without a network connection.",
                link,
                run.network.title,
            )
        )
    ]


SECTION = Section("explorer", "The sounds, to be heard", order=25, write=write, study="explorer")
