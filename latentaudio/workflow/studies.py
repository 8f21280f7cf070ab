"""What the studies of a run need of its settings."""

from collections.abc import Iterator, Mapping
from typing import Any

from latentaudio.datasets.configured import is_map_only, skips_unreadable

#: Studies of which there is nothing without factors.
_OF_FACTORS = ("layers", "known_factors")


def decodes(config: Mapping[str, Any]) -> bool:
    """Return whether a run has the study that decodes factors, layer by layer, on folds.

    Examples
    --------
    >>> decodes({"studies": ["layers", "explorer"]}), decodes({"studies": ["known_factors"]})
    (True, False)
    """
    return "layers" in config["studies"]


def needs_folds(config: Mapping[str, Any]) -> bool:
    """Return whether a run has a study that tests what it learns on folds.

    Examples
    --------
    >>> needs_folds({"studies": ["prediction"]}), needs_folds({"studies": ["known_factors"]})
    (True, False)
    """
    return decodes(config) or "prediction" in config["studies"]


def pca_components(config: Mapping[str, Any]) -> int | None:
    """Give the number of principal components; None if a run has no study that projects spaces.

    Examples
    --------
    >>> pca_components({"studies": ["prediction"], "pca": {"components": 64}}) is None
    True
    """
    return int(config["pca"]["components"]) if set(config["studies"]) != {"prediction"} else None


def trains_flows(config: Mapping[str, Any]) -> bool:
    """Return whether a run, after `switched_off`, trains flows: of layers, or of known factors."""
    known = "known_factors" in config["studies"] and config["known_factors"]["spaces"]
    return config["flow"]["layer"] != "none" or bool(known)


def axis_neighbors(config: Mapping[str, Any]) -> int | None:
    """Give the number of neighbors on the axes of flows of layers; None if there are none."""
    if config["flow"]["layer"] == "none":
        return None
    return int(config["disentanglement"]["neighbors"])


def switched_off(config: Mapping[str, Any]) -> dict[str, Any]:
    """Switch off what no study of a run uses.

    Without the study `layers` there are no controls, and no flow of the best layer. A run that only
    makes a map of its sounds decodes nothing, so it holds no groups out, and fits projections on
    all of them. So does a run without factors, whose projections only the map needs.

    Parameters
    ----------
    config
        A configuration that agrees with the schema.
    """
    if decodes(config):
        return dict(config)
    control = dict.fromkeys(("permuted_weights", "permuted_labels", "technical"), False)
    only_mapped = is_map_only(config) or not config["dataset"]["factors"]
    return {
        **config,
        "control": {**config["control"], **control},
        "pca": {**config["pca"], **({"fit_on": "all"} if only_mapped else {})},
        "flow": {**config["flow"], "layer": "none"},
    }


def disagreements_of_studies(config: Mapping[str, Any]) -> Iterator[str]:
    """List keys of the data set that do not suit the studies of a run, or each other."""
    dataset = config["dataset"]
    of_factors = [study for study in config["studies"] if study in _OF_FACTORS]
    if not dataset["factors"] and of_factors:
        yield (
            f"dataset.factors: {dataset['factors']!r} found, but the studies {of_factors} need "
            "factors; name one at least, or leave these studies out: a map (explorer) needs none, "
            "nor does the prediction of lists of labels (prediction.label_sets)"
        )
    if dataset["source"] == "folder" and dataset["pattern"] is None and dataset["factors"]:
        yield "dataset.pattern: missing, but dataset.source is 'folder'"
    if dataset["remainder"] == "pad" and (
        dataset["source"] == "synthetic" or dataset["block_s"] is not None
    ):
        yield "dataset.remainder: pad found, but recordings are cut into blocks; set it to drop"
    if skips_unreadable(config) and dataset["reverb"]["enabled"]:
        yield (
            "dataset.unreadable: skip found, but dataset.reverb.enabled: true makes a twin of "
            "every recording; repair or remove those that cannot be used, or make no twins"
        )
