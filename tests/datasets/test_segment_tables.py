"""Segments in the tables of a data set, and on their way to the network."""

import numpy as np
import pytest
import soundfile

from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.segment import Segment
from latentaudio.audio.sound_files import mono_blocks
from latentaudio.datasets.checks import check_ungrouped
from latentaudio.datasets.measured_files import write_measured
from latentaudio.datasets.measuring import Plan, measure_all, usable
from latentaudio.datasets.part_waveforms import part_waveforms
from latentaudio.datasets.recordings import tabulate
from latentaudio.datasets.source import Recording
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.factor_names import RESERVED_NAMES
from latentaudio.factor_types import Factor

SNIPPET = SnippetFormat(16_000, 15_600)
PLAN = Plan.of(SNIPPET, hop_s=0.5, silence_db=-60.0)
RATE = 44_100


@pytest.fixture
def day(tmp_path):
    """A file of 12 s of noise that grows louder."""
    time = np.arange(12 * RATE) / RATE
    samples = 0.01 * (1 + time) * np.random.default_rng(0).uniform(-1, 1, len(time))
    soundfile.write(tmp_path / "day.wav", samples, RATE, subtype="FLOAT")
    return tmp_path / "day.wav"


def parts(path, *times):
    """Make a recording of each segment; times of None are those of the whole file."""
    return [
        Recording(
            recording_id=f"r{number}",
            path=path,
            relative_path=path.name,
            factors={"pitch": "low"},
            group=path.name,
            segment=None if one is None else Segment(*one),
        )
        for number, one in enumerate(times)
    ]


def tables(recordings, plan=PLAN):
    measured = usable(measure_all(recordings, plan))
    return tabulate(recordings, measured, factors=[Factor("pitch")], samplerate=16_000)


def test_snippets_lie_in_their_segments_and_start_at_times_of_the_file(day):
    recordings, snippets, summary = tables(parts(day, (1.25, 3.3), (4.0, 5.0), (6.0, 6.5)))
    assert snippets["start_s"].to_pylist() == [1.25, 1.75, 2.25, 4.0, 6.0 - 3_800 / 16_000]
    assert snippets["padded"].to_pylist() == [False] * 4 + [True]
    assert recordings["start_s"].to_pylist() == [1.25, 4.0, 6.0]
    assert recordings["end_s"].to_pylist() == [3.3, 5.0, 6.5]
    assert recordings["duration_s"].to_pylist() == pytest.approx([2.05, 1.0, 0.5])
    assert recordings["n_padded"].to_pylist() == [0, 0, 1]
    assert len(set(recordings["sha256"].to_pylist())) == 1
    assert len(set(recordings["sound_sha256"].to_pylist())) == 3
    assert summary.duration_s == pytest.approx(3.55)
    assert {"start_s", "end_s"} <= set(recordings.column_names) <= RESERVED_NAMES | {"pitch"}


def test_the_level_is_that_of_the_segment(day):
    recordings, snippets, _ = tables(parts(day, (0.0, 1.0), (10.0, 11.0)))
    quiet, loud = recordings["gain"].to_pylist()
    assert quiet == pytest.approx(5.5 * loud, rel=0.2)
    levels = snippets["level_db"].to_pylist()
    assert levels == pytest.approx([levels[0]] * len(levels), abs=2.0)  # not 15 dB apart


def test_columns_of_times_are_there_with_segments_only(day):
    assert "end_s" not in tables(parts(day, None))[0].column_names
    mixed = tables(parts(day, None, (1.0, 2.0)))[0]
    assert mixed["end_s"].to_pylist() == [None, 2.0]


def test_the_network_receives_what_a_snippet_of_the_whole_file_would_be(day, tmp_path):
    recordings = parts(day, (1.234_567, 4.2), (8.0, 8.4))
    measured = measure_all(recordings, PLAN)
    write_measured(tmp_path / "part.parquet", recordings, measured)
    ids, waves = part_waveforms(tmp_path / "part.parquet", SNIPPET)
    assert ids == [*(f"r0#{number:05d}" for number in range(4)), "r1#00000"]
    whole = np.concatenate(list(mono_blocks(day, 16_000)))
    first = round(1.234_567 * 16_000)
    *inside, padded = waves
    for number, wave in enumerate(inside):
        begin = first + 8_000 * number
        expected = whole[begin : begin + 15_600] * measured[0].gain
        np.testing.assert_allclose(wave, expected, rtol=0, atol=1e-5)
    expected = np.zeros(15_600)
    expected[4_600:11_000] = whole[128_000:134_400] * measured[1].gain
    np.testing.assert_allclose(padded, expected, rtol=0, atol=1e-5)


def test_all_segments_that_cannot_be_used_are_named_with_their_times(day):
    samples = soundfile.read(day)[0]
    samples[: 2 * RATE] = 0
    soundfile.write(day, samples, RATE, subtype="FLOAT")
    listed = parts(day, (0.5, 1.5), (3.0, 4.0), (11.0, 12.5), (50.0, 1e300))
    with pytest.raises(DatasetError, match="3 of 4 recordings cannot be used") as caught:
        tables(listed)
    assert "day.wav (0.5 to 1.5 s): silent throughout" in str(caught.value)
    assert "day.wav: its segment 11 to 12.5 s ends after the file, which lasts 12 s" in str(
        caught.value
    )
    assert str(caught.value).count("ends after the file") == 2


def test_segments_are_not_cut_into_blocks(day):
    with pytest.raises(ConfigError, match=r"block_s: cannot be combined with segments such as r1"):
        check_ungrouped(parts(day, None, (1.0, 2.0)))
