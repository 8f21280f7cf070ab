"""Tests of units in names and behind numbers."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentaudio.datasets.proposing.words import unit_in
from latentaudio.explorer.run_columns import factor_columns
from latentaudio.factor_types import Factor
from latentaudio.figures.style import error_text
from latentaudio.units import UNITS, with_unit, without_unit


@pytest.mark.parametrize(
    ("name", "unit", "quantity"),
    [
        ("fundamental_hz", "Hz", "fundamental"),
        ("decay_per_s", "1/s", "decay"),
        ("decay per s", "1/s", "decay"),
        ("decay (1/s)", "1/s", "decay"),
        ("fall_dB_per_s", "dB/s", "fall"),
        ("speed (m/s)", "m/s", "speed"),
        ("f0 {Hz}", "Hz", "f0"),
        ("f0 (raw) [Hz]", "Hz", "f0 (raw)"),
        ("angle_deg", "°", "angle"),
        ("distance_metres", "m", "distance"),
        ("humidity_percent", "%", "humidity"),
    ],
)
def test_the_unit_leaves_the_name(name: str, unit: str, quantity: str) -> None:
    factor = Factor(name, "numeric", unit=unit)
    assert factor.quantity == without_unit(name, unit) == quantity
    assert factor.title == f"{quantity} ({unit})"


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("slope", ""),
        ("decay_per_s", ""),
        ("mass", "s"),
        ("system", "m"),
        ("distance_m", "km"),
        ("decay_per_s", "1/ms"),
        ("hz", "Hz"),
        ("_hz", "Hz"),
        ("(m)", "m"),
    ],
)
def test_names_without_the_unit_stay(name: str, unit: str) -> None:
    assert without_unit(name, unit) == name


@given(st.sampled_from(sorted(UNITS)), st.sampled_from(["_{}", " {}", " ({})", "[{}]"]))
def test_units_that_are_found_in_names_leave_them(written: str, form: str) -> None:
    name = "value" + form.format(written)
    assert without_unit(name, unit_in(name)) == "value"


def test_numbers_have_their_unit_once() -> None:
    assert with_unit("0.885", "1/s") == "0.885 per s"
    assert with_unit("3", "m/s") == "3 m/s"
    assert with_unit("3", "") == "3"


def test_figures_and_the_map_say_the_unit_once() -> None:
    decay = Factor("decay_per_s", "numeric", unit="1/s")
    assert error_text(decay, 0.885) == "0.885 per s"
    (column,) = factor_columns(pa.table({"decay_per_s": [2.92, 4.1]}), [decay])
    assert (column.name, column.title, column.unit) == ("decay_per_s", "decay", "1/s")
