"""Modal synthesis: the modes of a body, how fast each decays, and how the body sounds.

A struck body rings as a sum of exponentially decaying sinusoids, its *modes*. Their frequencies
follow from shape, size and stiffness, their decay from the material's internal friction, and their
strengths from the point of contact [1]_ [2]_ [3]_.

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

    Every mode shape is a product of two cosines along the two coordinates of the body, which run
    from 0 to 1: ``cos(k_x x + p_x) cos(k_y y + p_y)``.

    Attributes
    ----------
    frequencies
        Frequency of each mode (Hz), ascending, shape ``[K]``.
    wavenumbers
        ``k_x`` and ``k_y`` of each mode (radians over the whole body), shape ``[K, 2]``.
    phases
        ``p_x`` and ``p_y`` of each mode (radians), shape ``[K, 2]``.
    """

    frequencies: np.ndarray
    wavenumbers: np.ndarray
    phases: np.ndarray

    def gains(self, positions: np.ndarray) -> np.ndarray:
        """Return the displacements ``[P, K]`` of all modes at positions ``[P, 2]``; 0 at a node."""
        angles = positions[:, None, :] * self.wavenumbers + self.phases
        return np.cos(angles).prod(axis=-1)

    def between(self, lowest: float, highest: float) -> "Modes":
        """Keep the modes with frequencies in ``[lowest, highest)``."""
        return self.take((self.frequencies >= lowest) & (self.frequencies < highest))

    def take(self, which: np.ndarray) -> "Modes":
        """Keep the modes given by an index or a mask."""
        return Modes(self.frequencies[which], self.wavenumbers[which], self.phases[which])


def union(parts: Sequence[Modes]) -> Modes:
    """Combine several families of modes of one body, sorted by frequency."""
    frequencies = np.concatenate([part.frequencies for part in parts])
    order = np.argsort(frequencies, kind="stable")
    return Modes(
        frequencies[order],
        np.concatenate([part.wavenumbers for part in parts])[order],
        np.concatenate([part.phases for part in parts])[order],
    )


# -- Modes of shapes -------------------------------------------------------------------------------


def bar_modes(length: float, thickness: float, speed: float, highest: float) -> Modes:
    """Compute the bending modes of a free bar (Euler-Bernoulli, corrected for stubby bars).

    ``f_n = (beta_n L)^2 h c / (4 pi sqrt(3) L^2)``, with ``beta_n L`` the roots of
    ``cos(x) cosh(x) = 1`` (4.730, 7.853, 10.996, ...): 1 : 2.76 : 5.40 : 8.93 [4]_ (ch. 2). Rotary
    inertia and shear lower the high modes of thick bars; to first order each is divided by
    ``sqrt(1 + (beta_n h)^2 / 12 (1 + 3.1))``, where 3.1 is E over the effective shear modulus of an
    isotropic solid.

    Parameters
    ----------
    length, thickness
        Dimensions (m); `thickness` is measured in the plane of bending.
    speed
        Speed of longitudinal waves, ``sqrt(E / rho)`` (m/s).
    highest
        Frequency below which modes are computed (Hz).
    """
    first = 4.730040744862704 / length
    slowest = first**2 * thickness * speed / (4 * np.pi * np.sqrt(3))
    # With the correction, high frequencies grow linearly with the order, not quadratically.
    count = 8 + int(4 * highest / slowest) if slowest < highest else 1
    order = np.arange(1, count + 1)
    roots = (2 * order + 1) * np.pi / 2
    # (2 n + 1) pi / 2 is 0.4 % low for n = 1 and correct to six digits from n = 4 on.
    roots[:3] = np.array([4.730040744862704, 7.853204624095838, 10.995607838001671])[: len(roots)]
    beta = roots / length
    ideal = beta**2 * thickness * speed / (4 * np.pi * np.sqrt(3))
    frequencies = ideal / np.sqrt(1 + (beta * thickness) ** 2 / 12 * 4.1)
    wavenumbers = np.stack([roots, np.zeros_like(roots)], axis=1)
    # Far from its ends, a free bar moves as cos(beta x + pi / 4), odd or even about the middle.
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
    """Compute the bending modes of a rectangular, simply supported plate (Kirchhoff).

    ``f_mn = (pi / 2) sqrt(D / (rho h)) ((m / a)^2 + g (n / b)^2)``, ``sqrt(D / (rho h)) =
    h c / sqrt(12 (1 - nu^2))`` [4]_ (ch. 3). For a material with a grain, ``g`` is the square root
    of the ratio of its bending stiffnesses (across over along); the twisting stiffness is their
    geometric mean.

    Parameters
    ----------
    width, height, thickness
        Dimensions (m); `width` runs along the grain.
    speed
        Speed of longitudinal waves, ``sqrt(E / rho)`` (m/s).
    highest
        Frequency below which modes are computed (Hz).
    poisson
        Poisson's ratio.
    grain
        Ratio ``g`` above, 1 for an isotropic plate.
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
    """Compute the bending modes of a cup: a thin cylinder, held at one end, open at the other.

    ``f_nm = c / (2 pi R) sqrt((l^2 / (l^2 + n^2))^2 + h^2 (l^2 + n^2)^2 / (12 (1 - nu^2) R^2))``
    with ``l = (m - 1/2) pi R / H`` (Donnell-Mushtari-Vlasov [5]_ (ch. 6); m - 1/2 half waves along
    the axis, n >= 2 waves around it). Stretching raises the frequencies of modes with few waves,
    bending those of modes with many, so that the lowest mode has several waves around the axis.

    Parameters
    ----------
    radius, height, thickness
        Dimensions (m).
    speed
        Speed of longitudinal waves, ``sqrt(E / rho)`` (m/s).
    highest
        Frequency below which modes are computed (Hz).
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
    """Compute the standing waves of the air in a closed box.

    ``f = v / 2 sqrt((l / a)^2 + (m / b)^2 + (n / c)^2)``, with the sides a, b and c of the box and
    the speed of sound v.

    Parameters
    ----------
    sides
        Inner lengths of the sides (m).
    highest
        Frequency below which modes are computed (Hz).
    speed
        Speed of sound in air (m/s).
    """
    last = [int(2 * side * highest / speed) + 1 for side in sides]
    grids = np.mgrid[0 : last[0] + 1, 0 : last[1] + 1, 0 : last[2] + 1]
    orders = grids.reshape(3, -1).T[1:]  # without the constant pressure
    frequencies = speed / 2 * np.linalg.norm(orders / np.array(sides), axis=1)
    wavenumbers = np.pi * orders[:, :2].astype(float)
    return union([Modes(frequencies, wavenumbers, np.zeros_like(wavenumbers))]).between(0, highest)


# -- Decay and responses ---------------------------------------------------------------------------


def decay_rates(
    frequencies: np.ndarray | float, loss_factor: float, support_loss: float = 0.0
) -> np.ndarray:
    """Return the rate at which each mode's amplitude decays, ``pi f tan(phi) + s`` (1/s).

    ``tan(phi)``, the loss factor, is a property of the material and, to a good approximation, the
    same at all frequencies [1]_ [2]_. ``s``, the support loss, is due to hands, table and air.

    Parameters
    ----------
    frequencies
        Frequencies of the modes (Hz).
    loss_factor
        Internal friction, ``tan(phi)``.
    support_loss
        Damping by hands, table and air (1/s).

    Examples
    --------
    >>> float(round(decay_rates(1000.0, 0.01)[()], 3))
    31.416
    """
    return np.pi * np.asarray(frequencies, dtype=float) * loss_factor + support_loss


def decay_times(rates: np.ndarray | float) -> np.ndarray:
    """Return T60, the time in which amplitudes fall by 60 dB: ``ln(1000) / rate`` (s)."""
    return _LN_1000 / np.asarray(rates, dtype=float)


def impulse_responses(
    frequencies: np.ndarray,
    rates: np.ndarray,
    gains: np.ndarray,
    samplerate: int,
    length: int,
) -> np.ndarray:
    """Compute responses of a body to unit impulses, ``sum_k g_k exp(-r_k t) sin(2 pi f_k t)``.

    With ``t = (256 b + r) / samplerate``, every mode factorises into a part that depends on the
    block b and a part that depends on the remainder r. The sum over modes is then one matrix
    product for all samples, which is exact and far faster than evaluating exponentials for every
    sample.

    Parameters
    ----------
    frequencies, rates
        Frequency (Hz) and decay rate (1/s) of each mode, shape ``[K]``.
    gains
        Gain of each mode for each of P points of contact, shape ``[P, K]``.
    samplerate
        Sample rate (Hz).
    length
        Number of samples.

    Returns
    -------
    numpy.ndarray
        Responses, float32, shape ``[P, length]``.
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
