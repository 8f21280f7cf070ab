"""The technical baseline in the report: a table, and a caveat where it tells a factor."""

from dataclasses import replace

import pandas as pd
import pytest

from latentaudio.report.blocks import Table
from latentaudio.report.technical import technical_blocks, technical_caveats


@pytest.fixture(scope="module")
def told(make_run):
    """A run whose materials were recorded in different ways."""
    return make_run(told=("material",), flow_layers=())


def test_every_factor_has_a_row_beside_chance(told):
    (table,) = [one for one in technical_blocks(told) if isinstance(one, Table)]
    assert len(table.rows) == len(told.factors)
    scores = {row[0].split(",")[0]: row for row in table.rows}
    assert scores["material"][1].striptags().startswith("0.90 [0.8")
    assert table.source == "stats/technical.csv"


def test_a_factor_that_can_be_told_is_a_caveat(told):
    (caveat,) = technical_caveats(told)
    assert "material can be told without hearing the sounds" in str(caveat)
    assert "action" not in str(caveat)


def test_a_baseline_at_chance_is_none(run):
    assert len(technical_blocks(run)) == 3
    assert not list(technical_caveats(run))


def test_a_run_without_the_baseline_says_nothing(told):
    without = replace(told, technical=pd.DataFrame())
    assert not technical_blocks(without)
    assert not list(technical_caveats(without))
