import dataclasses
import tracemalloc

import numpy as np
import pytest
import soundfile

from latentaudio.synthesis import tone_set
from latentaudio.synthesis.tone_design import ToneDesign, Voice
from latentaudio.synthesis.tone_set import ToneSet

VOICE = Voice(8, "power", "fixed_pitch", "zero", 16_000, 1_600, 2)
RANGES = {
    "fundamental_hz": (100.0, 50.0, 200.0),
    "slope": (0.0, 1.0, 2.0),
    "inharmonicity": (0.0, 0.01, 0.02),
    "decay_per_s": (0.0, 5.0, 10.0),
}
SET = ToneSet(ToneDesign("grid", 0, RANGES, ("all", "odd"), (), VOICE))


def test_tones_come_in_the_order_of_the_table_whatever_part_is_asked_for():
    every = np.concatenate(list(SET.blocks(range(162))))
    assert every.shape == (162, 1600)
    for part in (range(5, 6), range(7, 40), range(150, 162)):
        found = np.concatenate(list(SET.blocks(part)))
        np.testing.assert_allclose(found, every[part.start : part.stop], atol=1e-6)
    lengths = [len(block) for block in SET.blocks(range(162))]
    assert lengths == [9] * 18  # 3 slopes x 3 decays share their sines


def test_long_runs_of_shared_sines_are_cut(monkeypatch):
    monkeypatch.setattr(tone_set, "_BLOCK_SOUNDS", 4)
    assert [len(block) for block in SET.blocks(range(18))] == [4, 4, 1, 4, 4, 1]


def test_a_file_holds_its_tones_where_the_segments_say(tmp_path, monkeypatch):
    monkeypatch.setattr(tone_set, "FILE_SOUNDS", 100)
    assert SET.files == 2
    assert (SET.numbers(1), SET.numbers(2)) == (range(100), range(100, 162))
    path = tmp_path / "tones.wav"
    assert SET.write(path, 2) == 0
    assert soundfile.info(path).subtype == "PCM_16"
    wave, rate = soundfile.read(path, dtype="float32")
    expected = np.concatenate(list(SET.blocks(range(100, 162))))
    for number, tone in enumerate(expected, start=100):
        first, stop = SET.segment(number).span(rate)
        assert stop - first == 1600
        np.testing.assert_allclose(wave[first:stop], tone, atol=1 / 2**15)
        assert not wave[stop : stop + 400].any()
    assert len(wave) == 62 * 2000


def test_the_lines_of_tones_that_lose_partials_are_counted(tmp_path):
    high = {**RANGES, "fundamental_hz": (900.0, 200.0, 1100.0), "inharmonicity": (0.0,)}
    own = ToneSet(ToneDesign("grid", 0, high, ("all",), (), VOICE))
    # The eighth partial of 1100 Hz is at 8800 Hz.
    assert own.write(tmp_path / "tones.wav", 1) == 9


def test_tones_of_a_snippet_of_yamnet_begin_at_whole_seconds():
    own = ToneSet(dataclasses.replace(SET.design, voice=dataclasses.replace(VOICE, samples=15_600)))
    assert str(own.segment(7)) == "7 to 7.975 s"


def test_rendering_holds_one_block_in_memory(tmp_path):
    ranges = {**RANGES, "fundamental_hz": (100.0, 1.0, 200.0)}
    own = ToneSet(ToneDesign("grid", 0, ranges, ("all",), (), VOICE))
    list(own.blocks(range(9)))
    tracemalloc.start()
    for _ in own.blocks(range(909)):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 909 * 1600 * 4 / 4  # all tones take 5.8 MB


def test_two_renderings_have_equal_bytes(tmp_path):
    own = ToneSet(
        dataclasses.replace(
            SET.design,
            ranges={**RANGES, "snr_db": (10.0,)},
            voice=dataclasses.replace(VOICE, phases="seeded"),
        )
    )
    for name in ("one.wav", "two.wav"):
        own.write(tmp_path / name, 1)
    assert (tmp_path / "one.wav").read_bytes() == (tmp_path / "two.wav").read_bytes()


@pytest.mark.parametrize(("sounds", "files"), [(1000, 1), (1001, 2)])
def test_a_file_has_a_thousand_tones(sounds, files):
    ranges = {"fundamental_hz": (100.0, 800.0), "slope": (1.0,), "inharmonicity": (0.0,)}
    ranges["decay_per_s"] = (0.0,)
    own = ToneSet(ToneDesign("latin_hypercube", sounds, ranges, ("all",), (), VOICE))
    assert own.files == files
    assert own.numbers(files)[-1] == sounds - 1
