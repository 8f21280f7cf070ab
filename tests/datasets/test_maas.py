import pytest
from tiny_sources import FACTORS, touch

from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.source import Source
from latentaudio.errors import ConfigError, DatasetError


def test_maas_names_give_both_labels(tmp_path):
    touch(tmp_path, *(a + b + ".wav" for a in "WMGSCP" for b in "TRDW"), "readme.md")
    recordings = list_recordings(Source("maas", tmp_path, FACTORS))
    assert len(recordings) == 24
    by_id = {r.recording_id: r.factors for r in recordings}
    assert by_id["WW"] == {"pitch": "wood", "decay": "whirling"}
    assert by_id["CD"] == {"pitch": "cardboard", "decay": "destructing"}


@pytest.mark.parametrize("name", ["XT.wav", "wt.wav", "WT.flac", "WTT.wav"])
def test_another_name_among_maas_files_is_refused(tmp_path, name):
    touch(tmp_path, "MT.wav", name)
    with pytest.raises(DatasetError, match=rf"1 of 2 audio files(.|\n)*{name}"):
        list_recordings(Source("maas", tmp_path, FACTORS))


def test_maas_names_need_two_factors(tmp_path):
    with pytest.raises(ConfigError, match="two factors, one for each letter"):
        list_recordings(Source("maas", tmp_path, FACTORS[:1]))
