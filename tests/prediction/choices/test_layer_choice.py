"""The layer that is chosen is the one that left-out groups chose, not the best on held-out ones."""

import pandas as pd
import pytest

from latentaudio.prediction.choices.layer_choice import choose_layers
from latentaudio.prediction.tasks.tasks import asked_kinds, layer_heads, predicts

HEADS = {"a": (3, "linear"), "b": (7, "linear"), "c": (9, "linear, means")}


def test_each_fold_chooses_by_its_own_left_out_groups():
    rows = [
        ("a", 1, 0.2, 0.5, 10),
        ("b", 1, 0.4, 0.9, 10),
        ("a", 2, 0.5, 0.1, 30),
        ("b", 2, 0.3, 0.7, 30),
        ("c", 1, 0.1, 1.0, 10),
    ]
    table = pd.DataFrame(rows, columns=["model", "fold", "inner_loss", "r2", "n_test"])
    (way, choice), *others = choose_layers(table, HEADS, "r2").items()
    # One layer by itself is no choice.
    assert (way, others) == ("linear", [])
    assert choice.layers == (3, 7)
    assert choice.score == pytest.approx((10 * 0.5 + 30 * 0.7) / 40)
    assert choice.most_often == 3


def test_heads_on_layers_are_told_by_how_they_see_them():
    heads = {
        "x": {"kind": "linear", "values": "layer_07", "components": 64},
        "y": {"kind": "mlp", "values": "layer_12_means"},
        "z": {"kind": "linear", "values": {"columns": ["drr_db"]}},
        "unused": {"kind": "linear", "values": "layer_01"},
    }
    section = {"models": ["x", "y", "z", "crops_cnn"], "heads": heads, "tasks": None}
    section |= {"label_sets": {}}
    config = {"prediction": section, "dataset": {"factors": {"far": {"type": "numeric"}}}}
    assert layer_heads(config) == {"x": (7, "linear, 64 components"), "y": (12, "mlp, means")}
    assert predicts("numbers", config)
    assert not predicts("classes", config)
    assert asked_kinds(config) == {"far": {"kind": "numbers", "scale": "linear", "unit": ""}}
