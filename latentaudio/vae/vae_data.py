"""The snippets that an autoencoder is trained, validated and evaluated on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from latentaudio.datasets.splits import (
    HELD_OUT,
    TRAINING,
    assign_splits,
    without_partial_validation,
)
from latentaudio.errors import DatasetError
from latentaudio.factor_types import Factor
from latentaudio.tables import labels_of, strings


@dataclass(frozen=True)
class VaeData:
    """All snippets.

    Attributes
    ----------
    snippet_ids, splits
        Id and split of each snippet, shape ``[n]``; splits as assigned by
        `latentaudio.datasets.splits.assign_splits`.
    """

    snippet_ids: np.ndarray
    splits: np.ndarray


def vae_data(
    snippets: pa.Table,
    factors: Sequence[Factor],
    *,
    held_out_fraction: float,
    validation_fraction: float,
    seed: int,
) -> VaeData:
    """Assign all snippets, by whole groups, to the three splits of a flow with the same settings.

    The factors decide which groups are held out, as for a flow; a training sees none of them.

    Parameters
    ----------
    snippets
        The table of snippets.
    factors
        The factors.
    held_out_fraction, validation_fraction, seed
        See `latentaudio.datasets.splits.assign_splits`.

    Raises
    ------
    DatasetError
        If no snippet is held out, because no cell of the design has two groups.
    """
    labels = labels_of(snippets, factors)
    groups = strings(snippets, "group")
    splits = assign_splits(labels, groups, held_out_fraction, validation_fraction, seed)
    splits = without_partial_validation(splits, labels)
    if not {TRAINING, HELD_OUT} <= set(splits.tolist()):
        raise DatasetError(
            "vae: no group can be held out, because no combination of classes has two; add "
            "recordings, or make groups smaller (dataset.block_s)"
        )
    return VaeData(strings(snippets, "snippet_id"), splits)
