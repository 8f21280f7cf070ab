"""Checking that the settings of the sound map suit the run."""

from collections.abc import Iterator, Mapping
from typing import Any

from latentaudio.errors import suggestion
from latentaudio.networks.base import layer_folder

#: A feature that has a map whether or not it is among the features that are decoded.
EMBEDDING = "embedding"
#: Names that stand for spaces of the run, in lists of spaces.
SPACE_WORDS = ("layers", EMBEDDING, "best", "flow")

_LISTS = ("maps.pca", "maps.tsne", "maps.umap", "clusters.spaces")


def explorer_disagreements(config: Mapping[str, Any]) -> Iterator[str]:
    """List keys of section ``explorer`` that name spaces which the run does not have."""
    layers = [layer_folder(number) for number in sorted(config["network"]["layers"])]
    known = [*SPACE_WORDS, *layers, *config["features"]]
    for key in _LISTS:
        section, name = key.split(".")
        for space in config["explorer"][section][name]:
            if space not in known:
                hint = suggestion(space, known)
                yield f"explorer.{key}: {space!r} is no space of this run{hint}"


def only_mapped(config: Mapping[str, Any]) -> list[str]:
    """List the features that only the map needs, so that they are projected but not decoded.

    Examples
    --------
    >>> maps = {"pca": ["layers", "embedding"]}
    >>> explorer = {"maps": maps, "clusters": {"method": "none", "spaces": ["embedding"]}}
    >>> only_mapped({"features": ["log_mel"], "explorer": explorer})
    ['embedding']
    """
    section = config["explorer"]
    asked = [space for spaces in section["maps"].values() for space in spaces]
    if section["clusters"]["method"] != "none":
        asked += section["clusters"]["spaces"]
    return [EMBEDDING] if EMBEDDING in asked and EMBEDDING not in config["features"] else []
