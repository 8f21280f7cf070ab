"""The chosen sounds, found again in the tables of the run."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import SOUNDS, read_table
from latentaudio.errors import ArtifactError
from latentaudio.projection.models import load_projection
from latentaudio.projection.storage import read_projections
from latentaudio.tables import strings


@dataclass(frozen=True)
class ChosenSounds:
    """The sounds of the map in the table of snippets.

    Attributes
    ----------
    all_ids
        Ids in the table of snippets, shape ``[N]``.
    rows
        Row of each chosen sound in that table, in the order of the map, shape ``[n]``.
    """

    all_ids: np.ndarray
    rows: np.ndarray

    @property
    def ids(self) -> np.ndarray:
        """Ids of the chosen sounds, shape ``[n]``."""
        return self.all_ids[self.rows]

    def components(self, projections: Path) -> np.ndarray:
        """Read their standardised components in a space, shape ``[n, k]``, float32."""
        return np.ascontiguousarray(read_projections(projections, self.all_ids)[self.rows])

    def coordinates(self, projections: Path, model: Path) -> np.ndarray:
        """Read their coordinates in a space, in which distances count.

        Components are stored with equal variances, with which the many that hold little but noise
        would outweigh the few that hold most. Here each has its share of the variance again.

        Parameters
        ----------
        projections
            Components of all snippets in the space.
        model
            The projection that gave them.

        Returns
        -------
        numpy.ndarray
            Shape ``[n, k]``, float32; the mean squared distance from the origin is the share of the
            variance that the components explain.
        """
        shares = load_projection(model).explained_variance_ratio
        return self.components(projections) * np.sqrt(shares).astype(np.float32)


def find_sounds(path: Path, snippets: pa.Table) -> ChosenSounds:
    """Find the chosen sounds in the table of snippets.

    Parameters
    ----------
    path
        Table of the chosen sounds.
    snippets
        The table of snippets, with ``snippet_id``.

    Raises
    ------
    ArtifactError
        When a chosen sound is not in the table of snippets.
    """
    all_ids = strings(snippets, "snippet_id")
    row_of = {name: row for row, name in enumerate(all_ids.tolist())}
    chosen = strings(read_table(path, SOUNDS, ["snippet_id"]), "snippet_id").tolist()
    unknown = [name for name in chosen if name not in row_of]
    if unknown:
        raise ArtifactError(
            f"{path}: snippet '{unknown[0]}' is not in dataset/snippets.parquet; delete it, and "
            f"rule '{SOUNDS.made_by}' will make it again when it is next needed"
        )
    return ChosenSounds(all_ids, np.array([row_of[name] for name in chosen], int))
