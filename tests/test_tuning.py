"""The table of settings that were tried: what is chosen, what is written, what is read."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentaudio.artifacts import read_csv
from latentaudio.errors import ArtifactError, TrainingError
from latentaudio.tuning import (
    COLUMNS,
    Criterion,
    Tuning,
    chosen_setting,
    gathered,
    read_tuning,
    settings_of,
    try_settings,
    write_tuning,
)

LOSS, SCORE = Criterion("loss", lowest=True), Criterion("score", lowest=False)
THREE = settings_of({"noise": [0.25, 0.5, 1.0]})
#: Method, space and seed of a table.
FLOW = {"method": "flow", "space": "layer_06", "seed": 1}


@pytest.mark.parametrize(
    ("criterion", "values", "best"),
    [
        (LOSS, [3.0, 1.0, 2.0], 1),
        (SCORE, [3.0, 1.0, 2.0], 0),
        # Of equally good ones the first.
        (LOSS, [2.0, 1.0, 1.0], 1),
        (SCORE, [1.0, 2.0, 2.0], 1),
        # A loss may be negative, and no value at all is not a good one.
        (LOSS, [math.inf, -1.0, math.nan], 1),
        (LOSS, [-math.inf, math.nan, 5.0], 2),
        (SCORE, [math.inf, 0.1, 0.2], 2),
    ],
)
def test_the_best_finite_value_is_chosen(criterion, values, best):
    assert Tuning(criterion, THREE, values).best == best


@given(st.lists(st.one_of(st.floats(), st.just(math.inf)), min_size=1), st.booleans())
def test_no_finite_value_is_better_than_the_chosen_one(values, lowest):
    finite = [value for value in values if math.isfinite(value)]
    if finite:
        best = Tuning(Criterion("x", lowest), settings_of({"x": values}), values).best
        assert values[best] == (min if lowest else max)(finite)
        assert values.index(values[best]) == best


def trained(losses):
    """Training that ends with these losses by noise; those without one diverge."""

    def train(setting):
        if setting["noise"] not in losses:
            raise TrainingError(f"flow: the loss with {setting['noise']} is nan", ())
        return losses[setting["noise"]]

    return train


def test_a_setting_that_diverges_is_listed_and_never_chosen(tmp_path):
    tuning = try_settings(THREE, LOSS, trained({0.5: 7.0, 1.0: 6.0}))
    assert tuning.values == [math.inf, 7.0, 6.0]
    write_tuning(tmp_path / "tuning.csv", tuning, **FLOW)
    table = read_tuning(tmp_path / "tuning.csv")
    assert table["validation_value"].tolist() == [math.inf, 7.0, 6.0]
    assert table["chosen"].tolist() == [False, False, True]
    assert chosen_setting(tmp_path / "tuning.csv") == {"noise": 1.0}


def test_if_every_setting_diverges_the_last_reason_is_told():
    words = r"every training diverged \(noise=0.25; noise=0.5; noise=1.0\).* loss with 1.0 is nan"
    with pytest.raises(TrainingError, match=words):
        try_settings(THREE, LOSS, trained({}))


def test_only_diverged_trainings_are_passed_over():
    def broken(setting):
        raise ValueError("a mistake")

    with pytest.raises(ValueError, match="a mistake"):
        try_settings(THREE, LOSS, broken)


def test_the_table_has_the_same_columns_for_all_methods(tmp_path):
    paths = [tmp_path / name for name in ("flow.csv", "vae.csv", "ridge.csv")]
    write_tuning(paths[0], Tuning(LOSS, THREE, [3.0, 2.0, 1.0]), **FLOW)
    rates = settings_of({"learning_rate": [0.0005, 1e-07]})
    own = {"method": "vae", "space": "mfcc", "model": "dense", "seed": 0}
    write_tuning(paths[1], Tuning(LOSS, rates, [2.0, 1.0]), **own)
    own = {"method": "ridge", "space": "mfcc", "seed": None}
    write_tuning(paths[2], Tuning(SCORE, settings_of({"penalty": [1, 100]}), [0.5, 0.5]), **own)
    table = gathered(paths)
    assert tuple(table.columns) == COLUMNS
    assert table["method"].tolist() == ["flow"] * 3 + ["vae"] * 2 + ["ridge"] * 2
    assert table["model"].tolist() == [""] * 3 + ["dense"] * 2 + [""] * 2
    assert table["seed"].tolist()[:5] == [1, 1, 1, 0, 0]
    assert table["seed"].isna().tolist() == [False] * 5 + [True] * 2
    assert set(table["criterion"]) == {"lowest loss", "highest score"}
    assert [chosen_setting(path) for path in paths] == [
        {"noise": 1.0},
        {"learning_rate": 1e-07},
        {"penalty": 1.0},
    ]


@given(st.floats(min_value=1e-300, max_value=1e300))
def test_a_setting_keeps_all_its_digits(tmp_path_factory, value):
    path = tmp_path_factory.getbasetemp() / "digits.csv"
    write_tuning(path, Tuning(LOSS, [{"noise": value}], [1.0]), **FLOW)
    assert chosen_setting(path) == {"noise": value}


def test_without_a_table_nothing_was_chosen():
    assert chosen_setting(None) == {}
    assert gathered([]).empty
    assert tuple(gathered([]).columns) == COLUMNS


@pytest.mark.parametrize("marks", ["True,True", "False,False"])
def test_one_setting_must_be_chosen(tmp_path, marks):
    path = tmp_path / "tuning.csv"
    write_tuning(path, Tuning(LOSS, THREE[:2], [1.0, 2.0]), **FLOW)
    first, second = marks.split(",")
    text = (
        path.read_text().replace("1.0,True", f"1.0,{first}").replace("2.0,False", f"2.0,{second}")
    )
    path.write_text(text)
    with pytest.raises(ArtifactError, match="cannot be read as settings that were tried"):
        chosen_setting(path)


def test_a_table_without_a_column_is_refused(tmp_path):
    path = tmp_path / "tuning.csv"
    write_tuning(path, Tuning(LOSS, THREE, [3.0, 2.0, 1.0]), **FLOW)
    read_csv(path).drop(columns="criterion").to_csv(path, index=False)
    with pytest.raises(ArtifactError, match="no column criterion"):
        read_tuning(path)
    path.unlink()
    with pytest.raises(ArtifactError, match=r"tuning\.csv: not found"):
        read_tuning(path)
