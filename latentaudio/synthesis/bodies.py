"""One object: its shape, size and material, and how it sounds when touched."""

from dataclasses import dataclass

import numpy as np

from latentaudio.synthesis.materials import Material
from latentaudio.synthesis.modal import (
    Modes,
    bar_modes,
    cavity_modes,
    decay_rates,
    decay_times,
    impulse_responses,
    plate_modes,
    shell_modes,
    union,
)

_LOWEST_HZ = 50.0
_HIGHEST_HZ = 15_000.0
_MOST_MODES = 140


@dataclass(frozen=True)
class Body:
    """An object that can be touched.

    Attributes
    ----------
    material
        Material of the object.
    modes
        Modes of vibration.
    rates
        Decay rate of each mode (1/s), shape ``[K]``.
    levels
        Strength with which each mode radiates, shape ``[K]``.
    """

    material: Material
    modes: Modes
    rates: np.ndarray
    levels: np.ndarray

    def touched(
        self, positions: np.ndarray, samplerate: int, *, longest_s: float, damping: float = 0.0
    ) -> np.ndarray:
        """Compute impulse responses at points of contact, each of unit energy.

        Parameters
        ----------
        positions
            Points in the body's coordinates, from 0 to 1, shape ``[P, 2]``.
        samplerate
            Sample rate (Hz).
        longest_s
            Duration to which longer responses are cut (s).
        damping
            Rate that a touching hand or tool adds to each decay rate (1/s).

        Returns
        -------
        numpy.ndarray
            Responses, float32, shape ``[P, length]``.
        """
        rates = self.rates + damping
        seconds = min(float(decay_times(rates.min())), longest_s)
        gains = self.modes.gains(positions) * self.levels
        responses = impulse_responses(
            self.modes.frequencies, rates, gains, samplerate, max(16, int(seconds * samplerate))
        )
        fade = min(responses.shape[1] // 4, samplerate // 50)
        responses[:, responses.shape[1] - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
        return responses / np.sqrt((responses**2).sum(axis=1, keepdims=True) + 1e-12)


def draw_body(
    rng: np.random.Generator, material: Material, samplerate: int, *, scale: float = 1.0
) -> Body:
    """Draw a random object of a material.

    Parameters
    ----------
    rng
        Source of all variation.
    material
        Material of the object.
    samplerate
        Sample rate (Hz); modes above 0.45 times this rate are left out.
    scale
        Size relative to the usual objects of the material, below 1 for fragments.
    """
    shape = material.shapes[rng.integers(len(material.shapes))]
    if scale < 0.6 and shape in ("shell", "box"):
        shape = "plate"  # shards are not vessels
    size = scale * _log_uniform(rng, *material.size)
    thickness = _log_uniform(rng, *material.thickness) * min(1.0, 0.5 + 0.5 * scale)
    highest = min(_HIGHEST_HZ, 0.45 * samplerate)
    modes = _shape_modes(rng, shape, material, size, thickness, highest).between(
        _LOWEST_HZ, highest
    )
    if len(modes.frequencies) > _MOST_MODES:
        chosen = rng.choice(len(modes.frequencies), _MOST_MODES, replace=False)
        modes = modes.take(np.sort(chosen))
    # No real object is as regular as its formula.
    detuning = np.exp(rng.normal(0.0, 0.02, len(modes.frequencies)))
    modes = Modes(modes.frequencies * detuning, modes.wavenumbers, modes.phases)
    rates = decay_rates(
        modes.frequencies,
        _log_uniform(rng, *material.loss_factor),
        _log_uniform(rng, *material.support_loss),
    ) * np.exp(rng.normal(0.0, 0.25, len(modes.frequencies)))
    tilt = rng.uniform(-0.4, 0.2)
    # A body much smaller than the wavelength in air radiates poorly.
    knee = 343.0 / (2 * np.pi * max(size, 0.02))
    radiation = modes.frequencies / np.hypot(modes.frequencies, knee)
    levels = (
        radiation
        * (modes.frequencies / 1000.0) ** tilt
        * np.exp(rng.normal(0.0, 0.5, len(modes.frequencies)))
    )
    return Body(material, modes, rates, levels)


def _shape_modes(
    rng: np.random.Generator,
    shape: str,
    material: Material,
    size: float,
    thickness: float,
    highest: float,
) -> Modes:
    speed, poisson = material.speed, material.poisson
    other = size * rng.uniform(0.35, 0.95)
    if shape == "bar":
        depth = thickness * rng.uniform(1.0, 2.5)
        modes = union([bar_modes(size, t, speed, highest) for t in (thickness, depth)])
    elif shape == "shell":
        radius = size * rng.uniform(0.3, 0.6)
        modes = shell_modes(radius, size, thickness, speed, highest, poisson=poisson)
    else:
        modes = plate_modes(
            size, other, thickness, speed, highest, poisson=poisson, grain=material.grain
        )
        if shape == "box":
            depth = size * rng.uniform(0.2, 0.7)
            panel = plate_modes(
                size, depth, thickness, speed, highest, poisson=poisson, grain=material.grain
            )
            modes = union([modes, panel, cavity_modes((size, other, depth), min(highest, 3000.0))])
    if len(modes.frequencies) < 4:
        # The first mode of a small, stiff piece lies above the audible range. What is heard is its
        # quasi-static shaking and the rattle of its contact: a few modes near the upper limit.
        spread = highest * np.sort(rng.uniform(0.35, 0.98, 6))
        modes = union([modes, Modes(spread, rng.uniform(1, 9, (6, 2)), rng.uniform(-3, 3, (6, 2)))])
    return modes


def _log_uniform(rng: np.random.Generator, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))
