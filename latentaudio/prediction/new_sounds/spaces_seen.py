"""What heads on a space see of new sounds: means over snippets of a network's activations."""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from latentaudio.errors import ArtifactError
from latentaudio.features.feature import OUTPUT, WAVEFORMS, as_stored, find_feature
from latentaudio.networks.base import Network, NetworkDescription, ReadOut, layer_folder
from latentaudio.prediction.new_sounds.heard_sounds import Failures, Sound

#: Snippets whose features of waveforms are computed at a time.
_ROWS = 16

#: Gives the values of some snippets, shape ``[n, width]``, in half precision.
Compute = Callable[[np.ndarray], np.ndarray]


def needs_network(space: str, description: NetworkDescription) -> bool:
    """Tell whether a space is one of activations, or else computed from waveforms."""
    return _is_layer(space) or find_feature(space, description).source != WAVEFORMS


class SnippetMeans:
    """Means of the values of a space over the snippets of a sound.

    Snippets of several sounds pass through the network together.

    Parameters
    ----------
    space
        Name of the space.
    description
        The network that snippets are cut for.
    network
        That network; None for a space that is computed from waveforms.
    """

    def __init__(
        self, space: str, description: NetworkDescription, network: Network | None
    ) -> None:
        self._rows, self._compute = _computed(space, description, network)

    def __call__(
        self, sounds: Iterable[Sound], failures: Failures
    ) -> Iterator[tuple[Sound, np.ndarray]]:
        """Yield each sound with its values, shape ``[width]``."""
        for sound, parts in itertools.groupby(
            self._values(sounds, failures), key=lambda pair: pair[0]
        ):
            values = np.stack([value for _, value in parts]).astype(np.float64)
            if sound.path in failures.reasons:
                continue
            with failures.noting(sound.path):
                if not np.isfinite(values).all():
                    raise ArtifactError(
                        f"{sound.path}: an activation does not fit half precision, or is not a "
                        "number; check that its samples lie within [-1, 1]"
                    )
                yield sound, values.mean(axis=0)

    def _values(
        self, sounds: Iterable[Sound], failures: Failures
    ) -> Iterator[tuple[Sound, np.ndarray]]:
        """Compute the values of all snippets, `_rows` of them at a time."""
        stream = _snippets(sounds, failures)
        while batch := list(itertools.islice(stream, self._rows)):
            owners, waveforms = zip(*batch, strict=True)
            yield from zip(owners, self._compute(np.stack(waveforms)), strict=True)


def _snippets(sounds: Iterable[Sound], failures: Failures) -> Iterator[tuple[Sound, np.ndarray]]:
    for sound in sounds:
        with failures.noting(sound.path):
            yield from ((sound, one) for one in sound.snippets())


def _computed(
    space: str, description: NetworkDescription, network: Network | None
) -> tuple[int, Compute]:
    """Give how many snippets are taken at a time, and what computes their values."""
    feature = None if _is_layer(space) else find_feature(space, description)
    compute = as_stored if feature is None else feature.compute
    if network is None:
        return _ROWS, lambda waveforms: _half(compute(waveforms))
    source = space if feature is None else feature.source
    layers = [] if source == OUTPUT else [_layer_number(source, description)]
    column = "activation" if feature is None else str(feature.column)
    reader = network.reader(layers)
    return reader.batch_size, lambda waveforms: _half(compute(_stored(reader(waveforms), column)))


def _stored(read: ReadOut, column: str) -> np.ndarray:
    """Give a column of what is stored of a pass of a network."""
    stored = {"embedding": read.embeddings, "log_mel": read.log_mel}
    found = read.activations[0] if column == "activation" else stored[column]
    return _half(found.reshape(len(found), -1))


def _half(values: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):  # what is not finite is noted, with its file
        return values.astype(np.float16)


def _is_layer(space: str) -> bool:
    return re.fullmatch(r"layer_\d\d", space) is not None


def _layer_number(source: str, description: NetworkDescription) -> int:
    names: Sequence[str] = [layer_folder(one.number) for one in description.layers]
    return names.index(source) + 1
