"""Clips: what is heard and seen of a sound."""

import io

import numpy as np
import pyarrow.parquet as pq
import pytest
import soundfile

from latentaudio.artifacts import CLIPS, read_table
from latentaudio.errors import ArtifactError
from latentaudio.explorer.clips import CLIPS_SCHEMA, read_clips, read_descriptors, write_clips
from latentaudio.explorer.sprite_pictures import CELL, GREYS, sprite_pictures
from latentaudio.features.descriptors import DESCRIPTORS

RATE = 16_000
TIME = np.arange(15_600) / RATE


def tones(count):
    """Tones of which each is louder than the last by 0.1, the first is silent."""
    for row in range(count):
        wave = 0.1 * row * np.sin(2 * np.pi * (200 + row) * TIME)
        yield f"s#{row:05d}", wave.astype(np.float32)


def written(path, count, chosen=None):
    ids = [name for name, _ in tones(count)] if chosen is None else chosen
    write_clips(path, ids, tones(count), RATE)
    return np.array(ids, str)


def decoded(flac):
    samples, rate = soundfile.read(io.BytesIO(flac), dtype="int16")
    assert rate == RATE
    return samples


def test_clips_are_the_samples_to_16_bits_and_loud_ones_are_scaled_to_full_scale(tmp_path):
    ids = written(tmp_path / "part.parquet", 21)
    clips = list(read_clips(tmp_path / "part.parquet", ids, "flac"))
    for clip, (name, wave) in zip(clips, tones(21), strict=True):
        expected = np.round(wave / max(1, np.abs(wave).max()) * 32767)
        np.testing.assert_array_equal(decoded(clip), expected, err_msg=name)
    peaks = read_table(tmp_path / "part.parquet", CLIPS)["peak_db"].to_numpy()
    assert peaks[0] == -np.inf
    assert peaks[20] == pytest.approx(20 * np.log10(2), abs=1e-3)
    assert np.abs(decoded(clips[20])).max() == 32767


def test_only_chosen_sounds_are_kept_in_groups_of_64(tmp_path):
    path = tmp_path / "part.parquet"
    chosen = [name for row, (name, _) in enumerate(tones(140)) if row % 2 == 0]
    ids = written(path, 140, chosen)
    file = pq.ParquetFile(path)
    assert [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)] == [64, 6]
    assert file.schema_arrow.remove_metadata().names == CLIPS_SCHEMA.names
    found = read_descriptors(path, ids)
    assert set(found) == {"peak_db", *DESCRIPTORS}
    np.testing.assert_allclose(found["pitch_hz"][1:], 200 + np.arange(2, 140, 2), rtol=0.01)
    assert np.isnan(found["pitch_hz"][0])


def test_sounds_that_are_not_there_or_in_another_order_are_an_error(tmp_path):
    ids = [name for name, _ in tones(3)]
    for wrong in ([*ids, "else"], ids[::-1]):
        with pytest.raises(
            ArtifactError, match=r"part\.parquet: \d sounds of the map expected, 3 fo"
        ):
            written(tmp_path / "part.parquet", 3, wrong)
        assert not (tmp_path / "part.parquet").exists()


@pytest.mark.parametrize("read", [lambda *args: list(read_clips(*args, "flac")), read_descriptors])
def test_clips_of_another_map_are_an_error(tmp_path, read):
    path = tmp_path / "part.parquet"
    ids = written(path, 3)
    for wrong in (ids[:2], ids[::-1], np.append(ids, "else")):
        with pytest.raises(ArtifactError, match=r"part\.parquet: its sounds are not those of"):
            read(path, wrong)


# -- Sprites ---------------------------------------------------------------------------------------


def picture(wave):
    return sprite_pictures(np.asarray(wave, np.float32)[np.newaxis], RATE)[0]


def test_silence_is_dark_and_a_full_scale_tone_is_white():
    assert picture(np.zeros(len(TIME))).tolist() == np.zeros((CELL, CELL)).tolist()
    tone = picture(np.sin(2 * np.pi * 3000 * TIME))
    assert tone.shape == (CELL, CELL)
    assert tone.max() == 255
    assert np.median(tone) == 0


def test_high_is_up_and_time_goes_to_the_right():
    low, high = (picture(np.sin(2 * np.pi * f * TIME)).argmax(axis=0)[4:-4] for f in (300, 6000))
    assert (low > 24).all()
    assert (high < 8).all()
    late = picture(np.where(TIME > 0.5, np.sin(2 * np.pi * 1000 * TIME), 0))
    assert late[:, :14].max() == 0
    assert late[:, 20:].max(axis=0).min() > 200
    rising = picture(np.sin(2 * np.pi * (500 + 2500 * TIME) * TIME)).argmax(axis=0)
    assert (np.diff(rising[2:-2].astype(int)) <= 0).all()


def test_the_scale_is_the_same_for_all_sounds():
    tone = np.sin(2 * np.pi * 1000 * TIME)
    full, quiet = (int(picture(gain * tone)[:, 16].max()) for gain in (0.5, 0.05))
    # 20 dB are a quarter of the 80 dB shown, to half a grey value each.
    assert full - quiet == pytest.approx(255 / 4, abs=255 / (GREYS - 1))


def test_there_are_32_greys_and_pictures_of_short_sounds():
    noise = np.random.default_rng(0).normal(size=(3, 4000)).astype(np.float32)
    pictures = sprite_pictures(noise * np.array([[1e-4], [1e-2], [1]], np.float32), 8000)
    assert pictures.shape == (3, CELL, CELL)
    assert set(np.unique(pictures)) <= {round(i * 255 / 31) for i in range(GREYS)}
