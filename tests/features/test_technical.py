"""Tests of the technical baseline."""

import numpy as np
import pyarrow as pa
import pytest

from latentaudio.decoding.decoders import decoder
from latentaudio.features.technical import NUMBERS, technical_values
from latentaudio.projection.storage import read_projections, write_coordinates


def recordings(n=4, **columns):
    constant = {name: np.ones(n) for name in (*NUMBERS, "gain")} | {"file_format": ["WAV"] * n}
    return pa.table({"recording_id": [f"r{i}" for i in range(n)], **constant, **columns})


def snippets(*owners, groups=None, starts=0.0, levels=-20.0):
    """Snippets of recordings, each of which is its own group if no groups are given."""
    ids = [f"r{i}" for i in owners]
    ones = np.ones(len(ids))
    return pa.table(
        {
            "recording_id": ids,
            "group": groups or ids,
            "start_s": ones * starts,
            "level_db": ones * levels,
        }
    )


def test_numbers_are_standardised_over_snippets_on_their_scales():
    table = recordings(samplerate=np.array([8000, 16000, 16000, 32000]))
    values = technical_values(table, snippets(0, 1, 1, 3))
    octaves = np.array([0, 1, 1, 2]) + np.log2(8000)
    np.testing.assert_allclose(values[:, 0], (octaves - octaves.mean()) / octaves.std(), rtol=1e-6)


def test_columns_that_do_not_vary_are_zero():
    values = technical_values(recordings(), snippets(0, 1, 2, 3))
    assert values.shape == (4, len(NUMBERS) + 1)
    assert not values.any()


def test_every_format_is_a_column():
    table = recordings(file_format=["WAV PCM_16", "FLAC PCM_16", "FLAC PCM_16", "OGG VORBIS"])
    values = technical_values(table, snippets(0, 1, 2, 3))[:, len(NUMBERS) :]
    np.testing.assert_array_equal(values > 0, [[0, 0, 1], [1, 0, 0], [1, 0, 0], [0, 1, 0]])


@pytest.mark.parametrize("name", NUMBERS)
def test_classes_recorded_in_different_ways_are_told_apart(name):
    generator = np.random.default_rng(0)
    classes = np.repeat(["a", "b"], 40)
    # The other numbers vary, and tell nothing.
    columns = {other: generator.uniform(1, 2, 80) for other in NUMBERS}
    told = columns | {name: np.where(classes == "a", 1.0, 2.0)}
    test = np.arange(80) % 4 == 0
    groups = np.arange(80).astype(str)

    def accuracy(given):
        values = technical_values(recordings(80, **given), snippets(*range(80)))
        found = decoder("probe").decode(values, classes[:, np.newaxis], test, groups, {})
        return np.mean(found[:, 0] == classes[test])

    assert accuracy(told) == 1
    assert accuracy(columns) < 0.8


def test_blocks_of_a_recording_have_their_own_duration_and_levels():
    # Two recordings of two blocks each: what tells the recordings must not tell the blocks.
    told = {"duration_s": [8.0, 9.0], "rms_db": [-20.0, -30.0], "noise_floor_db": [-50.0, -60.0]}
    table = recordings(2, gain=[1.0, 10.0], **told)
    blocks = snippets(
        *(0, 0, 0, 0, 1, 1, 1, 1),
        groups=["r0/a", "r0/a", "r0/b", "r0/b", "r1/a", "r1/a", "r1/b", "r1/b"],
        starts=[0, 1, 4, 5, 0, 1, 4, 5],
        levels=[-20, -20, -40, -40, 0, 0, -20, -20],
    )
    values = technical_values(table, blocks)
    duration, level, floor = values[:, 2:5].T
    assert not duration.any()
    # Before the gain (10 is 20 dB), the blocks of both recordings have -20 and -40 dB.
    np.testing.assert_allclose(level, [1, 1, -1, -1, 1, 1, -1, -1], atol=1e-5)
    np.testing.assert_allclose(floor, level, atol=1e-5)


def test_values_are_stored_like_projections(tmp_path):
    ids, values = np.array(["a", "b"]), np.array([[1, 2, 3], [4, 5, 6]], np.float32)
    write_coordinates(tmp_path / "z.parquet", ids, values)
    np.testing.assert_array_equal(read_projections(tmp_path / "z.parquet", ids), values)
