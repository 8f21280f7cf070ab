"""Decode all factors from one space, in memory: what rules ``knn`` and ``scores`` do for many."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from latentaudio.decoding.predictions import predict, targets_of
from latentaudio.decoding.scores import chance_levels, score_table
from latentaudio.factor_types import Factor
from latentaudio.tables import labels_of, strings


def decode_space(
    space: str,
    title: str,
    coordinates: Mapping[str, np.ndarray],
    snippets: pa.Table,
    factors: Sequence[Factor],
    folds: Mapping[str, np.ndarray],
    decoders: Mapping[str, Mapping[str, Any]],
) -> pa.Table:
    """Decode and score one space on all folds.

    Parameters
    ----------
    space, title
        Name of the space in tables, and in texts.
    coordinates
        Coordinates by network (``trained``, ``permuted``); each of shape ``[n, k]``.
    snippets
        The table of snippets, with ``n`` rows.
    factors
        The factors.
    folds
        Fold of each snippet, by scheme; each of shape ``[n]``.
    decoders
        Settings of each decoder that runs, by name.

    Returns
    -------
    pyarrow.Table
        Scores as from `latentaudio.decoding.scores.score_table`.

    Raises
    ------
    ConfigError, DatasetError
        When there are too few training snippets for a decoder.
    """
    targets = targets_of(snippets, factors)
    ids, groups = strings(snippets, "snippet_id"), strings(snippets, "group")
    numbers = sorted({int(fold) for assigned in folds.values() for fold in np.unique(assigned)})
    predictions = (
        predict(decoders, coordinates, targets, ids, groups, folds, space=space, fold=number)
        for number in numbers
    )
    categorical = [factor for factor in factors if not factor.is_numeric]
    chance = chance_levels(labels_of(snippets, categorical))
    return score_table(predictions, factors, chance, {space: title})
