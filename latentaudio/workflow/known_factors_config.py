"""The trainings of VAEs that a run asks for, and checks of the study `known_factors`."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from latentaudio.errors import suggestion
from latentaudio.networks.base import layer_folder

STUDY = "known_factors"
#: The only model that takes values without frames and bands, such as principal components.
WITHOUT_SHAPE = "dense"
#: The only likelihood that does not take them.
OF_FRAMES = "categorical"


@dataclass(frozen=True)
class VaeTraining:
    """One training of a VAE.

    Attributes
    ----------
    space
        The space whose values, or components, are the input.
    model
        Name of the model.
    objective
        What is minimised, and the schedule of beta: ``"<objective>-<schedule>"``.
    beta
        Weight of what the objective holds down.
    seed
        Number that tells apart trainings that are otherwise the same.
    """

    space: str
    model: str
    objective: str
    beta: float
    seed: int

    @property
    def folder(self) -> str:
        """Folder of its results below ``vae/``.

        Examples
        --------
        >>> VaeTraining("log_mel", "dense", "beta_vae-constant", 4.0, 1).folder
        'log_mel/dense/beta_vae-constant/beta_4/seed_1'
        """
        return f"{self.space}/{self.model}/{self.objective}/beta_{self.beta:g}/seed_{self.seed}"

    @property
    def name(self) -> str:
        """The same as one word, for folders of pictures and sounds."""
        return self.folder.replace("/", "_")


def vae_trainings(config: Mapping[str, Any]) -> list[VaeTraining]:
    """List the trainings of a configuration, in its order: all combinations within each item.

    Examples
    --------
    >>> one = {"spaces": ["log_mel"], "models": ["dense"], "objectives": ["beta_vae-constant"]}
    >>> one |= {"betas": [1, 4.0], "seeds": [1, 2]}
    >>> [training.folder[-13:] for training in vae_trainings({"vae": {"trainings": [one]}})]
    ['beta_1/seed_1', 'beta_1/seed_2', 'beta_4/seed_1', 'beta_4/seed_2']
    """
    keys = ("spaces", "models", "objectives", "betas", "seeds")
    return [
        VaeTraining(*combination)
        for item in config["vae"]["trainings"]
        for combination in product(*(item[key] for key in keys))
    ]


def known_factors_disagreements(config: Mapping[str, Any]) -> Iterator[str]:
    """List keys of sections ``known_factors`` and ``vae`` that do not suit the run.

    Nothing is asked of them in a run without the study.
    """
    if STUDY not in config["studies"]:
        return
    layers = [layer_folder(number) for number in sorted(config["network"]["layers"])]
    spaces = [*layers, *config["features"]]
    trained = dict.fromkeys(training.space for training in vae_trainings(config))
    named = [(f"{STUDY}.spaces", space) for space in config[STUDY]["spaces"]]
    named += [("vae.trainings", space) for space in trained]
    for key, space in named:
        if space not in spaces:
            hint = suggestion(space, spaces)
            yield f"{key}: {space!r} is no space of this run{hint}"
    yield from _trainings_that_do_not_fit(config, layers)
    yield from _cells_that_do_not_fit(config)
    yield from _views_that_do_not_fit(config)
    own, of_flow = (config[section]["validation_fraction"] for section in ("vae", "flow"))
    if trained and own != of_flow:
        yield (
            f"vae.validation_fraction: {own} found, but flow.validation_fraction is {of_flow}; "
            "give both the same value, so that all representations share one split"
        )
    asked, projected = config["vae"]["components"], config["pca"]["components"]
    if asked > projected:
        yield f"vae.components: {asked} found, but pca.components is {projected}"


def shown_trainings(config: Mapping[str, Any]) -> list[VaeTraining]:
    """List the trainings whose autoencoders are shown (`views.vaes`).

    Those are, by default, of the first space, model, objective and seed, one for each beta.
    """
    named = config["views"]["vaes"]
    if named is not None:
        keys = ("space", "model", "objective", "beta", "seed")
        return [VaeTraining(*(one[key] for key in keys)) for one in named]
    trainings = vae_trainings(config)
    return [one for one in trainings if replace(one, beta=trainings[0].beta) == trainings[0]]


def shown_flows(config: Mapping[str, Any]) -> list[str]:
    """List the spaces whose flows are shown (`views.flows`): all that have one, by default."""
    named = config["views"]["flows"]
    return list(config[STUDY]["spaces"] if named is None else named)


def _views_that_do_not_fit(config: Mapping[str, Any]) -> Iterator[str]:
    views, features = config["views"], config["features"]
    if views["range"] is not None and not views["range"][0] < views["range"][1]:
        yield f"views.range: {views['range']} found, expected the lower value first"
    trained = {training.folder for training in vae_trainings(config)}
    for one in shown_trainings(config):
        if one.folder not in trained:
            yield f"views.vaes: {one.folder} is not trained (vae.trainings)"
    for space in shown_flows(config):
        if space not in config[STUDY]["spaces"]:
            yield f"views.flows: {space!r} has no flow (known_factors.spaces)"
    drawn = [("mixing_space", views["mixing_space"])]
    drawn += [("gallery_features", space) for space in views["gallery_features"]]
    for key, space in drawn:
        if space not in features:
            hint = suggestion(space, features, "features")
            yield f"views.{key}: {space!r} is no feature of this run{hint}"


def smaller_than_its_code(
    config: Mapping[str, Any], model: str, shape: tuple[int, ...], seen: str
) -> Iterator[str]:
    """Say whether autoencoders see fewer values of a sound than its code has units.

    Parameters
    ----------
    config
        The configuration.
    model
        Name of the model.
    shape
        Shape of what it sees of a sound: values, or frames and bands.
    seen
        What it sees, in words.
    """
    units, sizes = config["vae"]["latent_units"], config["vae"]["models"]["recurrent"]
    found = f"vae.latent_units: {units} found"
    if model == "recurrent" and sizes["code_of"] == "step" and len(shape) == 2:
        steps = -(-shape[0] // sizes["frames_per_step"])
        units, found = units * steps, f"{found} for each of {steps} steps"
    if math.prod(shape) < units:
        yield f"{found}, but model {model} sees only {math.prod(shape)} {seen}; lower it"


def _cells_that_do_not_fit(config: Mapping[str, Any]) -> Iterator[str]:
    sizes = config["vae"]["models"]["recurrent"]
    cell = sizes["decoder_cell"] or sizes["cell"]
    if sizes["feedback"] and cell != "gru":
        yield (
            f"vae.models.recurrent.feedback: true found, but the decoder's cell is {cell}; set "
            "decoder_cell: gru"
        )


def _trainings_that_do_not_fit(config: Mapping[str, Any], layers: list[str]) -> Iterator[str]:
    inputs = config["vae"]["spaces"]
    for space in [space for space in inputs if space in layers and inputs[space] == "values"]:
        yield (
            f"vae.spaces.{space}: values found, but autoencoders see the values of features only; "
            "write components"
        )
    trainings = vae_trainings(config)
    trained = dict.fromkeys(one.space for one in trainings)
    for space in trained:
        if space not in inputs:
            yield f"vae.trainings: {space!r} found, which vae.spaces does not list; add it there"
    without_shape = {space for space, values in inputs.items() if values == "components"}
    for space in trained:
        if space in without_shape and config["vae"]["likelihood"] == OF_FRAMES:
            yield (
                f"vae.likelihood: {OF_FRAMES} found, but the components of {space} (vae.trainings) "
                "have no frames and bands; use another likelihood"
            )
    if without_shape.intersection(trained):
        shape = (config["vae"]["components"],)
        yield from smaller_than_its_code(
            config, WITHOUT_SHAPE, shape, "components (vae.components)"
        )
    for space, model in dict.fromkeys((one.space, one.model) for one in trainings):
        if space in without_shape and model != WITHOUT_SHAPE:
            yield (
                f"vae.trainings: model {model} found for the components of {space}, which have no "
                f"frames and bands; only {WITHOUT_SHAPE} takes them"
            )
    for folder, count in Counter(one.folder for one in trainings).items():
        if count > 1:
            yield f"vae.trainings: {folder} occurs {count} times; name each training once"
