# What flows and autoencoders are trained with, and where it says which setting was chosen.

from latentaudio.tuning import TUNING_FILE
from latentaudio.workflow.tuning_config import trial_epochs, tuned_flows, tuned_models

TUNED_FLOWS = tuned_flows(config)
TUNED_MODELS = tuned_models(config)
# The folders of their tables below the results.
TUNED = [f"flow/{space}" for space in TUNED_FLOWS]
TUNED += [f"vae/{space}/{model}" for space, model in TUNED_MODELS]
TRIED = config["known_factors"]["tuning"]


def tuning_of(training):
    """Give the file of the settings that a training is one of, by its folder; None without one."""
    folders = [one for one in TUNED if f"{training}/".startswith(f"{one}/")]
    return f"{RESULTS}/{folders[0]}/{TUNING_FILE}" if folders else None


def hyperparameters(method, names, tuned):
    """Give settings of a section, but for those that the table of a tuning says."""
    left_out = TRIED[method] if tuned else {}
    return {name: config[method][name] for name in names if name not in left_out}


def tried_hyperparameters(method, names):
    """Give settings of a section for trials, which are shorter than trainings."""
    return hyperparameters(method, names, True) | {"epochs": trial_epochs(config, method)}


def flow_options(space, training, **own):
    """Format the options of the programs that train flows of a space."""
    return options(
        factors=typed_factors("bins"),
        classes=json.dumps(config["flow"]["classes"]),
        held_out_fraction=config["split"]["held_out_fraction"],
        validation_fraction=config["flow"]["validation_fraction"],
        components=config["flow"]["components"],
        dimensions_per_factor=json.dumps(config["flow"]["dimensions_per_factor"]),
        stages=config["flow"]["stages"],
        hidden_units=config["flow"]["hidden_units"],
        hidden_layers=config["flow"]["hidden_layers"],
        training=json.dumps(training),
        space=space,
        seed=config["seed"],
        **own,
    )


def vae_options(wildcards, training, **own):
    """Format the options of the programs that train a model of autoencoders in a space."""
    return options(
        factors=typed_factors("bins"),
        held_out_fraction=config["split"]["held_out_fraction"],
        validation_fraction=config["vae"]["validation_fraction"],
        space=wildcards.space,
        **value_options(wildcards.space),
        scale=config["vae"]["scale"],
        model=wildcards.model,
        sizes=json.dumps(config["vae"]["models"][wildcards.model]),
        latent_units=config["vae"]["latent_units"],
        likelihood=config["vae"]["likelihood"],
        variance=config["vae"]["variance"],
        training=json.dumps(training),
        seed=config["seed"],
        **own,
    )
