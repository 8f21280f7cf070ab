"""Losses of autoencoders and flows are selected from their histories."""

import numpy as np
import pandas as pd
import pytest

from latentaudio.known_factors.loss_curves import loss_curves

TERMS = {
    "epoch": [2, 1],
    "beta": [1.0, 0.5],
    "reconstruction": [10.0, 20.0],
    "rate": [3.0, 1.0],
    "total_correlation": [0.5, 0.25],
    "validation_loss": [12.0, 30.0],
    "best": [True, False],
}


def of_vae(objective, schedule="constant", beta=4.0):
    described = {"kind": "vae", "objective": objective, "schedule": schedule, "beta": beta}
    return loss_curves(described, pd.DataFrame(TERMS), 2.0)


@pytest.mark.parametrize(
    ("objective", "schedule", "expected"),
    [
        ("beta_vae", "constant", [24.0, 22.0]),
        # The schedule has beta 0.5 and 1 in these epochs, but they are compared at 4.
        ("beta_vae", "warm_up", [24.0, 22.0]),
        ("beta_vae", "capacity", [24.0, 14.0]),
        ("beta_tcvae", "constant", [21.75, 14.5]),
        ("factor_vae", "constant", [22.0, 15.0]),
    ],
)
def test_the_training_loss_of_an_autoencoder_is_its_objective_at_the_final_pressure(
    objective, schedule, expected
):
    curves = of_vae(objective, schedule)
    assert curves["epoch"].tolist() == [1, 2]
    assert curves["training"].tolist() == expected
    assert curves["validation"].tolist() == [30.0, 12.0]
    assert curves["held_out"].isna().all()
    assert curves["best"].tolist() == [False, True]


def test_the_losses_of_a_flow_are_those_of_its_history():
    history = pd.DataFrame(
        {
            "epoch": [1],
            "train_loss": [3.0],
            "validation_loss": [np.nan],
            "held_out_loss": [2.0],
            "best": [True],
        }
    )
    described = {"kind": "flow", "objective": "", "schedule": "", "beta": np.nan}
    curves = loss_curves(described, history, 2.0)
    row = curves.iloc[0].to_dict()
    assert (row["training"], row["held_out"], row["best"]) == (3.0, 2.0, True)
    assert np.isnan(row["validation"])
