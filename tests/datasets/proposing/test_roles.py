import pytest

from latentaudio.datasets.proposing.columns import Column
from latentaudio.datasets.proposing.roles import assign_roles


def roles(**columns):
    made = [Column(name, tuple(map(str, values))) for name, values in columns.items()]
    found = assign_roles(made)
    return {role.column.name: role for role in found.roles}, found


SPECIES = ["wren", "robin"] * 12


def test_a_group_is_never_proposed_without_a_reason():
    by_name, _ = roles(species=SPECIES, bird_id=[i % 6 for i in range(24)])
    assert by_name["bird_id"].use == "group"
    assert "its name says" in by_name["bird_id"].reason
    by_values, found = roles(species=SPECIES, code=[f"q{i % 6}" for i in range(24)])
    assert by_values["code"].use == "group"
    assert "each value occurs with one class only" in by_values["code"].reason
    assert any("whether code" in doubt for doubt in found.doubts)
    crossing, found = roles(species=SPECIES, code=[f"q{i // 4}" for i in range(24)])
    assert crossing["code"].use == "unused"
    assert any("whether code" in doubt for doubt in found.doubts)


def test_a_group_that_is_the_same_as_the_class_is_refused_aloud():
    found, all_roles = roles(species=SPECIES, individual=[f"B{i % 2}" for i in range(24)])
    assert found["individual"].use == "unused"
    assert any("classes of species have one individual each" in d for d in all_roles.doubts)


@pytest.mark.parametrize(
    ("folds", "use"),
    [
        ([i // 2 % 3 for i in range(24)], "fold"),  # a group in one fold, a class in all
        ([i % 5 for i in range(24)], "unused"),  # groups are split
        ([i % 2 for i in range(24)], "unused"),  # a class is in one fold only
    ],
)
def test_folds_are_proposed_only_if_they_can_be_used(folds, use):
    birds = [f"{i % 2}{i // 2 % 3}" for i in range(24)]
    found, all_roles = roles(species=SPECIES, individual=birds, fold=folds)
    assert found["fold"].use == use
    assert any("what to do about fold" in doubt for doubt in all_roles.doubts) == (use == "unused")


def test_the_finer_of_two_labels_is_decoded_and_the_other_is_named():
    found, all_roles = roles(
        genus=["canis", "canis", "felis", "felis"] * 5, species=["dog", "wolf", "cat", "lynx"] * 5
    )
    assert (found["species"].use, found["genus"].use) == ("factor", "unused")
    assert any("genus (2), which follows from it" in doubt for doubt in all_roles.doubts)


def test_words_are_preferred_to_numbers_that_say_the_same():
    found, _ = roles(target=[0, 1] * 12, category=SPECIES)
    assert (found["category"].use, found["target"].reason) == (
        "factor",
        "says the same as category",
    )


@pytest.mark.parametrize(
    ("name", "values", "unit", "scale"),
    [
        ("distance_m", [1, 2, 50], "m", "log"),
        ("distance_cm", [1, 2, 3], "cm", "linear"),
        ("F0 [Hz]", [220, 440, 880], "Hz", "log"),
        ("temperature_c", [-3, 0, 4.5], "°C", "linear"),
        ("level (dB)", [-20, -10, 0], "dB", "linear"),
    ],
)
def test_a_unit_in_the_name_makes_a_numeric_factor(name, values, unit, scale):
    _, all_roles = roles(**{name: values * 8})
    factor = all_roles.factors[0]
    assert (factor.name, factor.unit, factor.scale, factor.bins) == (name, unit, scale, 3)


@pytest.mark.parametrize(
    ("name", "values", "reason"),
    [
        ("project", ["P"] * 24, "the same in all recordings (P)"),
        ("species", ["wren", "NA"] * 12, "missing in 12 of 24 recordings"),
        ("species", [f"s{i}" for i in range(24)], "different in every recording"),
        ("duration_s", [1.5, 2, 3] * 8, "describes the file"),
        ("take", [1, 2, 3] * 8, "numbers or names the recordings"),
        ("call+song", ["a", "b"] * 12, "cannot be the name of a factor"),
    ],
)
def test_what_cannot_be_a_factor_is_left_out_with_the_reason(name, values, reason):
    found, all_roles = roles(**{name: values})
    assert all_roles.factors == []
    assert reason in found[name].reason


def test_no_more_than_four_factors():
    names = ("species", "call", "sex", "age", "mood")
    _, found = roles(**{n: [(i >> k) % 2 for i in range(64)] for k, n in enumerate(names)})
    assert [factor.name for factor in found.factors] == list(names[:4])
    assert any("whether mood matters more" in doubt for doubt in found.doubts)


def test_a_class_that_occurs_once_does_not_hide_the_others():
    found, _ = roles(label=["a", "a", "b", "b", "c", "c", "d"])
    assert found["label"].use == "factor"


def test_long_labels_are_cut_in_reasons():
    found, _ = roles(label=["x y" * 60, "z"] * 3)
    assert len(found["label"].reason) < 100
