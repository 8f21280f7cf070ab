import dataclasses
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_sources import COMPOSED, CROSSED, DECOMPOSED, folder, ids, manifest

from latentaudio.datasets.alike import appearance, folded
from latentaudio.datasets.listing import list_recordings
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.factor_types import Factor

#: Pairs of names that one reader wrote twice.
ALIKE = [
    ("bird0", "bird0\u200b"),
    ("bird0", "\ufeffbird0"),
    ("bird0", "bi\u00adrd0"),
    ("bird0", "bird0\ufe0f"),
    ("bird0", "bird0 \u2060 "),
    ("bird0", "Bird0"),
    ("bird00", "BIRD00"),
    ("bird 0", "bird\u00a00"),
    ("bird 0", "bird  0"),
    ("bird 0", "bird\u20030"),
    ("bird 0", "bird\u28000"),
    ("M\u00fcller", "Mu\u0308ller"),
    ("M\u00fcller", "mu\u200b\u0308ller"),
    ("stra\u00dfe", "STRASSE"),
    ("\uff22ird", "bird"),
    ("5 \u00b5m", "5 \u03bcm"),
    ("\ufb01nch", "finch"),
    ("site-1", "site\u20131"),
    ("site-1", "site\u20111"),
    ("O'Brien", "O\u2019Brien"),
    ("O\u00b4Brien", "O\u1ffdBrien"),
    ("1", "1.0"),
    ("1", "01"),
    ("100", "1e2"),
    ("0", "-0.0"),
    ("-1", "\u22121"),
    ("1", "\uff11"),
    ("bird1", "bird01"),
    ("2024-01", "2024-1"),
]
FINITE = st.decimals(allow_nan=False, allow_infinity=False)
#: Pairs of names that differ.
DIFFERENT = [
    ("bird0", "bird1"),
    ("bird1", "bird10"),
    ("bird1.5", "bird1.05"),
    ("bird 0", "bird0"),
    ("bird_0", "bird-0"),
    ("Muller", "M\u00fcller"),
    ("1", "-1"),
    ("1.5", "1.05"),
    ("0", "00a"),
    # Equal as floats.
    ("12345678901234567890", "12345678901234567891"),
    ("1e999", "1e998"),
    ("1e99999999999999999999", "1e99999999999999999998"),
    ("nan", "inf"),
    ("1_000", "1000"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_look_the_same_are_alike(one, other):
    assert appearance(one) == appearance(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_that_differ_are_not_alike(one, other):
    assert appearance(one) != appearance(other)


@settings(max_examples=50)
@given(
    st.text(max_size=20),
    st.sampled_from("\u200b\u200d\u202e\u2060\ufeff\u00ad\ufe0f\u3164"),
    st.data(),
)
def test_neither_encoding_nor_what_cannot_be_seen_matters(name, invisible, data):
    place = data.draw(st.integers(0, len(name)))
    assert folded(folded(name)) == folded(name)
    assert folded(name[:place] + invisible + name[place:]) == folded(name)
    for form in ("NFC", "NFD"):
        assert folded(unicodedata.normalize(form, name)) == folded(name)


@settings(max_examples=50)
@given(FINITE, FINITE)
def test_numbers_are_alike_if_they_are_equal(one, other):
    assert appearance(str(one)) == appearance(f"{one:+E}")
    assert (appearance(str(one)) == appearance(str(other))) == (one == other)


def grouped(root, names, **options):
    """A manifest with a recording in each of these groups."""
    rows = [(*row, name) for row, name in zip(CROSSED, names, strict=True)]
    return manifest(root, rows, "path,pitch,decay,bird", group_column="bird", **options)


def test_groups_that_look_the_same_are_refused_with_their_code_points(tmp_path):
    with pytest.raises(DatasetError) as caught:
        list_recordings(grouped(tmp_path, ["bird0", "bird0\u200b", DECOMPOSED, COMPOSED]))
    message = str(caught.value)
    assert "sounds.csv: 2 names are written in several ways that look the same" in message
    assert "dataset.distinct" in message
    assert r"bird: 'bird0' (sounds.csv line 2) and 'bird0\u200b' (sounds.csv line 3)" in message
    assert r"'cafe\u0301' (sounds.csv line 4) and 'caf\xe9' (sounds.csv line 5)" in message
    assert message.isascii()


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_labels_groups_and_folds_are_compared_alike(tmp_path, one, other):
    for column in ("pitch", "bird", "part"):
        rows = [
            {"path": f"{i}.wav", "pitch": "low", "decay": "s", "bird": "b", "part": "p"}
            for i in range(2)
        ]
        rows[0][column], rows[1][column] = one, other
        source = manifest(
            tmp_path,
            [tuple(row.values()) for row in rows],
            ",".join(rows[0]),
            create=False,
            group_column="bird",
            fold_column="part",
        )
        with pytest.raises(DatasetError, match=rf"look the same(.|\n)*{column}: ['\"]"):
            list_recordings(source)


def test_named_groups_of_a_folder_are_compared(tmp_path):
    names = ["low_long_1.wav", "low_s_01.wav", "high_long_2.wav", "high_s_2.wav"]
    pattern = r"(?P<pitch>[a-z]+)_(?P<decay>[a-z]+)_(?P<group>\d+)\.wav"
    with pytest.raises(DatasetError, match=r"group: '1' \(low_long_1\.wav\) and '01' "):
        list_recordings(folder(tmp_path, *names, pattern=pattern))


def test_blanks_of_any_kind_around_names_are_left_out(tmp_path):
    source = grouped(tmp_path, ["bird0", "bird0\u00a0", "\u3000bird1", "bird1\u2003"])
    assert {one.group for one in list_recordings(source)} == {"bird0", "bird1"}


def test_the_group_of_a_copy_is_that_of_its_original(tmp_path):
    rows = [(*row, name, "") for row, name in zip(CROSSED, "abcd", strict=True)]
    rows.append(("copy.wav", "low", "long", "A", "low_long.wav"))
    source = manifest(tmp_path, rows, "path,pitch,decay,group,augmentation_of")
    assert {one.group for one in list_recordings(source)} == {"a", "b", "c", "d"}


@pytest.mark.parametrize("key", ["classes", "select"])
def test_a_setting_that_only_looks_like_a_label_is_refused(tmp_path, key):
    rows = [("a.wav", DECOMPOSED, "s"), *CROSSED]
    source = manifest(tmp_path, rows, **{key: {"pitch": ("low", "high", COMPOSED)}})
    with pytest.raises(DatasetError, match=rf"look the same(.|\n)*\(dataset\.{key}\)"):
        list_recordings(source)


def test_many_spellings_of_many_names_are_cut(tmp_path):
    rows = [(f"{i}_{j}.wav", f"bird{i}" + j * " \u200b", "s") for i in range(25) for j in range(9)]
    with pytest.raises(DatasetError, match="25 names are written") as caught:
        list_recordings(manifest(tmp_path, rows, create=False))
    assert str(caught.value).count("and 4 more\n") == 20
    assert str(caught.value).endswith("and 5 more")


# -- Spelling that is meant ------------------------------------------------------------------------


def test_names_of_a_distinct_column_may_look_the_same(tmp_path):
    rows = [(f"{i}.wav", call, decay) for i, (call, decay) in enumerate(["al", "as", "Al", "As"])]
    source = manifest(tmp_path, rows)
    with pytest.raises(DatasetError, match=r"pitch: 'a' .* and 'A'"):
        list_recordings(source)
    recordings = list_recordings(dataclasses.replace(source, distinct=("pitch",)))
    assert {one.factors["pitch"] for one in recordings} == {"a", "A"}
    # The other column is compared as before.
    with pytest.raises(DatasetError, match=r"pitch: 'a' .* and 'A'"):
        list_recordings(dataclasses.replace(source, distinct=("decay",)))


@pytest.mark.parametrize("column", ["bird", "part"])
def test_groups_and_folds_may_be_distinct(tmp_path, column):
    rows = [(*row, name, name) for row, name in zip(CROSSED, ["1", "1.0", "2", "2"], strict=True)]
    source = manifest(
        tmp_path,
        rows,
        "path,pitch,decay,bird,part",
        group_column="bird",
        fold_column="part",
        distinct=("bird", "part"),
    )
    assert len({one.group for one in list_recordings(source)}) == 3
    with pytest.raises(DatasetError, match=rf"{column}: '1' "):
        list_recordings(dataclasses.replace(source, distinct=tuple({"bird", "part"} - {column})))


def test_an_encoding_is_never_meant(tmp_path):
    rows = [("a.wav", COMPOSED, "s"), ("b.wav", DECOMPOSED, "s"), *CROSSED]
    with pytest.raises(DatasetError, match=r"pitch: 'caf\\xe9' .* and 'cafe\\u0301'"):
        list_recordings(manifest(tmp_path, rows, distinct=("pitch",)))


@pytest.mark.parametrize("name", ["ptch", "group", "path", "part"])
def test_an_unknown_distinct_column_is_refused(tmp_path, name):
    # There is no column of groups.
    with pytest.raises(ConfigError, match=rf"dataset\.distinct: found '{name}'.*'pitch', 'decay'"):
        list_recordings(manifest(tmp_path, distinct=(name,)))


def test_a_numeric_factor_has_no_names(tmp_path):
    rows = [("a.wav", "1", "x"), ("b.wav", "1.0", "y"), ("c.wav", "2", "x")]
    source = dataclasses.replace(
        manifest(tmp_path, rows), factors=(Factor("pitch", "numeric"), Factor("decay"))
    )
    assert len(ids(source)) == 3
    with pytest.raises(ConfigError, match=r"dataset\.distinct: found 'pitch'"):
        list_recordings(dataclasses.replace(source, distinct=("pitch",)))
