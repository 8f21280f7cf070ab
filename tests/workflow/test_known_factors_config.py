"""The settings of the study of known factors suit the run, or are refused by name."""

import copy

import pytest
from settings import SCHEMA_PATH, defaults

from latentaudio.errors import ConfigError
from latentaudio.workflow.config import check_config
from latentaudio.workflow.known_factors_config import shown_flows, shown_trainings, vae_trainings


@pytest.fixture
def config():
    config = copy.deepcopy(defaults())
    config["studies"] = ["known_factors"]
    config["features"] = ["log_mel", "log_mel_48x32"]
    config["network"]["layers"] = [6]
    config["vae"]["spaces"] = {"log_mel_48x32": "values", "layer_06": "components"}
    return config


def trainings(**differing):
    usual = {
        "spaces": ["log_mel_48x32"],
        "models": ["dense", "convolution_1d"],
        "objectives": ["beta_vae-constant"],
        "betas": [1, 4.5],
        "seeds": [1, 2],
    }
    return [usual | differing]


def refused(config, message):
    with pytest.raises(ConfigError, match=message):
        check_config(config, SCHEMA_PATH)


def test_trainings_are_all_combinations_and_betas_stand_in_their_folders(config):
    config["vae"]["trainings"] = trainings()
    check_config(config, SCHEMA_PATH)
    folders = [training.folder for training in vae_trainings(config)]
    assert len(set(folders)) == 8
    assert folders[1] == "log_mel_48x32/dense/beta_vae-constant/beta_1/seed_2"
    assert folders[-1] == "log_mel_48x32/convolution_1d/beta_vae-constant/beta_4.5/seed_2"


def test_one_autoencoder_of_each_beta_is_shown_unless_others_are_named(config):
    config["vae"]["trainings"] = trainings()
    shown = [(one.model, one.beta, one.seed) for one in shown_trainings(config)]
    assert shown == [("dense", 1, 1), ("dense", 4.5, 1)]
    assert shown_flows(config) == config["known_factors"]["spaces"]
    usual = {"space": "log_mel_48x32", "model": "dense", "objective": "beta_vae-constant"}
    config["views"] |= {"vaes": [usual | {"beta": 4.5, "seed": 2}], "flows": []}
    assert [one.seed for one in shown_trainings(config)] == [2]
    assert shown_flows(config) == []
    check_config(config, SCHEMA_PATH)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        (
            "vaes",
            [
                {
                    "space": "log_mel_48x32",
                    "model": "dense",
                    "objective": "beta_vae-constant",
                    "beta": 2,
                    "seed": 1,
                }
            ],
            "dense/beta_vae-constant/beta_2/seed_1 is not trained",
        ),
        ("flows", ["layer_06"], "'layer_06' has no flow"),
        ("range", [3, -3], r"views\.range: \[3, -3\] found, expected the lower value first"),
        ("range", [0, 1, 2], r"views\.range"),
        ("origin", "mean", r"views\.origin: 'mean' found, expected one of sound, zero"),
        (
            "mixing_space",
            "log_mle",
            r"views\.mixing_space: 'log_mle' is no feature of this run; did",
        ),
        ("gallery_features", ["layer_06"], r"views\.gallery_features: 'layer_06' is no feature"),
    ],
)
def test_views_of_what_is_not_there_are_refused(config, key, value, message):
    config["vae"]["trainings"] = trainings()
    config["views"][key] = value
    refused(config, message)


def test_components_are_taken_by_the_model_without_frames_alone(config):
    config["vae"]["trainings"] = trainings(spaces=["layer_06"], models=["dense"])
    check_config(config, SCHEMA_PATH)
    config["vae"]["trainings"] = trainings(spaces=["layer_06"])
    refused(config, "model convolution_1d found for the components of layer_06")


@pytest.mark.parametrize(
    ("space", "models", "refusal"),
    [
        ("waveform", ["dense", "convolution_1d"], None),
        ("waveform", ["convolution_2d"], "expected dense or convolution_1d"),
        ("waveform", ["recurrent"], "expected dense or convolution_1d"),
        ("embedding", ["dense"], None),
        ("embedding", ["convolution_1d"], "which have no frames and bands; expected dense"),
    ],
)
def test_values_in_a_row_are_for_models_that_can_take_them(config, space, models, refusal):
    config["features"].append(space)
    config["vae"]["spaces"][space] = "values"
    config["vae"]["trainings"] = trainings(spaces=[space], models=models)
    if refusal is None:
        check_config(config, SCHEMA_PATH)
    else:
        refused(config, rf"model {models[0]} found for the values of {space}.*{refusal}")


@pytest.mark.parametrize(
    ("space", "seen", "message"),
    [
        ("log_mel_48x32", "values", None),
        ("layer_06", "components", "the components of layer_06 .* no frames and bands"),
        ("waveform", "values", "the values of waveform .* no frames and bands"),
    ],
)
def test_distributions_over_bands_are_for_spaces_that_have_bands(config, space, seen, message):
    config["features"].append("waveform")
    config["vae"] |= {"spaces": {space: seen}, "likelihood": "categorical"}
    config["vae"]["trainings"] = trainings(spaces=[space], models=["dense"])
    if message is None:
        check_config(config, SCHEMA_PATH)
    else:
        refused(config, rf"vae\.likelihood: categorical found, but {message}")


def test_spaces_with_fewer_values_than_the_code_has_units_are_refused(config):
    config["vae"]["trainings"] = trainings(spaces=["layer_06"], models=["dense"])
    config["vae"] |= {"components": 8, "latent_units": 10}
    refused(config, r"vae\.latent_units: 10 found, but model dense sees only 8 components \(")
    config["vae"]["latent_units"] = 8
    check_config(config, SCHEMA_PATH)
    # 48 frames of 32 bands
    config["vae"]["trainings"] = trainings()
    config["vae"]["latent_units"] = 1536
    check_config(config, SCHEMA_PATH)
    config["vae"]["latent_units"] = 1537
    refused(config, "1537 found, but model convolution_1d sees only 1536 values of log_mel_48x32")


def test_a_code_of_each_step_counts_for_all_steps(config):
    config["vae"]["trainings"] = trainings(models=["recurrent"])
    config["vae"]["models"]["recurrent"] |= {"code_of": "step", "frames_per_step": 5}
    config["vae"]["latent_units"] = 153
    check_config(config, SCHEMA_PATH)
    config["vae"]["latent_units"] = 154
    refused(config, "154 found for each of 10 steps, but model recurrent sees only 1536 values")


def test_autoencoders_and_flows_share_a_split(config):
    config["vae"]["trainings"] = trainings()
    config["vae"]["validation_fraction"] = 0.2
    refused(config, r"vae\.validation_fraction: 0\.2 found, but flow\.validation_fraction is 0\.15")
    config["flow"]["validation_fraction"] = 0.2
    check_config(config, SCHEMA_PATH)
    config["vae"] |= {"trainings": [], "validation_fraction": 0.3}
    config["views"]["vaes"] = []
    check_config(config, SCHEMA_PATH)


def test_feedback_is_for_one_kind_of_cell(config):
    config["vae"]["trainings"] = trainings()
    config["vae"]["models"]["recurrent"] |= {"feedback": True, "cell": "lstm"}
    refused(config, r"recurrent\.feedback: true found, but the decoder's cell is lstm")
    config["vae"]["models"]["recurrent"]["decoder_cell"] = "gru"
    check_config(config, SCHEMA_PATH)


@pytest.mark.parametrize(
    ("model", "sizes", "message"),
    [
        ("dense", {"encoder_activation": "rlu"}, r"encoder_activation: 'rlu' found.*did you mean"),
        ("convolution_1d", {"downsampling": "pooling"}, r"downsampling: 'pooling' found"),
        ("convolution_1d", {"pooled_frames": 0}, r"pooled_frames: 0 found, expected at least 1"),
        ("convolution_1d", {"hidden_units": [8, 0]}, r"hidden_units\[1\]: 0 found"),
        ("convolution_2d", {"sample_stride": 2}, r"convolution_2d\.sample_stride: unknown key"),
        ("convolution_2d", {"dropout_of": "maps"}, r"dropout_of: 'maps' found"),
        ("recurrent", {"weight_normalisation": 1}, r"weight_normalisation: 1 found"),
        ("recurrent", {"decoder_cell": "rnn"}, r"decoder_cell: 'rnn' found"),
    ],
)
def test_options_of_models_that_there_are_not_are_refused(config, model, sizes, message):
    config["vae"]["models"][model] |= sizes
    refused(config, message)


def test_the_original_sizes_are_accepted(config):
    config["features"].append("stft_1024")
    config["vae"] |= {"spaces": {"stft_1024": "values"}, "scale": "sound"}
    config["vae"]["likelihood"] = "categorical"
    names = ["dense", "convolution_2d", "recurrent"]
    config["vae"]["trainings"] = trainings(spaces=["stft_1024"], models=names)
    models = config["vae"]["models"]
    models["dense"] |= {"hidden_units": [400], "decoder_activation": "relu"}
    models["convolution_2d"] |= {
        "filters": [16, 32],
        "kernel": 5,
        "decoder_kernel": 2,
        "hidden_units": [1200, 500],
        "downsampling": "max_pooling",
        "dropout": 0.5,
        "dropout_of": "channels",
        "batch_normalisation": True,
        "weight_normalisation": True,
        "encoder_activation": "relu",
        "decoder_activation": "relu6",
    }
    models["recurrent"] |= {
        "hidden_units": 400,
        "cell": "lstm",
        "decoder_cell": "gru",
        "feedback": True,
        "frames_per_step": 1,
        "code_of": "step",
    }
    check_config(config, SCHEMA_PATH)


def test_the_values_of_a_layer_are_no_input(config):
    config["vae"]["spaces"]["layer_06"] = "values"
    refused(config, r"vae\.spaces\.layer_06: values found")


@pytest.mark.parametrize(
    ("spaces", "message"),
    [
        (["log_mel"], r"'log_mel' found, which vae\.spaces does not list"),
        (["log_mel_48x23"], r"'log_mel_48x23' is no space of this run; did you mean"),
        (["layer_07"], "'layer_07' is no space of this run"),
    ],
)
def test_trainings_of_unknown_spaces_are_refused(config, spaces, message):
    config["vae"]["trainings"] = trainings(spaces=spaces, models=["dense"])
    refused(config, message)


def test_a_training_that_is_named_twice_is_refused(config):
    config["vae"]["trainings"] = trainings() + trainings(betas=[1.0], seeds=[2])
    refused(config, "dense/beta_vae-constant/beta_1/seed_2 occurs 2 times")


def test_a_space_that_is_not_projected_is_refused(config):
    config["vae"]["trainings"] = []
    config["known_factors"]["spaces"] = ["layer_07"]
    refused(config, r"known_factors\.spaces: 'layer_07' is no space of this run")


def test_more_components_than_there_are_are_refused(config):
    config["vae"]["components"] = 65
    refused(config, r"vae\.components: 65 found, but pca\.components is 64")
    config["vae"]["components"], config["flow"]["components"] = 64, 65
    refused(config, r"flow\.components: 65 found, but pca\.components is 64")


def test_nothing_is_asked_of_a_run_without_the_study(config):
    config["studies"] = ["layers"]
    config["known_factors"]["spaces"] = ["layer_07"]
    config["vae"]["trainings"] = trainings(spaces=["nowhere"])
    check_config(config, SCHEMA_PATH)
