import re
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentaudio.artifacts import write_json
from latentaudio.errors import ArtifactError, DatasetError
from latentaudio.factor_types import Factor
from latentaudio.known_factors.chosen_file import choose, held_out_rows, read_chosen, write_chosen
from latentaudio.known_factors.chosen_sounds import factor_places, far_pairs, spread_sounds

FACTORS = (
    Factor("f0", "numeric", unit="Hz", scale="log"),
    Factor("decay", "numeric", unit="1/s"),
    Factor("partials"),
)


def snippets(count=60):
    draw = np.random.default_rng(0)
    return pa.table(
        {
            "snippet_id": [f"s{row:02d}" for row in range(count)],
            "group": [f"g{row:02d}" for row in range(count)],
            "f0": draw.uniform(100, 800, count),
            "decay": draw.uniform(0, 10, count),
            "partials": draw.choice(["all", "odd"], count).tolist(),
        }
    )


def chosen(table=None, seed=3, **settings):
    asked = {"sounds": 3, "pairs": 4, "held_out_fraction": 0.3, "seed": seed, **settings}
    return choose(table or snippets(), FACTORS, **asked)


def test_classes_lie_at_equal_steps_and_values_on_their_scale():
    places = factor_places(
        FACTORS,
        {
            "f0": np.array([100.0, 1000.0, 10_000.0]),
            "decay": np.array([2.0, 2.0, 2.0]),
            "partials": np.array(["odd", "all", "even"]),
        },
    )
    assert places["f0"] == pytest.approx([0, 0.5, 1])
    assert places["decay"].tolist() == [0, 0, 0]
    assert places["partials"].tolist() == [1, 0, 0.5]


def test_corners_are_chosen_before_what_lies_between_them():
    x = np.array([0.0, 0.0, 1.0, 1.0, 0.5, 0.4])
    y = np.array([0.0, 1.0, 0.0, 1.0, 0.5, 0.6])
    rows = spread_sounds({"x": x, "y": y}, np.ones(6, bool), 4, seed=1)
    others = set(range(4)) - set(rows.tolist())
    # Whichever sound is drawn first, no two others are near each other.
    assert len(others) <= 1
    assert len(set(rows.tolist())) == 4


@given(st.integers(0, 1000), st.integers(1, 12))
def test_chosen_sounds_are_held_out_and_differ(seed, count):
    draw = np.random.default_rng(seed)
    held_out = draw.random(40) < 0.5
    held_out[:12] = True
    places = {"x": np.round(draw.random(40), 1), "y": draw.random(40)}
    rows = spread_sounds(places, held_out, count, seed)
    assert held_out[rows].all()
    assert len(set(rows.tolist())) == count
    for pair in far_pairs(places, held_out, count, seed):
        assert pair.first != pair.second
        assert held_out[[pair.first, pair.second]].all()
        assert places[pair.factor][pair.first] <= places[pair.factor][pair.second]


def test_pairs_differ_in_one_factor_and_hardly_in_others():
    x, y = (axis.ravel() for axis in np.mgrid[0:1:9j, 0:1:9j])
    pairs = far_pairs({"x": x, "y": y}, np.ones(81, bool), 4, seed=2)
    assert [pair.factor for pair in pairs] == ["x", "y", "x", "y"]
    for pair in pairs:
        own, other = (x, y) if pair.factor == "x" else (y, x)
        assert own[pair.second] - own[pair.first] >= 0.75
        assert abs(other[pair.second] - other[pair.first]) <= 0.25
    assert len({(pair.first, pair.second) for pair in pairs}) == 4


def test_the_choice_is_repeatable_held_out_and_depends_on_the_seed(tmp_path):
    one = chosen()
    assert one == chosen()
    assert one != chosen(seed=4)
    held_out = held_out_rows(snippets(), FACTORS, 0.3, 3)
    assert {int(name[1:]) for name in one.snippet_ids} <= set(np.flatnonzero(held_out).tolist())
    assert set(one.texts) == set(one.snippet_ids)
    assert all(re.fullmatch(r"f0 \S+ Hz, decay \S+ per s, .*", text) for text in one.texts.values())
    write_chosen(tmp_path / "chosen.json", one)
    assert read_chosen(tmp_path / "chosen.json") == one


def test_what_cannot_be_chosen_is_named(tmp_path):
    with pytest.raises(DatasetError, match=r"\d\d held-out sounds found, but 50 are to be shown"):
        chosen(sounds=50)
    with pytest.raises(DatasetError, match=r"dataset\.factors: none found"):
        choose(snippets(), (), sounds=1, pairs=0, held_out_fraction=0.3, seed=1)
    one = replace(chosen(), texts={})
    write_chosen(tmp_path / "chosen.json", one)
    with pytest.raises(ArtifactError, match="nothing is known of sound"):
        read_chosen(tmp_path / "chosen.json")
    write_json(tmp_path / "other.json", {"kind": "findings", "version": 1})
    with pytest.raises(ArtifactError, match="found findings, expected sounds to show"):
        read_chosen(tmp_path / "other.json")
