import numpy as np
import pytest

from latentaudio.audio.levels import check_full_scale, gain, is_large
from latentaudio.audio.sound_files import AudioScan
from latentaudio.errors import AudioError


def facts(peak, rms=0.05):
    return AudioScan(
        "",
        16_000,
        1,
        16_000,
        1.0,
        peak=peak,
        rms=rms,
        noise_floor_db=-60.0,
        format="",
        sound_sha256="",
    )


def test_gain_brings_the_peak_to_one_or_the_rms_to_its_target():
    assert gain(facts(0.25), "none") == 1
    assert gain(facts(0.25), "peak") == 4
    assert gain(facts(0.25), "rms") == pytest.approx(2)
    assert gain(facts(0.8, rms=0.01), "rms") == pytest.approx(1 / 0.8)  # not 10: above full scale


def test_a_gain_of_more_than_40_db_is_large():
    assert is_large(np.array([1.0, 99.9, 100.1, 3_000.0])).tolist() == [False, False, True, True]


@pytest.mark.parametrize(("peak", "decibels"), [(2.1, "6 dB"), (32_768.0, "90 dB")])
def test_a_recording_far_above_full_scale_is_refused_if_it_keeps_its_level(peak, decibels):
    with pytest.raises(AudioError, match=rf"^a\.wav: peak of .*, {decibels} above") as caught:
        check_full_scale("a.wav", facts(peak), "none")
    assert "32768" in str(caught.value)
    assert "dataset.normalise to peak" in str(caught.value)
    for normalise in ("peak", "rms"):
        check_full_scale("a.wav", facts(peak), normalise)


def test_a_recording_slightly_above_full_scale_is_accepted():
    check_full_scale("a.wav", facts(1.9), "none")
