"""Checking that the settings of the sound map suit the run."""

from collections.abc import Iterator, Mapping
from typing import Any

from latentaudio.errors import did_you_mean
from latentaudio.networks.base import layer_folder

#: Names that stand for spaces of the run, in lists of spaces.
SPACE_WORDS = ("layers", "embedding", "best", "flow")

_LISTS = ("maps.pca", "maps.tsne", "maps.umap", "clusters.spaces")


def explorer_disagreements(config: Mapping[str, Any]) -> Iterator[str]:
    """List keys of section ``explorer`` that name spaces which the run does not have."""
    layers = [layer_folder(number) for number in sorted(config["network"]["layers"])]
    known = [*SPACE_WORDS, *layers, *config["features"]]
    for key in _LISTS:
        section, name = key.split(".")
        for space in config["explorer"][section][name]:
            if space not in known:
                hint = did_you_mean(space, known) or f" (known here: {', '.join(known)})"
                yield f"explorer.{key}: {space!r} is no space of this run{hint}"
