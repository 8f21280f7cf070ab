import numpy as np
from transfer.moved_sounds import LOG, moved_sound, summary_of

from latentaudio.transfer.examples import EXAMPLE_COLUMNS, example_table


def examples(rows, count, associated=None):
    return example_table(summary_of(rows, associated), count=count)


def test_each_pair_is_shown_by_the_sound_whose_target_rose_most():
    rows = [
        *moved_sound(LOG, 0.5, "a#0"),
        *moved_sound(LOG, 0.9, "b#0"),
        *moved_sound(LOG, 0.8, "c#0"),
        *moved_sound(("body", "drum", "vase"), 0.6, "d#0"),
        *moved_sound(("body", "horn", "vase"), 0.7, "e#0"),
    ]
    table = examples(rows, 2)
    assert table.columns.tolist() == EXAMPLE_COLUMNS
    assert table["snippet_id"].tolist() == ["b#0"] * 5 + ["e#0"] * 5
    assert table["rank"].tolist() == [1, 2, 3, 4, 5] * 2
    assert (table["move"] == "other").all()
    first = table[table["snippet_id"] == "b#0"]
    assert first["class_before"].tolist()[:2] == ["Wood", "Glass"]
    assert first["class_after"].tolist()[:2] == ["Glass", "Wood"]
    np.testing.assert_allclose(first["probability_before"][:2], [0.2, 0.1], rtol=1e-6)
    np.testing.assert_allclose(first["probability_after"][:2], [0.9, 0.3], rtol=1e-6)


def test_of_sounds_with_equal_scores_the_first_by_id_is_shown():
    rows = [
        *moved_sound(LOG, 0.5, "z#0"),
        *moved_sound(LOG, 0.5, "a#0"),
        *moved_sound(LOG, 0.5, "m#0"),
    ]
    assert set(examples(rows, 1)["snippet_id"]) == {"a#0"}


def test_without_associations_the_largest_change_of_a_logit_decides():
    rows = [
        *moved_sound(LOG, 0.5, "a#0"),
        *moved_sound(LOG, 0.01, "b#0"),
        *moved_sound(LOG, 0.2, "c#0"),
    ]
    assert set(examples(rows, 1, {})["snippet_id"]) == {"b#0"}


def test_pairs_with_associations_come_before_those_without():
    rows = [*moved_sound(("body", "log", "drum"), 0.999, "a#0"), *moved_sound(LOG, 0.11, "b#0")]
    assert examples(rows, 2)["snippet_id"].tolist() == ["b#0"] * 5 + ["a#0"] * 5


def test_each_factor_has_its_own_examples():
    rows = [*moved_sound(LOG, 0.5, "a#0"), *moved_sound(("touch", "tap", "rub"), 0.9, "b#0")]
    assert examples(rows, 1)["factor"].tolist() == ["body"] * 5 + ["touch"] * 5
