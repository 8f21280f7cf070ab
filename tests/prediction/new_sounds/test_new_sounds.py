"""New sounds are predicted as training recordings were: same values, same outputs."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import soundfile
from scipy.special import softmax
from small_predictors import (
    FRAMES,
    HEARING,
    LABELS,
    RATE,
    embedding_means,
    fitted,
    frame_head,
    pitches,
    sound,
    splits_of,
    stored_frames,
    tiny,
    training_data,
)

from latentaudio.artifacts import HEAD
from latentaudio.datasets.splits import HELD_OUT
from latentaudio.errors import ArtifactError
from latentaudio.prediction.crop_networks.fit_network import FrameSource, fit_network
from latentaudio.prediction.crop_networks.network_settings import NetworkSettings
from latentaudio.prediction.familiarity.hearing import Hearing, load_hearing, plan_of, save_hearing
from latentaudio.prediction.familiarity.known_networks import network_familiarity
from latentaudio.prediction.heads.recording_values import frame_statistics
from latentaudio.prediction.models.registry import MODELS
from latentaudio.prediction.new_sounds.answers import Combined, combined
from latentaudio.prediction.new_sounds.frames_seen import FrameStatistics
from latentaudio.prediction.new_sounds.heard_sounds import Failures, measured_sounds
from latentaudio.prediction.new_sounds.predictor import Predictor
from latentaudio.prediction.tasks.recording_predictions import PREDICTIONS_FILE, read_predictions

NETWORK = {
    "architecture": "crops_cnn",
    "frames": "log_mel",
    "crop_frames": 16,
    "test_crops": 2,
    "sizes": {"filters": [4, 8], "dropout": 0.0},
    "epochs": 2,
    "steps_per_epoch": 10,
    "learning_rate": 0.01,
    "batch": 8,
}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return training_data(tmp_path_factory.mktemp("small") / "sounds")


@pytest.fixture(scope="module")
def frames(data, tmp_path_factory):
    return stored_frames(data, tmp_path_factory.mktemp("frames"))


@pytest.fixture(scope="module")
def trained(data, frames, tmp_path_factory):
    """A head on frames, one on an embedding, and a network, each in a folder of its own."""
    folder = tmp_path_factory.mktemp("trained")
    frame_head(data, frames, folder / "frames")
    weights = tiny().weights_sha256
    means = embedding_means(data)
    fitted(
        data, means, folder / "space", 1, "mlp", network="tiny", values="embedding", weights=weights
    )
    crops_network(data, frames, folder / "crops")
    return folder


def crops_network(data, frames, folder, fold=1):
    splits = splits_of(data, fold, validation=True)
    source = FrameSource(frames, FRAMES, RATE)
    settings = NetworkSettings.of(NETWORK)
    saved = fit_network(data, splits, source, settings, folder, seed=fold)
    known = network_familiarity(data, splits, frames, saved.network)
    save_hearing(folder, Hearing.now(HEARING), known)
    return saved


def predicted(checkpoint, paths):
    failures = Failures()
    found = list(Predictor(checkpoint).predict(map(Path, paths), failures))
    assert not failures.reasons
    return found


@pytest.mark.parametrize("name", ["frames", "space", "crops"])
def test_training_recordings_get_the_probabilities_that_training_gave_them(data, trained, name):
    stored = read_predictions(trained / name / PREDICTIONS_FILE)
    found = predicted(trained / name, data.paths)
    assert [str(one.path) for one in found] == data.paths.tolist()
    temperature = float(stored.calibration["temperature"])
    expected = softmax(stored.outputs / temperature, axis=1)
    for one, row in zip(found, expected, strict=True):
        given = one.answer.probabilities
        np.testing.assert_allclose([given[label] for label in LABELS], row, atol=2e-5)
        assert list(given) == [LABELS[place] for place in np.argsort(-row, kind="stable")]
    assert {(one.samplerate, one.channels) for one in found} == {(RATE, 1)}


@pytest.mark.parametrize("name", ["frames", "space", "crops"])
def test_what_is_near_training_recordings_is_like_them_and_a_click_is_not(
    data, trained, name, tmp_path
):
    splits = splits_of(data, 1)
    held_out = [path for path, split in zip(data.paths, splits, strict=True) if split == HELD_OUT]
    assert np.mean([one.unlike for one in predicted(trained / name, held_out)]) < 0.3
    click = np.zeros(RATE)
    click[1000:1010] = 1.0
    soundfile.write(tmp_path / "click.wav", click, RATE)
    (one,) = predicted(trained / name, [tmp_path / "click.wav"])
    assert one.unlike
    assert one.unlikeness > 1


@pytest.mark.parametrize(
    ("suffix", "rate", "channels"),
    [
        *((".wav", rate, 1) for rate in (8_000, 11_025, 44_100, 96_000)),
        *((suffix, 48_000, 2) for suffix in (".wav", ".flac", ".ogg", ".mp3")),
    ],
)
def test_any_format_rate_and_number_of_channels_gives_the_class(
    trained, suffix, rate, channels, tmp_path
):
    path = tmp_path / f"tone{suffix}"
    samples = sound("low", 100, seconds=1.3, rate=rate)
    soundfile.write(path, np.stack([samples] * channels, axis=1), rate)
    (one,) = predicted(trained / "frames", [path])
    assert next(iter(one.answer.probabilities)) == "low"
    assert (one.samplerate, one.channels) == (rate, channels)


@pytest.mark.parametrize("name", ["frames", "space", "crops"])
@pytest.mark.parametrize("seconds", [0.1, 0.49, 12.0])
def test_any_length_is_predicted(trained, name, seconds, tmp_path):
    soundfile.write(tmp_path / "tone.wav", sound("high", 1, seconds=seconds), RATE)
    (one,) = predicted(trained / name, [tmp_path / "tone.wav"])
    assert one.duration_s == pytest.approx(seconds)
    assert sum(one.answer.probabilities.values()) == pytest.approx(1.0)


def test_snippets_of_several_sounds_pass_together_and_stay_with_their_sound(data, trained):
    together = predicted(trained / "space", data.paths)
    for place in (0, 7, 35):
        (alone,) = predicted(trained / "space", [data.paths[place]])
        expected = together[place].answer.probabilities
        assert alone.answer.probabilities == pytest.approx(expected)


def test_members_of_a_model_are_averaged(data, frames, tmp_path):
    for fold in (1, 2, 3):
        frame_head(data, frames, tmp_path / f"seed_1/fold_{fold:02d}", fold)
    found = predicted(tmp_path, data.paths[:2])
    each = [predicted(tmp_path / f"seed_1/fold_{fold:02d}", data.paths[:2]) for fold in (1, 2, 3)]
    for row, one in enumerate(found):
        for label in LABELS:
            mean = np.mean([answers[row].answer.probabilities[label] for answers in each])
            assert one.answer.probabilities[label] == pytest.approx(mean)
        assert one.unlikeness == pytest.approx(np.mean([a[row].unlikeness for a in each]))
    assert Predictor(tmp_path).members == 3
    assert Predictor(tmp_path / "seed_1").members == 3
    assert Predictor(tmp_path / "seed_1/fold_02/weights.npz").members == 1


def test_numbers_have_a_value_and_an_interval_in_their_unit(data, frames, tmp_path):
    distances = pitches(data)
    for fold in (1, 2):
        frame_head(distances, frames, tmp_path / f"seed_1/fold_{fold:02d}", fold)
    found = predicted(tmp_path, data.paths[-12:])
    for one, true in zip(found, distances.targets[-12:], strict=True):
        assert one.answer.low < one.answer.value < one.answer.high
        assert one.answer.low <= true <= one.answer.high
        assert one.answer.value == pytest.approx(true, rel=0.3)
        assert one.answer.unit == "m"
        assert one.answer.low > 0


def test_an_interval_is_as_wide_as_those_of_members_and_as_these_differ():
    from latentaudio.prediction.kinds.numbers import Numbers

    said = [
        Combined(np.array([[1.0]]), {"deviation": 3.0}),
        Combined(np.array([[9.0]]), {"deviation": 3.0}),
    ]
    (one,) = combined(Numbers("linear"), said)
    # Deviations of 3 within members, and of 4 between them.
    assert (one.value, one.high - one.value) == (5.0, pytest.approx(1.96 * 5.0, abs=0.001))
    unknown = [one._replace(calibration={"deviation": None}) for one in said]
    assert np.isnan(combined(Numbers("linear"), unknown)[0].low)


def test_a_file_that_changes_while_it_is_predicted_is_noted(data, tmp_path):
    path = tmp_path / "tone.wav"
    failures = Failures()
    soundfile.write(path, sound("low", 1), RATE)
    sounds = measured_sounds([path], plan_of(HEARING), failures)

    def changed():
        for one in sounds:
            soundfile.write(path, sound("low", 2), RATE)
            yield one

    assert list(FrameStatistics(FRAMES)(changed(), failures)) == []
    assert "changed since it was checked" in failures.reasons[path]


def test_values_of_new_sounds_are_those_that_training_read(data, frames):
    failures = Failures()
    sounds = measured_sounds(map(Path, data.paths), plan_of(HEARING), failures)
    found = [values for _, values in FrameStatistics(FRAMES)(sounds, failures)]
    np.testing.assert_array_equal(found, frame_statistics(frames))


@pytest.mark.parametrize("architecture", MODELS)
def test_the_last_layer_of_every_model_gives_its_outputs(architecture):
    from latentaudio.prediction.models.registry import build_network
    from latentaudio.vae.keras_adapter import keras

    shape = (64, 32)
    model = build_network(architecture, shape, 3, {}, seed=1)
    assert isinstance(model.layers[-1], keras.layers.Dense)
    assert model.layers[-1].output is model.output


# -- Checkpoints that do not fit -------------------------------------------------------------------


def test_weights_of_another_network_are_refused(data, tmp_path):
    means = embedding_means(data)
    options = {"network": "tiny", "values": "embedding", "weights": "another"}
    fitted(data, means, tmp_path, 1, "linear", **options)
    with pytest.raises(ArtifactError, match="TinyNet gives with the weights another, but these"):
        Predictor(tmp_path)


def test_a_hearing_of_other_weights_is_refused(data, frames, tmp_path):
    frame_head(data, frames, tmp_path / "one", fold=1)
    frame_head(data, frames, tmp_path / "two", fold=2)
    (tmp_path / "two/hearing.npz").replace(tmp_path / "one/hearing.npz")
    with pytest.raises(ArtifactError, match=r"hearing\.npz: belongs to other weights than"):
        Predictor(tmp_path / "one")


@pytest.mark.parametrize("name", ["weights.npz", "architecture.json", "hearing.npz"])
def test_a_missing_file_of_a_checkpoint_is_named(data, frames, tmp_path, name):
    frame_head(data, frames, tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(
        ArtifactError,
        match=rf"{name}: not found; (the next run|rule 'head_predictor') will make it",
    ):
        Predictor(tmp_path)


@pytest.mark.parametrize("name", ["weights.npz", "hearing.npz"])
def test_another_version_is_refused(data, frames, tmp_path, name):
    frame_head(data, frames, tmp_path)
    with np.load(tmp_path / name) as archive:
        arrays = dict(archive)
    np.savez(tmp_path / name, **{**arrays, "version": np.array(99)})
    with pytest.raises(ArtifactError, match=f"{name}: schema version 99 found"):
        Predictor(tmp_path)


def test_a_damaged_description_of_what_is_heard_is_refused(data, frames, tmp_path):
    frame_head(data, frames, tmp_path)
    hearing, familiarity = load_hearing(tmp_path)
    wrong = dataclasses.replace(hearing, plan={**HEARING, "hop_s": -1.0})
    save_hearing(tmp_path, wrong, familiarity)
    with pytest.raises(ArtifactError, match=r"hearing\.npz: damaged.*dataset\.hop_s"):
        Predictor(tmp_path)


@pytest.mark.parametrize(
    ("values", "seen"),
    [
        (
            {"columns": ["drr_db", "rt60_s"]},
            "columns of the table of recordings (drr_db, rt60_s), which new sounds do not have",
        ),
        ("", "nothing of a recording"),
    ],
)
def test_a_predictor_that_hears_nothing_is_refused_in_words(data, frames, tmp_path, values, seen):
    fitted(data, frame_statistics(frames), tmp_path, 1, "linear", network="", values=values)
    with pytest.raises(ArtifactError) as raised:
        Predictor(tmp_path)
    assert str(raised.value) == (
        f"{tmp_path}: this predictor hears nothing: it sees {seen}; give the folder of another"
    )


def test_members_of_other_features_are_refused(data, frames, tmp_path):
    frame_head(data, frames, tmp_path / "seed_1/fold_01")
    other = {**dataclasses.asdict(FRAMES), "samplerate": RATE, "hop_s": 0.01}
    means = frame_statistics(frames)
    folder = tmp_path / "seed_1/fold_02"
    fitted(data, means, folder, 2, "linear", network="", values=other)
    with pytest.raises(ArtifactError, match=r"fold_02: its features is"):
        Predictor(tmp_path)


def test_a_file_that_is_no_predictor_is_refused(tmp_path):
    np.savez(tmp_path / "weights.npz", kind=np.array("flow weights"), version=np.array(1))
    with pytest.raises(ArtifactError, match=f"found flow weights, expected {HEAD.name} or"):
        Predictor(tmp_path)


def test_a_folder_of_several_models_or_of_none_is_refused(data, frames, tmp_path):
    with pytest.raises(ArtifactError, match="nothing: not found; give a folder such as"):
        Predictor(tmp_path / "nothing")
    with pytest.raises(ArtifactError, match="no checkpoint"):
        Predictor(tmp_path)
    for model in ("one", "two"):
        (tmp_path / model / "seed_1/fold_01").mkdir(parents=True)
    with pytest.raises(ArtifactError, match="several models; give the folder of one: one, two"):
        Predictor(tmp_path)


def test_other_versions_of_packages_are_told(data, frames, tmp_path):
    frame_head(data, frames, tmp_path)
    assert Predictor(tmp_path).other_versions() == {}
    hearing, familiarity = load_hearing(tmp_path)
    older = {**hearing.versions, "librosa": "0.1"}
    save_hearing(tmp_path, dataclasses.replace(hearing, versions=older), familiarity)
    assert Predictor(tmp_path).other_versions()["librosa"][0] == "0.1"


@pytest.mark.parametrize(
    ("setting", "samples", "expected"),
    [
        ({}, np.outer(sound("low", 1), [1, -1]), "repair the polarity of the file"),
        ({"normalise": "none"}, 1e5 * sound("low", 1), "expected where levels count"),
        ({"silence_db": 0.0}, sound("low", 1), "silent"),
    ],
)
def test_errors_about_new_sounds_name_no_setting_of_a_run(tmp_path, setting, samples, expected):
    path = tmp_path / "new.wav"
    soundfile.write(path, samples, RATE, "FLOAT")
    failures = Failures()
    assert not list(measured_sounds([path], plan_of({**HEARING, **setting}), failures))
    assert expected in failures.reasons[path]
    assert "dataset." not in failures.reasons[path]
