"""The registry of decoders: what predicts a factor from coordinates.

A decoder is one file of this folder with a function ``decode`` (see `Decoder.decode`), and one
entry here. This module imports no decoder and no NumPy, so that reading the registry costs nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from latentaudio.errors import ConfigError, did_you_mean
from latentaudio.factor_types import Factor

if TYPE_CHECKING:  # the registry is read whenever the workflow is parsed
    import numpy as np

Kind = Literal["classification", "regression"]
Network = Literal["trained", "permuted"]


@dataclass(frozen=True)
class Decoder:
    """One decoder.

    Attributes
    ----------
    name
        Name in the configuration (``decoders``) and in tables.
    module
        Module that holds its function ``decode``.
    title
        Name in figures.
    kind
        ``"classification"`` decodes categorical factors, ``"regression"`` numeric ones.
    is_main
        Whether its scores choose the best layer. Each kind has one such decoder.
    settings
        Dotted keys of the configuration that it takes; the last part is the name of the argument.
    sees_groups
        Whether it chooses something inside the training snippets, by leaving out whole groups; its
        function then has an argument ``groups``.
    control_of
        Name of the decoder that this entry repeats on the network with permuted weights; empty for
        a decoder of its own.
    """

    name: str
    module: str
    title: str
    kind: Kind
    is_main: bool = False
    settings: tuple[str, ...] = ()
    sees_groups: bool = False
    control_of: str = ""

    @property
    def network(self) -> Network:
        """The network whose coordinates it reads."""
        return "permuted" if self.control_of else "trained"

    def decode(
        self,
        coordinates: "np.ndarray",
        targets: "np.ndarray",
        test: "np.ndarray",
        groups: "np.ndarray",
        settings: Mapping[str, Any],
    ) -> "np.ndarray":
        """Predict the test snippets from the training snippets, with the decoder's own module.

        Parameters
        ----------
        coordinates
            Coordinates of the snippets, shape ``[n, k]``.
        targets
            What is predicted, shape ``[n, f]``, one column per factor: classes (str), or values on
            the scale of the factor (float).
        test
            Whether each snippet is a test snippet (or else a training snippet), shape ``[n]``,
            bool.
        groups
            Group of each snippet, shape ``[n]``; those of test snippets are never looked at.
        settings
            Values of the decoder's settings, by name of the argument.

        Returns
        -------
        numpy.ndarray
            Predictions for the test snippets, shape ``[test.sum(), f]``.

        Raises
        ------
        ConfigError, DatasetError
            When there are too few training snippets.
        """
        seen = {"groups": groups} if self.sees_groups else {}
        return import_module(self.module).decode(coordinates, targets, test, **seen, **settings)

    def configured(self, config: Mapping[str, Any]) -> dict[str, Any]:
        """Read the values of the settings from the configuration."""
        return {key.rpartition(".")[2]: _value(config, key) for key in self.settings}

    def on_control_network(self) -> "Decoder":
        """Describe the same decoder on the network with permuted weights."""
        return replace(
            self,
            name=f"{self.name}_permuted",
            title=f"{self.title}, permuted weights (control)",
            is_main=False,
            control_of=self.name,
        )


def _value(config: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401
    value: Any = config
    for part in key.split("."):
        value = value[part]
    return value


KNN = "knn"
PROBE = "probe"
RIDGE = "ridge"
KNN_REGRESSION = "knn_regression"

_KNN = Decoder(
    KNN,
    "latentaudio.decoding.knn",
    "KNN",
    "classification",
    is_main=True,
    settings=("knn.neighbors",),
)
_RIDGE = Decoder(
    RIDGE,
    "latentaudio.decoding.ridge",
    "ridge regression",
    "regression",
    is_main=True,
    settings=("seed",),
    sees_groups=True,
)

#: All decoders by name, in the order in which tables list them.
DECODERS: Mapping[str, Decoder] = {
    one.name: one
    for one in (
        _KNN,
        Decoder(PROBE, "latentaudio.decoding.probe", "linear probe", "classification"),
        _KNN.on_control_network(),
        _RIDGE,
        Decoder(
            KNN_REGRESSION,
            "latentaudio.decoding.knn_regression",
            "KNN regression",
            "regression",
            settings=("knn.neighbors",),
        ),
        _RIDGE.on_control_network(),
    )
}

KNN_PERMUTED = _KNN.on_control_network().name


def decoder(name: str) -> Decoder:
    """Look up a decoder.

    Raises
    ------
    ConfigError
        When there is none of this name; the message lists the known ones, the nearest first.
    """
    if name in DECODERS:
        return DECODERS[name]
    raise ConfigError(
        f"decoders: '{name}' is unknown, expected some of {', '.join(configurable())}"
        f"{did_you_mean(name, DECODERS)}"
    )


def configurable() -> list[str]:
    """List the names that the configuration may give: all but the controls."""
    return [one.name for one in DECODERS.values() if not one.control_of]


def main_decoders() -> list[str]:
    """List the names of the decoders whose scores choose the best layer."""
    return [one.name for one in DECODERS.values() if one.is_main]


def control_of(name: str) -> Decoder | None:
    """Give the entry that repeats a decoder on the control network, if there is one."""
    return next((one for one in DECODERS.values() if one.control_of == name), None)


def kind_of(factor: Factor) -> Kind:
    """Give the kind of decoder that a factor needs."""
    return "regression" if factor.is_numeric else "classification"


def running(names: Iterable[str], factors: Iterable[Factor], *, control: bool) -> list[Decoder]:
    """List the decoders that run, in the order in which tables list them.

    Parameters
    ----------
    names
        Names from the configuration.
    factors
        The factors; decoders that suit none of them are left out.
    control
        Whether the main decoders also run on the control network.

    Raises
    ------
    ConfigError
        When a name is unknown or that of a control, or the main decoder of a kind is missing.

    Examples
    --------
    >>> chosen = running(["ridge", "probe", "knn"], [Factor("material")], control=True)
    >>> [one.name for one in chosen]
    ['knn', 'probe', 'knn_permuted']
    """
    wanted = [decoder(name).name for name in names]
    kinds = {kind_of(factor) for factor in factors}
    for name in wanted:
        if DECODERS[name].control_of:
            raise ConfigError(
                f"decoders: '{name}' is a control, which control.permuted_weights switches on; "
                "leave it out"
            )
    for name in main_decoders():
        if DECODERS[name].kind in kinds and name not in wanted:
            raise ConfigError(
                f"decoders: '{name}' is missing, whose scores choose the best layer of "
                f"{'numeric' if DECODERS[name].kind == 'regression' else 'categorical'} factors; "
                "add it"
            )
    return [
        one
        for one in DECODERS.values()
        if one.kind in kinds and (one.name in wanted or (control and one.control_of in wanted))
    ]
