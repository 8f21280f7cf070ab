"""What a hand does to an object: when it touches the object, how hard, and with what noise.

Touches that are single events (a tap, a crack, one piece hitting another) are series of `Events`.
Continuous touches (rubbing, tearing) are noise signals whose speed varies over time.

References
----------
.. [1] K. van den Doel, P. G. Kry and D. K. Pai, "FoleyAutomatic", *SIGGRAPH*, 2001 (contact times,
   friction noise with a spectrum that scales with speed).
.. [2] P. A. Houle and J. P. Sethna, "Acoustic emission from crumpling paper", *Physical Review E*
   54, 1996 (power-law distributed events).
.. [3] W. H. Warren and R. R. Verbrugge, "Auditory perception of breaking and bouncing events",
   *Journal of Experimental Psychology: HPP* 10(5), 1984.
.. [4] P. R. Cook, "Physically informed sonic modeling (PhISM)", *Computer Music Journal* 21(3),
   1997 (shaken and tumbling pieces as random impacts).
"""

from dataclasses import dataclass

import numpy as np

from latentaudio.synthesis.materials import Fracture


@dataclass(frozen=True)
class Events:
    """A series of short touches.

    Attributes
    ----------
    times
        Time of each event (s), shape ``[n]``.
    amplitudes
        Relative peak force of each event, shape ``[n]``.
    sources
        Response that each event excites, as a fraction from 0 (first) to 1 (last), shape ``[n]``.
    """

    times: np.ndarray
    amplitudes: np.ndarray
    sources: np.ndarray


def merge(parts: list[Events]) -> Events:
    """Merge several series of events into one, in order of time."""
    times = np.concatenate([part.times for part in parts])
    order = np.argsort(times, kind="stable")
    return Events(
        times[order],
        np.concatenate([part.amplitudes for part in parts])[order],
        np.concatenate([part.sources for part in parts])[order],
    )


# -- Forces ----------------------------------------------------------------------------------------


def contact_force(
    rng: np.random.Generator, contact_s: float, roughness: float, samplerate: int
) -> np.ndarray:
    """Compute the force of one blow: a raised cosine, roughened by micro-collisions [1]_.

    Parameters
    ----------
    rng
        Source of the roughness.
    contact_s
        Contact time (s); short contacts sound bright.
    roughness
        Relative level of the noise on the force.
    samplerate
        Sample rate (Hz).

    Returns
    -------
    numpy.ndarray
        Force, float32, at least 2 samples long, with absolute values that sum to 1.
    """
    length = max(2, round(contact_s * samplerate))
    pulse = np.sin(np.pi * (np.arange(length) + 0.5) / length) ** 2
    pulse *= 1 + roughness * rng.standard_normal(length)
    return (pulse / np.abs(pulse).sum()).astype(np.float32)


def stroke_speed(
    rng: np.random.Generator, length: int, samplerate: int, *, strokes_per_second: float
) -> np.ndarray:
    """Draw the speed of a hand that rubs back and forth: 0 to about 1, `length` samples, float32.

    Strokes differ in duration and pressure. Pauses between them are short: the hand only turns.
    """
    seconds = length / samplerate
    count = int(seconds * strokes_per_second * 1.6) + 3
    durations = rng.lognormal(np.log(1 / strokes_per_second), 0.2, count)
    edges = np.concatenate([[-rng.uniform(0, durations[0])], durations]).cumsum()
    strength = rng.uniform(0.55, 1.0, count)
    skew = rng.uniform(0.6, 1.6, count)
    time = np.arange(length) / samplerate
    stroke = np.clip(np.searchsorted(edges, time, side="right") - 1, 0, count - 1)
    phase = np.clip((time - edges[stroke]) / durations[stroke], 0, 1)
    speed = np.sin(np.pi * phase ** skew[stroke]) ** 0.8 * strength[stroke]
    return speed.astype(np.float32)


# -- Series of events ------------------------------------------------------------------------------


def tapping_events(rng: np.random.Generator, seconds: float) -> Events:
    """Draw taps by hand: of varying regularity, force and place, with micro-bounces."""
    rate = rng.uniform(2.2, 6.0)
    jitter = rng.uniform(0.1, 0.45)
    count = int(seconds * rate * 2) + 6
    intervals = np.abs(rng.normal(1 / rate, jitter / rate, count)) + 0.03
    taps = rng.uniform(0.0, 0.15) + np.concatenate([[0.0], intervals.cumsum()])
    taps = taps[taps < seconds]
    loudness = np.exp(rng.normal(0.0, 0.45, len(taps)))
    places = rng.uniform(0.0, 1.0, len(taps))
    bounce_count = int(rng.integers(0, 4))
    restitution = rng.uniform(0.25, 0.6)
    gap = rng.uniform(0.012, 0.06)
    bounces = _bounces(rng, taps, loudness, places, bounce_count, gap, restitution)
    return merge([Events(taps, loudness, places), *bounces])


def fracture_events(rng: np.random.Generator, seconds: float, fracture: Fracture) -> Events:
    """Draw bursts of fracture: each starts with a blow, dies away, and rains debris.

    Event amplitudes follow a power law [2]_, rates decay exponentially after each blow, and debris
    falls later and bounces [3]_. Sources up to 0.1 are the whole object; sources above 0.1 are
    fragments, which get smaller as the object comes apart.
    """
    rate = rng.uniform(*fracture.bursts_per_second)
    starts = [rng.uniform(0.02, 0.2)]
    while starts[-1] < seconds:
        starts.append(starts[-1] + (0.5 + rng.exponential(0.5)) / rate)
    parts = []
    for start in starts[:-1]:
        progress = min(start / seconds, 1.0)
        count = round(rng.uniform(*fracture.events))
        exponent = rng.uniform(*fracture.exponent)
        spread = rng.uniform(*fracture.burst_s)
        strength = np.exp(rng.normal(0.0, 0.3))
        times = start + np.concatenate([[0.0], rng.exponential(spread, count)])
        amplitudes = power_law(rng, count, exponent)
        amplitudes *= np.exp(-0.7 * (times[1:] - start) / spread)
        sources = 0.1 + 0.9 * np.clip(rng.beta(1.5, 1.5, count) * 0.7 + 0.3 * progress, 0, 1)
        shaking = rng.uniform(size=count) < fracture.whole * (1 - 0.5 * progress)
        sources[shaking] = rng.uniform(0, 0.1, shaking.sum())
        parts.append(
            Events(
                times,
                strength * np.concatenate([[fracture.blow], amplitudes]),
                np.concatenate([[rng.uniform(0, 0.1)], sources]),
            )
        )
        falling = rng.poisson(fracture.debris * count)
        if falling:
            landing = start + rng.gamma(3.0, 0.11, falling)
            loudness = strength * 0.35 * power_law(rng, falling, exponent)
            which = rng.uniform(0.1, 1.0, falling)
            debris = Events(landing, loudness, which)
            parts += [debris, *_bounces(rng, landing, loudness, which, 3, 0.07, 0.6)]
    return merge(parts)


def whirling_events(rng: np.random.Generator, seconds: float) -> Events:
    """Draw impacts of pieces tumbling in the hand: their rate follows the rotation [4]_."""
    period = rng.uniform(0.3, 0.8)
    density = rng.uniform(25.0, 70.0)
    sharpness = rng.uniform(1.0, 3.0)
    wobble = np.exp(rng.normal(0.0, 0.08, int(seconds / period) + 3))
    turns = np.concatenate([[0.0], (period * wobble).cumsum()])
    times = np.sort(rng.uniform(0.0, seconds, rng.poisson(density * 2 * seconds)))
    phase = np.interp(times, turns, np.arange(len(turns))) + rng.uniform()
    lift = ((1 + np.cos(2 * np.pi * phase)) / 2) ** sharpness
    floor = rng.uniform(0.1, 0.35)
    kept = rng.uniform(size=len(times)) < floor + (1 - floor) * lift
    times, lift = times[kept], lift[kept]
    amplitudes = rng.exponential(1.0, len(times)) * (0.35 + lift)
    return Events(times, amplitudes, rng.uniform(size=len(times)))


def power_law(rng: np.random.Generator, count: int, exponent: float) -> np.ndarray:
    """Draw amplitudes with density proportional to ``a^-exponent`` between 0.03 and 1."""
    low = 0.03 ** (1 - exponent)
    return (low + rng.uniform(size=count) * (1 - low)) ** (1 / (1 - exponent))


def _bounces(
    rng: np.random.Generator,
    times: np.ndarray,
    amplitudes: np.ndarray,
    sources: np.ndarray,
    count: int,
    gap: float,
    restitution: float,
) -> list[Events]:
    """Let every touch bounce; intervals and amplitudes shrink by the restitution each time."""
    parts = []
    gaps = gap * np.exp(rng.normal(0.0, 0.3, len(times)))
    for bounce in range(1, count + 1):
        times = times + gaps * restitution ** (bounce - 1)
        parts.append(Events(times, amplitudes * restitution**bounce, sources))
    return parts
