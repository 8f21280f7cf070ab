"""Losses of autoencoders and flows by epoch, in one form."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from latentaudio.known_factors.representations import VAE
from latentaudio.vae.penalties import PENALTIES
from latentaudio.vae.schedules import ScheduleSettings, final_pressure

#: Losses of a training. No loss of an autoencoder on held-out sounds is computed in training.
LOSSES = ("training", "validation", "held_out")
_OF_FLOW = {
    "train_loss": "training",
    "validation_loss": "validation",
    "held_out_loss": "held_out",
}


def loss_curves(
    training: Mapping[Hashable, Any], history: pd.DataFrame, capacity: float
) -> pd.DataFrame:
    """Select the losses of a training, on training and on validation sounds.

    Both losses of an autoencoder are those at the final pressure, which its epochs are compared by:
    under a schedule, the loss that is minimised changes its meaning. That of training sounds is
    computed from the means of its terms over the steps of an epoch.

    Parameters
    ----------
    training
        ``kind, objective, schedule, beta`` of the representation.
    history
        ``history.csv`` of the training.
    capacity
        Last capacity of the schedule ``capacity`` (nats a sound).

    Returns
    -------
    pandas.DataFrame
        Columns ``epoch``, those of `LOSSES` (nats a sound, or a pair of a flow; NaN where none was
        computed), and ``best``, true for the epoch whose weights were kept.
    """
    history = history.sort_values("epoch").astype({"best": bool})
    if training["kind"] == VAE:
        settings = ScheduleSettings(float(training["beta"]), capacity=capacity)
        pressure = final_pressure(str(training["schedule"]), settings)
        penalty = PENALTIES[str(training["objective"])]
        history["training"] = history["reconstruction"] + penalty(
            history["rate"], history["total_correlation"], pressure
        )
        history["validation"] = history["validation_loss"]
    else:
        history = history.rename(columns=_OF_FLOW)
    return history.reindex(columns=["epoch", *LOSSES, "best"]).astype(dict.fromkeys(LOSSES, float))
