"""The registry of the sections of the report."""

from collections.abc import Mapping
from typing import Any

from latentaudio.report import (
    axes,
    best_layer,
    caveats,
    claims,
    dataset,
    explorer,
    heard,
    known_factor_verdicts,
    known_factors,
    layers,
    methods,
    people,
    prediction,
    prediction_verdicts,
    rooms,
    transfer,
)
from latentaudio.report.section import Section

#: A section of its own file has its place here.
SECTIONS: tuple[Section, ...] = (
    axes.SECTION,
    best_layer.SECTION,
    caveats.SECTION,
    claims.SECTION,
    dataset.SECTION,
    explorer.SECTION,
    heard.SECTION,
    known_factor_verdicts.SECTION,
    known_factors.SECTION,
    layers.SECTION,
    methods.SECTION,
    people.SECTION,
    prediction.SECTION,
    prediction_verdicts.SECTION,
    rooms.SECTION,
    transfer.SECTION,
)


def sections_of(config: Mapping[str, Any]) -> list[Section]:
    """List the sections of a run's studies, in their order."""
    studies = config["studies"]
    shown = [
        one for one in SECTIONS if (one.study is None or one.study in studies) and one.is_in(config)
    ]
    return sorted(shown, key=lambda section: section.order)
