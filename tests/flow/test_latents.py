import numpy as np
import pytest

from latentaudio.errors import ArtifactError
from latentaudio.factors import factor_layout
from latentaudio.flow.latents import read_latents, write_latents

IDS = np.array(["a#1", "a#2", "b#1", "b#2"])
GROUPS = np.array(["a", "a", "b", "b"])
LAYOUT = factor_layout(["pitch"], 5)


def test_latents_are_read_as_they_were_written(tmp_path):
    generator = np.random.default_rng(0)
    split = np.array(["training", "held_out", "held_out"])
    z = generator.normal(size=(3, 5)).astype(np.float32)
    log_det, error = np.float32([1.5, -2, 0]), np.float32([1e-6, 2e-6, 0])
    write_latents(tmp_path / "latents.parquet", IDS[1:], split, z, log_det, error)
    read = read_latents(tmp_path / "latents.parquet", IDS, GROUPS, LAYOUT)
    np.testing.assert_array_equal(read.rows, [1, 2, 3])
    np.testing.assert_array_equal(read.split, split)
    np.testing.assert_array_equal(read.z, z)
    np.testing.assert_array_equal(read.log_det, log_det)
    np.testing.assert_array_equal(read.inverse_error, error)


def test_missing_latents_name_the_rule_that_makes_them(tmp_path):
    with pytest.raises(ArtifactError, match="rule 'flow'"):
        read_latents(tmp_path / "latents.parquet", IDS, GROUPS, LAYOUT)
