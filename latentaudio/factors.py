"""Assignment of the flow's output coordinates to factors, and cells of the design."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from latentaudio.errors import ConfigError

RESIDUAL = "residual"
#: Separator that joins the labels of the classes of factors moved together.
CLASS_JOIN = " + "


@dataclass(frozen=True)
class FactorLayout:
    """Coordinates of the residual, followed by those of each factor in order.

    Create it with `factor_layout`, which validates it.

    Attributes
    ----------
    names
        Names of the factors, without the residual.
    dimensions_per_factor
        Number of coordinates of each factor.
    residual
        Number of coordinates that belong to no factor.
    """

    names: tuple[str, ...]
    dimensions_per_factor: tuple[int, ...]
    residual: int

    @property
    def dimensions(self) -> int:
        """Total number of coordinates."""
        return self.residual + sum(self.dimensions_per_factor)

    @property
    def slices(self) -> dict[str, slice]:
        """Slice of the coordinates of ``"residual"`` and of every factor, by name.

        Examples
        --------
        >>> factor_layout(["pitch", "decay"], 8, {"decay": 2}).slices["decay"]
        slice(6, 8, None)
        """
        ends = np.cumsum([self.residual, *self.dimensions_per_factor]).tolist()
        starts = [0, *ends[:-1]]
        names = (RESIDUAL, *self.names)
        return {name: slice(a, b) for name, a, b in zip(names, starts, ends, strict=True)}

    def masks(self) -> np.ndarray:
        """Mark each factor's coordinates with 1: shape ``[factors, dimensions]``, float32."""
        masks = np.zeros([len(self.names), self.dimensions], np.float32)
        slices = self.slices
        for mask, name in zip(masks, self.names, strict=True):
            mask[slices[name]] = 1.0
        return masks


def factor_layout(
    names: Sequence[str],
    dimensions: int,
    dimensions_per_factor: Mapping[str, int] | None = None,
) -> FactorLayout:
    """Divide the coordinates of a space among factors.

    Parameters
    ----------
    names
        Names of the factors, at least one.
    dimensions
        Number of coordinates to divide.
    dimensions_per_factor
        Number of coordinates of each factor, by default 1. The key ``"residual"`` may give the
        number that remains, which is then checked.

    Raises
    ------
    ConfigError
        When a number is below 1, the numbers do not sum to `dimensions`, or a key names no factor.

    Examples
    --------
    >>> factor_layout(["pitch", "decay"], 8)
    FactorLayout(names=('pitch', 'decay'), dimensions_per_factor=(1, 1), residual=6)
    """
    key = "flow.dimensions_per_factor"
    asked = dict(dimensions_per_factor or {})
    if not names or RESIDUAL in names or len(set(names)) != len(names):
        raise ConfigError(
            f"factors: found {list(names)}; a flow needs at least one factor, each named once and "
            f"none of them {RESIDUAL!r}"
        )
    unknown = sorted(asked.keys() - {*names, RESIDUAL})
    if unknown:
        raise ConfigError(
            f"{key}: found {unknown}, expected only {[*names, RESIDUAL]}; remove or rename them"
        )
    counts = {name: asked.get(name, 1) for name in names}
    for name, count in counts.items():
        if count < 1:
            raise ConfigError(f"{key}.{name}: found {count}, expected at least 1")
    rest = dimensions - sum(counts.values())
    if rest < 0:
        raise ConfigError(
            f"{key}: the factors take {sum(counts.values())} dimensions ({counts}), but there are "
            f"only {dimensions}; give the factors fewer dimensions, or use more components"
        )
    if asked.get(RESIDUAL, rest) != rest:
        raise ConfigError(
            f"{key}: {counts} and {asked[RESIDUAL]} for the residual sum to "
            f"{sum(counts.values()) + asked[RESIDUAL]}, expected {dimensions}; "
            f"make {RESIDUAL} {rest}, or leave it out"
        )
    return FactorLayout(tuple(names), tuple(counts.values()), rest)


def cells_of(labels: Mapping[str, np.ndarray]) -> np.ndarray:
    """Assign cell numbers, equal for snippets with equal classes in all factors, shape ``[n]``."""
    table = np.stack([np.unique(values, return_inverse=True)[1] for values in labels.values()])
    return np.unique(table, axis=1, return_inverse=True)[1].reshape(-1)
