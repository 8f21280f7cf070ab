"""Recordings that cannot be used are left out, with the reason, where a data set says so."""

import dataclasses

import numpy as np
import pytest
import soundfile

from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.segment import Segment
from latentaudio.datasets.left_out import WITHOUT_ORIGINAL, leave_out
from latentaudio.datasets.measuring import Plan, measure_all
from latentaudio.datasets.recordings import build_tables
from latentaudio.datasets.source import Recording
from latentaudio.errors import DatasetError

PLAN = Plan.of(SnippetFormat(16_000, 15_600), hop_s=0.975, silence_db=-60.0)


@pytest.fixture
def recordings(tmp_path):
    """One good recording, and one for each way of being bad."""
    noise = np.random.default_rng(0).normal(0, 0.1, 20_000)
    soundfile.write(tmp_path / "good.wav", noise, 16_000)
    soundfile.write(tmp_path / "silent.wav", 0 * noise, 16_000)
    soundfile.write(tmp_path / "empty.wav", noise[:0], 16_000)
    (tmp_path / "text.wav").write_text("no audio")
    return [
        Recording(path.stem, path, path.name, {}, path.stem)
        for path in sorted(tmp_path.glob("*.wav"))
    ]


def test_each_is_listed_with_its_reason_and_the_others_stay(recordings):
    kept, measured, left_out = leave_out(recordings, measure_all(recordings, PLAN))
    assert [one.recording_id for one in kept] == ["good"]
    assert measured[0].facts.n_samples == 20_000
    reasons = dict(left_out)
    assert list(reasons) == ["empty.wav", "silent.wav", "text.wav"]
    for name, reason in {
        "empty.wav": "zero-length audio; ",
        "silent.wav": "silent throughout (",
        "text.wav": "cannot be read as audio (",
    }.items():
        assert reasons[name].startswith(reason)  # the path is not repeated


def test_a_segment_is_listed_with_its_times(recordings):
    good = recordings[1]
    outside = dataclasses.replace(good, recording_id="late", segment=Segment(5.0, 6.0))
    _, _, left_out = leave_out([good, outside], measure_all([good, outside], PLAN))
    assert [path for path, _ in left_out] == ["good.wav, 5 to 6 s"]


def test_a_copy_goes_with_its_original(recordings):
    copy = dataclasses.replace(recordings[1], recording_id="copy", augmentation_of="text")
    everything = [*recordings, copy]
    kept, measured, left_out = leave_out(everything, measure_all(everything, PLAN))
    assert len(kept) == len(measured) == 1
    assert left_out[-1] == ("good.wav", WITHOUT_ORIGINAL)


def test_if_none_can_be_used_all_are_named(recordings):
    bad = [one for one in recordings if one.recording_id != "good"]
    with pytest.raises(DatasetError, match="3 of 3 recordings cannot be used") as caught:
        leave_out(bad, measure_all(bad, PLAN))
    assert all(one.path.name in str(caught.value) for one in bad)


def test_tables_have_no_row_for_them_but_by_default_they_are_an_error(recordings):
    table, snippets, summary = build_tables(recordings, PLAN, factors=(), unreadable="skip")
    assert table["recording_id"].to_pylist() == ["good"]
    assert set(snippets["recording_id"].to_pylist()) == {"good"}
    assert summary.n_recordings == 1
    assert [path for path, _ in summary.left_out] == ["empty.wav", "silent.wav", "text.wav"]
    with pytest.raises(DatasetError, match="3 of 4 recordings cannot be used"):
        build_tables(recordings, PLAN, factors=())
