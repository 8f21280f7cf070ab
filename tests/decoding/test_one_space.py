"""Decoding one space in memory gives what decoding it fold by fold gives."""

import numpy as np
import pyarrow as pa

from latentaudio.decoding.one_space import decode_space
from latentaudio.factor_types import Factor

FACTORS = [Factor("pitch"), Factor("f0", "numeric")]


def test_each_fold_of_each_scheme_is_scored_once():
    labels = np.tile(["low", "high"], 12)
    snippets = pa.table(
        {
            "snippet_id": [f"s{number:02d}" for number in range(24)],
            "group": np.repeat([f"g{number}" for number in range(6)], 4),
            "pitch": labels,
            "f0": np.where(labels == "low", 1.0, 3.0),
        }
    )
    folds = {
        "grouped": np.repeat([1, 2, 3], 8).astype(np.int16),
        "random": np.repeat([1, 2], 12).astype(np.int16),
    }
    told = np.where(labels == "low", -1.0, 1.0)[:, np.newaxis]
    scores = decode_space(
        "technical",
        "technical properties",
        {"trained": told},
        snippets,
        FACTORS,
        folds,
        {"knn": {"neighbors": 3}, "ridge": {"seed": 1}},
    ).to_pandas()
    keys = scores.groupby(["factor", "scheme"]).fold.apply(list).to_dict()
    assert keys == {
        ("pitch", "grouped"): [1, 2, 3],
        ("pitch", "random"): [1, 2],
        ("f0", "grouped"): [1, 2, 3],
        ("f0", "random"): [1, 2],
    }
    # What tells all is decoded without a mistake; chance is one class of two.
    pitch = scores[scores.factor == "pitch"]
    assert (pitch.accuracy == 1.0).all()
    assert (pitch.chance == 0.5).all()
    assert (scores[scores.factor == "f0"].r2 > 0.99).all()
