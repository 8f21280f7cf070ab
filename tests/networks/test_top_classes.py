import warnings

import numpy as np
import pyarrow as pa
import pytest

from latentaudio.factor_types import Factor
from latentaudio.networks.top_classes import top_classes
from latentaudio.networks.yamnet.classes import class_names

SIZE = len(class_names())


def logit(score):
    return np.log(score / (1 - score))


def output(ids, rows):
    """YAMNet's output: `rows` are scores by class index; all other scores are very low."""
    logits = np.full((len(ids), SIZE), -20.0, np.float32)
    for row, scores in enumerate(rows):
        for index, score in scores.items():
            logits[row, index] = logit(score)
    column = pa.FixedSizeListArray.from_arrays(pa.array(logits.ravel()), SIZE)
    return pa.table({"snippet_id": list(ids), "logits": column})


@pytest.fixture
def snippets():
    return pa.table(
        {
            "snippet_id": ["a", "b", "c", "d", "e"],
            "size": ["big", "big", "small", "big", "big"],
            "shape": ["round", "round", "flat", "flat", "round"],
        }
    )


@pytest.fixture
def outputs():
    # A file may hold snippets of several cells, and a cell may have snippets in several files.
    return [
        output(["a", "c", "e"], [{7: 0.9, 3: 0.5}, {520: 0.8}, {3: 0.6, 7: 0.2}]),
        output(["d", "b"], [{0: 0.6}, {3: 0.7, 7: 0.1}]),
    ]


def test_mean_scores_and_shares_are_those_of_each_cell(snippets, outputs):
    table = top_classes(
        snippets, outputs, [Factor("size"), Factor("shape")], class_names(), count=2
    )
    assert table.columns.tolist() == [
        *("size", "shape", "n_snippets", "rank", "class_name", "mean_score", "top_share")
    ]
    cells = table[["size", "shape"]].drop_duplicates().to_numpy().tolist()
    assert cells == [["big", "flat"], ["big", "round"], ["small", "flat"]]
    big = table[(table["size"] == "big") & (table["shape"] == "round")]
    names = class_names()
    assert big["n_snippets"].tolist() == [3, 3]
    assert big["rank"].tolist() == [1, 2]
    assert big["class_name"].tolist() == [names[3], names[7]]
    np.testing.assert_allclose(big["mean_score"], [0.6, 0.4], rtol=1e-6)
    np.testing.assert_allclose(big["top_share"], [2 / 3, 1 / 3])
    small = table[table["size"] == "small"].iloc[0]
    assert (small["class_name"], small["top_share"]) == (names[520], 1.0)
    assert small["mean_score"] == pytest.approx(0.8)


def test_the_order_of_files_does_not_matter(snippets, outputs):
    one = top_classes(snippets, outputs, [Factor("size"), Factor("shape")], class_names())
    other = top_classes(
        snippets, iter(outputs[::-1]), [Factor("size"), Factor("shape")], class_names()
    )
    assert one.drop(columns="mean_score").equals(other.drop(columns="mean_score"))


def test_one_factor_makes_cells_of_its_classes(snippets, outputs):
    table = top_classes(snippets, outputs, [Factor("size")], class_names(), count=1)
    assert table["size"].tolist() == ["big", "small"]
    assert table["n_snippets"].tolist() == [4, 1]


def test_very_low_logits_of_near_silence_cause_no_warning():
    logits = np.full(521, -1000.0, np.float32)
    output = pa.table(
        {
            "snippet_id": ["a"],
            "logits": pa.FixedSizeListArray.from_arrays(pa.array(logits), 521),
        }
    )
    snippets = pa.table({"snippet_id": ["a"], "size": ["big"]})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        top_classes(snippets, [output], [Factor("size")], class_names())
