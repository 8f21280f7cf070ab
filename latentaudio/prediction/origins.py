"""Where the models of a run have what they know: from training recordings alone, or from a network.

A head on a layer or an embedding starts from what a network has learned of other sounds. A network
that is trained from scratch, and a head on frames or spectrograms, do not.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from latentaudio.features.feature import WAVEFORMS, find_feature
from latentaudio.networks.base import NetworkDescription
from latentaudio.prediction.heads.head_kinds import CONSTANT
from latentaudio.prediction.tasks.tasks import OF_LAYER, layer_heads

#: What a network is given, as it is stored beside what it makes of it.
_INPUT = "log_mel"


class Origins(NamedTuple):
    """The models of a run that hear sounds, by where they have what they know.

    Attributes
    ----------
    scratch
        Names of networks that are trained from scratch.
    pretrained
        Names of heads on what the network of the run encodes.
    measured
        Names of heads on what is measured of sounds: frames, or features such as spectrograms.
    layers
        Of heads on layers, see `latentaudio.prediction.tasks.tasks.layer_heads`.
    """

    scratch: Sequence[str] = ()
    pretrained: Sequence[str] = ()
    measured: Sequence[str] = ()
    layers: Mapping[str, tuple[int, str]] = {}

    @property
    def hearing(self) -> list[str]:
        """Names of all models that hear sounds."""
        return [*self.scratch, *self.pretrained, *self.measured]


def origins_of(config: Mapping[str, Any], network: NetworkDescription) -> Origins:
    """Sort the models of a run; those that hear nothing (constants, columns) are left out."""
    section = config["prediction"]
    found: dict[str, list[str]] = {"scratch": [], "pretrained": [], "measured": []}
    for name in section["models"]:
        if name in section["networks"]:
            found["scratch"].append(name)
            continue
        head = section["heads"][name]
        seen = head.get("values")
        if head["kind"] == CONSTANT or not isinstance(seen, str):
            continue
        learned = seen not in section["frames"] and _is_learned(seen, network)
        found["pretrained" if learned else "measured"].append(name)
    return Origins(**found, layers=layer_heads(config))


def _is_learned(space: str, network: NetworkDescription) -> bool:
    """Return whether a layer or feature is what a network makes of sounds."""
    if OF_LAYER.fullmatch(space):
        return True
    feature = find_feature(space, network)
    return feature.source != WAVEFORMS and feature.column != _INPUT


def origins_to_json(origins: Origins) -> str:
    """Describe the models to a program."""
    return json.dumps(origins._asdict())


def origins_from_json(text: str) -> Origins:
    """Read what `origins_to_json` gives."""
    content = json.loads(text)
    layers = {name: (int(layer), str(seen)) for name, (layer, seen) in content["layers"].items()}
    return Origins(**{**content, "layers": layers})
