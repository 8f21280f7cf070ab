import io

import numpy as np
import pandas as pd
import pytest
import soundfile
import soxr
from places import BOOTH, ESC10

from latentaudio.audio.fingerprint import DOUBTFUL, Fingerprint, fingerprint
from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.sound_files import mono_blocks
from latentaudio.datasets import near_copies as module
from latentaudio.datasets.measuring import Plan
from latentaudio.datasets.near_copies import (
    LEAST_AGREEMENT,
    NearCopy,
    compare,
    near_copies,
    write_near_copies,
)
from latentaudio.datasets.recordings import build_tables
from latentaudio.datasets.source import Recording
from latentaudio.factor_types import Factor

RATE = 16_000
TRIMMED = 5_000  # samples, not a multiple of the hop


def bursts(seconds=3.0, seed=0):
    generator = np.random.default_rng(seed)
    n = round(seconds * RATE)
    levels = np.repeat(generator.uniform(0.02, 0.2, n // 800 + 1), 800)[:n]
    return (levels * generator.standard_normal(n)).astype(np.float32)


def encoded(samples, format_, subtype):
    file = io.BytesIO()
    soundfile.write(file, samples, RATE, format=format_, subtype=subtype)
    file.seek(0)
    return soundfile.read(file, dtype="float32")[0]


COPIES = {
    "quieter": lambda samples: 0.1 * samples,
    "MP3": lambda samples: encoded(samples, "MP3", "MPEG_LAYER_III"),
    "Vorbis": lambda samples: encoded(samples, "OGG", "VORBIS"),
    "Opus": lambda samples: encoded(samples, "OGG", "OPUS"),
    "trimmed": lambda samples: samples[TRIMMED:],
    "end trimmed": lambda samples: samples[: len(samples) * 2 // 3],
    "another rate": lambda samples: soxr.resample(soxr.resample(samples, RATE, 8e3), 8e3, RATE),
    "all": lambda samples: encoded(0.3 * samples[TRIMMED:], "MP3", "MPEG_LAYER_III"),
}


def pairs(sounds, groups=None):
    prints = [fingerprint(samples, RATE) for samples in sounds]
    names = [str(index) for index in range(len(sounds))]
    return near_copies(names, groups or names, prints)


@pytest.mark.parametrize("how", COPIES)
def test_a_copy_is_found_among_other_sounds(how):
    sounds = [bursts(seed=seed) for seed in range(8)]
    sounds.insert(7, COPIES[how](sounds[3]).astype(np.float32))
    (found,) = pairs(sounds)
    assert (found.recording_a, found.recording_b) == ("3", "7")
    trimmed_s = TRIMMED / RATE if how in {"trimmed", "all"} else 0.0
    assert found.offset_s == pytest.approx(trimmed_s, abs=0.05)
    assert found.compared_s == pytest.approx(len(sounds[7]) / RATE, abs=0.4)
    assert LEAST_AGREEMENT <= found.agreement <= 1


def test_copies_in_one_group_and_other_sounds_are_not_reported():
    sounds = [bursts(seed=1), bursts(seed=1), bursts(seed=2)]
    assert pairs(sounds, groups=["a", "a", "b"]) == []
    assert len(pairs(sounds)) == 1
    assert pairs([]) == pairs([np.zeros(RATE, np.float32)] * 2) == []


def test_agreement_is_the_share_of_equal_bits_at_the_best_offset():
    generator = np.random.default_rng(0)
    words = generator.integers(0, 2**32, 40, dtype=np.uint32)
    nothing = np.zeros((40, DOUBTFUL), np.uint32)
    frames = np.arange(40, dtype=np.int32)
    one = Fingerprint(words, frames, nothing)
    altered = words[10:].copy()
    altered[:3] ^= np.uint32(0b111)  # 9 of 30 * 32 bits
    other = Fingerprint(altered, frames[:30], nothing[10:])
    assert compare(one, other) == (1 - 9 / 960, 30, 10)
    assert compare(other, one) == (1 - 9 / 960, 30, -10)
    few = Fingerprint(words[:11], frames[:11], nothing[:11])
    assert compare(one, few)[0] == 0.0


def test_pairs_to_compare_are_those_that_share_words():
    generator = np.random.default_rng(1)
    words = generator.integers(0, 60, (12, 6), dtype=np.uint32) << np.uint32(20)
    doubtful = np.zeros((6, DOUBTFUL), np.uint32)
    prints = [Fingerprint(own, np.arange(6, dtype=np.int32), doubtful) for own in words]
    groups = np.arange(12) // 2
    expected = [
        (a, b)
        for a in range(12)
        for b in range(a + 1, 12)
        if groups[a] != groups[b] and set(words[a]) & set(words[b])
    ]
    assert 5 < len(expected) < 60
    assert module._candidates(groups, prints) == expected


def test_doubtful_bits_are_tried_both_ways():
    doubtful = np.uint32(1) << np.arange(DOUBTFUL, dtype=np.uint32)[np.newaxis]
    at_start = np.zeros(1, np.int32)
    one = Fingerprint(np.array([5], np.uint32), at_start, doubtful)
    for flipped, found in ((0b1010_0101, [(0, 1)]), (1 << DOUBTFUL, [])):
        other = Fingerprint(np.array([5 ^ flipped], np.uint32), at_start, doubtful)
        assert module._candidates(np.arange(2), [one, other]) == found


def test_the_work_is_bounded(monkeypatch):
    # One word in all of many recordings: 45,000 pairs share it.
    doubtful = np.zeros((1, DOUBTFUL), np.uint32)
    alike = [Fingerprint(np.array([7], np.uint32), np.zeros(1, np.int32), doubtful)] * 300
    found = module._candidates(np.arange(300), alike)
    assert {high for _, high in found} == set(range(1, 300))
    assert {low for low, _ in found} == set(range(16))
    monkeypatch.setattr(module, "_MOST_COMPARED", 3)
    assert len(module._candidates(np.arange(300), alike)) == 3
    monkeypatch.setattr(module, "_MOST_LOOKUPS", 1)
    assert len(module._candidates(np.arange(300), alike)) == 3


def test_lookups_in_parts_find_the_same_pairs(monkeypatch):
    prints = [fingerprint(bursts(seed=seed % 6), RATE) for seed in range(12)]
    whole = module._candidates(np.arange(12), prints)
    monkeypatch.setattr(module, "_LOOKUPS_AT_A_TIME", 1_000)
    assert module._candidates(np.arange(12), prints) == whole
    assert len(whole) >= 6


def test_the_table_of_recordings_comes_with_the_pairs(tmp_path):
    recordings = []
    for name, samples in (("a", bursts()), ("b", 0.5 * bursts()[TRIMMED:]), ("c", bursts(seed=1))):
        path = tmp_path / f"{name}.wav"
        soundfile.write(path, samples, RATE, subtype="FLOAT")
        recordings.append(Recording(name, path, path.name, {"pitch": "low"}, name))
    for hop_s in (0.5, 2.5):  # with the longer one, most of a recording is in no snippet
        summary = build_tables(
            recordings,
            Plan.of(SnippetFormat(RATE, 8_000), hop_s=hop_s, silence_db=-60.0),
            factors=[Factor("pitch")],
        )[2]
        (found,) = summary.near_copies
        assert (found.recording_a, found.recording_b) == ("a", "b")
        assert found.compared_s > 2


def test_the_table_of_pairs_has_its_columns_without_pairs_too(tmp_path):
    write_near_copies([], tmp_path / "none.csv")
    write_near_copies([NearCopy("a", "007", 0.32, 2.4, 0.91)], tmp_path / "one.csv")
    none, one = pd.read_csv(tmp_path / "none.csv"), pd.read_csv(tmp_path / "one.csv", dtype=str)
    assert (
        list(none)
        == list(one)
        == [*("recording_a", "recording_b", "offset_s", "compared_s", "agreement")]
    )
    assert one.iloc[0].tolist() == ["a", "007", "0.32", "2.4", "0.91"]


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        # The first is the beginning of the second.
        (BOOTH, {("shovel01", "shovel02")}),
        # One cry in two folds of ESC-10.
        (ESC10, {("3-151080-A", "5-151085-A")}),
    ],
)
def test_among_real_recordings_only_true_copies_are_found(folder, expected):
    if not folder.is_dir():
        pytest.skip(f"the recordings are not here: {folder}")
    files = sorted(path for path in folder.iterdir() if path.suffix in {".wav", ".flac", ".ogg"})
    prints = [fingerprint(np.concatenate(list(mono_blocks(path, RATE))), RATE) for path in files]
    names = [path.stem for path in files]
    found = near_copies(names, names, prints)
    assert {(one.recording_a, one.recording_b) for one in found} == expected
