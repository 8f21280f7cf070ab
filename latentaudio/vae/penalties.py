"""What each objective adds to the reconstruction error, for tensors, arrays and numbers alike."""

# ruff: noqa: ANN401
from collections.abc import Callable, Mapping
from typing import Any

from latentaudio.vae.schedules import Pressure

# `Any` stands for a number, an array or a tensor: this module must not import TensorFlow.
Penalty = Callable[[Any, Any, Pressure], Any]


def beta_vae(rate: Any, total_correlation: Any, pressure: Pressure) -> Any:
    """Weight the distance of the rate from the capacity.

    Parameters
    ----------
    rate
        Mean divergence of codes from the prior (nats a sound).
    total_correlation
        Estimate of the units' dependence (nats).
    pressure
        How hard the code is pressed; its fields may be tensors.

    Examples
    --------
    >>> beta_vae(3.0, 0.5, Pressure(4.0, capacity=5.0))
    8.0
    """
    return pressure.beta * abs(rate - pressure.capacity)


def beta_tcvae(rate: Any, total_correlation: Any, pressure: Pressure) -> Any:
    """Add the total correlation beyond what the rate contains of it; see `beta_vae`.

    Examples
    --------
    >>> beta_tcvae(3.0, 0.5, Pressure(4.0))
    4.5
    """
    return rate + (pressure.beta - 1.0) * total_correlation


def factor_vae(rate: Any, total_correlation: Any, pressure: Pressure) -> Any:
    """Add the weighted total correlation to the rate; see `beta_vae`.

    Examples
    --------
    >>> factor_vae(3.0, 0.5, Pressure(4.0))
    5.0
    """
    return rate + pressure.beta * total_correlation


#: Names of objectives.
BETA_VAE, BETA_TCVAE, FACTOR_VAE = "beta_vae", "beta_tcvae", "factor_vae"
#: What each objective adds, by its name.
PENALTIES: Mapping[str, Penalty] = {
    BETA_VAE: beta_vae,
    BETA_TCVAE: beta_tcvae,
    FACTOR_VAE: factor_vae,
}
