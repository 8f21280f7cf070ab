"""Where the training recordings of a network lie, so that it can tell what is unlike them."""

from collections.abc import Sequence

import numpy as np

from latentaudio.datasets.splits import TRAINING, VALIDATION
from latentaudio.features.frames import RecordingFrames
from latentaudio.prediction.crop_networks.crop_network import Network
from latentaudio.prediction.crop_networks.last_values import LastValues
from latentaudio.prediction.familiarity.familiarity import Familiarity, fit_familiarity
from latentaudio.prediction.familiarity.known_recordings import nearest_among
from latentaudio.prediction.frames.crops import even_crops
from latentaudio.prediction.tasks.task_data import TaskData


def network_familiarity(
    data: TaskData, splits: np.ndarray, frames: Sequence[RecordingFrames], network: Network
) -> Familiarity:
    """Describe where training recordings lie among the values that the last layer sees.

    Training recordings lie nearer to each other there than any others do, so the limit is that of
    validation recordings; there is none without them.

    Parameters
    ----------
    data
        The recordings.
    splits
        Split of each, shape ``[n]``.
    frames
        Frames of each recording.
    network
        The trained network.
    """
    settings, last = network.settings, LastValues(network)

    def seen(split: str) -> np.ndarray:
        rows = np.flatnonzero(splits == split).tolist()
        crops = [
            even_crops([frames[row]], settings.crop_frames, settings.test_crops)[0] for row in rows
        ]
        units = network.model.layers[-1].input.shape[-1]
        return last(crops)[1] if crops else np.zeros((0, units))

    training = seen(TRAINING)
    return fit_familiarity(training, nearest_among(data)[splits == TRAINING], seen(VALIDATION))
