import dataclasses
import os
import shutil

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from latentaudio.audio.rate import SnippetFormat
from latentaudio.datasets.duplicates import settle_duplicates
from latentaudio.datasets.measuring import Plan
from latentaudio.datasets.recordings import build_tables
from latentaudio.datasets.source import Recording
from latentaudio.errors import DatasetError
from latentaudio.factor_types import Factor

SNIPPET = SnippetFormat(samplerate=16_000, samples=4_000)


def one(name, path="a.wav", group=None, label="low", copy_of=None, fold=None):
    return Recording(name, path, str(path), {"pitch": label}, group or name, copy_of, fold)


def settle(recordings, digests, how="error"):
    return {r.recording_id: r.group for r in settle_duplicates(recordings, digests, how)}


# -- Rules ----------------------------------------------------------------------------------------


def test_recordings_that_differ_keep_their_groups():
    recordings = [one("a"), one("b", group="g"), one("c", group="g")]
    for how in ("error", "join"):
        assert settle_duplicates(recordings, ["1", "2", "3"], how) == recordings


def test_copies_in_different_groups_are_refused_with_a_remedy_or_joined():
    recordings = [one("a", "a.wav"), one("b", "b.wav"), one("c", "c.wav"), one("d", "d.wav")]
    digests = ["1", "2", "2", "1"]
    with pytest.raises(DatasetError, match=r"2 sounds .*dataset\.duplicates: join") as caught:
        settle(recordings, digests)
    assert "\n  a.wav (group a) = d.wav (group d)" in str(caught.value)
    assert "\n  b.wav (group b) = c.wav (group c)" in str(caught.value)
    assert settle(recordings, digests, "join") == {"a": "a", "b": "b", "c": "b", "d": "a"}


def test_joined_groups_take_all_their_recordings_along():
    recordings = [one("a", group="z"), one("b", group="y"), one("c", group="y"), one("d")]
    found = settle(recordings, ["1", "1", "2", "3"], "join")
    assert found == {"a": "y", "b": "y", "c": "y", "d": "d"}


def test_copies_in_one_group_are_accepted():
    recordings = [one("a"), one("b", group="a", copy_of="a"), one("c", group="a")]
    assert settle(recordings, ["1", "1", "1"]) == {"a": "a", "b": "a", "c": "a"}


@pytest.mark.parametrize("how", ["error", "join"])
@pytest.mark.parametrize("labels", [("low", "high"), (0.5, 1.5)])
def test_copies_with_different_labels_or_values_are_refused(how, labels):
    first, second = labels
    recordings = [
        *(one("a", "a.wav", "g", first), one("b", "b.wav", "g", second)),
        *(one("c", "c.wav", "g", first), one("d", "d.wav", "g", first)),
    ]
    with pytest.raises(DatasetError, match=r"1 sounds .*different labels; correct") as caught:
        settle(recordings, ["1", "1", "2", "2"], how)
    assert str(caught.value).endswith(f"\n  a.wav ({first}) = b.wav ({second})")


@pytest.mark.parametrize("how", ["error", "join"])
def test_copies_in_different_folds_are_refused(how):
    recordings = [one("a", "a.wav", fold="1"), one("b", "b.wav", fold="2")]
    with pytest.raises(DatasetError, match=r"different folds \(dataset\.fold_column\)") as caught:
        settle(recordings, ["1", "1"], how)
    assert "a.wav (fold 1) = b.wav (fold 2)" in str(caught.value)


def test_long_lists_of_copies_are_cut():
    recordings = [one(f"{i}", f"{i}.wav") for i in range(9)]
    with pytest.raises(DatasetError, match=r"4\.wav \(group 4\) = \.\.\. and 4 more$"):
        settle(recordings, ["1"] * 9)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=40))
def test_joined_groups_are_the_components_of_what_shares_a_sound(pairs):
    groups, digests = np.array(pairs).T
    recordings = [one(str(i), group=f"g{group:02d}") for i, group in enumerate(groups)]
    found = list(settle(recordings, [str(digest) for digest in digests], "join").values())
    links = coo_matrix((np.ones(len(pairs)), (groups, 13 + digests)), shape=(26, 26))
    component = connected_components(links, directed=False)[1][groups]
    expected = [f"g{groups[component == one].min():02d}" for one in component]
    assert found == expected


# -- Files ----------------------------------------------------------------------------------------


def tables(recordings, duplicates="error", **options):
    return build_tables(
        recordings,
        Plan.of(SNIPPET, hop_s=0.25, silence_db=-60.0, **options),
        factors=[Factor("pitch")],
        duplicates=duplicates,
    )


def saved(path, seed=0, **options):
    samples = np.random.default_rng(seed).integers(-9_000, 9_000, 8_000).astype(np.int16)
    soundfile.write(path, samples, 16_000, **options)
    return path


@pytest.mark.parametrize("how", ["listed twice", "symbolic", "hard", "copied", "flac", "float"])
def test_one_sound_under_two_names_is_noticed(tmp_path, how):
    first = saved(tmp_path / "a.wav")
    second = tmp_path / "b.wav"
    match how:
        case "listed twice":
            second = first
        case "symbolic":
            second.symlink_to(first)
        case "hard":
            os.link(first, second)
        case "copied":
            shutil.copy(first, second)
        case "flac":
            second = saved(tmp_path / "b.flac")
        case "float":
            second = tmp_path / "b.wav"
            soundfile.write(second, soundfile.read(first)[0], 16_000, subtype="FLOAT")
    recordings = [one("a", first), one("b", second), one("c", saved(tmp_path / "c.wav", seed=1))]
    with pytest.raises(DatasetError, match=r"1 sounds are listed several times"):
        tables(recordings)
    found, snippets, _ = tables(recordings, "join")
    assert found["group"].to_pylist() == ["a", "a", "c"]
    assert snippets["group"].to_pylist() == ["a"] * 4 + ["c"] * 2
    first_digest, second_digest, other = found["sound_sha256"].to_pylist()
    assert first_digest == second_digest != other


def test_blocks_of_joined_copies_are_shared(tmp_path):
    saved(tmp_path / "a.wav")
    shutil.copy(tmp_path / "a.wav", tmp_path / "b.wav")
    recordings = [one(name, tmp_path / f"{name}.wav") for name in "ab"]
    _, snippets, _ = tables(recordings, "join", block_s=0.25)
    assert snippets["group"].to_pylist() == ["a/block_000", "a/block_001"] * 2


def test_recordings_saved_twice_cannot_be_told_apart_by_their_copies(tmp_path):
    # Every label is meaningless, so nothing but a copy in another group could give it away.
    recordings = []
    for index in range(24):
        label = "low" if index % 2 else "high"
        path = saved(tmp_path / f"{index:02d}.wav", seed=index)
        copy = shutil.copy(path, tmp_path / f"{index:02d} copy.wav")
        recordings += [
            one(f"{index:02d}", path, None, label),
            one(f"x{index:02d}", copy, None, label),
        ]
    with pytest.raises(DatasetError, match="24 sounds") as caught:
        tables(recordings)
    assert "... and 4 more" in str(caught.value)
    groups = tables(recordings, "join")[0]["group"].to_pylist()
    assert groups[::2] == groups[1::2] == [f"{index:02d}" for index in range(24)]


def test_twins_follow_their_original(tmp_path):
    ones = [one("a", saved(tmp_path / "a.wav")), one("b", saved(tmp_path / "b.flac"))]
    twin = saved(tmp_path / "b__reverb.flac", seed=5)
    ones.append(dataclasses.replace(one("b__reverb", twin, "b"), augmentation_of="b"))
    assert tables(ones, "join")[0]["group"].to_pylist() == ["a", "a", "a"]
