import numpy as np
import pyarrow as pa
import pytest

from latentaudio.artifacts import DISTANCES, MOVED, read_table
from latentaudio.factors import factor_layout
from latentaudio.networks.yamnet.layers import CLASSES
from latentaudio.transfer.design import Design, Sounds
from latentaudio.transfer.distances import mean_jensen_shannon_distance, probabilities
from latentaudio.transfer.measure import measure, write_measures
from latentaudio.transfer.moves import Plan
from latentaudio.transfer.references import draw_references
from latentaudio.transfer.selection import Pair, factor_sets

CONDITIONS = ("before", "no_move", "own", "other", "step", "random_own", "random_own")


@pytest.fixture
def design():
    labels = {"pitch": np.array(["low", "low", "high"])}
    groups = np.array(["a", "b", "c"])
    sets = factor_sets(labels, factor_layout(["pitch"], 3))
    typical = [np.array([False, True, True])]
    references = draw_references(sets, typical, groups, 5, np.random.default_rng(0))
    pair = Pair(0, "low", "high", np.zeros(1), np.ones(1), 1, 1, np.array([0]), 1, 1, "")
    plan = Plan(
        sounds=np.array([0]),
        pairs=np.array([0]),
        conditions=CONDITIONS,
        positions=np.array([np.nan, np.nan, 0.0, 1.0, 0.5, np.nan, np.nan]),
        changes=np.zeros((1, 7, 3)),
        lengths=np.array([[0.0, 0, 2, 3, 1, 4, 6]]),
    )
    ids = np.array(["r#0", "r#1", "r#2"])
    sounds = Sounds(ids, groups, np.array(["held_out"] * 3), labels, np.zeros((3, 3)))
    return Design(sounds, sets, [pair], references, plan)


@pytest.fixture
def outputs():
    return np.random.default_rng(1).normal(size=(1, 7, CLASSES)).astype(np.float32)


REFERENCES = {
    name: np.random.default_rng(seed).normal(size=CLASSES).astype(np.float32)
    for seed, name in enumerate(["r#1", "r#2"], start=5)
}


def tables(design, outputs):
    return next(measure(design, REFERENCES, [(np.array([0]), outputs)]))


def test_every_condition_except_the_steps_has_a_row(design, outputs):
    distances = tables(design, outputs)[0].to_pandas().set_index("condition")
    assert distances.index.tolist() == ["before", "no_move", "own", "other", "random_own"]
    assert set(distances["snippet_id"]) == {"r#0"}
    assert set(distances["group"]) == {"a"}
    assert distances["move"].tolist() == [0, 0, 2, 3, 5]


def test_distances_are_to_the_typical_sounds_of_each_class(design, outputs):
    distances = tables(design, outputs)[0].to_pandas().set_index("condition")
    for side, name in (("own", "r#1"), ("other", "r#2")):
        reference = REFERENCES[name]
        expected = np.linalg.norm(outputs[0, 2].astype(float) - reference)
        assert distances.loc["own", f"logits_to_{side}"] == pytest.approx(expected)
        chances = [probabilities(one[np.newaxis]) for one in (outputs[0, 2], reference)]
        assert distances.loc["own", f"js_to_{side}"] == pytest.approx(
            mean_jensen_shannon_distance(*chances)[0]
        )
    # Two random directions count as one condition.
    expected = np.linalg.norm(outputs[0, 5:].astype(float) - REFERENCES["r#1"], axis=1).mean()
    assert distances.loc["random_own", "logits_to_own"] == pytest.approx(expected)


def test_the_change_of_the_output_is_the_largest_of_any_class(design, outputs):
    distances = tables(design, outputs)[0].to_pandas().set_index("condition")
    assert distances.loc["before", "output_change"] == 0
    assert distances.loc["own", "output_change"] == pytest.approx(
        np.abs(outputs[0, 2] - outputs[0, 0]).max()
    )


def test_outputs_are_kept_before_and_along_the_way(design, outputs):
    moved = tables(design, outputs)[1]
    assert moved["position"].to_pylist() == [None, 0.0, 1.0, 0.5]
    logits = np.array(moved["logits"].to_pylist(), np.float32)
    np.testing.assert_array_equal(logits, outputs[0, [0, 2, 3, 4]])


def test_tables_are_written_and_sounds_are_counted(design, outputs, tmp_path):
    counted = []
    write_measures(
        measure(design, REFERENCES, [(np.array([0]), outputs)]),
        tmp_path / "distances.parquet",
        tmp_path / "outputs.parquet",
        CLASSES,
        counted.append,
    )
    assert counted == [1]
    assert len(read_table(tmp_path / "distances.parquet", DISTANCES)) == 5
    moved = read_table(tmp_path / "outputs.parquet", MOVED)
    assert moved.schema.field("logits").type == pa.list_(pa.float32(), CLASSES)


def test_nothing_moved_gives_empty_tables(tmp_path):
    write_measures([], tmp_path / "distances.parquet", tmp_path / "outputs.parquet", CLASSES)
    assert len(read_table(tmp_path / "distances.parquet", DISTANCES)) == 0
