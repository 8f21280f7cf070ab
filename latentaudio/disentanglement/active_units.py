"""Which units of a code are in use.

A variational autoencoder switches off the units that it does not need: their means hardly vary
between sounds. They are noise, and metrics that average over units or divide by their variance
would count them.
"""

import numpy as np
from numpy.typing import NDArray

from latentaudio.statistics.variation import varies

#: Smallest standard deviation of an active unit, as a share of the largest. Common for codes whose
#: prior has unit variance [1]_.
LEAST_DEVIATION = 0.05


def active_units(codes: np.ndarray, least_deviation: float = LEAST_DEVIATION) -> NDArray[np.bool_]:
    """Find the units that vary between sounds.

    Parameters
    ----------
    codes
        Codes of the sounds, shape ``[n, d]``; units have comparable scales.
    least_deviation
        Smallest standard deviation of an active unit, as a share of that of the unit that varies
        most.

    Returns
    -------
    numpy.ndarray
        Shape ``[d]``; none is active if no unit varies.

    References
    ----------
    .. [1] Locatello, F., Bauer, S., Lucic, M., Rätsch, G., Gelly, S., Schölkopf, B. and Bachem, O.
       (2019). Challenging common assumptions in the unsupervised learning of disentangled
       representations. ICML. arXiv:1811.12359.

    Examples
    --------
    >>> active_units(np.array([[0.0, 0.0, 7.0], [1.0, 0.01, 7.0]])).tolist()
    [True, False, False]
    """
    deviations = np.asarray(codes, np.float64).std(axis=0)
    return varies(codes) & (deviations >= least_deviation * deviations.max())
