"""The registry of sections: what a run's studies show, in which order."""

import pytest

from latentaudio.report import axes
from latentaudio.report.sections import SECTIONS, sections_of

SILENT = {"listening": {"answers": None}, "dataset": {"source": "folder"}}


def test_names_and_places_are_unique():
    for part in ("name", "order"):
        values = [getattr(section, part) for section in SECTIONS]
        assert sorted(set(values)) == sorted(values)


def test_sections_are_sorted_by_their_order():
    names = [section.name for section in sections_of({"studies": ["layers"], **SILENT})]
    assert names[0] == "summary"
    assert names.index("axes") < names.index("moves") < names.index("caveats")


@pytest.mark.parametrize("studies", [[], ["another"]])
def test_sections_of_studies_that_a_run_does_not_have_are_not_shown(studies):
    shown = sections_of({"studies": studies, **SILENT})
    assert axes.SECTION not in shown
    assert {section.study for section in shown} == {None}
