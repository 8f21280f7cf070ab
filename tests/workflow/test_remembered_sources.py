"""What counts of source files is parsed once, and remembered by their contents."""

import os

import pytest
from places import REPOSITORY

from latentaudio.workflow import remembered_sources
from latentaudio.workflow.remembered_sources import RememberedSources
from latentaudio.workflow.source_code import parse_source

LIBRARY = sorted((REPOSITORY / "latentaudio").rglob("*.py"))


@pytest.fixture
def parses(monkeypatch) -> list[bytes]:
    """The contents that are parsed."""
    parsed: list[bytes] = []

    def parse(content):
        parsed.append(content)
        return parse_source(content)

    monkeypatch.setattr(remembered_sources, "parse_source", parse)
    return parsed


def test_what_is_remembered_equals_what_is_parsed(tmp_path, parses):
    first = RememberedSources(tmp_path / "cache.json")
    for path in LIBRARY:
        first.read(path)
    first.save()
    parsed = len(parses)
    assert parsed == len({path.read_bytes() for path in LIBRARY})
    second = RememberedSources(tmp_path / "cache.json")
    for path in LIBRARY:
        assert second.read(path) == parse_source(path.read_bytes()), path
    assert len(parses) == parsed


def test_an_edit_is_noticed_whatever_the_times_of_the_file(tmp_path):
    path = tmp_path / "module.py"
    path.write_text("one = 1\n")
    stat = path.stat()
    sources = RememberedSources(tmp_path / "cache.json")
    before = sources.read(path)
    path.write_text("one = 2\n")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert sources.read(path) != before


@pytest.mark.parametrize("content", ["", "{"])
def test_a_damaged_cache_costs_time_only(tmp_path, parses, content):
    cache, path = tmp_path / "cache.json", tmp_path / "module.py"
    cache.write_text(content)
    path.write_text("one = 1\n")
    sources = RememberedSources(cache)
    assert sources.read(path) == parse_source(path.read_bytes())
    sources.save()
    RememberedSources(cache).read(path)
    assert len(parses) == 1


def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path):
    (tmp_path / "file").write_text("")
    path = tmp_path / "module.py"
    path.write_text("one = 1\n")
    sources = RememberedSources(tmp_path / "file" / "cache.json")
    sources.read(path)
    sources.save()
    assert not (tmp_path / "file" / "cache.json").exists()


def test_files_that_are_gone_are_forgotten_when_there_are_many(tmp_path, monkeypatch, parses):
    monkeypatch.setattr(remembered_sources, "_LIMIT", 2)
    cache = tmp_path / "cache.json"
    paths = [tmp_path / f"{number}.py" for number in range(3)]
    for number, path in enumerate(paths):
        path.write_text(f"number = {number}\n")
    first = RememberedSources(cache)
    first.read(paths[0])
    first.save()
    second = RememberedSources(cache)
    for path in paths[1:]:
        second.read(path)
    second.save()
    third = RememberedSources(cache)
    for path in paths:
        third.read(path)
    assert [content[:10] for content in parses].count(b"number = 0") == 2
    assert len(parses) == 4
