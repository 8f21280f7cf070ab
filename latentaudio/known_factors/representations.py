"""Every representation of the same sounds in one form: codes, their split, and what they cost.

A representation is a set of coordinates, called codes here: principal components as they are, the
latents of a VAE or of a flow, or axes learned with labels. Those of one input share the split into
training, validation and held-out groups, so that their scores can be compared.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from latentaudio.artifacts import (
    AXES,
    FLOW_WEIGHTS,
    LATENTS,
    VAE_LATENTS,
    read_arrays,
    read_csv,
    read_json,
)
from latentaudio.datasets.splits import HELD_OUT
from latentaudio.errors import ArtifactError
from latentaudio.flow.latents import read_latents, read_layout
from latentaudio.training.code_tables import Codes, read_codes
from latentaudio.tuning import read_tuning
from latentaudio.vae.vae_latents import read_vae_latents

#: Kinds of representations. The axes of supervised methods have the names of these.
COMPONENTS, VAE, FLOW = "components", "vae", "flow"
#: Files of a representation, in its folder.
CODES_FILE, SUMMARY_FILE = "latents.parquet", "summary.json"


@dataclass(frozen=True)
class Representation:
    """Codes of sounds and a description of where they come from.

    Attributes
    ----------
    name
        Name in tables, the same for all seeds, e.g. ``"flow/layer_06"``.
    kind
        `COMPONENTS`, `VAE`, `FLOW`, or the name of a supervised method.
    space
        Space that was represented.
    codes
        Shape ``[n, d]``.
    rows, split
        Row of each sound in the table of snippets, and its split; shape ``[n]``.
    axes
        Which codes belong to which factor; None where labels took no part.
    model, objective, schedule, beta
        Of a VAE: its architecture, what it minimised, how the weight of the rate changed in
        training, and its final weight.
    seed
        Seed of the training; None where nothing is drawn.
    parameters
        Number of weights that were fitted; 0 for components.
    reconstruction_r2
        Share of the variance of its own input that comes back from the codes of held-out sounds.
    round_trip_error
        Largest difference between a held-out input and what comes back, in standard deviations of
        its coordinates; None where only a part comes back.
    rate
        Mean information of the codes of a VAE about a held-out sound (nats).
    active_units
        Number of units of a VAE whose rate says that they carry information; None of others.
    validation_score
        What the best of several seeds is chosen by: higher is better, and comparable between the
        seeds of one representation only.
    settings_tried
        Number of settings that were compared on validation sounds.
    collapsed
        Whether no unit of a VAE is active (`latentaudio.vae.collapse`).
    """

    name: str
    kind: str
    space: str
    codes: np.ndarray
    rows: np.ndarray
    split: np.ndarray
    axes: Mapping[str, list[int]] | None = None
    model: str | None = None
    objective: str | None = None
    schedule: str | None = None
    beta: float | None = None
    seed: int | None = None
    parameters: int = 0
    reconstruction_r2: float | None = None
    round_trip_error: float | None = None
    rate: float | None = None
    active_units: int | None = None
    validation_score: float | None = None
    settings_tried: int = 1
    collapsed: bool = False

    @property
    def description(self) -> dict[str, Any]:
        """Everything but the codes, as the first columns of a table of scores."""
        return {
            "representation": self.name,
            "kind": self.kind,
            "space": self.space,
            "model": self.model,
            "objective": self.objective,
            "schedule": self.schedule,
            "beta": self.beta,
            "seed": self.seed,
            "dimensions": self.codes.shape[1],
            "active_units": self.active_units,
            "rate": self.rate,
            "parameters": self.parameters,
            "reconstruction_r2": self.reconstruction_r2,
            "round_trip_error": self.round_trip_error,
            "validation_score": self.validation_score,
            "settings_tried": self.settings_tried,
            "collapsed": self.collapsed,
        }


@dataclass(frozen=True)
class Snippets:
    """The columns of the table of snippets by which codes are joined to it.

    Attributes
    ----------
    ids, groups
        Id and group of each snippet, shape ``[n]``.
    """

    ids: np.ndarray = field(repr=False)
    groups: np.ndarray = field(repr=False)


def components(
    space: str, projections: np.ndarray, split: np.ndarray, number: int
) -> Representation:
    """Represent sounds by their first principal components, as they are.

    Parameters
    ----------
    space
        Space that was projected.
    projections
        Projections of all sounds, shape ``[n, k]``.
    split
        Split of all sounds, shape ``[n]``.
    number
        Number of components: as many as the other representations of the space were given.

    Raises
    ------
    ArtifactError
        If there are fewer components.
    """
    if projections.shape[1] < number:
        raise ArtifactError(
            f"pca/{space}/projections.parquet: found {projections.shape[1]} components, expected "
            f"at least {number}; raise pca.components, or lower flow.components"
        )
    return Representation(
        name=f"{COMPONENTS}/{space}",
        kind=COMPONENTS,
        space=space,
        codes=projections[:, :number],
        rows=np.arange(len(projections)),
        split=split,
        # They are the input itself.
        reconstruction_r2=1.0,
        round_trip_error=0.0,
    )


def read_axes(folder: Path, snippets: Snippets) -> Representation:
    """Read the axes that a supervised method learned; parameters as for `read_flow`."""
    codes = Codes(**read_codes(folder / CODES_FILE, AXES, snippets.ids, snippets.groups))
    summary = _summary(folder, AXES.made_by)
    with _described(folder):
        return Representation(
            name=f"{summary['method']}/{summary['space']}",
            kind=summary["method"],
            space=summary["space"],
            codes=codes.z,
            rows=codes.rows,
            split=codes.split,
            axes={name: [column] for column, name in enumerate(summary["factors"])},
            seed=summary["seed"],
            parameters=summary["parameters"],
            reconstruction_r2=summary["reconstruction_r2"],
            validation_score=summary["validation_score"],
            settings_tried=summary["settings_tried"],
        )


def read_flow(
    folder: Path,
    space: str,
    projections: np.ndarray,
    snippets: Snippets,
    factors: Sequence[str],
    seed: int,
    tuning: Path | None = None,
) -> Representation:
    """Read the latents of a flow.

    Parameters
    ----------
    folder
        ``flow/<L>/`` or ``flow/<L>/seed_<S>/``.
    space
        Space whose projections it transforms.
    projections
        These projections, of all sounds, shape ``[n, k]``.
    snippets
        Columns of the table of snippets.
    factors
        Names of the factors.
    seed
        Seed of the flow.
    tuning
        Table of the settings that were tried; None if there was one.

    Raises
    ------
    ArtifactError
        If a file is missing, damaged, or does not belong to the others.
    """
    layout = read_layout(folder / "architecture.json", factors)
    latents = read_latents(folder / CODES_FILE, snippets.ids, snippets.groups, layout)
    columns = np.arange(layout.dimensions)
    held_out = latents.split == HELD_OUT
    inputs = projections[latents.rows[held_out], : layout.dimensions]
    errors = latents.inverse_error[held_out]
    weights = read_arrays(folder / "weights.npz", FLOW_WEIGHTS)
    return Representation(
        name=f"{FLOW}/{space}",
        kind=FLOW,
        space=space,
        codes=latents.z,
        rows=latents.rows,
        split=latents.split,
        axes={name: columns[layout.slices[name]].tolist() for name in layout.names},
        seed=seed,
        # Permutations are whole numbers and not fitted.
        parameters=sum(
            one.size for one in weights.values() if np.issubdtype(one.dtype, np.floating)
        ),
        reconstruction_r2=_least_r2(inputs, errors),
        round_trip_error=float(errors.max()),
        validation_score=_negative_loss(folder / "history.csv"),
        settings_tried=_settings_tried(tuning),
    )


def read_vae(
    folder: Path, snippets: Snippets, seed: int, tuning: Path | None = None
) -> Representation:
    """Read the latents of a VAE.

    Parameters
    ----------
    folder
        Folder of one training.
    snippets
        Columns of the table of snippets.
    seed
        Seed of the training.
    tuning
        Table of the settings that were tried; None if there was one.

    Raises
    ------
    ArtifactError
        If a file is missing, damaged, or does not describe a VAE.
    """
    codes = read_vae_latents(folder / CODES_FILE, snippets.ids, snippets.groups)
    summary = _summary(folder, VAE_LATENTS.made_by)
    with _described(folder):
        loss = summary["validation_loss"]
        name = "/".join(
            [
                *(VAE, summary["space"], summary["model"]),
                f"{summary['objective']}-{summary['schedule']}",
                f"beta_{summary['beta']:g}",
            ]
        )
        return Representation(
            name=name,
            kind=VAE,
            space=summary["space"],
            codes=codes.z,
            rows=codes.rows,
            split=codes.split,
            model=summary["model"],
            objective=summary["objective"],
            schedule=summary["schedule"],
            beta=float(summary["beta"]),
            seed=seed,
            parameters=summary["parameters"],
            reconstruction_r2=summary["held_out_r2"],
            rate=summary["held_out_rate"],
            active_units=summary["active_units"],
            validation_score=None if loss is None else -loss,
            settings_tried=_settings_tried(tuning),
            collapsed=bool(summary["collapsed"]),
        )


def _settings_tried(tuning: Path | None) -> int:
    return 1 if tuning is None else len(read_tuning(tuning))


def _least_r2(inputs: np.ndarray, largest_errors: np.ndarray) -> float:
    """Bound R2 from below by the largest error of each input; inputs ``[n, d]``, errors ``[n]``."""
    squares = float(((inputs - inputs.mean(axis=0, dtype=np.float64)) ** 2).sum())
    worst = inputs.shape[1] * float((largest_errors.astype(np.float64) ** 2).sum())
    return 1.0 - worst / squares


def _negative_loss(path: Path) -> float | None:
    """Read the validation loss of the epoch that was kept, with a minus sign; None without one."""
    history = read_csv(path, LATENTS.made_by)
    kept = history.loc[history["best"].astype(bool), "validation_loss"]
    return -float(kept.iloc[0]) if len(kept) and np.isfinite(kept.iloc[0]) else None


def _summary(folder: Path, made_by: str) -> dict[str, Any]:
    return dict(read_json(folder / SUMMARY_FILE, made_by))


@contextmanager
def _described(folder: Path) -> Iterator[None]:
    """Turn a key that a summary lacks into an error that names the file."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as error:
        raise ArtifactError(
            f"{folder / SUMMARY_FILE}: does not describe {folder / CODES_FILE} ({error!r}); delete "
            "it, and the next run will make it again"
        ) from error
