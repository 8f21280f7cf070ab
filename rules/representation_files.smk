# Which representations are compared, and their files.

from latentaudio.vae.models.registry import MODELS, model_module
from latentaudio.workflow.known_factors_config import vae_trainings

# Without a schedule, and without a discriminator.
SETTINGS_AT_BETA_1 = ["optimizer", "learning_rate", "batch", "epochs", "patience"]
VAE_SETTINGS = [
    "ramp",
    "cycles",
    "capacity",
    *SETTINGS_AT_BETA_1,
    "discriminator_units",
    "discriminator_learning_rate",
]
VAE_FOLDER = f"{RESULTS}/vae/{{space}}/{{model}}/{{objective}}/beta_{{beta}}/seed_{{vae_seed}}"


def files_of(space):
    """List the files of the values of a space."""
    return expand(f"{RESULTS}/embeddings/{space}/{{part}}.parquet", part=PARTS)


def sees_components(space):
    """Return whether autoencoders of a space see its projections, or else its values."""
    return config["vae"]["spaces"][space] == "components"


def vae_inputs(wildcards):
    """Name what an autoencoder is trained on."""
    if sees_components(wildcards.space):
        return {
            "projections": f"{RESULTS}/pca/{wildcards.space}/projections.parquet",
            "pca_model": f"{RESULTS}/pca/{wildcards.space}/model.npz",
        }
    return {"activations": files_of(wildcards.space)}


def value_options(space):
    """Give the options that say which of a space's values are taken, and in which shape."""
    if sees_components(space):
        return {"components": config["vae"]["components"]}
    return {"shape": PROJECTED_FEATURES[space].space.shape}


def vae_training(wildcards):
    """Give the hyperparameters of a training."""
    objective, _, schedule = wildcards.objective.partition("-")
    own = {"objective": objective, "schedule": schedule, "beta": float(wildcards.beta)}
    tuned = (wildcards.space, wildcards.model) in TUNED_MODELS
    return own | hyperparameters("vae", VAE_SETTINGS, tuned)


# A training is named by its folder below the results, which is also the name of its scores.
KNOWN_FACTORS = f"{RESULTS}/known_factors"
# A method that draws nothing gives the same axes for every seed.
AXES = [
    f"axes/{space}/{method}/seed_{seed}"
    for space in config["known_factors"]["spaces"]
    for method in config["known_factors"]["axes"]
    for seed in (config["known_factors"]["seeds"] if method == "network" else [MAIN_SEED])
]
COMPONENTS_OF = [f"pca/{space}" for space in config["known_factors"]["spaces"]]
FLOWS = [
    f"flow/{space}/{replicate}".rstrip("/")
    for space in config["known_factors"]["spaces"]
    for replicate in REPLICATES
]
VAES = [f"vae/{training.folder}" for training in vae_trainings(config)]
IN_EPOCHS = [*FLOWS, *VAES]
TRAINED = [*AXES, *IN_EPOCHS]
# Jobs of flows and autoencoders that try settings; axes do so while they are learned.
TUNINGS = [f"{one}/tuning" for one in TUNED]
REPRESENTATIONS = [*COMPONENTS_OF, *TRAINED]


def projections_of(training):
    """Give the file of the projections that a training transforms."""
    return f"{RESULTS}/pca/{training.split('/')[1]}/projections.parquet"


def training_files(wildcards):
    """Give the files that a representation is read from."""
    training = wildcards.training
    if training.startswith("pca/"):
        return [projections_of(training)]
    files = ["latents.parquet"]
    if training.startswith("flow/"):
        files += ["architecture.json", "weights.npz", "history.csv"]
    else:
        files += ["summary.json"]
    paths = [f"{RESULTS}/{training}/{name}" for name in files]
    paths += filter(None, [tuning_of(training)])
    return paths + [projections_of(training)] * training.startswith("flow/")


def seed_of(training):
    """Give the seed that a flow or an autoencoder was trained with; None if files say it."""
    kind, *_, last = training.split("/")
    if kind not in ("flow", "vae"):
        return None
    return int(last.removeprefix("seed_")) if last.startswith("seed_") else MAIN_SEED


def training_options(wildcards):
    """Format the options that say which representation is scored, and how it is read."""
    kind, space = wildcards.training.split("/")[:2]
    return options(
        kind={"pca": "components"}.get(kind, kind),
        space=space,
        training_seed=seed_of(wildcards.training),
        components=config["flow"]["components"] if kind == "pca" else None,
        half_samples=config["known_factors"]["half_samples"],
        factors=typed_factors("bins", "scale"),
        held_out_fraction=config["split"]["held_out_fraction"],
        validation_fraction=config["flow"]["validation_fraction"],
        seed=config["seed"],
    )


def training_paths(wildcards):
    """Format the options for the files of a representation, which its input lists already."""
    kind = wildcards.training.split("/")[0]
    return options(
        training=None if kind == "pca" else f"{RESULTS}/{wildcards.training}",
        projections=projections_of(wildcards.training) if kind in ("pca", "flow") else None,
        tuning=tuning_of(wildcards.training),
    )


def benchmark_of(training):
    """Give the benchmark of the job that made a training, or tried settings."""
    path = f"{RESULTS}/benchmarks/{training}"
    return f"{path}/training.jsonl" if training in FLOWS else f"{path}.jsonl"
