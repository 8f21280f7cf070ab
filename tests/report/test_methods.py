"""The methods are written from the configuration."""

from dataclasses import replace

import pytest

from latentaudio.report.methods import paragraphs

pytestmark = pytest.mark.slow


def test_settings_appear_in_the_paragraphs(make_run):
    run = make_run(
        config={
            "flow": {"sigma": 0.77, "stages": 5, "classes": {"material": ["wood", "metal"]}},
            "knn": {"neighbors": 3},
            "transfer": {"typical": 0.45},
        }
    )
    text = " ".join(paragraphs(run))
    assert "σ = 0.77" in text
    assert "5 stages" in text
    assert "3-nearest-neighbor" in text
    assert "within 0.45 of the mean" in text
    assert "Only the classes wood and metal of material were used." in text


def test_what_is_read_and_measured_of_a_recording_is_described(run):
    text = " ".join(paragraphs(run))
    assert "averaged over channels, resampled to 16 kHz" in text
    assert "Levels are those of the band that YAMNet hears (125 to 7500 Hz)." in text
    dataset = {**run.config["dataset"], "channels": "loudest"}
    text = " ".join(paragraphs(replace(run, config={**run.config, "dataset": dataset})))
    assert "read from their loudest channel, resampled" in text


def test_rooms_and_distances_are_described(run):
    dataset = {**run.config["dataset"], "source": "distances"}
    section = {
        "dry": "folder",
        "rooms": [{"size_m": [6, 5, 3], "rt60_s": 0.5}] * 4,
        "distances_m": [0.5, 2],
        "level": "normalised",
        "groups": 2,
    }
    config = {**run.config, "dataset": dataset, "distances": section}
    text = " ".join(paragraphs(replace(run, config=config)))
    assert "taken from a folder of dry recordings. They and 4 rooms were dealt into 2" in text
    assert "at 0.5, 2 m, each divided by its largest |x|, averaged over channels" in text
    section |= {"dry": "synthetic", "rooms": 6, "level": "source_power"}
    text = " ".join(paragraphs(replace(run, config={**config, "distances": section})))
    assert "Dry sounds were synthesised without a room. They and 6 rooms were" in text
    assert "with the levels that sources of known power have" in text


def test_the_folds_are_those_that_were_scored(run):
    text = " ".join(paragraphs(run))
    assert "in 10-fold cross-validation over whole groups, and in 10 random folds as pub" in text
    given = run.scores[run.scores["scheme"] == "grouped"].assign(scheme="given")
    text = " ".join(paragraphs(replace(run, scores=given)))
    assert "in the 10 folds that the data set comes with. The score is" in text


def test_stages_that_were_not_run_are_not_described(bare):
    text = " ".join(paragraphs(bare))
    assert "invertible flow (" not in text
    assert "Typical sounds" not in text


def test_switched_off_controls_are_not_described(make_run):
    run = make_run(
        config={
            "control": {"permuted_weights": False, "permuted_labels": False},
            "decoders": ["knn"],
        }
    )
    text = " ".join(paragraphs(run))
    assert "permuted weights" not in text
    assert "linear probe" not in text
    assert "permuted labels" not in text
