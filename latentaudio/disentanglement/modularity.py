r"""Modularity: whether each unit of a code depends on one factor only.

With the mutual information :math:`m_{ij}` of unit i and factor j, F factors, and j* the factor that
the unit knows most about, a unit has the modularity

.. math:: 1 - \frac{\sum_{j \ne j^*} m_{ij}^2}{(F - 1) m_{ij^*}^2}

and a code the mean over its units [1]_. It is 1 if every unit knows one factor, and 0 if every unit
knows all of them equally well.

Weaknesses. All units count alike, and a unit without any information has some by chance, about the
same for each factor: the perfect code of four factors falls from 1.000 to 0.722 with three units of
noise beside it, and noise alone has 0.321 (``docs/metrics.md``). Units that are not in use can be
left out. It does not ask whether a factor is found: a code that has one factor in every unit is
perfectly modular.

References
----------
.. [1] Ridgeway, K. and Mozer, M. C. (2018). Learning deep disentangled embeddings with the
   F-statistic loss. NeurIPS. arXiv:1802.05312.
"""

import numpy as np


def modularity(information: np.ndarray, active: np.ndarray | None = None) -> float | None:
    """Compute the modularity of a code from mutual information.

    Parameters
    ----------
    information
        Mutual information of each unit with each factor, in any unit of information; shape
        ``[d, factors]``.
    active
        Units that count, shape ``[d]``, bool (`latentaudio.disentanglement.active_units`); by
        default all.

    Returns
    -------
    float or None
        In [0, 1]; units that know nothing of any factor have 0. None with fewer than two factors or
        without active units.

    Examples
    --------
    >>> modularity(np.array([[2.0, 0.0], [0.0, 1.0], [1.0, 1.0]]))
    0.6666666666666666
    """
    known = information if active is None else information[active]
    units, factors = known.shape
    if not units or factors < 2:
        return None
    squares = np.square(known, dtype=np.float64)
    largest = squares.max(axis=1)
    informed = largest > 0
    others = squares[informed].sum(axis=1) - largest[informed]
    spread = others / (largest[informed] * (factors - 1))
    return float((1 - spread).sum() / units)
