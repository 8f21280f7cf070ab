from latentaudio.user_cache import cache_folder


def test_the_environment_sets_the_location_of_the_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("LATENTAUDIO_CACHE", str(tmp_path / "cache"))
    assert cache_folder() == tmp_path / "cache"
    monkeypatch.delenv("LATENTAUDIO_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder() == tmp_path / "xdg" / "latentaudio"
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache_folder() == tmp_path / "home" / ".cache" / "latentaudio"
