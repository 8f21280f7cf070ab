"""How much of an input a linear map from a few codes can give back."""

import numpy as np

from latentaudio.imports import hidden

with hidden("pandas"):
    from sklearn.linear_model import LinearRegression
    from sklearn.metrics import r2_score


def linear_reconstruction(
    codes: np.ndarray, inputs: np.ndarray, training: np.ndarray, held_out: np.ndarray
) -> float:
    """Compute the share of the variance of an input that codes explain by a linear map.

    Axes that are read off an input have no decoder. The best linear one, fitted to training sounds,
    says how much of the input they keep.

    Parameters
    ----------
    codes
        Codes of the sounds, shape ``[n, k]``.
    inputs
        What the codes were computed from, shape ``[n, d]``.
    training, held_out
        Which sounds the map is fitted to and which are reconstructed, bool, shape ``[n]``.

    Returns
    -------
    float
        R2 on held-out sounds, of all d numbers together: one minus the sum of squared errors over
        the sum of squared deviations from the mean. At most 1, and below 0 if the mean would have
        been better.
    """
    decoder = LinearRegression().fit(codes[training], inputs[training])
    decoded = decoder.predict(codes[held_out])
    return float(r2_score(inputs[held_out], decoded, multioutput="variance_weighted"))
