"""Output classes of a network that are associated with the classes of a factor.

The module imports neither pandas nor TensorFlow, so that a configuration is checked in a moment.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from latentaudio.errors import ConfigError, DatasetError, did_you_mean
from latentaudio.factor_names import FACTOR_JOIN
from latentaudio.factors import CLASS_JOIN
from latentaudio.networks.base import NetworkDescription

_KEY = "transfer.associated"

Associated = Mapping[str, Mapping[str, Sequence[str]]]


class Sides(NamedTuple):
    """Indices of the output classes that distinguish the two classes of a pair."""

    own: tuple[int, ...]
    other: tuple[int, ...]


class Associations:
    """Output classes associated with each class of each factor, from the configuration.

    Parameters
    ----------
    associated
        ``{factor: {class label: [names of output classes]}}``. Classes that are not in the data
        are ignored; classes that are not listed have no associations.
    network
        The network whose output classes are named.

    Raises
    ------
    ConfigError
        When a name is not that of an output class.

    Attributes
    ----------
    names
        Names of all output classes, in their order.

    Examples
    --------
    >>> from latentaudio.networks.registry import describe
    >>> named = {"size": {"big": ["Thunder"]}, "mood": {"calm": ["Purr"]}}
    >>> associations = Associations(named, describe("yamnet"))
    >>> [associations.names[index] for index in associations.classes("size+mood", "big + calm")]
    ['Thunder', 'Purr']
    >>> associations.classes("size", "small")
    ()
    """

    def __init__(self, associated: Associated, network: NetworkDescription) -> None:
        self.names = network.classes
        self._classes = {
            factor: {
                label: _indices(names, network, f"{_KEY}.{factor}.{label}")
                for label, names in labels.items()
            }
            for factor, labels in associated.items()
        }

    def classes(self, factor: str, label: str) -> tuple[int, ...]:
        """List the indices of the output classes associated with one class of a factor.

        A joint class, of several factors moved together, has the associations of all its parts.

        Raises
        ------
        DatasetError
            When a joint label cannot be split into one label per factor.
        """
        parts = zip(*_parts(factor, label), strict=True)
        found = [self._classes.get(name, {}).get(part, ()) for name, part in parts]
        return tuple(dict.fromkeys(index for indices in found for index in indices))

    def labels(self, factor: str, index: int) -> tuple[str, ...]:
        """List the classes of a factor (or of joined factors) associated with an output class."""
        return tuple(
            label
            for name in factor.split(FACTOR_JOIN)
            for label, indices in self._classes.get(name, {}).items()
            if index in indices
        )

    def sides(self, factor: str, own: str, other: str) -> Sides:
        """List the output classes associated with only one of the two classes of a pair.

        An output class associated with both does not show in which direction a sound moved.
        """
        of_own, of_other = self.classes(factor, own), self.classes(factor, other)
        return Sides(
            tuple(index for index in of_own if index not in of_other),
            tuple(index for index in of_other if index not in of_own),
        )


def _indices(names: Sequence[str], network: NetworkDescription, key: str) -> tuple[int, ...]:
    known = {name: index for index, name in enumerate(network.classes)}
    for name in names:
        if name not in known:
            raise ConfigError(
                f"{key}: '{name}' is not one of {network.title}'s {network.classes_title}; use the "
                f"name of one, or leave it out{did_you_mean(name, network.classes, most=3)}"
            )
    return tuple(dict.fromkeys(known[name] for name in names))


def _parts(factor: str, label: str) -> tuple[list[str], list[str]]:
    names = factor.split(FACTOR_JOIN)
    if len(names) == 1:
        return names, [label]
    labels = label.split(CLASS_JOIN)
    if len(labels) != len(names):
        raise DatasetError(
            f"class '{label}' of factors '{factor}' has {len(labels)} parts, expected "
            f"{len(names)} joined by '{CLASS_JOIN}'; rename the class whose own label contains it"
        )
    return names, labels
