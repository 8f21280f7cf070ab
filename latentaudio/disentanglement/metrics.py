"""All disentanglement metrics of several spaces, as lists of flat records."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from latentaudio.datasets.splits import HELD_OUT, SPLITS, TRAINING
from latentaudio.decoding.scores import chance_levels
from latentaudio.disentanglement.accuracy import knn_accuracy
from latentaudio.disentanglement.correlation import axis_correlation, largest_residual_correlation
from latentaudio.disentanglement.information import mutual_information_gap
from latentaudio.disentanglement.normality import bits_per_dimension, normality
from latentaudio.disentanglement.spaces import Space
from latentaudio.disentanglement.value_correlation import rank_correlation, value_correlation
from latentaudio.disentanglement.variance import eta_squared
from latentaudio.statistics.intervals import CONFIDENCE, Estimate, estimate
from latentaudio.statistics.stratified_bootstrap import GroupResamples, resample_groups

Record = dict[str, Any]


def measure(
    spaces: Sequence[Space],
    labels: Mapping[str, np.ndarray],
    groups: np.ndarray,
    split: np.ndarray,
    *,
    neighbors: int,
    bootstrap: int,
    generator: np.random.Generator,
    numbers: Mapping[str, np.ndarray] | None = None,
) -> Record:
    """Compute all metrics of several spaces on the held-out snippets.

    Parameters
    ----------
    spaces
        The spaces, with coordinates of the same snippets.
    labels
        The true class of each snippet, by factor; each of shape ``[n]``.
    groups, split
        Group and split of each snippet, shape ``[n]``; splits as assigned by
        `latentaudio.datasets.splits.assign_splits`.
    neighbors
        Number of training snippets that vote in the nearest-neighbors decoder.
    bootstrap
        Number of resamples of the held-out groups.
    generator
        Random generator of the resamples.
    numbers
        Value of each snippet on the scale of the factor, by numeric factor; each of shape ``[n]``.

    Returns
    -------
    dict
        ``snippets`` and ``groups``: numbers by split; ``confidence``; ``bootstrap``;
        ``interval_note``: why there are no intervals, else empty; ``ridge``: the factors whose
        axis needed a ridge, by space, only of spaces with such factors; and the records ``axes``,
        ``gaps``, ``correlations`` and ``spaces`` (see `axis_records`, `gap_records`,
        `correlation_records` and `space_records`); with numeric factors also ``values`` (see
        `value_records`).
    """
    training, held_out = split == TRAINING, split == HELD_OUT
    resamples = resample_groups(
        {factor: values[held_out] for factor, values in labels.items()},
        groups[held_out],
        bootstrap,
        generator,
    )
    members = {name: groups[split == name] for name in SPLITS}
    return {
        "snippets": {name: len(some) for name, some in members.items()},
        "groups": {name: len(np.unique(some)) for name, some in members.items()},
        "confidence": CONFIDENCE,
        "bootstrap": bootstrap,
        "interval_note": resamples.note,
        "ridge": {space.name: list(space.ridge) for space in spaces if space.ridge},
        "axes": axis_records(spaces, labels, training, held_out, neighbors, resamples),
        "gaps": gap_records(spaces, labels, held_out),
        "correlations": correlation_records(spaces, held_out, resamples),
        "spaces": space_records(spaces, held_out),
        **({"values": value_records(spaces, numbers, held_out, resamples)} if numbers else {}),
    }


def axis_records(
    spaces: Sequence[Space],
    labels: Mapping[str, np.ndarray],
    training: np.ndarray,
    held_out: np.ndarray,
    neighbors: int,
    resamples: GroupResamples,
) -> list[Record]:
    """Measure what each axis encodes about each factor.

    Parameters
    ----------
    spaces
        The spaces, with coordinates of the same snippets.
    labels
        The class of each snippet, by factor; each of shape ``[n]``.
    training, held_out
        Which snippets are the neighbors and which are evaluated, shape ``[n]``, bool.
    neighbors
        Number of neighbors that vote.
    resamples
        Resamples of the groups of the held-out snippets.

    Returns
    -------
    list of dict
        One record per space, axis and factor: ``space, axis, factor, own``; ``eta_squared`` and
        ``knn_accuracy``, each also with ``_low`` and ``_high``; ``chance``: the fraction of
        held-out snippets in the most frequent class.
    """
    truths = {factor: values[held_out] for factor, values in labels.items()}
    chance = chance_levels(truths)
    records = []
    for space in spaces:
        for axis in space.axes:
            values = space.axis(axis)
            accuracies = knn_accuracy(values, labels, training, held_out, neighbors, resamples)
            for factor, truth in truths.items():
                shares = eta_squared(values[held_out], truth, resamples)
                records.append(
                    {
                        "space": space.name,
                        "axis": axis,
                        "factor": factor,
                        "own": axis == factor,
                        **_columns("eta_squared", estimate(shares, 0.0, 1.0)),
                        **_columns("knn_accuracy", estimate(accuracies[factor], 0.0, 1.0)),
                        "chance": chance[factor].accuracy,
                    }
                )
    return records


def gap_records(
    spaces: Sequence[Space], labels: Mapping[str, np.ndarray], held_out: np.ndarray
) -> list[Record]:
    """Compute the mutual information gap of each factor in each space, on held-out snippets.

    Returns
    -------
    list of dict
        One record per space and factor: ``space, factor, mutual_information_gap, top_information,
        second_information``; the last two in bits.
    """
    records = []
    for space in spaces:
        for factor, values in labels.items():
            gap = mutual_information_gap(
                space.coordinates[held_out], values[held_out], list(space.axes.values())
            )
            records.append(
                {
                    "space": space.name,
                    "factor": factor,
                    "mutual_information_gap": gap.gap,
                    "top_information": gap.top,
                    "second_information": gap.second,
                }
            )
    return records


def correlation_records(
    spaces: Sequence[Space], held_out: np.ndarray, resamples: GroupResamples
) -> list[Record]:
    """Compute the correlation of the axes of each pair of factors, on held-out snippets.

    Returns
    -------
    list of dict
        One record per space and pair: ``space, axis_a, axis_b, r, r_low, r_high``.
    """
    return [
        {
            "space": space.name,
            "axis_a": a,
            "axis_b": b,
            **_columns(
                "r",
                estimate(
                    axis_correlation(space.axis(a)[held_out], space.axis(b)[held_out], resamples),
                    -1.0,
                    1.0,
                ),
            ),
        }
        for space in spaces
        for a, b in combinations(space.axes, 2)
    ]


def value_records(
    spaces: Sequence[Space],
    numbers: Mapping[str, np.ndarray],
    held_out: np.ndarray,
    resamples: GroupResamples,
) -> list[Record]:
    """Correlate each axis with the values of each numeric factor, on held-out snippets.

    Returns
    -------
    list of dict
        One record per space, axis and numeric factor: ``space, axis, factor, own``; ``r`` and
        ``rho``, absolute values of Pearson's and Spearman's coefficients, each also with ``_low``
        and ``_high``. ``rho`` is None for an axis of several coordinates.
    """
    records = []
    for space in spaces:
        for axis in space.axes:
            coordinates = space.axis(axis)[held_out]
            for factor, all_values in numbers.items():
                values = all_values[held_out]
                r = estimate(value_correlation(coordinates, values, resamples), 0.0, 1.0)
                rho = Estimate(None, None, None)
                if coordinates.shape[1] == 1:
                    ranked = rank_correlation(coordinates[:, 0], values, resamples)
                    rho = estimate(ranked, 0.0, 1.0)
                records.append(
                    {
                        "space": space.name,
                        "axis": axis,
                        "factor": factor,
                        "own": axis == factor,
                        **_columns("r", r),
                        **_columns("rho", rho),
                    }
                )
    return records


def space_records(spaces: Sequence[Space], held_out: np.ndarray) -> list[Record]:
    """Describe each space as a whole, on held-out snippets.

    Returns
    -------
    list of dict
        One record per space: ``space, bits_per_dimension, residual_mean_abs_skew,
        residual_mean_abs_excess_kurtosis, residual_normality_rejected_share, residual_dimensions,
        largest_axis_residual_r``; None where a value is undefined.
    """
    records = []
    for space in spaces:
        coordinates = space.coordinates[held_out]
        residual = coordinates[:, space.residual]
        shape = normality(residual)
        log_determinant = space.log_determinant
        records.append(
            {
                "space": space.name,
                "bits_per_dimension": None
                if log_determinant is None
                else bits_per_dimension(coordinates, log_determinant[held_out]),
                "residual_mean_abs_skew": shape.mean_abs_skew,
                "residual_mean_abs_excess_kurtosis": shape.mean_abs_excess_kurtosis,
                "residual_normality_rejected_share": shape.rejected_share,
                "residual_dimensions": len(space.residual),
                "largest_axis_residual_r": largest_residual_correlation(
                    [coordinates[:, columns] for columns in space.axes.values()], residual
                ),
            }
        )
    return records


def _columns(name: str, values: Estimate) -> Record:
    return {name: values.value, f"{name}_low": values.low, f"{name}_high": values.high}
