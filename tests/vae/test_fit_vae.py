import dataclasses
import json
import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from latentaudio.errors import ArtifactError, ConfigError, TrainingError
from latentaudio.vae.fit_vae import encode_sounds, fit_vae
from latentaudio.vae.morph import line, morph
from latentaudio.vae.saved_vae import load_vae, save_vae
from latentaudio.vae.sound_values import SoundValues
from latentaudio.vae.traversal import traversal_codes, traverse, unit_ranges
from latentaudio.vae.vae_latents import read_vae_latents, write_vae_latents
from latentaudio.vae.vae_training import TrainingSettings

SETTINGS = TrainingSettings(beta=1.0, batch=32, epochs=8, learning_rate=0.01)
FILES = ["architecture.json", "history.csv", "latents.parquet", "summary.json", "weights.npz"]


@pytest.fixture(scope="session")
def sounds(spectrograms):
    return SoundValues(spectrograms, np.ones(1, np.float32))


@pytest.fixture
def fit(make_model, sounds_data, sounds, tmp_path):
    def run(name="vae", settings=SETTINGS, sounds=sounds, seed=3, **model):
        built = make_model(**model)
        return fit_vae("small", built, sounds_data, sounds, settings, tmp_path / name, seed=seed)

    return run


@pytest.fixture(scope="session")
def groups(sounds_data):
    return sounds_data.snippet_ids


def test_a_fit_writes_all_files_which_agree_with_each_other(
    fit, sounds, sounds_data, groups, tmp_path
):
    vae = fit()
    folder = tmp_path / "vae"
    assert sorted(path.name for path in folder.iterdir()) == FILES
    latents = read_vae_latents(folder / "latents.parquet", sounds_data.snippet_ids, groups)
    np.testing.assert_array_equal(latents.z, vae.encode(sounds.values))
    np.testing.assert_array_equal(latents.split, sounds_data.splits)
    standardised = vae.scaling.standardise(sounds.values)
    error = ((vae.model.decode(latents.z) - standardised) ** 2).mean(axis=(1, 2))
    np.testing.assert_allclose(latents.error, error, rtol=1e-4)
    mean, log_variance = vae.model.encode(standardised)
    rate = 0.5 * (mean**2 + np.exp(log_variance) - log_variance - 1).sum(axis=1)
    np.testing.assert_allclose(latents.rate, rate, rtol=1e-4, atol=1e-5)

    history = pd.read_csv(folder / "history.csv")
    assert "seconds" not in history
    assert history["best"].sum() == 1
    best = history[history["best"]].iloc[0]
    assert best.validation_loss == history.validation_loss.min()

    summary = json.loads((folder / "summary.json").read_text())
    held_out = sounds_data.splits == "held_out"
    training = sounds_data.splits == "training"
    assert summary["held_out_mse"] == pytest.approx(error[held_out].mean(), rel=1e-4)
    spread = ((standardised[held_out] - standardised[training].mean(axis=0)) ** 2).mean()
    r2 = 1 - error[held_out].mean() / spread
    assert 0.3 < r2 < 1.0
    assert summary["held_out_r2"] == pytest.approx(r2, abs=1e-4)
    assert summary["rate"] == pytest.approx(best.validation_rate, rel=1e-4)
    assert summary["active_units"] == best.active_units > 0
    assert summary["best_epoch"] == best.epoch
    assert summary["epochs"] == len(history)
    assert summary["collapsed"] is False
    parameters = 2 * 64 * 16 + 64 + 16 + 2 * (16 * 3 + 3) + 3 * 16 + 16
    assert summary["parameters"] == vae.model.parameters == parameters
    assert {key: summary[key] for key in ("likelihood", "variance", "beta", "values")} == {
        "likelihood": "gaussian_fixed",
        "variance": pytest.approx(0.1),
        "beta": 1.0,
        "values": 64,
    }


def test_two_fits_write_the_same_bytes(fit, tmp_path):
    settings = dataclasses.replace(SETTINGS, epochs=2)
    for name in ("one", "other"):
        fit(name, settings)
    for name in FILES:
        one, other = ((tmp_path / folder / name).read_bytes() for folder in ("one", "other"))
        assert one == other, name


def test_without_validation_sounds_the_training_sounds_are_judged(
    make_model, sounds, sounds_data, tmp_path
):
    trained = np.where(sounds_data.splits == "validation", "training", sounds_data.splits)
    data = dataclasses.replace(sounds_data, splits=trained)
    settings = dataclasses.replace(SETTINGS, epochs=2)
    vae = fit_vae("small", make_model(), data, sounds, settings, tmp_path, seed=3)
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["validation_loss"] is None
    assert summary["best_epoch"] == 2
    encoded = encode_sounds(vae.model, vae.scaling.standardise(sounds.values))
    rate = encoded.divergence[trained == "training"].sum(axis=1).mean()
    assert summary["rate"] == pytest.approx(rate, rel=1e-5)


def test_the_summary_of_bernoulli_has_no_variance(fit, tmp_path):
    fit(settings=dataclasses.replace(SETTINGS, epochs=1), likelihood="bernoulli")
    assert json.loads((tmp_path / "vae" / "summary.json").read_text())["variance"] is None


def test_categorical_learns_shapes_of_frames_and_keeps_their_mean_level(
    fit, sounds, sounds_data, tmp_path
):
    # One draw of each frame says little, so beta 1 would leave nothing in the code.
    settings = dataclasses.replace(SETTINGS, epochs=25, beta=0.02)
    vae = fit(likelihood="categorical", settings=settings)
    standardised = vae.scaling.standardise(sounds.values)
    training = sounds_data.splits == "training"
    level = standardised[training].sum(axis=2).mean(axis=0)
    np.testing.assert_allclose(vae.model.likelihood.level[:, 0], level, rtol=1e-5)
    shares = standardised / standardised.sum(axis=2, keepdims=True)
    decoded = vae.model.decode(vae.model.encode(standardised)[0])
    np.testing.assert_allclose(decoded.sum(axis=2), np.tile(level, (240, 1)), rtol=1e-4)
    found = decoded / decoded.sum(axis=2, keepdims=True)
    held_out = sounds_data.splits == "held_out"
    error = np.mean((found - shares)[held_out] ** 2)
    assert error < 0.5 * np.mean((shares[held_out] - shares[training].mean(axis=0)) ** 2)
    assert json.loads((tmp_path / "vae" / "summary.json").read_text())["variance"] is None
    loaded = load_vae(tmp_path / "vae")
    np.testing.assert_array_equal(loaded.model.decode(np.eye(3)), vae.model.decode(np.eye(3)))


def test_sounds_relative_to_their_maximum_are_learned_whatever_their_levels(
    fit, sounds, splits, tmp_path
):
    gains = np.random.default_rng(1).uniform(-2, 2, (240, 1, 1)).astype(np.float32)
    settings = dataclasses.replace(SETTINGS, epochs=2)
    plain = fit("plain", settings)
    quiet = fit("quiet", settings, dataclasses.replace(sounds, to_peak="difference"))
    loud = dataclasses.replace(sounds, values=sounds.values + gains, to_peak="difference")
    loud = fit("loud", settings, loud)
    z = quiet.encode(sounds.values)
    np.testing.assert_allclose(loud.encode(sounds.values + gains), z, atol=1e-4)
    # What is decoded has the mean maximum of training sounds.
    training = splits == "training"
    peaks = (sounds.values + gains).max(axis=(1, 2))[training]
    assert loud.scaling.peak == pytest.approx(peaks.mean(), rel=1e-5)
    difference = loud.scaling.peak - quiet.scaling.peak
    np.testing.assert_allclose(loud.decode(z) - quiet.decode(z), difference, atol=1e-3)
    saved = load_vae(tmp_path / "loud")
    np.testing.assert_array_equal(saved.encode(loud.decode(z)), loud.encode(loud.decode(z)))
    np.testing.assert_array_equal(saved.decode(z), loud.decode(z))
    # Others are written as before there was the choice.
    assert plain.scaling.to_peak is None
    content = json.loads((tmp_path / "plain" / "architecture.json").read_text())
    assert set(content["scaling"]) == {"shift", "scale", "in_unit_interval"}


def test_a_training_that_diverges_keeps_its_last_good_checkpoint(fit, sounds, tmp_path):
    broken = sounds.values.copy()
    # A validation sound, which the scale does not see.
    broken[170] = np.inf
    with pytest.raises(TrainingError, match=r"validation loss after step 5 of 40 .*stopped"):
        fit(sounds=SoundValues(broken, sounds.weights))
    assert not (tmp_path / "vae" / "weights.npz").exists()
    vae = load_vae(tmp_path / "vae" / "stopped")
    assert all(np.isfinite(value).all() for value in vae.model.weights().values())
    assert pd.read_csv(tmp_path / "vae" / "stopped" / "history.csv").empty
    # The next training that does not diverge removes it.
    fit(settings=dataclasses.replace(SETTINGS, epochs=1))
    assert not (tmp_path / "vae" / "stopped").exists()


def test_a_space_too_small_for_the_code_is_refused(fit, tmp_path):
    tiny = SoundValues(
        np.random.default_rng(0).normal(size=(240, 2)).astype("f4"), np.ones(1, "f4")
    )
    with pytest.raises(ConfigError, match=r"vae\.latent_units: found 3"):
        fit(sounds=tiny, shape=(2,))
    # Each of 8 steps has a code of 9 units.
    with pytest.raises(ConfigError, match=r"found 72 for a sound that has only 64 values"):
        fit(model="recurrent", code_of="step", frames_per_step=1, latent_units=9)
    assert not (tmp_path / "vae").exists()


def test_a_fresh_process_decodes_and_trains_to_the_same_bytes_even_where_keras_2_is_asked_for(
    fit, sounds, splits, tmp_path, monkeypatch
):
    settings = dataclasses.replace(SETTINGS, epochs=1)
    vae = fit(settings=settings, likelihood="gaussian_learned", batch_normalisation=True)
    np.savez(tmp_path / "here.npz", values=sounds.values, splits=splits)
    program = (
        "import sys, numpy as np\n"
        "from pathlib import Path\n"
        "from latentaudio.vae.autoencoder import Autoencoder\n"
        "from latentaudio.vae.fit_vae import fit_vae\n"
        "from latentaudio.vae.saved_vae import load_vae\n"
        "from latentaudio.vae.sound_values import SoundValues\n"
        "from latentaudio.vae.vae_training import TrainingSettings\n"
        "from latentaudio.vae.vae_data import VaeData\n"
        "folder = Path(sys.argv[1])\n"
        "here = np.load(folder / 'here.npz')\n"
        "vae = load_vae(folder / 'vae')\n"
        "z = vae.encode(here['values'])\n"
        "variance = float(vae.model.likelihood.variance(z))\n"
        "np.savez(folder / 'there.npz', z=z, x=vae.decode(z), variance=variance)\n"
        "data = VaeData(np.array([f'r#{row:04d}' for row in range(240)]), here['splits'])\n"
        "sounds = SoundValues(here['values'], np.ones(1, np.float32))\n"
        "settings = TrainingSettings(beta=1.0, batch=32, epochs=1, learning_rate=0.01)\n"
        "model = Autoencoder(vae.model.architecture, seed=1)\n"
        "fit_vae('small', model, data, sounds, settings, folder / 'again', seed=3)\n"
        "assert 'gyoza' not in sys.modules\n"
    )
    monkeypatch.setenv("TF_USE_LEGACY_KERAS", "1")
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, timeout=120)
    with np.load(tmp_path / "there.npz") as there:
        z = vae.encode(sounds.values)
        np.testing.assert_array_equal(there["z"], z)
        np.testing.assert_array_equal(there["x"], vae.decode(z))
        assert there["variance"] == float(vae.model.likelihood.variance(z)) != 0.1
    for name in FILES:
        one, other = ((tmp_path / folder / name).read_bytes() for folder in ("vae", "again"))
        assert one == other, name


@pytest.fixture(scope="module")
def trained(make_model, sounds, sounds_data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("trained")
    settings = dataclasses.replace(SETTINGS, epochs=1)
    fit_vae("small", make_model(), sounds_data, sounds, settings, folder, seed=3)
    return folder


@pytest.fixture
def saved(trained, tmp_path):
    """A copy of a trained autoencoder, to be damaged."""
    return shutil.copytree(trained, tmp_path / "vae")


def test_files_of_two_trainings_are_not_mixed(saved):
    path = saved / "architecture.json"
    content = json.loads(path.read_text())
    content["scaling"]["shift"] += 1.0
    path.write_text(json.dumps(content))
    with pytest.raises(ArtifactError, match=r"weights\.npz: weights of another training"):
        load_vae(saved)


@pytest.mark.parametrize("content", ["{}", "[]", '{"architecture": {"model": "dense"}}'])
def test_a_file_that_describes_no_autoencoder_is_refused(saved, content):
    (saved / "architecture.json").write_text(content)
    with pytest.raises(ArtifactError, match=r"architecture\.json: does not describe a variational"):
        load_vae(saved)


def test_missing_and_damaged_weights_are_reported(saved, tmp_path):
    with pytest.raises(ArtifactError, match=r"architecture\.json: not found"):
        load_vae(tmp_path / "nowhere")
    path = saved / "weights.npz"
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(ArtifactError, match=r"weights\.npz: damaged"):
        load_vae(saved)


def test_weights_of_another_architecture_are_refused(make_model):
    model = make_model()
    before = model.weights()
    with pytest.raises(ValueError, match="weights of another architecture"):
        model.set_weights(make_model(hidden_units=[17]).weights())
    assert all(np.array_equal(before[name], one) for name, one in model.weights().items())
    with pytest.raises(ValueError, match=r"found shape \[2, 9, 8\], expected \[n, 8, 8\]"):
        model.encode(np.zeros((2, 9, 8)))
    assert model.encode(np.zeros((0, 8, 8)))[0].shape == (0, 3)


def test_saving_twice_gives_the_same_bytes(saved, tmp_path):
    save_vae(tmp_path / "again", load_vae(saved))
    for name in ("weights.npz", "architecture.json"):
        assert (tmp_path / "again" / name).read_bytes() == (saved / name).read_bytes()


def test_traversals_change_one_unit_over_its_range_in_the_spaces_own_units(saved, sounds):
    vae = load_vae(saved)
    z = vae.encode(sounds.values[:160])
    ranges = unit_ranges(z)
    np.testing.assert_allclose(ranges[1], np.percentile(z[:, 1], [2.5, 97.5]))
    codes = traversal_codes(z[7], ranges, 5)
    assert codes.shape == (3, 5, 3)
    np.testing.assert_array_equal(codes[1][:, [0, 2]], np.tile(z[7, [0, 2]], (5, 1)))
    np.testing.assert_allclose(codes[1][[0, -1], 1], ranges[1], rtol=1e-6)
    found = traverse(vae, z[7], ranges, 5)
    assert found.shape == (3, 5, 8, 8)
    np.testing.assert_allclose(found[2, 3], vae.decode(codes[2, 3:4])[0], rtol=1e-5)
    # Log-energies of the sounds lie around -3, standardised values around 0.
    assert found.mean() < -2.0
    with pytest.raises(ValueError, match="two steps"):
        traverse(vae, z[7], ranges, 1)


def test_a_morph_begins_and_ends_with_the_reconstructions(saved, sounds):
    vae = load_vae(saved)
    z = vae.encode(sounds.values[:2])
    found = morph(vae, *z, steps=4)
    np.testing.assert_allclose(found[[0, -1]], vae.decode(z), rtol=1e-5)
    np.testing.assert_allclose(found[1], vae.decode(z[:1] * 2 / 3 + z[1:] / 3)[0], rtol=1e-4)
    with pytest.raises(ValueError, match="two steps"):
        line(*z, steps=1)


@pytest.mark.parametrize("column", ["z", "error", "rate"])
def test_latents_that_are_not_finite_are_refused(sounds_data, groups, tmp_path, column):
    count = len(groups)
    columns = {"z": np.zeros((count, 2)), "error": np.zeros(count), "rate": np.zeros(count)}
    columns[column][3] = np.nan
    path = tmp_path / "latents.parquet"
    write_vae_latents(path, sounds_data.snippet_ids, sounds_data.splits, **columns)
    with pytest.raises(ArtifactError, match=f"'{column}' contains NaN"):
        read_vae_latents(path, sounds_data.snippet_ids, groups)


def test_latents_of_other_snippets_or_torn_groups_are_refused(saved, sounds_data, groups):
    path = saved / "latents.parquet"
    with pytest.raises(ArtifactError, match=r"is not in dataset/snippets\.parquet"):
        read_vae_latents(path, np.char.add(sounds_data.snippet_ids, "x"), groups)
    with pytest.raises(ArtifactError, match="both inside and outside the held-out split"):
        read_vae_latents(path, sounds_data.snippet_ids, np.full(len(groups), "one"))
