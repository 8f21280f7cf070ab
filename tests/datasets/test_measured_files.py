import dataclasses

import numpy as np
import pyarrow.parquet as pq
import pytest
import soundfile

from latentaudio.audio.rate import SnippetFormat
from latentaudio.datasets.measured_files import read_measured, write_measured
from latentaudio.datasets.measuring import Plan, measure_all, usable
from latentaudio.datasets.source import Recording
from latentaudio.errors import ArtifactError, AudioError, DatasetError

PLAN = Plan.of(SnippetFormat(16_000, 15_600), hop_s=0.48, silence_db=-60.0)


@pytest.fixture
def measured(tmp_path):
    """A recording with silence at its end, one shorter than a snippet, and one that is no audio."""
    noise = np.random.default_rng(0).normal(0, 0.1, (48_000, 2))
    noise[24_000:] = 0
    soundfile.write(tmp_path / "long.wav", noise, 16_000)
    soundfile.write(tmp_path / "short.flac", noise[:4_000, 0], 8_000)
    (tmp_path / "text.wav").write_text("no audio")
    recordings = [
        Recording(path.stem, path, path.name, {}, path.stem)
        for path in sorted(tmp_path.glob("*.*"))
    ]
    outcomes = measure_all(recordings, PLAN)
    path = tmp_path / "measured.parquet"
    write_measured(path, recordings, outcomes)
    return path, recordings, outcomes


def test_measurements_come_back_as_they_were(measured):
    path, recordings, outcomes = measured
    found = read_measured([path])
    assert list(found) == [one.recording_id for one in recordings] == ["long", "short", "text"]
    for before, after in zip(outcomes[:2], list(found.values())[:2], strict=True):
        for field in dataclasses.fields(before):
            one, other = getattr(before, field.name), getattr(after, field.name)
            if field.name == "fingerprint":
                one, other = dataclasses.asdict(one), dataclasses.asdict(other)
            np.testing.assert_equal(other, one)
            if isinstance(one, np.ndarray):
                assert other.dtype == one.dtype
    assert 0 < np.count_nonzero(outcomes[0].kept) < len(outcomes[0].kept)
    assert outcomes[0].fingerprint.doubtful.ndim == 2


def test_what_cannot_be_used_comes_back_as_its_error(measured):
    path, _, outcomes = measured
    found = read_measured([path])["text"]
    assert isinstance(found, AudioError)
    assert str(found) == str(outcomes[2])
    with pytest.raises(DatasetError, match=r"1 of 3 recordings cannot be used.*\n.*text\.wav"):
        usable(list(read_measured([path]).values()))


def test_the_same_measurements_give_the_same_bytes(measured, tmp_path):
    path, recordings, outcomes = measured
    write_measured(tmp_path / "again.parquet", recordings, outcomes)
    assert (tmp_path / "again.parquet").read_bytes() == path.read_bytes()


def test_labels_are_not_written(measured):
    path, *_ = measured
    assert {"group", "fold", "factors"}.isdisjoint(pq.read_schema(path).names)


def test_a_file_of_another_kind_is_refused(tmp_path):
    with pytest.raises(ArtifactError, match=r"not found.*rule 'measure'"):
        read_measured([tmp_path / "none.parquet"])
