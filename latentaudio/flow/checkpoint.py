"""Saving and loading a trained flow: weights, architecture, and the axis of each factor."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from latentaudio.artifacts import FLOW_WEIGHTS, reading
from latentaudio.factors import RESIDUAL, FactorLayout
from latentaudio.flow.invertible import FlowNetwork, build_network
from latentaudio.flow.latents import described_layout
from latentaudio.training.checkpoints import WEIGHTS_FILE, read_weights, save_checkpoint
from latentaudio.training.descriptions import ARCHITECTURE_FILE, described


def save(folder: str | Path, network: FlowNetwork, layout: FactorLayout) -> None:
    """Write ``weights.npz`` and ``architecture.json`` into a folder."""
    description = _describe(network, layout)
    save_checkpoint(Path(folder), FLOW_WEIGHTS, description, network.weights())


def load(folder: str | Path) -> tuple[FlowNetwork, FactorLayout]:
    """Rebuild the flow that was saved in a folder.

    Raises
    ------
    ArtifactError
        If a file is missing or damaged, or the two files are from different trainings.
    """
    path = Path(folder) / ARCHITECTURE_FILE
    with described(path, FLOW_WEIGHTS, "a flow") as description:
        network = build_network(**description["network"], seed=0)
        layout = described_layout(description)
    restore(folder, network, layout)
    return network, layout


def restore(folder: str | Path, network: FlowNetwork, layout: FactorLayout) -> None:
    """Give a network the weights saved in a folder.

    Raises
    ------
    ArtifactError
        If the weights are missing, damaged, or belong to another architecture or layout.
    """
    path = Path(folder) / WEIGHTS_FILE
    arrays = read_weights(path, FLOW_WEIGHTS, _describe(network, layout), "architecture")
    with reading(path, FLOW_WEIGHTS):
        network.set_weights(arrays)


def _describe(network: FlowNetwork, layout: FactorLayout) -> dict[str, Any]:
    counts = zip(layout.names, layout.dimensions_per_factor, strict=True)
    return {
        "network": asdict(network.architecture),
        "dimensions_per_factor": {RESIDUAL: layout.residual, **dict(counts)},
    }
