"""Modal synthesis: the ways a body can vibrate, how fast each dies away, and how it sounds.

A struck body rings as a sum of exponentially decaying sinusoids, its *modes*. Their frequencies
follow from shape, size and stiffness, their decay from the material's internal friction, and their
strengths from where it is touched [1]_ [2]_ [3]_.

References
----------
.. [1] R. P. Wildes and W. A. Richards, "Recovering material properties from sound", in *Natural
   Computation*, MIT Press, 1988.
.. [2] R. L. Klatzky, D. K. Pai and E. P. Krotkov, "Perception of material from contact sounds",
   *Presence* 9(4), 2000.
.. [3] K. van den Doel, P. G. Kry and D. K. Pai, "FoleyAutomatic: physically-based sound effects for
   interactive simulation and animation", *SIGGRAPH*, 2001.
.. [4] N. H. Fletcher and T. D. Rossing, *The Physics of Musical Instruments*, 2nd ed., Springer,
   1998.
.. [5] W. Soedel, *Vibrations of Shells and Plates*, 3rd ed., CRC Press, 2004.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_LN_1000 = float(np.log(1000.0))
_BLOCK = 256


@dataclass(frozen=True)
class Modes:
    """The modes of a body.

    Every shape of vibration here is a product of two cosines along the body's two coordinates, each
    running from 0 to 1: ``cos(k_x x + p_x) cos(k_y y + p_y)``.

    Attributes
    ----------
    frequencies
        In Hz, ascending, shape (K,).
    wavenumbers
        ``k_x`` and ``k_y`` of each mode, in radians over the whole body, shape (K, 2).
    phases
        ``p_x`` and ``p_y`` of each mode, shape (K, 2).
    """

    frequencies: np.ndarray
    wavenumbers: np.ndarray
    phases: np.ndarray

    def gains(self, positions: np.ndarray) -> np.ndarray:
        """Displacement of each mode at `positions`, (P, 2) -> (P, K): a node is not excited."""
        angles = positions[:, None, :] * self.wavenumbers + self.phases
        return np.cos(angles).prod(axis=-1)

    def between(self, lowest: float, highest: float) -> "Modes":
        """Keep the modes with frequencies in ``[lowest, highest)``."""
        return self.take((self.frequencies >= lowest) & (self.frequencies < highest))

    def take(self, which: np.ndarray) -> "Modes":
        """Keep some of the modes, by index or by mask."""
        return Modes(self.frequencies[which], self.wavenumbers[which], self.phases[which])


def union(parts: Sequence[Modes]) -> Modes:
    """Collect the modes of several families of vibration of one body, sorted by frequency."""
    frequencies = np.concatenate([part.frequencies for part in parts])
    order = np.argsort(frequencies, kind="stable")
    return Modes(
        frequencies[order],
        np.concatenate([part.wavenumbers for part in parts])[order],
        np.concatenate([part.phases for part in parts])[order],
    )


# -- What shapes ring like -------------------------------------------------------------------------


def bar_modes(length: float, thickness: float, speed: float, highest: float) -> Modes:
    """Bending modes of a bar with free ends (Euler-Bernoulli, corrected for stubby bars).

    ``f_n = (beta_n L)^2 h c / (4 pi sqrt(3) L^2)``, with ``beta_n L`` the roots of
    ``cos(x) cosh(x) = 1`` (4.730, 7.853, 10.996, ...): 1 : 2.76 : 5.40 : 8.93 [4]_ (ch. 2). Rotary
    inertia and shear lower the high modes of thick bars; to first order each is divided by
    ``sqrt(1 + (beta_n h)^2 / 12 (1 + 3.1))``, where 3.1 is E over the effective shear modulus of an
    isotropic solid.

    Parameters
    ----------
    length, thickness
        In m; `thickness` is measured in the plane of bending.
    speed
        Of longitudinal waves, ``sqrt(E / rho)``, in m/s.
    highest
        Modes below this frequency in Hz.
    """
    first = 4.730040744862704 / length
    slowest = first**2 * thickness * speed / (4 * np.pi * np.sqrt(3))
    # With the correction the frequencies grow linearly, not quadratically, at the far end.
    count = 8 + int(4 * highest / slowest) if slowest < highest else 1
    order = np.arange(1, count + 1)
    roots = (2 * order + 1) * np.pi / 2
    # (2 n + 1) pi / 2 is 0.4 % low for n = 1 and right to six digits from n = 4.
    roots[:3] = np.array([4.730040744862704, 7.853204624095838, 10.995607838001671])[: len(roots)]
    beta = roots / length
    ideal = beta**2 * thickness * speed / (4 * np.pi * np.sqrt(3))
    frequencies = ideal / np.sqrt(1 + (beta * thickness) ** 2 / 12 * 4.1)
    wavenumbers = np.stack([roots, np.zeros_like(roots)], axis=1)
    # Far from its ends a free bar moves as cos(beta x + pi / 4), odd and even about the middle.
    phases = np.tile([np.pi / 4, 0.0], (len(roots), 1))
    return Modes(frequencies, wavenumbers, phases).between(0.0, highest)


def plate_modes(
    width: float,
    height: float,
    thickness: float,
    speed: float,
    highest: float,
    *,
    poisson: float = 0.3,
    grain: float = 1.0,
) -> Modes:
    """Bending modes of a rectangular, simply supported plate (Kirchhoff).

    ``f_mn = (pi / 2) sqrt(D / (rho h)) ((m / a)^2 + g (n / b)^2)``, ``sqrt(D / (rho h)) =
    h c / sqrt(12 (1 - nu^2))`` [4]_ (ch. 3). For a material with a grain, ``g`` is the square root
    of the ratio of its bending stiffnesses (across over along), with the twisting stiffness their
    geometric mean.

    Parameters
    ----------
    width, height, thickness
        In m; `width` runs along the grain.
    speed
        ``sqrt(E / rho)``, in m/s.
    highest
        Modes below this frequency in Hz.
    poisson
        Poisson's ratio.
    grain
        ``g`` above, 1 for an isotropic plate.
    """
    scale = np.pi / 2 * thickness * speed / np.sqrt(12 * (1 - poisson**2))
    m_last = max(1, int(width * np.sqrt(highest / scale)))
    n_last = max(1, int(height * np.sqrt(highest / (scale * grain))))
    m, n = (grid.ravel() for grid in np.mgrid[1 : m_last + 1, 1 : n_last + 1])
    frequencies = scale * ((m / width) ** 2 + grain * (n / height) ** 2)
    wavenumbers = np.pi * np.stack([m, n], axis=1).astype(float)
    phases = np.full_like(wavenumbers, -np.pi / 2)
    return union([Modes(frequencies, wavenumbers, phases)]).between(0.0, highest)


def shell_modes(
    radius: float,
    height: float,
    thickness: float,
    speed: float,
    highest: float,
    *,
    poisson: float = 0.3,
) -> Modes:
    """Bending modes of a cup: a thin cylinder, held at one end and open at the other.

    ``f_nm = c / (2 pi R) sqrt((l^2 / (l^2 + n^2))^2 + h^2 (l^2 + n^2)^2 / (12 (1 - nu^2) R^2))``
    with ``l = (m - 1/2) pi R / H`` (Donnell-Mushtari-Vlasov [5]_ (ch. 6); m - 1/2 half waves along
    the axis, n >= 2 waves around it): stretching lifts the modes of few waves, bending those of
    many, so that the lowest mode has several waves around.

    Parameters
    ----------
    radius, height, thickness
        In m.
    speed
        ``sqrt(E / rho)``, in m/s.
    highest
        Modes below this frequency in Hz.
    poisson
        Poisson's ratio.
    """
    stiffness = thickness / (radius * np.sqrt(12 * (1 - poisson**2)))
    # Bending alone bounds the frequency from below, so these counts miss no mode under `highest`.
    reach = np.sqrt(2 * np.pi * radius * highest / (speed * stiffness))
    n_last = max(2, int(reach))
    m_last = max(1, int(reach * height / (np.pi * radius) + 0.5))
    n, m = (grid.ravel() for grid in np.mgrid[2 : n_last + 1, 1 : m_last + 1])
    along = (m - 0.5) * np.pi * radius / height
    total = along**2 + n**2
    frequencies = (
        speed / (2 * np.pi * radius) * np.sqrt((along**2 / total) ** 2 + (stiffness * total) ** 2)
    )
    wavenumbers = np.stack([2 * np.pi * n, (m - 0.5) * np.pi], axis=1)
    phases = np.tile([0.0, -np.pi / 2], (len(n), 1))
    return union([Modes(frequencies, wavenumbers, phases)]).between(0.0, highest)


def cavity_modes(
    sides: tuple[float, float, float], highest: float, *, speed: float = 343.0
) -> Modes:
    """Standing waves of the air in a closed box: ``f = c/2 sqrt((l/a)^2 + (m/b)^2 + (n/c)^2)``.

    Parameters
    ----------
    sides
        Inner lengths in m.
    highest
        Modes below this frequency in Hz.
    speed
        Of sound in air, in m/s.
    """
    last = [int(2 * side * highest / speed) + 1 for side in sides]
    grids = np.mgrid[0 : last[0] + 1, 0 : last[1] + 1, 0 : last[2] + 1]
    orders = grids.reshape(3, -1).T[1:]  # without the constant pressure
    frequencies = speed / 2 * np.linalg.norm(orders / np.array(sides), axis=1)
    wavenumbers = np.pi * orders[:, :2].astype(float)
    return union([Modes(frequencies, wavenumbers, np.zeros_like(wavenumbers))]).between(0, highest)


# -- How it dies away, and what is heard -----------------------------------------------------------


def decay_rates(
    frequencies: np.ndarray | float, loss_factor: float, support_loss: float = 0.0
) -> np.ndarray:
    """Rate at which each mode's amplitude decays, ``pi f tan(phi) + s``, in 1/s.

    ``tan(phi)``, the loss factor, is a property of the material, to a good approximation the same
    at all frequencies [1]_ [2]_; `support_loss` is what hands, table and air take away.

    Parameters
    ----------
    frequencies
        In Hz.
    loss_factor
        ``tan(phi)``, internal friction.
    support_loss
        In 1/s.

    Examples
    --------
    >>> float(round(decay_rates(1000.0, 0.01)[()], 3))
    31.416
    """
    return np.pi * np.asarray(frequencies, dtype=float) * loss_factor + support_loss


def decay_times(rates: np.ndarray | float) -> np.ndarray:
    """T60 in s, the time to fall by 60 dB: ``ln(1000) / rate``."""
    return _LN_1000 / np.asarray(rates, dtype=float)


def impulse_responses(
    frequencies: np.ndarray,
    rates: np.ndarray,
    gains: np.ndarray,
    samplerate: int,
    length: int,
) -> np.ndarray:
    """Responses of a body to unit impulses, ``sum_k g_k exp(-r_k t) sin(2 pi f_k t)``.

    With ``t = (256 b + r) / samplerate`` every mode factorises into a part that depends on the
    block b and one that depends on the remainder r, so that the sum over modes of all samples is
    one matrix product, exact and far faster than evaluating exponentials for every sample.

    Parameters
    ----------
    frequencies, rates
        In Hz and 1/s, shape (K,).
    gains
        Of each mode for each of P points of contact, shape (P, K).
    samplerate
        In Hz.
    length
        In samples.

    Returns
    -------
    numpy.ndarray
        float32, shape (P, length).
    """
    poles = (-rates + 2j * np.pi * frequencies) / samplerate
    blocks = -(-length // _BLOCK)
    coarse = np.exp(np.outer(np.arange(blocks) * _BLOCK, poles))
    fine = np.exp(np.outer(poles, np.arange(_BLOCK)))
    weighted = (gains[:, None, :] * coarse).reshape(-1, len(poles))
    # The imaginary part of the complex product, as one real product of twice the inner size.
    left = np.concatenate([weighted.real, weighted.imag], axis=1).astype(np.float32)
    right = np.concatenate([fine.imag, fine.real], axis=0).astype(np.float32)
    return (left @ right).reshape(len(gains), -1)[:, :length]
