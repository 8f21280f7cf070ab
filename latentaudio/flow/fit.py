"""Training a flow on projections, and writing its checkpoint, history and latents."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from latentaudio.datasets.splits import HELD_OUT, SPLITS, TRAINING, VALIDATION
from latentaudio.factors import FactorLayout
from latentaudio.flow import checkpoint
from latentaudio.flow.invertible import FlowNetwork
from latentaudio.flow.latents import write_latents
from latentaudio.flow.permuted_labels import permute_classes
from latentaudio.flow.training import Epoch, TrainingSettings, train
from latentaudio.flow.training_data import FlowData, pair_samplers
from latentaudio.seeds import generator, integer_seed
from latentaudio.training.fitting import train_into

# Without `seconds`, so that the table does not depend on the machine.
_HISTORY = ("epoch", "step", "learning_rate", "train_loss", "validation_loss", "held_out_loss")


def fit_flow(
    network: FlowNetwork,
    layout: FactorLayout,
    data: FlowData,
    projections: np.ndarray,
    settings: TrainingSettings,
    folder: Path,
    *,
    seed: int,
    permute: bool,
    on_epoch: Callable[[Epoch], None] | None = None,
) -> None:
    """Train a flow and write its checkpoint and training history.

    Parameters
    ----------
    network, layout, settings
        See `latentaudio.flow.training.train`. The network is trained in place.
    data
        The snippets.
    projections
        Standardised projections of these snippets, shape ``[n, d]``.
    folder
        Where ``weights.npz``, ``architecture.json`` and ``history.csv`` are written.
    seed
        Seed of the pairs, the noise and, with `permute`, the permutation.
    permute
        Whether classes are permuted over the groups of each split first (for a control).
    on_epoch
        Called after every epoch.

    Raises
    ------
    TrainingError
        If the loss is not finite. The last good checkpoint is then in the folder ``stopped``.
    """
    labels = _permuted(data, seed) if permute else None
    samplers = pair_samplers(data, projections, labels)
    train_into(
        folder,
        lambda: train(
            network,
            layout,
            samplers[TRAINING],
            samplers.get(VALIDATION),
            settings,
            integer_seed(seed, "flow training"),
            held_out=samplers[HELD_OUT],
            on_epoch=on_epoch,
        ),
        lambda into: checkpoint.save(into, network, layout),
        _HISTORY,
    )


def _permuted(data: FlowData, seed: int) -> dict[str, np.ndarray]:
    """Permute the classes within each split, so that every split keeps all its classes."""
    permuted = {factor: values.copy() for factor, values in data.labels.items()}
    for split in SPLITS:
        members = data.splits == split
        if not members.any():
            continue  # a small data set has no validation groups
        of_split = permute_classes(
            {factor: values[members] for factor, values in data.labels.items()},
            data.groups[members],
            generator(seed, "permuted labels", split),
        )
        for factor, values in of_split.items():
            permuted[factor][members] = values
    return permuted


def write_encoded(
    path: Path, network: FlowNetwork, data: FlowData, projections: np.ndarray
) -> None:
    """Encode snippets, measure how exactly they are decoded, and write the table of latents."""
    z, log_det = network.encode(projections)
    inverse_error = np.abs(network.decode(z) - projections).max(axis=1)
    write_latents(path, data.snippet_ids, data.splits, z, log_det, inverse_error)
