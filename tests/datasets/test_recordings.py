import dataclasses

import numpy as np
import pyarrow as pa
import pytest
import soundfile

from latentaudio import artifacts
from latentaudio.audio.heard_band import HeardBand
from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.segment import Segment
from latentaudio.datasets import measuring
from latentaudio.datasets.measuring import Plan
from latentaudio.datasets.recording_columns import recording_columns
from latentaudio.datasets.recordings import build_tables, write_tables
from latentaudio.datasets.source import Recording
from latentaudio.errors import ArtifactError, ConfigError, DatasetError
from latentaudio.factor_names import RESERVED_NAMES
from latentaudio.factor_types import Factor
from latentaudio.prediction.heads.recording_values import is_number

SNIPPET = SnippetFormat(samplerate=16_000, samples=15_600)

HOP_S = 0.975

BAND = HeardBand(125.0, 7500.0)


def recording(tmp_path, name, samples, samplerate=16_000, *, group=None, copy_of=None, **factors):
    path = tmp_path / f"{name}.wav"
    soundfile.write(path, samples, samplerate, subtype="FLOAT")
    return Recording(name, path, path.name, factors or {"pitch": "low"}, group or name, copy_of)


def noise(snippets, level=0.1, seed=0):
    n = round(snippets * SNIPPET.samples)
    return level * np.random.default_rng(seed).standard_normal(n)


def tables(recordings, factors=None, workers=2, duplicates="error", **options):
    plan = Plan.of(SNIPPET, **{"hop_s": HOP_S, "silence_db": -60.0, **options})
    factors = factors or [Factor("pitch")]
    return build_tables(recordings, plan, factors=factors, workers=workers, duplicates=duplicates)


def test_both_tables_have_the_columns_of_the_contract(tmp_path):
    one = recording(tmp_path, "a", noise(2.5), pitch="low", decay="long")
    recordings, snippets, summary = tables([one], factors=[Factor("decay"), Factor("pitch")])
    assert recordings.column_names == [
        *("recording_id", "path", "sha256", "sound_sha256", "samplerate", "channels"),
        *("channel_read", "duration_s", "file_format", "rms_db", "noise_floor_db", "group"),
        *("decay", "pitch", "augmentation_of", "gain", "n_snippets", "n_silent", "n_padded"),
    ]
    assert snippets.column_names == [
        *("snippet_id", "recording_id", "start_s", "group", "decay", "pitch"),
        *("padded", "level_db"),
    ]
    dataset = {"source": "folder", "factors": ["decay", "pitch"], "fold_column": None}
    expected = recording_columns({"dataset": dataset})
    assert expected == {one.name: is_number(one.type) for one in recordings.schema}
    for table in (recordings, snippets):
        assert set(table.column_names) - {"decay", "pitch"} <= RESERVED_NAMES
    row = recordings.to_pylist()[0]
    assert (row["recording_id"], row["path"], row["decay"]) == ("a", "a.wav", "long")
    assert row["duration_s"] == 2.4375
    assert row["augmentation_of"] is None
    assert snippets["snippet_id"].to_pylist() == ["a#00000", "a#00001"]
    assert snippets["start_s"].to_pylist() == [0.0, 0.975]
    assert (summary.n_recordings, summary.n_snippets, summary.n_padded) == (1, 2, 0)
    assert summary.duration_s == 2.4375


def test_numeric_factors_have_columns_of_numbers(tmp_path):
    factors = [Factor("pitch"), Factor("distance", "numeric")]
    ones = [
        recording(tmp_path, name, noise(2, seed=seed), pitch="low", distance=0.5 + seed)
        for seed, name in enumerate("ab")
    ]
    recordings, snippets, _ = tables(ones, factors=factors)
    for table in (recordings, snippets):
        assert table.schema.field("distance").type == pa.float64()
        assert table.schema.field("pitch").type == pa.string()
    assert recordings["distance"].to_pylist() == [0.5, 1.5]
    assert snippets["distance"].to_pylist() == [0.5, 0.5, 1.5, 1.5]


def test_given_folds_have_a_column_of_numbers(tmp_path):
    ones = [
        dataclasses.replace(recording(tmp_path, name, noise(2, seed=int(fold))), fold=fold)
        for name, fold in {"a": "10", "b": "2"}.items()
    ]
    recordings, snippets, _ = tables(ones)
    assert recordings["fold"].to_pylist() == [2, 1]
    assert snippets["fold"].to_pylist() == [2, 2, 1, 1]
    assert snippets.schema.field("fold").type == pa.int16()
    assert "fold" not in tables([recording(tmp_path, "c", noise(2))])[0].column_names


def test_levels_are_those_of_the_snippets_after_the_gain(tmp_path):
    samples = np.concatenate([noise(1, 0.2), noise(1, 0.02, seed=1)])
    recordings, snippets, _ = tables([recording(tmp_path, "a", samples)], band=BAND)
    factor = recordings["gain"][0].as_py()
    heard = BAND.filter(16_000)(samples.astype(np.float32))
    assert factor == pytest.approx(1 / np.abs(heard).max())
    expected = [
        20 * np.log10(factor * np.sqrt(np.mean(BAND.filter(16_000).alone(part) ** 2)))
        for part in (samples[: SNIPPET.samples], samples[SNIPPET.samples :])
    ]
    np.testing.assert_allclose(snippets["level_db"].to_numpy(), expected, atol=1e-4)
    plain, _, _ = tables([recording(tmp_path, "a", samples)], normalise="none")
    assert plain["gain"].to_pylist() == [1.0]


@pytest.mark.parametrize("disturbance", ["offset", "rumble"])
def test_neither_an_offset_nor_rumble_counts_as_sound(tmp_path, disturbance):
    # 4 s of sound and 12 s of silence: snippets 0 to 4 hold sound, and 11 none.
    sound = np.concatenate([noise(4 / HOP_S, 0.02), np.zeros(12 * 16_000)])
    time = np.arange(len(sound)) / 16_000
    added = {"offset": 0.05, "rumble": 0.3 * np.cos(2 * np.pi * 5 * time)}[disturbance]
    clean, disturbed = recording(tmp_path, "a", sound), recording(tmp_path, "b", sound + added)
    recordings, snippets, _ = tables([clean, disturbed], band=BAND)
    assert recordings["n_silent"].to_pylist() == [11, 11]
    assert recordings["n_snippets"].to_pylist() == [5, 5]
    first, second = recordings["gain"].to_pylist()
    assert second == pytest.approx(first, rel=1e-2)
    levels = snippets["level_db"].to_numpy()
    np.testing.assert_allclose(levels[5:], levels[:5], atol=0.1)


def test_a_recording_of_an_offset_alone_is_silent(tmp_path):
    with pytest.raises(DatasetError, match=r"silent throughout .* 125 to 7500 Hz"):
        tables([recording(tmp_path, "a", np.full(32_000, 0.05))], band=BAND)


def test_the_channel_that_was_measured_is_in_the_table(tmp_path):
    stereo = np.stack([noise(2, 0.1), noise(2, 0.2, seed=1)], axis=1)
    pair = [recording(tmp_path, "a", stereo), recording(tmp_path, "b", noise(2, seed=2))]
    for channels, expected in {"mean": None, "left": 1, "right": 2, "loudest": 2}.items():
        recordings, _, _ = tables(pair, channels=channels)
        assert recordings["channel_read"].to_pylist() == [expected, None]
        if expected:
            alone = recording(tmp_path, "c", stereo[:, expected - 1])
            assert recordings["gain"][0] == tables([alone])[0]["gain"][0]


def test_a_float_file_in_integer_units_is_refused_if_it_keeps_its_level(tmp_path):
    one = recording(tmp_path, "a", 32_768 * noise(2))
    with pytest.raises(DatasetError, match=r"a\.wav: peak of .* dB above full scale.*32768"):
        tables([one], normalise="none")
    assert tables([one])[0]["gain"][0].as_py() < 1e-3


def test_recordings_that_are_very_quiet_are_counted(tmp_path):
    ones = [recording(tmp_path, name, noise(2, level)) for name, level in (("a", 1e-3), ("b", 0.1))]
    assert tables(ones)[2].n_amplified == 1
    assert tables(ones, normalise="none", silence_db=-90.0)[2].n_amplified == 0


def test_silent_snippets_are_dropped_and_counted_and_ids_stay(tmp_path):
    # The filter of a level must not ring on into the second snippet.
    samples = np.concatenate([noise(1), noise(1, 1e-5), noise(1), noise(1, 1e-2)])
    one = recording(tmp_path, "a", samples)
    recordings, snippets, summary = tables([one])
    assert snippets["snippet_id"].to_pylist() == ["a#00000", "a#00002", "a#00003"]
    assert (summary.n_silent, recordings["n_silent"].to_pylist()) == (1, [1])
    assert recordings["n_snippets"].to_pylist() == [3]
    quietest = snippets["level_db"].to_pylist()[-1]
    _, same, _ = tables([one], silence_db=quietest - 0.01)
    assert same.equals(snippets)
    _, stricter, _ = tables([one], silence_db=quietest + 0.01)
    assert stricter["snippet_id"].to_pylist() == ["a#00000", "a#00002"]


def test_short_recordings_are_padded_and_flagged(tmp_path):
    recordings, snippets, summary = tables([recording(tmp_path, "a", noise(0.5))])
    assert snippets["padded"].to_pylist() == [True]
    assert recordings["n_padded"].to_pylist() == [1]
    assert summary.n_padded == 1


def test_blocks_are_groups_that_a_twin_shares_with_its_original(tmp_path):
    original = recording(tmp_path, "a", noise(6))
    twin = recording(tmp_path, "a__reverb", noise(6, seed=1), group="a", copy_of="a")
    recordings, snippets, _ = tables([original, twin], block_s=2 * HOP_S, guard_s=0.5)
    groups = ["a/block_000"] * 2 + ["a/block_001"] * 2
    assert snippets["group"].to_pylist() == groups * 2
    assert recordings["group"].to_pylist() == ["a", "a"]
    assert recordings["augmentation_of"].to_pylist() == [None, "a"]
    assert snippets["start_s"].to_pylist()[2] == pytest.approx(2 * HOP_S + 0.5)


def test_blocks_that_would_split_a_group_of_recordings_are_refused(tmp_path):
    pair = [recording(tmp_path, name, noise(6), group="g") for name in "ab"]
    with pytest.raises(ConfigError, match=r"dataset\.block_s: would split group 'g'"):
        tables(pair, block_s=2 * HOP_S)


def test_recordings_keep_their_order_whatever_the_workers(tmp_path):
    listed = [recording(tmp_path, f"r{i}", noise(1 + i % 3, seed=i)) for i in (3, 0, 2, 1)]
    first = tables(listed, workers=1)
    second = tables(listed, workers=4)
    assert first[0]["recording_id"].to_pylist() == ["r3", "r0", "r2", "r1"]
    assert first[0].equals(second[0])
    assert first[1].equals(second[1])


def test_every_bad_file_is_named_in_one_error_with_its_reason(tmp_path):
    good = [recording(tmp_path, f"good{i}", noise(1)) for i in range(5)]
    text = recording(tmp_path, "text", noise(1))
    text.path.write_text("hello")
    short = recording(tmp_path, "short", noise(1))
    short.path.write_bytes(short.path.read_bytes()[:-999])
    silent = recording(tmp_path, "silent", np.zeros(16_000))
    with pytest.raises(DatasetError, match="3 of 8 recordings cannot be used") as caught:
        tables([text, *good, short, silent])
    for reason in ("text.wav: cannot be read", "short.wav: truncated", "silent.wav: silent"):
        assert reason in str(caught.value)
    assert "good" not in str(caught.value)


def test_of_many_bad_files_fifty_are_named_and_all_are_counted(tmp_path):
    one = recording(tmp_path, "a", np.zeros(100))
    with pytest.raises(DatasetError, match="60 of 60") as caught:
        tables([one] * 60)
    assert str(caught.value).count("a.wav") == 50
    assert "and 10 more" in str(caught.value)


def test_a_recording_without_a_remaining_snippet_is_refused(tmp_path):
    click = np.zeros(2 * SNIPPET.samples)
    click[100] = 0.9
    with pytest.raises(DatasetError, match=r"a\.wav: all 2 snippets are silent.*-41\.9 dB"):
        tables([recording(tmp_path, "a", click)], silence_db=-40.0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"hop_s": 0.0}, "hop_s: found 0 samples"),
        ({"hop_s": float("nan")}, "hop_s: found nan"),
        ({"block_s": 0.5}, "block_s: found 8000 samples"),
        ({"block_s": 2.0, "guard_s": -1.0}, "guard_s: found -16000 samples"),
    ],
)
def test_impossible_settings_are_refused_before_any_file_is_read(tmp_path, options, message):
    gone = Recording("a", tmp_path / "gone.wav", "gone.wav", {"pitch": "low"}, "a")
    with pytest.raises(ConfigError, match=message):
        tables([gone], **options)


def test_a_header_slightly_off_is_planned_again(tmp_path, monkeypatch):
    one = recording(tmp_path, "a", noise(2))
    from latentaudio.datasets import measuring as module

    expected = tables([one])
    monkeypatch.setattr(module, "expected_samples", lambda *_: 2 * SNIPPET.samples - 10)
    assert tables([one])[1].equals(expected[1])


def test_a_wrong_length_that_changes_no_snippet_needs_no_second_pass(tmp_path, monkeypatch):
    from latentaudio.datasets import measuring as module

    passes = []
    real = module.scan
    monkeypatch.setattr(module, "scan", lambda *a, **b: passes.append(a) or real(*a, **b))
    # Half the length is 40000.5 samples, which Python rounds down and the resampler rounds up.
    tables([recording(tmp_path, "a", noise(80_001 / SNIPPET.samples), 32_000)])
    assert len(passes) == 1


def test_tables_come_back_as_they_were_written(tmp_path):
    listed = [recording(tmp_path, name, noise(3.2, seed=i)) for i, name in enumerate("ab")]
    recordings, snippets, _ = tables(listed, hop_s=0.48)
    paths = tmp_path / "recordings.parquet", tmp_path / "snippets.parquet"
    write_tables(recordings, snippets, *paths)
    back = artifacts.read_table(paths[1], artifacts.SNIPPETS)
    assert back.equals(snippets)
    assert artifacts.read_table(paths[0], artifacts.RECORDINGS).equals(recordings)
    with pytest.raises(ArtifactError, match="found recordings, expected snippets"):
        artifacts.read_table(paths[0], artifacts.SNIPPETS)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_loudest_snippet_is_around_the_largest_magnitude(tmp_path, sign):
    samples = noise(4, level=0.01)
    samples[[10_000, 40_000]] = 0.5, sign * 0.9
    one = recording(tmp_path, "a", samples)
    _, snippets, summary = tables([one], chosen="loudest")
    assert snippets["start_s"].to_pylist() == [(40_000 - 7_800) / 16_000]
    assert snippets["padded"].to_pylist() == [False]
    assert summary.n_snippets == 1


def test_the_loudest_snippet_is_the_same_at_another_sample_rate(tmp_path):
    samples = np.zeros(4 * 44_100)
    burst = noise(1, level=0.2)[:441]
    samples[2 * 44_100 : 2 * 44_100 + 441] = burst * np.hanning(441)
    _, snippets, _ = tables([recording(tmp_path, "a", samples, 44_100)], chosen="loudest")
    (start,) = snippets["start_s"].to_pylist()
    assert abs(start + 0.975 / 2 - 2.005) < 0.006


def test_the_loudest_snippet_of_a_segment_lies_in_it(tmp_path):
    samples = noise(6, level=0.01)
    samples[[5_000, 31_000]] = 0.9, 0.3
    one = dataclasses.replace(recording(tmp_path, "a", samples), segment=Segment(1.0, 3.0))
    _, snippets, _ = tables([one], chosen="loudest")
    assert snippets["start_s"].to_pylist() == [(31_000 - 7_800) / 16_000]


def test_a_short_clip_lies_in_the_middle_of_its_snippet(tmp_path):
    one = recording(tmp_path, "a", noise(1)[:5_000])
    _, snippets, summary = tables([one], chosen="loudest")
    assert snippets["start_s"].to_pylist() == [-5_300 / 16_000]
    assert (snippets["padded"].to_pylist(), summary.n_padded) == ([True], 1)


def test_a_recording_is_read_again_only_if_its_loudest_point_moves_the_snippet(
    tmp_path, monkeypatch
):
    calls = []
    original = measuring.scan
    monkeypatch.setattr(measuring, "scan", lambda *a, **k: calls.append(1) or original(*a, **k))
    samples = noise(3, level=0.01)
    samples[100] = 0.9
    tables([recording(tmp_path, "early", samples)], chosen="loudest")
    assert len(calls) == 1
    samples[40_000] = -1.0
    tables([recording(tmp_path, "late", samples)], chosen="loudest")
    assert len(calls) == 3


def test_the_end_of_a_recording_gives_one_more_snippet_if_it_is_padded(tmp_path):
    one = recording(tmp_path, "a", noise(2.5))
    _, snippets, summary = tables([one], remainder="pad")
    assert snippets["start_s"].to_pylist() == [0.0, 0.975, 1.95]
    assert snippets["padded"].to_pylist() == [False, False, True]
    assert (summary.n_snippets, summary.n_padded) == (3, 1)


def test_copies_with_different_labels_are_two_sounds_where_nothing_is_decoded(tmp_path):
    samples = noise(2)
    ones = [recording(tmp_path, name, samples, pitch=name) for name in "ab"]
    with pytest.raises(DatasetError, match="different labels"):
        tables(ones)
    assert tables(ones, duplicates=None)[2].n_recordings == 2
