"""The files of axes that were learned with labels."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from latentaudio.artifacts import AXES, write_json
from latentaudio.known_factors.representations import CODES_FILE, SUMMARY_FILE
from latentaudio.known_factors.supervised_axes import METHODS, SupervisedAxes
from latentaudio.training.code_tables import write_codes
from latentaudio.tuning import TUNING_FILE, write_tuning


def write_axes(
    folder: Path,
    found: SupervisedAxes,
    *,
    method: str,
    space: str,
    seed: int,
    factors: Sequence[str],
    snippet_ids: np.ndarray,
    split: np.ndarray,
) -> None:
    """Write the axes of a method, which settings it tried, and what describes it.

    Parameters
    ----------
    folder
        Where ``latents.parquet``, ``tuning.csv`` and ``summary.json`` are written.
    found
        The axes of all sounds.
    method, space, seed
        Method, space whose projections it was given, and seed of the configuration. A method that
        draws nothing is recorded without a seed.
    factors
        Names of the factors, in the order of the axes.
    snippet_ids, split
        Id and split of each sound, shape ``[n]``.
    """
    write_codes(folder / CODES_FILE, AXES, snippet_ids, split, found.codes)
    drawn_from = seed if METHODS[method].seeded else None
    tuning = found.tuning
    write_tuning(folder / TUNING_FILE, tuning, method=method, space=space, seed=drawn_from)
    write_json(
        folder / SUMMARY_FILE,
        {
            "method": method,
            "space": space,
            "seed": drawn_from,
            "factors": list(factors),
            "parameters": found.parameters,
            "reconstruction_r2": found.reconstruction_r2,
            "validation_score": tuning.values[tuning.best],
            "settings_tried": len(tuning.settings),
        },
    )
