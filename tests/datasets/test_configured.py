from functools import partial
from pathlib import Path

import pytest
from settings import defaults

from latentaudio.audio.rate import SnippetFormat
from latentaudio.datasets import configured
from latentaudio.datasets.configured import block_seconds, from_json, to_json
from latentaudio.datasets.listing import list_recordings
from latentaudio.factor_types import Factor

RESULTS = Path("results/demo")
SNIPPET = SnippetFormat(16_000, 15_600)

configured_source = partial(configured.configured_source, snippet=SNIPPET)


@pytest.fixture
def config():
    return defaults()


def test_the_default_is_one_synthetic_recording_per_cell(config):
    source = configured_source(config, RESULTS)
    assert source.kind == "synthetic"
    assert source.root == RESULTS / "dataset" / "synthetic"
    assert len(source.cells) == 6 * 4
    assert source.cells[:2] == (("wood", "tapping"), ("wood", "rubbing"))
    assert source.reverberated is None
    recordings = list_recordings(source)
    assert len(recordings) == 24
    assert {one.factors["material"] for one in recordings} == set(config["synthetic"]["materials"])


def test_twins_lie_in_the_folder_of_the_run(config):
    config["dataset"]["reverb"]["enabled"] = True
    source = configured_source(config, RESULTS)
    assert source.reverberated == RESULTS / "dataset" / "reverberated"
    assert len(list_recordings(source)) == 48


@pytest.mark.parametrize(("root", "expected"), [(None, Path("data")), ("/sounds", Path("/sounds"))])
def test_paths_of_a_manifest_start_at_its_own_folder_or_at_the_root(config, root, expected):
    config["dataset"].update(source="manifest", manifest="data/m.csv", root=root, factors=["pitch"])
    source = configured_source(config, RESULTS)
    assert (source.manifest, source.root) == (Path("data/m.csv"), expected)
    assert source.factors == (Factor("pitch"),)
    assert source.cells == ()


def test_a_tilde_in_the_root_and_in_the_manifest_is_the_home_folder(config, monkeypatch):
    monkeypatch.setenv("HOME", "/home/me")
    config["dataset"].update(source="manifest", manifest="~/a/m.csv", root="~", factors=["pitch"])
    source = configured_source(config, RESULTS)
    assert (source.manifest, source.root) == (Path("/home/me/a/m.csv"), Path("/home/me"))
    config["dataset"]["root"] = None
    assert configured_source(config, RESULTS).root == Path("/home/me/a")


def test_what_selects_labels_is_passed_on(config):
    config["dataset"].update(
        source="folder",
        root="clips",
        pattern=r"(?P<pitch>\d+)\.wav",
        factors=["pitch"],
        group_column="source",
        classes={"pitch": ["1", "2"]},
        select={"pitch": ["2"]},
        distinct=["source"],
        complete_design=False,
    )
    source = configured_source(config, RESULTS)
    assert source.pattern == r"(?P<pitch>\d+)\.wav"
    assert source.group_column == "source"
    assert source.classes == {"pitch": ("1", "2")}
    assert source.select == {"pitch": ("2",)}
    assert source.distinct == ("source",)
    assert source.complete_design is False


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"reverb": {"enabled": True}},
        {"source": "maas", "root": "/sounds"},
        {"source": "manifest", "manifest": "m.csv", "classes": {"material": ["ç", "b c"]}},
        {"distinct": ["material"]},
        {
            "factors": {
                "material": "categorical",
                "age": {"type": "numeric", "bins": 3},
            }
        },
        {"source": "manifest", "manifest": "m.csv", "short_segments": "skip"},
        {
            "source": "manifest",
            "manifest": {"train": "a.csv", "test": "~/b.csv"},
            "root": "x",
            "path_template": "{part}/{fname}",
            "path_pattern": ".*",
            "rows": {"verified": ["1"]},
            "notes": {"labels": "list"},
            "first_of": {"material": "labels"},
            "unlisted": "error",
        },
        {"source": "folder", "root": "x", "pattern": r"(?P<material>[^_\"]+)\.wav"},
        {"source": "maas", "root": "x", "ignore": ["*.m4a", 'a "b"/*']},
    ],
    ids=[
        *("synthetic", "reverberated", "maas", "manifest", "distinct", "numeric"),
        *("skipping", "parts", "folder", "ignored"),
    ],
)
def test_a_source_comes_back_from_json_as_it_was(config, changes):
    config["dataset"].update(changes)
    source = configured_source(config, RESULTS)
    assert from_json(to_json(source)) == source


@pytest.mark.parametrize("source", ["synthetic", "manifest"])
def test_files_to_ignore_do_not_matter_where_no_folder_is_searched(config, source):
    config["dataset"].update(source=source, manifest="m.csv")
    one = configured_source(config, RESULTS)
    config["dataset"]["ignore"] = ["*.m4a"]
    assert configured_source(config, RESULTS) == one


def test_columns_do_not_matter_where_there_is_no_table(config):
    one = configured_source(config, RESULTS)
    config["dataset"].update(
        manifest={"train": "a.csv"},
        path_template="{fname}",
        path_pattern="x",
        rows={"a": ["1"]},
        notes={"b": "text"},
        first_of={"material": "c"},
        unlisted="error",
    )
    assert configured_source(config, RESULTS) == one


def test_segments_shorter_than_a_snippet_are_left_out_of_a_manifest_if_asked(config):
    config["dataset"].update(source="manifest", manifest="m.csv")
    assert configured_source(config, RESULTS).skip_shorter is None
    config["dataset"]["short_segments"] = "skip"
    assert configured_source(config, RESULTS).skip_shorter == SNIPPET
    config["dataset"].update(source="maas", root="/sounds")
    assert configured_source(config, RESULTS).skip_shorter is None


def test_equal_sources_give_equal_text(config):
    config["dataset"]["classes"] = {"material": ["wood"], "action": ["tapping"]}
    one = to_json(configured_source(config, RESULTS))
    config["dataset"]["classes"] = {"action": ["tapping"], "material": ["wood"]}
    assert to_json(configured_source(config, RESULTS)) == one


def test_blocks_are_the_objects_of_a_synthetic_set_and_otherwise_as_configured(config):
    assert block_seconds(config) == 5.0
    config["dataset"].update(source="maas", block_s=None)
    assert block_seconds(config) is None
    config["dataset"]["block_s"] = 12.0
    assert block_seconds(config) == 12.0
