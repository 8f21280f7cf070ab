import io
import wave
from dataclasses import replace

import numpy as np
import pytest
from known_factors.made_up_views import (
    FLOWING,
    MIXING,
    SAMPLERATE,
    SAMPLES,
    SPECTRAL,
    component_views,
    morph,
    spectral_views,
    tone,
)
from PIL import Image

from latentaudio.audio.wav_files import FULL_SCALE
from latentaudio.errors import ArtifactError
from latentaudio.known_factors.pictures import png_files, sound_pictures, value_pictures
from latentaudio.known_factors.view_sounds import (
    PEAK,
    inverted_sounds,
    levelled,
    mixed_sounds,
    nearest_snippets,
    read_sound_table,
    way_of,
    write_sounds,
)


def test_each_sound_is_inverted_by_itself():
    seen = []

    def invert(values):
        seen.append(values.shape)
        return values[:, :4]

    sounds = inverted_sounds(spectral_views(), invert)
    assert set(seen) == {(1, 48 * 32)}
    assert sounds[3] == pytest.approx(spectral_views()[3].values[:4])


def test_steps_of_a_traversal_share_a_gain_and_others_do_not():
    views = spectral_views()
    levels = np.linspace(0.01, 0.4, len(views))
    sounds = levelled(views, tone(decay=0) * levels[:, np.newaxis])
    peaks = np.abs(sounds).max(axis=1)
    by_path = {}
    for one, level, peak in zip(views, levels, peaks, strict=True):
        by_path.setdefault((one.axis or one.other_id, one.snippet_id), []).append((level, peak))
    for members in by_path.values():
        before, after = np.array(members).T
        assert after.max() == pytest.approx(PEAK, rel=1e-3)
        assert after / after.max() == pytest.approx(before / before.max(), rel=1e-3)


def test_silence_stays_silence():
    assert not levelled(morph(), np.zeros((5, 100), np.float32)).any()


def test_the_nearest_sound_is_played_where_there_is_no_way_back():
    views = component_views(steps=3)
    coordinates = np.array([[0, 0, 1, 99], [1, 0, 1, 0], [2.1, 0, 1, 5], [-1.8, 0, 1, 7]])
    names = nearest_snippets(views, coordinates, np.array(list("pqrs")))
    # Original and reconstruction of "a" lie on p; its first axis goes from -2 over 0 to 2.
    assert names[:5] == ["p", "p", "s", "p", "r"]
    with pytest.raises(ArtifactError, match="2 components found, but views have 3"):
        nearest_snippets(views, coordinates[:, :2], np.array(list("pqrs")))


def test_ways_are_those_of_the_representation():
    assert [way_of(one) for one in (SPECTRAL, FLOWING, MIXING)] == ["inverted", "nearest", "mixed"]


def test_mixed_sounds_begin_and_end_with_the_recordings():
    waveforms = {"a": tone(300), "b": tone(900)}
    mixed = mixed_sounds(morph(), waveforms)
    assert mixed[0] == pytest.approx(waveforms["a"])
    assert mixed[-1] == pytest.approx(waveforms["b"])
    assert mixed[2] == pytest.approx((waveforms["a"] + waveforms["b"]) / 2)


def test_files_hold_the_sounds_and_the_table_says_which(tmp_path):
    views = component_views(steps=3)
    sounds = {FLOWING: np.stack([tone(200 + 10 * row, level=0.8) for row in range(len(views))])}
    nearest = {FLOWING: [f"n{row}" for row in range(len(views))]}
    write_sounds(tmp_path, sounds, nearest, {"a": tone(), "z": np.zeros(SAMPLES)}, SAMPLERATE)
    table = read_sound_table(tmp_path)
    assert table["file"].tolist()[-2:] == ["recordings/0001.wav", "recordings/0002.wav"]
    assert table["row"].tolist()[-2:] == ["a", "z"]
    assert table["nearest_id"].tolist()[:2] == ["n0", "n1"]
    assert set(table["way"]) == {"nearest", "recordings"}
    with wave.open(str(tmp_path / table["file"][3])) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, SAMPLERATE)
        samples = np.frombuffer(file.readframes(SAMPLES), "<i2")
    assert samples / FULL_SCALE == pytest.approx(sounds[FLOWING][3], abs=1 / FULL_SCALE)


def test_pictures_have_low_bands_below_and_early_frames_on_the_left():
    values = np.zeros((1, 48, 32))
    values[0, 2, 30] = 1.0
    picture = value_pictures(values.reshape(1, -1), (48, 32))[0]
    assert picture.shape == (32, 48)
    assert np.argwhere(picture == 1).tolist() == [[1, 2]]


def test_the_spectrogram_of_a_tone_is_a_line_at_its_frequency():
    pictures = sound_pictures(np.stack([tone(1000, 0), tone(6000, 0)]))
    bands = 63 - pictures.mean(axis=2).argmax(axis=1)
    # From bin 5 (78 Hz) to half the sample rate in 63 equal ratios.
    expected = 63 * np.log(np.array([1000, 6000]) / 78.125) / np.log(8000 / 78.125)
    assert bands == pytest.approx(expected, abs=1)


def test_all_pictures_have_one_scale():
    drawn = np.array([np.full((4, 6), 0.0), np.full((4, 6), 0.5), np.full((4, 6), 1.0)])
    images = [Image.open(io.BytesIO(one)) for one in png_files(drawn)]
    assert {image.size for image in images} == {(6, 4)}
    levels = [sum(image.convert("RGB").getpixel((0, 0))) for image in images]
    assert levels[0] < levels[1] < levels[2]
    assert png_files(drawn) == png_files(drawn)


def test_equal_values_make_one_plain_picture():
    assert len(png_files(np.ones((2, 3, 3)))) == 2


def test_a_representation_is_a_key():
    assert {SPECTRAL: 1}[replace(SPECTRAL)] == 1
