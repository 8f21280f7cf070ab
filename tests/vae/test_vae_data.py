import numpy as np
import pyarrow as pa
import pytest

from latentaudio.errors import DatasetError
from latentaudio.factor_types import Factor
from latentaudio.flow.training_data import flow_data
from latentaudio.vae.vae_data import vae_data

FACTORS = [Factor("material"), Factor("f0", "numeric", bins=3)]
FRACTIONS = {"held_out_fraction": 0.25, "validation_fraction": 0.15, "seed": 4}


def snippets(count):
    generator = np.random.default_rng(1)
    return pa.table(
        {
            "snippet_id": [f"r#{row:04d}" for row in range(count)],
            "group": [f"g{row // 2}" for row in range(count)],
            "material": np.repeat(["wood", "metal"], count // 2).tolist(),
            "f0": generator.uniform(100, 800, count).tolist(),
        }
    )


@pytest.mark.parametrize(("count", "factors"), [(8, FACTORS[:1]), (360, FACTORS)])
def test_splits_are_those_of_a_flow(count, factors):
    table = snippets(count)
    data = vae_data(table, factors, **FRACTIONS)
    flow = flow_data(table, factors, {}, **FRACTIONS)
    np.testing.assert_array_equal(data.splits, flow.splits)
    np.testing.assert_array_equal(data.snippet_ids, flow.snippet_ids)
    assert ("validation" in data.splits) == (count == 360)


def test_sounds_of_which_none_can_be_held_out_are_refused():
    table = pa.table(
        {
            "snippet_id": ["a", "b", "c", "d"],
            "group": ["g", "g", "h", "h"],
            "material": ["wood", "wood", "metal", "metal"],
        }
    )
    with pytest.raises(DatasetError, match="vae: no group can be held out"):
        vae_data(table, FACTORS[:1], **FRACTIONS)
