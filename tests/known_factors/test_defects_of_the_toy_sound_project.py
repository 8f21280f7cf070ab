"""What was wrong in the toy-sound project that the study began with, one test for each defect.

`docs/known_factors.md` lists them in the same order.
"""

import dataclasses
import json
import shutil

import numpy as np
import pandas as pd
import pytest
from known_factors.known import known_sounds
from settings import defaults, overlays

from latentaudio.audio.rate import SnippetFormat
from latentaudio.datasets.tones import configured_tones
from latentaudio.disentanglement.published_scores import published_scores
from latentaudio.disentanglement.scored_code import KnownCode
from latentaudio.errors import ArtifactError
from latentaudio.known_factors.representations import Snippets, read_vae
from latentaudio.synthesis.additive import partial_frequencies, render_block
from latentaudio.synthesis.tone_design import ToneDesign, Voice, size_of
from latentaudio.synthesis.tone_set import ToneSet
from latentaudio.synthesis.tone_table import tone_table
from latentaudio.vae.autoencoder import Architecture, Autoencoder
from latentaudio.vae.fit_vae import fit_vae
from latentaudio.vae.models.registry import MODELS, build_networks
from latentaudio.vae.saved_vae import load_vae
from latentaudio.vae.schedules import ScheduleSettings, find_schedule
from latentaudio.vae.sound_values import SoundValues, fit_scaling
from latentaudio.vae.traversal import traversal_codes, traverse, unit_ranges
from latentaudio.vae.vae_data import VaeData
from latentaudio.vae.vae_training import TrainingSettings, train
from latentaudio.workflow.config import DEFAULTS_FOLDER, read_config

RATE = 16_000
COUNT, UNITS = 240, 3
IDS = np.array([f"r#{number:03d}" for number in range(COUNT)])
SPLITS = np.repeat(["training", "validation", "held_out"], [160, 40, 40])
SETTINGS = TrainingSettings(beta=1.0, batch=32, epochs=10, learning_rate=0.01)

# -- Sounds ----------------------------------------------------------------------------------------


def tone(fundamental=200.0, partials=10, phases="zero", number=0):
    """Render a second of a tone whose partials are equally strong and do not decay."""
    return render_block(
        Voice(partials, "power", "fixed_pitch", phases, RATE, RATE, seed=3),
        fundamental=fundamental,
        inharmonicity=0.0,
        presence="all",
        slopes=np.zeros(1),
        decays=np.zeros(1),
        numbers=np.array([number]),
    )[0]


def spectrum(wave):
    """Amplitudes at whole frequencies (Hz), relative to the largest."""
    found = np.abs(np.fft.rfft(wave))
    return found / found.max()


def frequencies(wave):
    return np.flatnonzero(spectrum(wave) > 1e-3).tolist()


def design(example=None):
    """The default set of tones, or that of an example."""
    paths = [path for path in overlays() if path.stem == example]
    config = read_config(DEFAULTS_FOLDER, paths) if example else defaults()
    return configured_tones(config, SnippetFormat(RATE, 15_600))


def partials_kept(own):
    """How many partials of each tone are below half the sample rate."""
    table, voice = tone_table(own), own.voice
    found = partial_frequencies(
        np.arange(1, voice.partials + 1),
        table["fundamental_hz"][:, np.newaxis],
        table["inharmonicity"][:, np.newaxis],
        voice.stretching,
    )
    return (found < voice.samplerate / 2).sum(axis=1)


def test_a_tone_has_all_its_partials():
    """The loop over partials ended one too early: of ten, nine sounded."""
    assert frequencies(tone(partials=10)) == [200 * k for k in range(1, 11)]


def test_partials_above_half_the_sample_rate_do_not_come_back_below_it():
    """Partials of up to 81 kHz were sampled at 8 or 16 kHz."""
    assert frequencies(tone(fundamental=750.0, partials=20)) == [750 * k for k in range(1, 11)]


def test_no_peak_exceeds_full_scale_whatever_its_sign():
    """Sounds were divided by their largest value, not by their largest magnitude."""
    waves = [tone(phases="seeded", number=number) for number in range(20)]
    assert [np.abs(wave).max() for wave in waves] == [1] * 20
    assert min(wave.max() for wave in waves) < 0.95


def test_phases_need_not_be_zero():
    """All partials began with phase zero, so that the shape of the wave gave the spectrum away."""
    zero, one, other = tone(), *(tone(phases="seeded", number=number) for number in (1, 2))
    assert zero[0] == 0
    assert np.abs(one - other).max() > 0.1
    for drawn in (one, other):
        np.testing.assert_allclose(spectrum(drawn), spectrum(zero), atol=1e-4)


def test_inharmonicity_leaves_the_pitch_alone():
    """Inharmonicity raised the first partial, by half an octave at most."""
    assert design().voice.stretching == "fixed_pitch"
    first = partial_frequencies(np.ones(11), 200.0, np.linspace(0, 1, 11), "fixed_pitch")
    np.testing.assert_array_equal(first, 200)


def test_enough_partials_are_left_to_hear_their_slope():
    """Most sounds kept so few partials that no method could find the slope."""
    assert np.median(partials_kept(design())) >= 15
    assert np.median(partials_kept(design("toy_grid_20691"))) <= 4


def test_steps_can_be_equal_ratios():
    """Increments that are not linear were claimed, and did not exist."""
    pitches = tone_table(design())["fundamental_hz"]
    assert np.histogram(pitches, [100, 200, 400, 800])[0].tolist() == [1000, 1000, 1000]


@pytest.mark.parametrize("count", [20_691, 21_780])
def test_a_grid_has_the_size_that_is_stated(count):
    """The documentation stated 20,691 sounds, but the program made 21,780."""
    own = design(f"toy_grid_{count}")
    assert size_of(own).sounds == len(tone_table(own)["slope"]) == count


def test_even_partials_can_be_part_of_a_set():
    """Even partials were implemented, but no set could have them."""
    own = dataclasses.replace(design(), presence=("all", "odd", "even"))
    names, counts = np.unique(tone_table(own)["presence"], return_counts=True)
    assert dict(zip(names.tolist(), counts.tolist(), strict=True)) == {
        **{"all": 1000, "odd": 1000, "even": 1000}
    }


# -- Values of sounds, and files -------------------------------------------------------------------


def noisy_spectrograms():
    """Log-magnitudes of noisy tones, shape ``[COUNT, 8, 8]``."""
    ranges = {
        "fundamental_hz": (100.0, 800.0),
        "slope": (0.0, 2.0),
        "inharmonicity": (0.0,),
        "decay_per_s": (0.0, 20.0),
        "snr_db": (0.0, 20.0),
    }
    voice = Voice(10, "power", "fixed_pitch", "seeded", 8_000, 1_024, seed=3)
    own = ToneDesign("latin_hypercube", COUNT, ranges, ("all",), ("fundamental_hz",), voice)
    waves = np.concatenate(list(ToneSet(own).blocks(range(COUNT))))
    spectra = np.abs(np.fft.rfft(waves.reshape(COUNT, 8, 128) * np.hanning(128)))[:, :, :64]
    return np.log(spectra.reshape(COUNT, 8, 8, 8).mean(axis=-1) + 0.1).astype(np.float32)


VALUES = noisy_spectrograms()


def autoencoder(model="dense", shape=(8, 8), variance=0.1, **sizes):
    given = {"hidden_units": [16]} if model == "dense" else {"hidden_units": 16}
    architecture = Architecture(model, shape, UNITS, {**given, **sizes}, "gaussian_fixed", variance)
    return Autoencoder(architecture, seed=1)


def fitted(folder, model=None, values=VALUES, **changed):
    """Train an autoencoder, write its files, and return it."""
    return fit_vae(
        "small",
        model or autoencoder(),
        VaeData(IDS, SPLITS),
        SoundValues(values, np.ones(1, np.float32)),
        dataclasses.replace(SETTINGS, **changed),
        folder,
        seed=3,
    )


def held_out_r2(folder):
    return json.loads((folder / "summary.json").read_text())["held_out_r2"]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The folder of a training."""
    folder = tmp_path_factory.mktemp("trained")
    fitted(folder)
    return folder


def test_a_model_learns_from_noisy_sounds(trained):
    """Noise was given up, because trainings did not converge with it."""
    losses = pd.read_csv(trained / "history.csv")["validation_loss"]
    assert losses.min() < losses[0] - 10
    assert held_out_r2(trained) > 0.3


def test_sounds_keep_their_levels():
    """Every spectrogram was divided by its own maximum, so that levels were lost."""
    pair = np.stack([VALUES[0], VALUES[0] - 2.0])
    scaling = fit_scaling(
        SoundValues(pair, np.ones(1, np.float32)), np.ones(2, bool), in_unit_interval=False
    )
    loud, quiet = scaling.standardise(pair)
    np.testing.assert_allclose(loud - quiet, 2.0 / scaling.scale, rtol=1e-5)


class Opened:
    """What leaves a file behind when it is unpickled."""

    def __init__(self, trace):
        self.trace = trace

    def __reduce__(self):
        return self.trace.touch, ()


def test_models_and_codes_are_files_that_run_nothing(trained, tmp_path):
    """Models and data sets were pickled: to open such a file is to run it."""
    suffixes = {path.suffix for path in trained.iterdir()}
    assert suffixes == {".npz", ".json", ".csv", ".parquet"}
    shutil.copytree(trained, tmp_path / "vae")
    with np.load(trained / "weights.npz") as archive:
        arrays = {**archive, "kind": np.array([Opened(tmp_path / "trace")], dtype=object)}
    np.savez(tmp_path / "vae" / "weights.npz", **arrays)
    with pytest.raises(ArtifactError, match=r"weights\.npz"):
        load_vae(tmp_path / "vae")
    assert not (tmp_path / "trace").exists()


def test_a_flattened_spectrogram_of_any_shape_is_learned(tmp_path):
    """Spectrograms along a Hilbert curve had to be square, and nothing learned from them."""
    model = autoencoder(shape=(8, 6), flatten="hilbert")
    fitted(tmp_path, model, VALUES[:, :, :6])
    assert held_out_r2(tmp_path) > 0.3


# -- Models ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def parts():
    """Values of the training and of the validation sounds, around 0."""
    return [(VALUES - VALUES.mean())[split == SPLITS] for split in ("training", "validation")]


def at_once(model, parts):
    """Evaluate a model: an epoch whose steps move nothing."""
    settings = dataclasses.replace(SETTINGS, epochs=1, learning_rate=1e-12)
    return train(model, *parts, settings, seed=3).history[0]


def squares(model, mean, values):
    """Mean over sounds of the squared error, summed over the values of a sound."""
    return ((model.decode(mean) - values) ** 2).sum(axis=(1, 2)).mean()


def test_the_variance_of_the_code_is_not_that_of_the_values(parts):
    """The variance of the code stood for that of the values in the likelihood."""
    model = autoencoder()
    before = at_once(model, parts)
    weights = model.weights()
    kernel, bias = weights["encoder/05_kernel"], weights["encoder/06_bias"]
    model.set_weights({**weights, "encoder/05_kernel": 0 * kernel, "encoder/06_bias": bias - 20.0})
    narrow = at_once(model, parts)
    assert narrow.validation_rate > before.validation_rate + 20
    mean, log_variance = model.encode(parts[1])
    np.testing.assert_allclose(log_variance, -20.0)
    expected = 0.5 * (squares(model, mean, parts[1]) / 0.1 + 64 * np.log(2 * np.pi * 0.1))
    assert narrow.validation_reconstruction == pytest.approx(expected, rel=1e-3)


def test_reconstruction_and_rate_are_both_sums_over_a_sound(parts):
    """A mean over pixels was added to a sum over units, so that beta grew with the pixels."""
    model = autoencoder(variance=1.0)
    epoch = at_once(model, parts)
    mean, log_variance = model.encode(parts[1])
    divergence = 0.5 * (mean**2 + np.exp(log_variance) - log_variance - 1)
    assert epoch.validation_rate == pytest.approx(divergence.sum(axis=1).mean(), rel=1e-4)
    # Noise of the code moves the reconstruction little at first.
    expected = 0.5 * (squares(model, mean, parts[1]) + 64 * np.log(2 * np.pi))
    assert epoch.validation_reconstruction == pytest.approx(expected, rel=0.1)


def test_beta_can_rise_from_zero():
    """Beta pressed on the code from the first step."""
    rise = find_schedule("warm_up")
    settings = ScheduleSettings(beta=8.0, ramp=0.5)
    assert [rise(progress, settings).beta for progress in (0, 0.25, 0.5, 1)] == [0, 4, 8, 8]


@pytest.mark.parametrize("name", MODELS)
def test_a_decoder_sees_nothing_but_the_code(name):
    """Attention looked at the states of the encoder, past the code."""
    decoder = build_networks(name, (8, 8), UNITS, {}, seed=1).decoder
    assert [tuple(one.shape) for one in decoder.inputs] == [(None, UNITS)]
    one, other = (decoder(np.full((1, UNITS), value, np.float32)) for value in (0, 1))
    assert not np.allclose(one, other)


def test_a_convolutional_model_tells_sounds_apart(tmp_path):
    """The convolutional model gave one picture for all sounds."""
    model = autoencoder("convolution_2d", filters=[8, 16], kernel=3)
    decoded = fitted(tmp_path, model)
    pictures = decoded.decode(decoded.encode(VALUES[SPLITS == "held_out"]))
    assert pictures.var(axis=0).mean() > 0.3 * VALUES[SPLITS == "held_out"].var(axis=0).mean()


def test_a_code_that_says_nothing_is_reported(trained, tmp_path):
    """Codes that had collapsed were noticed by chance, in pictures."""
    fitted(tmp_path, autoencoder(variance=1.0), beta=1e4, epochs=40, patience=40)
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["rate"] < 0.05
    collapsed, other = (read_vae(one, Snippets(IDS, IDS), seed=3) for one in (tmp_path, trained))
    assert (collapsed.active_units, collapsed.collapsed) == (0, True)
    assert (other.active_units > 0, other.collapsed) == (True, False)


# -- What is found ---------------------------------------------------------------------------------


def test_how_far_factors_are_separated_is_a_number():
    """What a code had found was judged by eye, without any metric."""
    sounds = known_sounds(600, categorical=False)
    factors = np.stack(list(sounds.values.values()), axis=1)
    turned = factors @ np.array([[1, 1], [-1, 1]]) / np.sqrt(2)
    training = np.arange(600) < 400
    mig = [
        published_scores(
            KnownCode(codes, sounds, training, ~training), seed=1, half_samples=2
        ).records()[0]
        for codes in (factors, turned)
    ]
    assert [one["metric"] for one in mig] == ["mig", "mig"]
    assert mig[0]["value"] > 0.8 > 0.2 > mig[1]["value"]


def test_traversals_stay_where_sounds_are(trained):
    """Units were moved from -20 to 20, with zero for all others, wherever sounds were."""
    z = load_vae(trained).encode(VALUES)
    codes = traversal_codes(z[7], unit_ranges(z), steps=5)
    for unit, steps in enumerate(codes):
        assert z[:, unit].min() <= steps[0, unit] < steps[-1, unit] <= z[:, unit].max()
        np.testing.assert_array_equal(np.delete(steps, unit, axis=1), [np.delete(z[7], unit)] * 5)


def test_sounds_training_and_traversal_can_be_repeated(trained, tmp_path):
    """No seed was set anywhere."""
    again = noisy_spectrograms()
    np.testing.assert_array_equal(again, VALUES)
    fitted(tmp_path, values=again)
    one, other = map(load_vae, (trained, tmp_path))
    z = one.encode(VALUES)
    np.testing.assert_array_equal(
        *(traverse(vae, z[7], unit_ranges(z), steps=3) for vae in (one, other))
    )
