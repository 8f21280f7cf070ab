"""Additive tones as a source of recordings."""

import dataclasses

import numpy as np
import pytest
import soundfile
from settings import defaults

from latentaudio.audio.rate import SnippetFormat
from latentaudio.datasets.configured import (
    configured_source,
    from_json,
    measuring_settings,
    to_json,
)
from latentaudio.datasets.duplicates import settle_duplicates
from latentaudio.datasets.folds import assign_folds
from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.measuring import Plan, measure_all
from latentaudio.datasets.planned import planned_segments
from latentaudio.datasets.recordings import tabulate
from latentaudio.datasets.splits import SPLITS, assign_splits, held_out_groups
from latentaudio.errors import ConfigError
from latentaudio.factor_types import Factor, bin_labels
from latentaudio.synthesis.tone_set import ToneSet
from latentaudio.workflow.own_factors import with_own_factors

SNIPPET = SnippetFormat(16_000, 15_600)
GRID = {
    "design": "grid",
    "fundamental_hz": [200, 100, 400],
    "slope": [0, 1, 2],
    "inharmonicity": [0, 0.01, 0.02],
    "decay_per_s": [1, 2, 5],
}


def source_of(tmp_path, dataset=None, **section):
    config = defaults()
    config["dataset"] |= {"source": "additive", "factors": None, **(dataset or {})}
    config["additive"] |= {"sounds": 40, **section}
    return configured_source(with_own_factors(config), tmp_path, SNIPPET)


def write(source):
    """Render all files of a source, as the rule does."""
    source.root.mkdir(parents=True)
    tones = ToneSet(source.tones)
    for file in range(1, tones.files + 1):
        tones.write(source.root / f"tones_{file:04d}.wav", file)


def measured(source, recordings):
    config = defaults()
    plan = Plan.of(SNIPPET, **measuring_settings(config))
    return measure_all(recordings, plan, 1)


def test_every_tone_is_a_segment_with_the_values_that_it_is_rendered_with(tmp_path):
    source = source_of(tmp_path)
    recordings = list_recordings(source)
    assert len({one.recording_id for one in recordings}) == 40
    assert {one.path for one in recordings} == {tmp_path / "dataset/additive/tones_0001.wav"}
    table = ToneSet(source.tones).table
    for number, one in enumerate(recordings):
        assert one.recording_id == f"tone_{number + 1:06d}"
        assert one.factors == {name: table[name][number] for name in source.names}
        assert one.segment.start_s == number
        assert one.segment.end_s == number + 0.975
        assert one.group == one.recording_id


def test_the_factors_are_what_varies_with_units_unless_some_are_named(tmp_path):
    assert source_of(tmp_path).factors == (
        Factor("fundamental_hz", "numeric", "Hz", "log", 9),
        Factor("inharmonicity", "numeric", "", "linear", 9),
        Factor("slope", "numeric", "", "linear", 9),
        Factor("decay_per_s", "numeric", "1/s", "linear", 9),
    )
    fewer = source_of(tmp_path, slope=1.0, snr_db=[0, 30], presence=["all", "odd"])
    assert fewer.names == ["fundamental_hz", "presence", "inharmonicity", "decay_per_s", "snr_db"]
    assert fewer.factors[1] == Factor("presence")
    assert fewer.factors[-1].unit == "dB"
    named = source_of(tmp_path, {"factors": ["slope", "decay_per_s"]})
    assert named.factors == (
        Factor("slope", "numeric", bins=9),
        Factor("decay_per_s", "numeric", "1/s", bins=9),
    )
    other = source_of(tmp_path, {"factors": {"slope": {"bins": 3}, "decay_per_s": "categorical"}})
    assert other.factors == (Factor("slope", "numeric", bins=3), Factor("decay_per_s"))


def test_a_source_survives_json(tmp_path):
    source = source_of(tmp_path, presence=["all", "odd"], groups=["fundamental_hz"])
    assert from_json(to_json(source)) == source


@pytest.mark.parametrize(
    ("section", "others"),
    [
        (GRID, {"sounds": 7}),
        (GRID, {"most_sounds": 9000}),
        ({}, {"most_sounds": 9000}),
    ],
)
def test_what_has_no_effect_changes_nothing(tmp_path, section, others):
    assert source_of(tmp_path, **section) == source_of(tmp_path, **{**section, **others})


def test_the_seed_changes_nothing_on_a_grid_without_chance(tmp_path):
    sources = []
    for seed in (1, 2):
        config = defaults()
        config |= {"seed": seed, "additive": config["additive"] | GRID}
        config["dataset"] |= {"source": "additive", "factors": None}
        sources.append(configured_source(with_own_factors(config), tmp_path, SNIPPET))
    assert sources[0] == sources[1]


# -- Groups ----------------------------------------------------------------------------------------


def test_tones_of_a_grid_that_share_their_partials_are_one_group(tmp_path):
    recordings = list_recordings(source_of(tmp_path, **GRID))
    assert len(recordings) == 81
    assert len({one.group for one in recordings}) == 9
    assert recordings[0].group == "fundamental_hz 200, inharmonicity 0"
    # What differs in slope or decay only is never on both sides of a split.
    for one in recordings:
        same = [
            other.group
            for other in recordings
            if all(
                other.factors[name] == one.factors[name]
                for name in ("fundamental_hz", "inharmonicity")
            )
        ]
        assert set(same) == {one.group}


@pytest.mark.parametrize(
    ("groups", "count"), [(["fundamental_hz"], 3), (["slope", "decay_per_s"], 9), (["snr_db"], 81)]
)
def test_whole_levels_can_be_groups(tmp_path, groups, count):
    # A parameter that does not vary cannot tell groups apart.
    recordings = list_recordings(source_of(tmp_path, **GRID, groups=groups))
    assert len({one.group for one in recordings}) == count


def test_a_grid_in_which_no_shared_parameter_varies_has_a_group_for_each_tone(tmp_path):
    steps = {**GRID, "fundamental_hz": 300, "inharmonicity": 0}
    recordings = list_recordings(source_of(tmp_path, **steps))
    assert len({one.group for one in recordings}) == len(recordings) == 9


# -- Sounds ----------------------------------------------------------------------------------------


def test_each_tone_gives_one_whole_snippet_and_the_plan_knows_it(tmp_path):
    source = source_of(tmp_path, **GRID)
    recordings = list_recordings(source)
    write(source)
    table, snippets, summary = tabulate(
        recordings, measured(source, recordings), factors=source.factors, samplerate=16_000
    )
    assert summary.n_snippets == 81
    assert summary.n_padded == summary.n_silent == summary.n_repeated == 0
    planned = planned_segments(recordings, source.factors, SNIPPET, hop_s=0.975)
    for name in planned.column_names:
        assert planned[name].to_pylist() == snippets[name].to_pylist(), name
    wave, _ = soundfile.read(recordings[30].path, dtype="float32")
    start = round(snippets["start_s"][30].as_py() * 16_000)
    expected = next(ToneSet(source.tones).blocks(range(30, 31)))[0]
    np.testing.assert_allclose(wave[start : start + 15_600], expected, atol=1 / 2**15)
    assert table["channels"].to_pylist() == [1] * 81


def test_tones_on_which_a_parameter_has_no_effect_share_a_group(tmp_path):
    # A single partial has no slope, so tones that differ in it alone are equal.
    source = source_of(
        tmp_path, design="grid", partials=1, fundamental_hz=[200, 100, 400], slope=[0, 1, 2],
        inharmonicity=0, decay_per_s=[1, 2, 5], groups=["fundamental_hz", "slope", "decay_per_s"],
    )  # fmt: skip
    recordings = list_recordings(source)
    assert len({one.group for one in recordings}) == 27
    write(source)
    found = measured(source, recordings)
    table, _, summary = tabulate(
        recordings, found, factors=source.factors, samplerate=16_000, rendered=source.is_rendered
    )
    assert summary.n_repeated == 18
    assert summary.near_copies == []
    groups = table["group"].to_pylist()
    assert len(set(groups)) == 9
    for one, group in zip(recordings, groups, strict=True):
        same = {g for other, g in zip(recordings, groups, strict=True)
                if (other.factors["fundamental_hz"], other.factors["decay_per_s"])
                == (one.factors["fundamental_hz"], one.factors["decay_per_s"])}  # fmt: skip
        assert same == {group}


def test_only_of_rendered_sounds_are_equal_ones_with_other_labels_no_mistake(tmp_path):
    recordings = list_recordings(source_of(tmp_path))[:2]
    with pytest.raises(Exception, match="with different labels"):
        settle_duplicates(recordings, ["a", "a"], "join")
    joined = settle_duplicates(recordings, ["a", "a"], "error", rendered=True)
    assert {one.group for one in joined} == {recordings[0].group}


# -- Folds and splits ------------------------------------------------------------------------------


def test_a_continuous_set_can_be_held_out_although_most_tones_are_alone_in_their_cells(tmp_path):
    source = source_of(tmp_path, sounds=3000)
    recordings = list_recordings(source)
    groups = np.array([one.group for one in recordings])
    labels = {
        factor.name: bin_labels(factor, np.array([one.factors[factor.name] for one in recordings]))
        for factor in source.factors
    }
    splits = assign_splits(labels, groups, 0.25, 0.2, seed=1)
    shares = {split: np.mean(splits == split) for split in SPLITS}
    assert shares["held_out"] == pytest.approx(0.25, abs=0.02)
    assert shares["validation"] == pytest.approx(0.75 * 0.2, abs=0.02)
    held_out = splits == "held_out"
    np.testing.assert_array_equal(held_out, held_out_groups(labels, groups, 0.25, seed=1))
    for values in labels.values():
        for name in np.unique(values):
            assert 0.2 < held_out[values == name].mean() <= 0.26
    folds = assign_folds(labels, groups, {"grouped": 10}, seed=1)["grouped"]
    assert np.bincount(folds)[1:].tolist() == [300] * 10


# -- Bad input -------------------------------------------------------------------------------------


def test_factors_must_be_parameters_that_vary(tmp_path):
    source = source_of(tmp_path)
    unknown = dataclasses.replace(source, factors=(Factor("fundamental"),))
    with pytest.raises(ConfigError, match=r"'fundamental' is not a parameter .* 'fundamental_hz'"):
        list_recordings(unknown)
    fixed = source_of(tmp_path, {"factors": ["slope", "decay_per_s"]}, slope=1.0)
    with pytest.raises(ConfigError, match=r"'slope' has one value \(1.0\).*additive.slope sev"):
        list_recordings(fixed)
    with pytest.raises(ConfigError, match="no design"):
        list_recordings(dataclasses.replace(source, tones=None))
