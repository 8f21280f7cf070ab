"""Settings of additive tones that cannot be used, and those that are filled in."""

import pytest
from settings import SCHEMA_PATH, defaults, overlays

from latentaudio.errors import ConfigError
from latentaudio.workflow.config import DEFAULTS_FOLDER, check_config, read_config
from latentaudio.workflow.inspection import inspect_run
from latentaudio.workflow.own_factors import with_own_factors

GRID = {
    "design": "grid",
    "fundamental_hz": [100, 100, 400],
    "slope": [0, 1, 2],
    "inharmonicity": 0,
    "decay_per_s": [0, 5, 10],
}


def configured(dataset=None, **section):
    """The defaults with source `additive`, and other changes; transfer names no classes."""
    config = defaults()
    config["dataset"] |= {"source": "additive", "factors": None, **(dataset or {})}
    config["additive"] |= section
    return with_own_factors(config)


def test_the_defaults_and_a_grid_can_be_used():
    check_config(configured(), SCHEMA_PATH)
    check_config(configured(**GRID), SCHEMA_PATH)


@pytest.mark.parametrize(
    ("dataset", "section", "message"),
    [
        ({}, {"sounds": 30_000}, "additive: the set would have 30,000 sounds, 8.1 hours, 0.94 GB"),
        (
            {},
            {**GRID, "slope": [0, 0.0001, 2]},
            "additive: the set would have 240,012 sounds, 65.0 hours, 7.49 GB (4 of fundamental_hz "
            "x 20001 of slope x 3 of decay_per_s), but additive.most_sounds is 25,000",
        ),
        ({}, {**GRID, "slope": [0, 0.3, 2]}, "additive.slope: [0.0, 0.3, 2.0] found, but steps of"),
        ({}, {"slope": [2, 0]}, "additive.slope: [2.0, 0.0] found, but ranges ascend"),
        ({}, {"decay_per_s": [-1, 0]}, "additive.decay_per_s: [-1.0, 0.0] found, expected at"),
        ({}, {"log_scale": ["decay_per_s"]}, "additive.decay_per_s: [0.0, 10.0] found, but a loga"),
        ({}, {"fundamental_hz": 8000}, "additive.fundamental_hz: up to 8000 found, so the first"),
        ({"factors": ["pitch"]}, {}, "dataset.factors: 'pitch' is not a parameter of additive"),
        ({"factors": ["slope"]}, {"slope": 1}, "dataset.factors: 'slope' has one value (1.0)"),
        ({"factors": ["snr_db"]}, {}, "dataset.factors: 'snr_db' has one value (None)"),
        ({"factors": ["presence"]}, {}, "dataset.factors: 'presence' has one value (all)"),
        ({"block_s": 1.0}, {}, "dataset.block_s: must be null for additive tones"),
        ({"reverb": {"enabled": True}}, {}, "dataset.reverb.enabled: must be false for additive"),
        ({}, {"samplerate": 8000}, "additive.samplerate: 8000 found, expected at least 16000"),
        ({}, {"seconds": 0.5}, "additive.seconds: 0.5 found, expected at least 0.975"),
        ({}, {"presence": ["both"]}, "additive.presence[0]: 'both' found, expected one of all"),
        ({}, {"slope": "steep"}, "additive.slope: 'steep' found, expected number or array"),
        ({}, {"slope": [1]}, "additive.slope: [1] is too short"),
    ],
)
def test_what_cannot_be_used_names_its_key(dataset, section, message):
    reverb = {**defaults()["dataset"]["reverb"], **dataset.get("reverb", {})}
    with pytest.raises(ConfigError) as caught:
        check_config(configured({**dataset, "reverb": reverb}, **section), SCHEMA_PATH)
    assert any(line.strip().startswith(message) for line in str(caught.value).splitlines())


def test_tones_can_be_checked_before_they_are_rendered(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = inspect_run(configured(sounds=600), workers=1)
    assert found.errors == []
    assert found.planned
    assert len(found.snippets) == 600
    assert found.snippets["slope"].type == "double"
    assert list(found.folds) == ["grouped", "random"]
    assert list(tmp_path.iterdir()) == []


def test_other_sources_have_the_factors_of_the_built_in_sounds_unless_they_name_others():
    assert defaults()["dataset"]["factors"] == ["material", "action"]
    config = defaults()
    config["dataset"]["factors"] = ["kind"]
    assert with_own_factors(config)["dataset"]["factors"] == ["kind"]


@pytest.mark.parametrize("broken", [{}, {"dataset": None}, {"dataset": {"source": "additive"}}])
def test_what_the_schema_will_refuse_stays_as_it_is(broken):
    assert with_own_factors(broken) == broken
    odd = {"dataset": {"source": "additive", "factors": None}, "additive": {"slope": "steep"}}
    assert with_own_factors(odd) == odd


@pytest.mark.parametrize(("name", "count"), [("toy_grid_20691", 4), ("toy_grid_21780", 5)])
def test_the_examples_have_the_factors_of_the_original(name, count):
    (path,) = [path for path in overlays() if path.stem == name]
    factors = read_config(DEFAULTS_FOLDER, [path])["dataset"]["factors"]
    assert len(factors) == count
    assert factors["fundamental_hz"] == {"type": "numeric", "unit": "Hz", "scale": "log", "bins": 9}
