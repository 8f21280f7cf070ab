import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentaudio.errors import ConfigError
from latentaudio.vae.schedules import (
    SCHEDULES,
    Pressure,
    ScheduleSettings,
    final_pressure,
    find_schedule,
    settled_at,
)

SETTINGS = ScheduleSettings(8.0, ramp=0.4, cycles=5, capacity=25.0)


def betas(name, at):
    return [SCHEDULES[name](one, SETTINGS).beta for one in at]


def test_values_by_hand():
    assert betas("constant", [0.0, 0.5, 0.99]) == [8.0] * 3
    assert betas("warm_up", [0.0, 0.1, 0.2, 0.4, 0.9]) == [0.0, 2.0, 4.0, 8.0, 8.0]
    # Cycles last a fifth of the training, and rise in two fifths of that.
    assert betas("cyclical", [0.0, 0.04, 0.08, 0.19]) == pytest.approx([0.0, 4.0, 8.0, 8.0])
    assert betas("cyclical", [0.44, 0.64, 0.84]) == pytest.approx([4.0] * 3)
    pressures = [SCHEDULES["capacity"](at, SETTINGS) for at in (0.0, 0.2, 0.4, 1.0)]
    assert pressures == [Pressure(8.0, capacity) for capacity in (0.0, 12.5, 25.0, 25.0)]


@given(
    st.sampled_from(sorted(SCHEDULES)),
    st.floats(0, 1, exclude_max=True),
    st.floats(0.01, 1),
    st.integers(1, 9),
)
def test_a_schedule_never_exceeds_what_it_ends_with_and_settles_there(name, progress, ramp, cycles):
    settings = ScheduleSettings(4.0, ramp, cycles, 10.0)
    final = final_pressure(name, settings)
    pressure = SCHEDULES[name](progress, settings)
    assert 0.0 <= pressure.beta <= final.beta
    assert 0.0 <= pressure.capacity <= final.capacity
    if progress > settled_at(name, settings) + 1e-9:
        assert pressure.beta == pytest.approx(final.beta)
        assert pressure.capacity == pytest.approx(final.capacity)


@pytest.mark.parametrize(
    ("field", "value", "key"),
    [
        ("beta", 0.0, "betas"),
        ("beta", float("nan"), "betas"),
        ("ramp", 0.0, "ramp"),
        ("ramp", 1.1, "ramp"),
        ("cycles", 0, "cycles"),
        ("capacity", -1.0, "capacity"),
        ("capacity", float("inf"), "capacity"),
    ],
)
def test_settings_that_cannot_work_are_refused(field, value, key):
    with pytest.raises(ConfigError, match=rf"vae\.{key}: found"):
        dataclasses.replace(SETTINGS, **{field: value})


def test_an_unknown_schedule_is_refused_with_a_suggestion():
    with pytest.raises(ConfigError, match=r"schedule 'warmup' found.*did you mean 'warm_up'"):
        find_schedule("warmup")
