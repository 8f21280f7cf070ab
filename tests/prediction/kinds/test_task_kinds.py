"""What every kind of task says, and what each says of its own."""

import json
import math

import numpy as np
import pyarrow as pa
import pytest
from scipy.special import logit
from scipy.stats import norm

from latentaudio.errors import DatasetError
from latentaudio.factor_types import Factor
from latentaudio.prediction.crop_networks.network_objectives import objective_of
from latentaudio.prediction.heads.heads import FITS
from latentaudio.prediction.kinds.classes import Classes
from latentaudio.prediction.kinds.names import FORMS, KINDS, asked_kind, asked_labels
from latentaudio.prediction.kinds.number_codings import MOST_LEVELS, Ordinal, Standardised
from latentaudio.prediction.kinds.numbers import Numbers
from latentaudio.prediction.kinds.registry import READERS, described_kind, read_kind
from latentaudio.prediction.labels.label_table import LabelColumn
from latentaudio.prediction.scoring.registry import SCORINGS
from latentaudio.vae.keras_adapter import tf

METRES = Numbers("log", "m")
DISTANCES = np.array([0.5, 1.0, 2.0, 4.0, 4.0, 1.0])


def recordings(**columns):
    count = len(next(iter(columns.values())))
    ids = [f"r{number}" for number in range(count)]
    return pa.table({"recording_id": ids, **columns})


#: Of each kind: what is asked for, the column that it is read from, and outputs that are right.
EXAMPLES = {
    "classes": (Factor("kind"), ["tap", "hum", "tap", "drip"], 9.0 * np.eye(3)[[2, 1, 2, 0]]),
    "numbers": (
        Factor("far", "numeric", unit="m", scale="log"),
        [0.5, 1.0, 4.0, 2.0],
        np.log([[0.5], [1.0], [4.0], [2.0]]),
    ),
    "labels": (
        LabelColumn("tags", "tags"),
        [["hum", "tap"], ["hum"], ["drip"], ["drip", "tap"]],
        np.array([[-9.0, 9, 9], [-9, 9, -9], [9, -9, -9], [9, -9, 9]]),
    ),
}


def example(name):
    task, column, outputs = EXAMPLES[name]
    asked = asked_labels(task) if isinstance(task, LabelColumn) else asked_kind(task)
    kind, targets = read_kind(asked, "task", recordings(task=column, group=list("abcd")))
    return kind, targets, outputs


def test_every_kind_is_tried_here_and_has_scores():
    assert set(EXAMPLES) == set(READERS) == set(KINDS) == set(SCORINGS) == set(FITS)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_kind_comes_back_from_its_description(name):
    kind, *_ = example(name)
    assert kind.name == name
    assert described_kind(json.loads(json.dumps(kind.describe()))) == kind


@pytest.mark.parametrize("name", EXAMPLES)
def test_targets_and_outputs_come_back_from_their_columns(name):
    kind, targets, outputs = example(name)
    assert outputs.shape == (len(targets), kind.width)
    columns = kind.columns(targets, outputs)
    assert {"truth", "predicted"} <= columns.keys()
    for truth, said in zip(
        columns["truth"].to_pylist(), columns["predicted"].to_pylist(), strict=True
    ):
        assert truth == (said if isinstance(said, list) else pytest.approx(said))
    found, again = kind.read_columns(pa.table(columns))
    np.testing.assert_array_equal(found, targets)
    np.testing.assert_allclose(again, outputs, rtol=1e-6)
    np.testing.assert_allclose(kind.predicted(outputs), targets)


@pytest.mark.parametrize("name", EXAMPLES)
def test_right_outputs_have_a_lower_loss_than_turned_ones(name):
    kind, targets, outputs = example(name)
    assert kind.loss(outputs, targets) < kind.loss(np.roll(outputs, 1, axis=0), targets)
    assert len(kind.coded(targets)) == len(targets)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_calibration_is_json_and_needs_no_recordings(name):
    kind, targets, outputs = example(name)
    for count in (len(targets), 0):
        calibration = kind.calibrate(outputs[:count], targets[:count])
        assert json.loads(json.dumps(calibration)) == calibration


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_training_lowers_what_a_coding_says_is_its_loss(name, form):
    kind, targets, _ = example(name)
    coding = kind.coding(targets, form)
    assert kind.read_coding(json.loads(json.dumps(coding.describe()))) == coding
    outputs = np.random.default_rng(1).normal(size=(len(targets), coding.outputs))
    outputs = outputs.astype(np.float32)
    encoded = coding.encode(targets)
    assert encoded.shape == outputs.shape
    assert encoded.dtype == np.float32
    assert coding.decode(outputs).shape == (len(targets), kind.width)
    each, score = objective_of(coding)(tf.constant(encoded), tf.constant(outputs))
    assert float(tf.reduce_mean(each)) == pytest.approx(coding.loss(outputs, targets), rel=1e-5)
    assert float(score) == pytest.approx(coding.score(outputs, targets), rel=1e-5)


def test_a_value_is_standardised_on_its_scale_and_comes_back():
    coding = METRES.coding(DISTANCES, "value")
    encoded = coding.encode(DISTANCES)[:, 0]
    assert encoded.mean() == pytest.approx(0.0, abs=1e-6)
    assert encoded.std() == pytest.approx(1.0, rel=1e-6)
    decoded = coding.decode(coding.encode(DISTANCES))
    np.testing.assert_allclose(METRES.predicted(decoded), DISTANCES, rtol=1e-5)
    assert Standardised.fit(np.zeros(3), METRES).deviation == 1.0


def test_levels_are_the_values_of_training_and_a_prediction_is_their_mean():
    coding = METRES.coding(DISTANCES, "ordinal")
    np.testing.assert_allclose(np.exp(coding.levels), [0.5, 1.0, 2.0, 4.0])
    assert coding.encode(np.array([0.1, 1.1, 2.0, 99.0])).tolist() == [
        [0, 0, 0],
        [1, 0, 0],
        [1, 1, 0],
        [1, 1, 1],
    ]
    # Probabilities 0.1, 0.3, 0.4 and 0.2 of the four levels.
    outputs = logit(np.array([[0.9, 0.6, 0.2]]))
    expected = 0.1 * math.log(0.5) + 0.4 * math.log(2) + 0.2 * math.log(4)
    assert coding.decode(outputs)[0, 0] == pytest.approx(expected)


def test_many_values_are_binned_into_levels():
    values = np.random.default_rng(3).uniform(1, 9, 500)
    coding = METRES.coding(values, "ordinal")
    assert len(coding.levels) == MOST_LEVELS
    assert np.bincount(coding.encode(values).sum(axis=1).astype(int)).min() > 40
    assert Ordinal.fit(np.zeros(4), METRES).outputs == 1


def test_an_interval_has_as_many_values_as_it_says_if_errors_are_normal():
    draw = np.random.default_rng(5)
    targets = np.exp(draw.normal(size=4000))
    outputs = (np.log(targets) + draw.normal(0, 0.3, 4000))[:, np.newaxis]
    calibration = METRES.calibrate(outputs, targets)
    assert calibration["deviation"] == pytest.approx(0.3, rel=0.05)
    low, high = METRES.interval(outputs, calibration)
    np.testing.assert_allclose(
        np.log(high / low), 2 * norm.ppf(0.975) * calibration["deviation"], rtol=1e-9
    )
    assert ((low < targets) & (targets < high)).mean() == pytest.approx(0.95, abs=0.01)
    unknown = METRES.calibrate(outputs[:0], targets[:0])
    assert unknown == {"deviation": None}
    assert np.isnan(METRES.interval(outputs, unknown)).all()


def test_values_on_a_linear_scale_stay_what_they_are():
    kind = Numbers("linear")
    assert kind.predicted(np.array([[-2.0], [3.0]])).tolist() == [-2.0, 3.0]
    assert kind.loss(np.array([[-2.0], [3.0]]), np.array([-2.0, 1.0])) == 2.0


def test_validation_groups_are_drawn_from_bins_of_values():
    assert len(set(METRES.strata(np.arange(1.0, 21.0)))) == 4
    assert set(METRES.strata(np.full(3, 2.0))) == {"1"}
    assert Classes(("a", "b")).strata(np.array([1, 0])).tolist() == ["1", "0"]


@pytest.mark.parametrize(
    ("values", "scale", "message"),
    [
        ([1.0, 0.0], "log", "far of recording 'r1' is 0, expected a number above 0"),
        ([-1.0, 2.0], "log", "far of recording 'r0' is -1, expected a number above 0"),
        ([1.0, math.nan], "linear", "far of recording 'r1' is nan, expected a finite number"),
        ([2.5, 2.5], "linear", "far is 2.5 of all recordings, expected at least two"),
    ],
)
def test_values_of_which_nothing_can_be_learned_are_refused(values, scale, message):
    asked = asked_kind(Factor("far", "numeric", scale=scale))
    with pytest.raises(DatasetError, match=message):
        read_kind(asked, "far", recordings(far=values))
