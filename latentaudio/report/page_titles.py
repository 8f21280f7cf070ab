"""What the page of a run is called, by its studies."""

from typing import NamedTuple

from latentaudio.findings.run import KNOWN_FACTORS, LAYERS, PREDICTION, Run
from latentaudio.prediction.tasks.tasks import tasks_of
from latentaudio.report.numbers import listing


class PageTitles(NamedTuple):
    """The title of the window, the heading of the page, and the line below it."""

    window: str
    heading: str
    subtitle: str


def page_titles(run: Run) -> PageTitles:
    """Name the page of a run; the study of layers, if it is there, comes first."""
    network = run.network.title
    subjects = []
    if run.has(LAYERS):
        subjects.append("decoding of layers, factor axes, moved sounds")
    if run.has(KNOWN_FACTORS):
        subjects.append("separation of known factors")
    if run.has(PREDICTION):
        subjects.append("prediction of recordings")
    subtitle = f"Run “{run.name}”: {', '.join(subjects)}"
    if run.has(LAYERS):
        return PageTitles(
            f"{run.name}: what {network}’s layers encode",
            f"What {network}’s layers encode about {listing(run.factors)}",
            subtitle,
        )
    if not run.has(KNOWN_FACTORS):
        return PageTitles(
            f"{run.name}: how well sounds are told apart",
            f"How well {listing(tasks_of(run.config))} of a sound can be predicted",
            subtitle,
        )
    return PageTitles(
        f"{run.name}: which representation separates the factors",
        f"Which representation separates {listing(run.factors)}",
        subtitle,
    )
