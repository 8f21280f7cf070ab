"""How sure predictions of labels should be, where a sound may have several; see `calibration`."""

import numpy as np
import pandas as pd
from scipy.special import expit

from latentaudio.prediction.measures.calibration import best_temperature, reliability_of


def label_cross_entropy(logits: np.ndarray, members: np.ndarray) -> float:
    """Compute the mean negative log-probability of having a label or not (nats).

    Parameters
    ----------
    logits
        Of having each label, shape ``[n, labels]``.
    members
        Whether each sound has it, bool, or a probability, shape ``[n, labels]``.
    """
    # log(1 + exp(x)) - x y, which is large where the logit is wrong and never infinite.
    return float((np.logaddexp(0.0, logits) - logits * members).mean())


def fit_label_temperature(logits: np.ndarray, members: np.ndarray) -> float:
    """Find the temperature of all labels at which their cross entropy is lowest.

    As `latentaudio.prediction.measures.calibration.fit_temperature` does: a share of
    ``1 / (n + 2)`` of what is true is spread over having a label and not having it. Without sounds,
    the temperature is 1.

    Parameters
    ----------
    logits, members
        As for `label_cross_entropy`, of sounds that the model was not fitted to.
    """
    if not len(logits):
        return 1.0
    spread = 1.0 / (len(logits) + 2)
    wanted = (1 - spread) * members + spread / 2
    return best_temperature(lambda log: label_cross_entropy(logits * np.exp(-log), wanted))


def label_probabilities(logits: np.ndarray, temperature: float) -> np.ndarray:
    """Compute the probability of having each label, shape ``[n, labels]``."""
    return np.asarray(expit(logits / temperature))


def label_reliability(probabilities: np.ndarray, members: np.ndarray) -> pd.DataFrame:
    """Compare how likely labels are said to be with how often sounds have them.

    Parameters
    ----------
    probabilities, members
        Probability of each label, and whether the sound has it, shape ``[n, labels]``. Each pair of
        a sound and a label counts once.

    Returns
    -------
    pandas.DataFrame
        As from `latentaudio.prediction.measures.calibration.reliability`: ``confidence`` is the
        mean probability, ``accuracy`` the fraction that has the label.
    """
    return reliability_of(probabilities.ravel(), members.ravel())
