import numpy as np

from latentaudio.features.frames import RecordingFrames

WIDTH = 8


def made_up_frames(seed, loud_value, count=20):
    """Noise in which one value is loud, with three silent frames at either end."""
    draw = np.random.default_rng(seed)
    values = draw.normal(-60.0, 2.0, (count, WIDTH))
    values[:, loud_value] += 30.0
    levels = np.full(count, -20.0)
    for quiet in (slice(0, 3), slice(-3, None)):
        values[quiet] = -80.0
        levels[quiet] = -120.0
    half = np.float16
    return RecordingFrames(values.astype(half), levels.astype(half), np.full(WIDTH, -80.0, half))
