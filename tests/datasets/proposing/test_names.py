import re
import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from latentaudio.datasets.proposing.columns import are_counted, are_measured
from latentaudio.datasets.proposing.names import read_names


def columns(*paths):
    return {column.name: column for column in read_names(paths).columns}


def test_labels_may_have_a_separator_that_not_all_of_them_have():
    layout = read_names([f"{a}_{b}.wav" for a in ("ice-cube", "wood") for b in ("tap", "rub")])
    assert layout.pattern == r"(?P<label>[^_/]+)_(?P<action>[a-z]+)\.wav"
    assert layout.columns[0].distinct == ["ice-cube", "wood"]


def test_words_that_always_go_together_are_one_label():
    found = columns(*(f"{a}_{i}.wav" for a in ("dog_bark", "car_horn") for i in range(3)))
    assert found["label"].distinct == ["car_horn", "dog_bark"]


def test_a_number_within_a_name_stays_with_its_word_and_one_at_the_end_does_not():
    found = columns(*(f"{o}{i}_tap{t}.wav" for o in ("box", "can") for i in "12" for t in "123"))
    assert found["label"].distinct == ["box1", "box2", "can1", "can2"]
    found = columns(*(f"{o}{i}.wav" for o in ("box", "can") for i in "123"))
    assert found["label"].distinct == ["box", "can"]
    assert found["take"].distinct == ["1", "2", "3"]


def test_a_word_that_all_names_share_names_the_next_field():
    found = columns(*(f"bird_{i:02}_call_{c}.wav" for i in range(1, 5) for c in "ab"))
    assert {name: column.is_named for name, column in found.items()} == {"bird": True, "call": True}


def test_a_dash_behind_another_separator_is_a_sign():
    found = columns(*(f"a_{level}dB_{take}.wav" for level in (-20, -6) for take in "12"))
    assert found["a"].distinct == ["-20", "-6"]
    assert (found["a"].unit, found["a"].is_quantity) == ("dB", True)


def test_suffixes_may_differ_in_case():
    layout = read_names(["a_1.wav", "b_1.WAV", "a_2.flac", "b_2.wav"])
    assert layout.pattern.endswith(r"\.\w+")
    assert layout.others == ()


def test_names_of_result_columns_are_avoided():
    assert "x_value" in columns(*(f"x{n}_y{m}.wav" for n in (0.5, 2) for m in (1.5, 3)))


def test_constant_text_with_a_meaning_in_patterns_is_escaped():
    layout = read_names([f"(x.y)+_{label}_{i}.wav" for label in "ab" for i in "12"])
    assert layout.others == ()
    assert re.search(r"\\\(x\\\.y\\\)", layout.pattern)


@pytest.mark.parametrize(
    ("numbers", "measured", "counted"),
    [
        (["1", "2", "3"], False, True),
        (["01", "02", "04"], False, True),
        (["220", "440", "880"], True, False),
        (["0.5", "1"], True, False),
        (["100", "200"], False, False),
        (["007", "100", "300"], False, False),
    ],
)
def test_numbers_that_measure_are_told_from_those_that_count(numbers, measured, counted):
    assert are_measured(numbers) == measured
    assert are_counted([one for one in numbers if "." not in one]) == counted or measured


WORDS = st.text("abcXYZäß012 -_.()[]#'", min_size=1, max_size=8)


@given(paths=st.lists(st.builds("{}/{}.wav".format, WORDS, WORDS), min_size=1, max_size=12))
@settings(max_examples=50)
def test_the_pattern_reads_what_it_says_it_reads(paths):
    paths = list(dict.fromkeys(paths))
    layout = read_names(paths)
    assert sorted([*layout.paths, *layout.others]) == sorted(paths)
    assert layout.paths  # the shape that most have
    for path, *values in zip(layout.paths, *(one.values for one in layout.columns), strict=True):
        match = re.fullmatch(layout.pattern, path)
        assert list(match.groups()) == values
    names = [column.name for column in layout.columns]
    assert names == list(re.compile(layout.pattern).groupindex)


@given(
    cells=st.lists(
        st.tuples(
            st.sampled_from(["ka", "lo", "mi"]), st.sampled_from(["Ru", "So"]), st.integers(1, 9)
        ),
        min_size=6,
        max_size=30,
        unique=True,
    ),
    separator=st.sampled_from(["_", "-", " ", "__", " - ", ",", "+"]),
)
@settings(max_examples=30)
def test_fields_come_back_whatever_the_separator(cells, separator):
    first, second, third = zip(*cells, strict=True)
    layout = read_names([separator.join(map(str, cell)) + ".wav" for cell in cells])
    assert layout.others == ()
    assume(len(set(first)) == 3 and len(set(second)) == 2)
    assume(len(set(zip(first, second, strict=True))) > 3 and len(set(third)) > 1)
    values = [column.values for column in layout.columns]
    assert values == [first, second, tuple(map(str, third))]


def test_many_files_are_quick():
    paths = [
        f"{a}_{b}_{i:05}.wav" for a in ("wood", "ice") for b in ("tap", "rub") for i in range(2000)
    ]
    start = time.process_time()
    assert len(read_names(paths).paths) == 8000
    assert time.process_time() - start < 3
