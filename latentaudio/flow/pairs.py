"""Drawing pairs of snippets of the same class."""

from collections.abc import Mapping, Sequence

import numpy as np

from latentaudio.errors import DatasetError


class PairSampler:
    """Draw pairs of two different snippets of the same class, every class equally often.

    Parameters
    ----------
    projections
        Projections of the snippets, shape ``[n, d]``.
    labels
        Class of each snippet, by factor; pairs are sampled in the order of these factors.
    split
        Name of the split the snippets belong to, e.g. ``"training"``; used in error messages.
    classes
        Classes that must be present, by factor; not checked if None.

    Raises
    ------
    DatasetError
        If a factor has a single class, a class has no snippet or only one, lengths differ, or a
        projection is not finite.

    Examples
    --------
    >>> projections = np.arange(8.0).reshape(4, 2)
    >>> sampler = PairSampler(projections, {"pitch": ["low", "low", "high", "high"]}, "training")
    >>> sampler.sample(5, np.random.default_rng(0)).shape
    (1, 2, 5, 2)
    """

    def __init__(
        self,
        projections: np.ndarray,
        labels: Mapping[str, Sequence[str] | np.ndarray],
        split: str,
        classes: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._projections = np.asarray(projections, dtype=np.float32)
        if not np.isfinite(self._projections).all():
            raise DatasetError(
                f"projections of the {split} snippets: some are not finite numbers; delete them, "
                "and rule 'pca_project' will make them again in the next run"
            )
        self.factors = tuple(labels)
        self._classes = [
            _SnippetsByClass(
                np.asarray(labels[factor]),
                len(self._projections),
                f"factor '{factor}' in the {split} snippets",
                None if classes is None else classes[factor],
            )
            for factor in self.factors
        ]

    @property
    def dimensions(self) -> int:
        """Number of dimensions of the projections."""
        return self._projections.shape[1]

    def indices(self, count: int, generator: np.random.Generator) -> np.ndarray:
        """Draw pairs as rows of the projections, shape ``[factors, 2, count]``."""
        return np.stack([one.draw(count, generator) for one in self._classes])

    def sample(self, count: int, generator: np.random.Generator) -> np.ndarray:
        """Draw `count` pairs for each factor.

        Returns
        -------
        numpy.ndarray
            Shape ``[factors, 2, count, dimensions]``, float32.
        """
        return self._projections[self.indices(count, generator)]


class _SnippetsByClass:
    """Rows of the snippets of each class of one factor, arranged for drawing without a loop."""

    def __init__(
        self, labels: np.ndarray, snippets: int, where: str, expected: Sequence[str] | None
    ) -> None:
        if len(labels) != snippets:
            raise DatasetError(f"{where}: found {len(labels)} labels for {snippets} projections")
        names, counts = np.unique(labels, return_counts=True)
        missing = sorted(set(expected or ()) - set(names.tolist()))
        if missing:
            raise DatasetError(
                f"{where}: no snippet of class {missing}; exclude these classes with flow.classes, "
                "or add recordings of them"
            )
        if len(names) < 2:
            raise DatasetError(
                f"{where}: found {len(names)} class ({', '.join(map(str, names))}), expected at "
                "least 2; a factor that does not vary has no axis"
            )
        for name, count in zip(names, counts, strict=True):
            if count < 2:
                raise DatasetError(
                    f"{where}: class '{name}' has a single snippet, expected at least 2 to form a "
                    "pair; exclude it with flow.classes, or add recordings of it"
                )
        self._rows = np.argsort(labels, kind="stable")
        self._counts = counts
        self._starts = np.cumsum(counts) - counts

    def draw(self, count: int, generator: np.random.Generator) -> np.ndarray:
        """Draw rows, shape ``[2, count]``."""
        classes = generator.integers(len(self._counts), size=count)
        sizes = self._counts[classes]
        first = generator.integers(sizes)
        # One of the other snippets: indices from the first one on shift up by one.
        second = generator.integers(sizes - 1)
        second += second >= first
        return self._rows[self._starts[classes] + np.stack([first, second])]
