import pytest
from tiny_sources import FACTORS

from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.source import Source
from latentaudio.errors import ConfigError

CELLS = (("low", "long"), ("low", "s"), ("high", "long"), ("high", "s"))


def test_synthetic_cells_need_no_files(tmp_path):
    recordings = list_recordings(Source("synthetic", tmp_path / "x", FACTORS, cells=CELLS))
    assert [r.recording_id for r in recordings] == ["high_long", "high_s", "low_long", "low_s"]
    assert recordings[0].path == tmp_path / "x" / "high_long.wav"


def test_synthetic_cells_must_fit_the_factors(tmp_path):
    with pytest.raises(ConfigError, match="nothing to synthesise"):
        list_recordings(Source("synthetic", tmp_path, FACTORS))
    with pytest.raises(ConfigError, match="has 1 labels, but there are 2 factors"):
        list_recordings(Source("synthetic", tmp_path, FACTORS, cells=(("low",),)))
