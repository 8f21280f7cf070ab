"""What the studies of a run need of its settings."""

from collections.abc import Iterator, Mapping
from typing import Any

from latentaudio.datasets.configured import is_map_only, skips_unreadable


def switched_off(config: Mapping[str, Any]) -> dict[str, Any]:
    """Switch off what no study of a run uses.

    A run that only makes a map of its sounds decodes nothing, so it has no controls and no flows,
    holds no groups out, and fits projections on all of them. Other runs stay as they are.

    Parameters
    ----------
    config
        A configuration that agrees with the schema.
    """
    if not is_map_only(config):
        return dict(config)
    control = dict.fromkeys(("permuted_weights", "permuted_labels", "technical"), False)
    return {
        **config,
        "control": {**config["control"], **control},
        "pca": {**config["pca"], "fit_on": "all"},
        "flow": {**config["flow"], "layer": "none"},
    }


def disagreements_of_studies(config: Mapping[str, Any]) -> Iterator[str]:
    """List keys of the data set that do not suit the studies of a run, or each other."""
    dataset = config["dataset"]
    if not dataset["factors"] and not is_map_only(config):
        yield (
            f"dataset.factors: {dataset['factors']!r} found, but study 'layers' decodes factors; "
            "name one at least, or only make a map (studies: [explorer])"
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
