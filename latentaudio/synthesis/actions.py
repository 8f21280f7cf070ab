"""The dry sound of one action on one object, as heard at the object itself."""

from collections.abc import Callable

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft
from scipy.signal import lfilter

from latentaudio.synthesis.bodies import Body, draw_body
from latentaudio.synthesis.excitation import (
    Events,
    contact_force,
    fracture_events,
    stroke_speed,
    tapping_events,
    whirling_events,
)
from latentaudio.synthesis.materials import Material

Action = Callable[[np.random.Generator, Material, int, int], np.ndarray]


def tapping(
    rng: np.random.Generator, material: Material, length: int, samplerate: int
) -> np.ndarray:
    """Tap an object at sixteen places with a fingernail, a knuckle or a mallet."""
    body = draw_body(rng, material, samplerate)
    tool = np.exp(rng.uniform(-0.4, 0.5))
    responses = [
        struck
        for hardness in np.exp(rng.normal(0.0, 0.25, 4))
        for struck in _struck(rng, body, 4, tool * hardness, samplerate, longest_s=1.0)
    ]
    return place(tapping_events(rng, length / samplerate), responses, length, samplerate)


def rubbing(
    rng: np.random.Generator, material: Material, length: int, samplerate: int
) -> np.ndarray:
    """Rub an object back and forth with a hand, a cloth, or another piece of the material."""
    body = draw_body(rng, material, samplerate)
    speed = stroke_speed(rng, length, samplerate, strokes_per_second=rng.uniform(1.2, 4.0))
    force = _friction(rng, material, speed, samplerate)
    if rng.uniform() < material.squeak:
        squeal = _levelled(_stick_slip(rng, body, speed, samplerate))
        force = _levelled(force) + np.float32(rng.uniform(0.3, 1.5)) * squeal
    responses = body.touched(
        rng.uniform(0.05, 0.95, (2, 2)),
        samplerate,
        longest_s=0.5,
        damping=rng.uniform(30.0, 150.0),
    )
    # With the strokes, the hand moves from one place to the other and back.
    wander = np.cumsum(speed) / samplerate
    share = (0.5 + 0.5 * np.sin(2 * np.pi * rng.uniform(0.5, 2.0) * wander)).astype(np.float32)
    resonant = convolve([force * share, force * (1 - share)], responses)
    direct = rng.uniform(0.4, 1.2)
    return _levelled(resonant) + direct * _levelled(force)


def destructing(
    rng: np.random.Generator, material: Material, length: int, samplerate: int
) -> np.ndarray:
    """Break, crush or tear an object: cascades of fractures, with ever smaller fragments."""
    fracture = material.fracture
    whole = draw_body(rng, material, samplerate)
    # The first two of the 20 responses, a tenth, are those of the whole object: see
    # `fracture_events`.
    responses = _struck(rng, whole, 2, 0.7, samplerate, longest_s=0.6, crack=0.7 * fracture.crack)
    largest = rng.uniform(*fracture.fragment)
    for step in np.linspace(1.0, 0.4, 18):
        piece = draw_body(rng, material, samplerate, scale=float(largest * step))
        responses += _struck(
            rng,
            piece,
            1,
            np.exp(rng.normal(-0.8, 0.4)),
            samplerate,
            longest_s=0.5,
            crack=fracture.crack,
        )
    seconds = length / samplerate
    events = fracture_events(rng, seconds, fracture)
    dry = place(events, responses, length, samplerate)
    # Beneath the single events lies tearing and crushing, too dense to be heard as events.
    activity = _activity(events, length, samplerate, rng.uniform(*fracture.burst_s))
    crushing = _friction(rng, material, activity, samplerate, tearing=0.6)
    body = whole.touched(rng.uniform(0.1, 0.9, (1, 2)), samplerate, longest_s=0.2, damping=60.0)
    crushing = 0.5 * _levelled(convolve([crushing], body)) + _levelled(crushing)
    return _levelled(dry) + fracture.crush * np.float32(rng.uniform(0.5, 1.5)) * crushing


def whirling(
    rng: np.random.Generator, material: Material, length: int, samplerate: int
) -> np.ndarray:
    """Whirl pieces around: they roll, tumble and rattle against each other."""
    responses: list[np.ndarray] = []
    for _ in range(int(rng.integers(4, 8))):
        piece = draw_body(rng, material, samplerate, scale=rng.uniform(0.2, 0.7))
        responses += _struck(
            rng, piece, 2, np.exp(rng.normal(0.0, 0.3)), samplerate, longest_s=0.4, damping=25.0
        )
    events = whirling_events(rng, length / samplerate)
    dry = place(events, responses, length, samplerate)
    # Between impacts the pieces roll: friction at the slow speed of the rotation.
    activity = _activity(events, length, samplerate, 0.08)
    rolling = _friction(rng, material, activity, samplerate)
    body = draw_body(rng, material, samplerate, scale=0.7).touched(
        rng.uniform(0.1, 0.9, (1, 2)), samplerate, longest_s=0.3, damping=40.0
    )
    rolling = _levelled(convolve([rolling], body)) + 0.5 * _levelled(rolling)
    return _levelled(dry) + np.float32(rng.uniform(0.1, 0.4)) * rolling


ACTIONS_BY_NAME: dict[str, Action] = {
    "tapping": tapping,
    "rubbing": rubbing,
    "destructing": destructing,
    "whirling": whirling,
}


# -- Building blocks -------------------------------------------------------------------------------


def place(events: Events, responses: list[np.ndarray], length: int, samplerate: int) -> np.ndarray:
    """Sum the responses to events into `length` samples (float32); later events are dropped."""
    dry = np.zeros(length, np.float32)
    starts = np.round(events.times * samplerate).astype(int)
    sources = np.minimum((events.sources * len(responses)).astype(int), len(responses) - 1)
    for start, amplitude, source in zip(
        starts.tolist(), events.amplitudes.astype(np.float32), sources.tolist(), strict=True
    ):
        part = responses[source][: max(0, length - start)]
        dry[start : start + len(part)] += amplitude * part
    return dry


def convolve(forces: list[np.ndarray], responses: np.ndarray) -> np.ndarray:
    """Convolve each force with its response and sum, cut to the length of the forces."""
    length = len(forces[0])
    size = next_fast_len(length + responses.shape[1], real=True)
    total = sum(
        rfft(force, size) * rfft(response, size)
        for force, response in zip(forces, responses, strict=True)
    )
    return irfft(total, size)[:length]


def _struck(
    rng: np.random.Generator,
    body: Body,
    places: int,
    softness: float,
    samplerate: int,
    *,
    longest_s: float,
    damping: float = 0.0,
    crack: float = 1.0,
) -> list[np.ndarray]:
    """Compute responses of a body to blows at random places: ringing and contact noise.

    Parameters
    ----------
    rng
        Source of all variation.
    body
        Body that is struck.
    places
        Number of places, one response for each.
    softness
        Factor on the contact time of the body's material.
    samplerate
        Sample rate (Hz).
    longest_s
        Longest ringing (s).
    damping
        Rate added to the decay rates (1/s).
    crack
        Factor on the contact noise: an opening crack is louder than a touched surface.
    """
    material = body.material
    ringing = body.touched(
        rng.uniform(0.05, 0.95, (places, 2)), samplerate, longest_s=longest_s, damping=damping
    )
    struck = []
    for response in ringing:
        contact_s = softness * np.exp(rng.uniform(*np.log(material.contact_s)))
        force = contact_force(rng, contact_s, 0.4, samplerate)
        sound = np.convolve(response, force)[: len(response)]
        sound = sound / (np.sqrt((sound**2).sum()) + 1e-9)
        # Contact noise: the shorter the blow, the brighter; gone after a few contact times.
        size = min(len(sound), int(0.03 * samplerate))
        decay = np.exp(-np.arange(size) / (samplerate * (0.0012 + 2 * contact_s)))
        noise = np.convolve(rng.standard_normal(size), force)[:size] * decay
        noise /= np.sqrt((noise**2).sum()) + 1e-9
        sound[:size] += crack * rng.uniform(*material.click) * noise
        struck.append(sound.astype(np.float32))
    return struck


def _friction(
    rng: np.random.Generator,
    material: Material,
    speed: np.ndarray,
    samplerate: int,
    *,
    tearing: float = 0.0,
) -> np.ndarray:
    """Compute friction noise: louder and brighter with speed, smooth or gritty by material.

    `tearing`, from 0 to 1, makes it grittier: tearing and crushing crackle.
    """
    noise = rng.standard_normal(len(speed), dtype=np.float32)
    grit = rng.uniform(*material.grit) ** (1 - tearing)
    asperities = rng.uniform(40.0, 400.0) / samplerate
    chosen = rng.uniform(size=len(speed)) < asperities * speed
    grains = np.where(chosen, noise * np.float32(asperities**-0.5), np.float32(0.0))
    force = (1 - grit) * noise + grit * grains
    knee = np.exp(rng.uniform(*np.log(material.roughness)))
    low = lowpass(lowpass(force, knee, samplerate), knee, samplerate)
    high = lowpass(force - low, 2.5 * knee, samplerate)
    return speed * low + speed**2 * high


def _stick_slip(
    rng: np.random.Generator, body: Body, speed: np.ndarray, samplerate: int
) -> np.ndarray:
    """Compute the sawtooth force of a surface that sticks and slips near a mode of the body."""
    audible = body.modes.frequencies[
        (body.modes.frequencies > 500) & (body.modes.frequencies < 4e3)
    ]
    pitch = float(rng.choice(audible)) if len(audible) else rng.uniform(600.0, 2500.0)
    drift = np.interp(
        np.arange(len(speed)),
        np.linspace(0, len(speed), max(4, len(speed) * 12 // samplerate)),
        rng.normal(0, 0.04, max(4, len(speed) * 12 // samplerate)),
    )
    phase = np.cumsum(pitch * np.exp(drift) * (0.85 + 0.3 * speed)) / samplerate
    sticking = np.clip(speed - rng.uniform(0.3, 0.6), 0, None)
    return (sticking * (2 * (phase % 1) - 1)).astype(np.float32)


def _activity(events: Events, length: int, samplerate: int, seconds: float) -> np.ndarray:
    """Compute the activity over time, from 0 to 1: event amplitudes smoothed over `seconds`."""
    train = np.zeros(length, np.float32)
    starts = np.round(events.times * samplerate).astype(int)
    inside = starts < length
    np.add.at(train, starts[inside], np.minimum(events.amplitudes[inside], 1).astype(np.float32))
    smooth = lowpass(train, 1 / (2 * np.pi * seconds), samplerate)
    return (smooth / (smooth.max() + 1e-9)) ** np.float32(0.75)


def lowpass(signal: np.ndarray, knee: float, samplerate: int) -> np.ndarray:
    """Apply a one-pole low-pass filter with its knee in Hz."""
    pole = np.float32(np.exp(-2 * np.pi * knee / samplerate))
    return lfilter(np.array([1 - pole]), np.array([1, -pole]), signal)


def _levelled(signal: np.ndarray) -> np.ndarray:
    """Scale to unit root mean square."""
    return signal / (np.sqrt(np.mean(signal**2)) + np.float32(1e-9))
