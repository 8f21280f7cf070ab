import dataclasses
import json

import numpy as np
import pytest

from latentaudio.synthesis.tone_design import (
    NAMES,
    ToneDesign,
    Voice,
    design_problems,
    size_of,
)
from latentaudio.synthesis.tone_table import losing_partials, tone_table

RANGES = {
    "fundamental_hz": (100.0, 800.0),
    "slope": (0.0, 2.0),
    "inharmonicity": (0.0, 0.02),
    "decay_per_s": (0.0, 10.0),
}
STEPS = {
    "fundamental_hz": (100.0, 50.0, 200.0),
    "slope": (-0.3, 0.1, -0.1),
    "inharmonicity": (0.0,),
    "decay_per_s": (0.0, 5.0, 10.0),
}


def design(kind="latin_hypercube", ranges=None, voice=None, **changes):
    own = {"partials": 20, "amplitudes": "power", "stretching": "fixed_pitch", "phases": "zero"}
    own |= {"samplerate": 16_000, "samples": 15_600, "seed": 5, **(voice or {})}
    base = RANGES if kind == "latin_hypercube" else STEPS
    values = {
        "sounds": 200,
        "ranges": {**base, **(ranges or {})},
        "presence": ("all",),
        "log_scale": ("fundamental_hz",),
        **changes,
    }
    return ToneDesign(design=kind, voice=Voice(**own), **values)


def problem(own, most=25_000):
    (found,) = design_problems(own, most)
    return found


def test_a_grid_has_all_combinations_with_exact_values():
    own = design("grid", presence=("all", "odd"))
    table = tone_table(own)
    assert list(table) == [name for name in NAMES if name != "snr_db"]
    assert list(dict.fromkeys(table["slope"].tolist())) == [-0.3, -0.2, -0.1]
    rows = list(zip(*(table[name].tolist() for name in table), strict=True))
    assert len(rows) == len(set(rows)) == size_of(own).sounds == 3 * 2 * 3 * 3
    assert rows == sorted(rows)


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"fundamental_hz": (100, 50, 1000)}, 20_691),
        ({"fundamental_hz": (100, 100, 1000), "presence": ("all", "odd")}, 21_780),
    ],
)
def test_the_grids_of_the_toy_sound_project_have_their_sizes(changes, count):
    ranges = {"slope": (-0.9, 0.1, -0.1), "inharmonicity": (0, 0.1, 1), "decay_per_s": (0, 1, 10)}
    ranges["fundamental_hz"] = changes.pop("fundamental_hz")
    size = size_of(design("grid", ranges, **changes))
    assert size.sounds == count
    assert size.seconds == pytest.approx(0.975 * count)
    assert size.bytes == 2 * 15_600 * count


def test_a_latin_hypercube_has_one_value_in_each_equal_part_of_each_range():
    own = design(sounds=500, presence=("all", "odd"), ranges={"snr_db": (0.0, 30.0)})
    table = tone_table(own)
    for name, (low, high) in own.ranges.items():
        values, ends = table[name], (low, high)
        if name == "fundamental_hz":
            values, ends = np.log(values), np.log(ends)
        parts = np.floor((values - ends[0]) / (ends[1] - ends[0]) * 500 + 1e-9)
        assert sorted(parts.tolist()) == list(range(500)), name
    assert (table["presence"] == "odd").sum() == 250
    columns = [np.argsort(np.argsort(table[name])) for name in own.ranges]
    correlations = np.corrcoef(columns) - np.eye(len(columns))
    assert np.abs(correlations).max() < 0.15


def test_a_draw_follows_from_the_seed_and_other_parameters_leave_it_alone():
    first, again = tone_table(design()), tone_table(design())
    fewer = tone_table(design(ranges={"slope": (1.0,)}))
    other = tone_table(design(voice={"seed": 6}))
    for name in ("fundamental_hz", "inharmonicity", "decay_per_s"):
        assert np.array_equal(first[name], again[name])
        assert np.array_equal(first[name], fewer[name])
        assert not np.array_equal(first[name], other[name])
    assert set(fewer["slope"]) == {1.0}


def test_parameters_with_one_value_do_not_vary_and_the_seed_may_decide_nothing():
    assert design(ranges={"slope": (1.0,)}).varying == [
        "fundamental_hz",
        "inharmonicity",
        "decay_per_s",
    ]
    assert design("grid").varying == ["fundamental_hz", "slope", "decay_per_s"]
    assert design().is_random
    assert not design("grid").is_random
    assert design("grid", voice={"phases": "seeded"}).is_random
    assert design("grid", {"snr_db": (10.0,)}).is_random


def test_a_design_survives_json():
    own = design(presence=("all", "even"))
    assert ToneDesign.restored(json.loads(json.dumps(dataclasses.asdict(own)))) == own


def test_tones_that_lose_partials_are_counted():
    own = design(
        "grid",
        {"fundamental_hz": (100.0, 300.0, 700.0), "slope": (0.0,), "decay_per_s": (0.0,)},
        presence=("all", "odd"),
    )
    table = tone_table(own)
    # The twentieth (or nineteenth) partial is below 8000 Hz at 100 and 400 Hz, not at 700 Hz; at
    # 400 Hz, the twentieth is at 8000 Hz.
    expected = [
        (f, p) in {(700, "all"), (700, "odd"), (400, "all")}
        for f, p in zip(table["fundamental_hz"], table["presence"], strict=True)
    ]
    assert losing_partials(own, table).tolist() == expected


# -- Bad input -------------------------------------------------------------------------------------


def test_a_set_that_makes_sense_has_no_problems():
    assert list(design_problems(design(), 25_000)) == []
    assert list(design_problems(design("grid"), 25_000)) == []


def test_a_grid_that_explodes_is_refused_without_making_it():
    steps = (0.0, 1e-6, 1.0)
    own = design("grid", {"slope": steps, "inharmonicity": steps})
    assert problem(own) == (
        "additive: the set would have 9,000,018,000,009 sounds, 2,437,504,875.0 hours, "
        "280,800,561.60 GB (3 of fundamental_hz x 1000001 of inharmonicity x 1000001 of slope x 3 "
        "of decay_per_s), but additive.most_sounds is 25,000; use longer steps, narrower ranges, "
        "fewer parameters or fewer sounds, or raise additive.most_sounds"
    )


def test_more_draws_than_the_limit_are_refused():
    text = problem(design(sounds=300), most=299)
    assert text.startswith("additive: the set would have 300 sounds, 0.1 hours, 0.01 GB")
    assert "(additive.sounds), but additive.most_sounds is 299" in text


@pytest.mark.parametrize(
    ("stretching", "inharmonicity", "first"),
    [("fixed_pitch", (0.0, 1.0), None), ("published", (0.0, 1.0), 8485.28)],
)
def test_tones_of_which_nothing_would_be_left_are_refused(stretching, inharmonicity, first):
    own = design(
        ranges={"fundamental_hz": (100.0, 6000.0), "inharmonicity": inharmonicity},
        voice={"stretching": stretching},
    )
    if first is None:
        assert list(design_problems(own, 25_000)) == []
    else:
        assert problem(own).startswith(
            "additive.fundamental_hz: up to 6000 found, so the first partial of a tone would be "
            f"at {first} Hz, but half the sample rate (additive.samplerate) is 8000 Hz"
        )


@pytest.mark.parametrize(
    ("kind", "name", "values", "message"),
    [
        ("grid", "slope", (0.0, 0.3, 1.0), "do not end at 1: stop at 0.9 or 1.2, or use another"),
        ("grid", "slope", (0.0, 3.0, 1.0), "do not end at 1: stop at 3, or use another step"),
        ("grid", "slope", (0.0, -0.1, 1.0), "expected a step above 0"),
        ("grid", "slope", (-0.1, -0.1, -0.9), r"ranges ascend: write [-0.9, 0.1, -0.1]"),
        ("grid", "slope", (0.0, 1.0), "additive.design is grid: give [start, step, stop], or one"),
        ("latin_hypercube", "slope", (0.0, 0.1, 1.0), "is latin_hypercube: give [start, stop], or"),
        ("latin_hypercube", "slope", (2.0, 0.0), "ranges ascend: write [0.0, 2.0]"),
        ("latin_hypercube", "slope", (1.0, 1.0), "a range of one value: write 1"),
        ("latin_hypercube", "decay_per_s", (-1.0, 3.0), "expected at least 0 1/s"),
        ("latin_hypercube", "inharmonicity", (-0.5,), "expected at least 0"),
        ("latin_hypercube", "fundamental_hz", (0.0, 100.0), "expected more than 0 Hz"),
    ],
)
def test_a_range_that_makes_no_sense_names_its_key(kind, name, values, message):
    text = problem(design(kind, {name: values}))
    assert text.startswith(f"additive.{name}: ")
    assert message in text


def test_a_logarithmic_scale_does_not_begin_at_0():
    text = problem(design(log_scale=("decay_per_s",)))
    assert text == (
        "additive.decay_per_s: [0.0, 10.0] found, but a logarithmic scale (additive.log_scale) "
        "begins above 0: raise the start, or leave decay_per_s out of additive.log_scale"
    )
    assert problem(design(log_scale=("decay",))).endswith("did you mean 'decay_per_s'?")


def test_all_problems_of_ranges_are_told_together():
    own = design(ranges={"slope": (2.0, 1.0), "decay_per_s": (-1.0, 1.0)})
    assert len(list(design_problems(own, 25_000))) == 2
