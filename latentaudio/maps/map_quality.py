"""How far a map can be trusted: whether neighbors on it are neighbors in the space it shows."""

from dataclasses import dataclass

import numpy as np

from latentaudio.imports import hidden

#: Number of neighbors that are compared, where there are enough sounds.
NEIGHBOURS = 15
#: Largest number of sounds that are compared: time and memory grow with its square.
MOST = 5000


@dataclass(frozen=True)
class Quality:
    """Agreement of neighborhoods on a map with those in its space, from 0 to 1 (none is lost).

    Attributes
    ----------
    trustworthiness
        1 if all neighbors on the map are neighbors in the space; None with fewer than 3 sounds.
    continuity
        1 if all neighbors in the space are neighbors on the map; None with fewer than 3 sounds.
    neighbours
        Number of neighbors that were compared.
    sampled
        Number of sounds that were compared if not all of them, otherwise None.
    """

    trustworthiness: float | None
    continuity: float | None
    neighbours: int
    sampled: int | None = None

    @property
    def note(self) -> str:
        """What the description of the map must say; empty if all sounds were compared."""
        return f"quality of {self.sampled} sounds drawn" if self.sampled else ""


def measure_quality(
    coordinates: np.ndarray, points: np.ndarray, generator: np.random.Generator
) -> Quality:
    """Measure trustworthiness and continuity (Venna and Kaski 2001).

    Trustworthiness sums, over the k nearest sounds on the map that are not among the k nearest in
    the space, by how many ranks they miss it, and is 1 minus that sum relative to its maximum.
    Continuity is the same with map and space exchanged.

    Parameters
    ----------
    coordinates
        Coordinates in the space, shape ``[n, k]``.
    points
        Coordinates on the map, shape ``[n, 2]`` or ``[n, 3]``.
    generator
        Draws `MOST` sounds if there are more.

    References
    ----------
    Venna, J. and Kaski, S. (2001). Neighborhood preservation in nonlinear projection methods: an
    experimental study. ICANN 2001, Lecture Notes in Computer Science 2130, 485-491.
    """
    with hidden("pandas"):  # here, because jobs that only read a map need no scikit-learn
        from sklearn.manifold import trustworthiness

    sampled = None
    if len(points) > MOST:
        drawn = np.sort(generator.choice(len(points), MOST, replace=False))
        coordinates, points, sampled = coordinates[drawn], points[drawn], MOST
    # Both are defined for fewer neighbors than half of the sounds.
    neighbours = min(NEIGHBOURS, (len(points) - 1) // 2)
    if neighbours < 1:
        return Quality(None, None, 0)
    return Quality(
        float(trustworthiness(coordinates, points, n_neighbors=neighbours)),
        float(trustworthiness(points, coordinates, n_neighbors=neighbours)),
        neighbours,
        sampled,
    )
