"""The section on people: there with answers only, beside the network."""

import pandas as pd
import pytest

from latentaudio.report import people
from latentaudio.report.blocks import Paragraph, Table
from latentaudio.report.sections import sections_of


def scores():
    common = {"answers": 40, "sounds": 20, "chance": 0.25, "accuracy": 0.9, "low": 0.8, "high": 1.0}
    asked = {"agreement": 0.7, "kappa": 0.6, "kappa_low": 0.4, "kappa_high": 0.8}
    return pd.DataFrame(
        [
            {
                "factor": "material",
                "decoder": "people",
                "listeners": 2,
                "note": "",
                **common,
                **asked,
            },
            {
                "factor": "material",
                "decoder": "knn",
                "layer": 9,
                "layer_name": "Conv 8 pw",
                "note": "no interval: why",
                **common,
            },
        ]
    )


@pytest.fixture
def heard(run):
    from dataclasses import replace

    return replace(run, people=scores())


def test_people_and_the_network_have_a_row_each(heard):
    (table,) = [one for one in people.write(heard) if isinstance(one, Table)]
    assert [row[1] for row in table.rows] == ["people", "knn, layer 9 Conv 8 pw"]
    assert table.rows[0][3].striptags() == "0.90 [0.80, 1.00]"
    assert table.rows[0][6].striptags() == "0.60 [0.40, 0.80]"
    assert table.rows[1][5] == "–"
    assert table.source == "listening/scores.csv"


def test_what_limits_the_intervals_is_said(heard):
    notes = [
        one for one in people.write(heard) if isinstance(one, Paragraph) and one.tone == "note"
    ]
    assert [one.text for one in notes] == ["No interval: why."]


@pytest.mark.parametrize(("answers", "shown"), [(None, False), ("answers.csv", True)])
def test_the_section_is_there_with_answers_only(answers, shown):
    config = {"studies": ["layers"], "listening": {"answers": answers}}
    config["dataset"] = {"source": "folder"}
    assert (people.SECTION in sections_of(config)) is shown
