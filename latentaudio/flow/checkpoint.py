"""Saving and loading a trained flow: weights, architecture, and the axis of each factor."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from latentaudio import artifacts
from latentaudio.artifacts import FLOW_WEIGHTS
from latentaudio.errors import ArtifactError, ConfigError
from latentaudio.factors import RESIDUAL, FactorLayout, factor_layout
from latentaudio.flow.invertible import FlowNetwork, build_network

WEIGHTS_FILE = "weights.npz"
ARCHITECTURE_FILE = "architecture.json"


def save(folder: str | Path, network: FlowNetwork, layout: FactorLayout) -> None:
    """Write ``weights.npz`` and ``architecture.json`` into a folder."""
    folder = Path(folder)
    description = _describe(network, layout)
    # Stored with the weights too, so that files from two different trainings are detected.
    arrays = {"architecture": np.array(json.dumps(description)), **network.weights()}
    artifacts.write_arrays(folder / WEIGHTS_FILE, FLOW_WEIGHTS, arrays)
    artifacts.write_json(folder / ARCHITECTURE_FILE, description)


def load(folder: str | Path) -> tuple[FlowNetwork, FactorLayout]:
    """Rebuild the flow that was saved in a folder.

    Raises
    ------
    ArtifactError
        If a file is missing or damaged, or the two files are from different trainings.
    """
    path = Path(folder) / ARCHITECTURE_FILE
    description = artifacts.read_json(path, FLOW_WEIGHTS.made_by)
    try:
        network = build_network(**description["network"], seed=0)
        factors = description["dimensions_per_factor"]
        names = [name for name in factors if name != RESIDUAL]
        layout = factor_layout(names, network.architecture.dimensions, factors)
    except (ConfigError, KeyError, TypeError, AttributeError) as error:
        raise ArtifactError(
            f"{path}: does not describe a flow ({error}); delete it, and rule "
            f"'{FLOW_WEIGHTS.made_by}' will make it again in the next run"
        ) from error
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
    arrays = artifacts.read_arrays(path, FLOW_WEIGHTS)
    with artifacts.reading(path, FLOW_WEIGHTS):
        found = json.loads(str(arrays.pop("architecture")))
    expected = _describe(network, layout)
    if found != expected:
        raise ArtifactError(
            f"{path}: weights of another architecture: found {found}, expected {expected}; "
            f"delete it, and rule '{FLOW_WEIGHTS.made_by}' will make it again in the next run"
        )
    with artifacts.reading(path, FLOW_WEIGHTS):
        network.set_weights(arrays)


def _describe(network: FlowNetwork, layout: FactorLayout) -> dict[str, Any]:
    counts = zip(layout.names, layout.dimensions_per_factor, strict=True)
    return {
        "network": asdict(network.architecture),
        "dimensions_per_factor": {RESIDUAL: layout.residual, **dict(counts)},
    }
