"""What the fits of every kind of task say; `latentaudio.prediction.heads.heads` lists them."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from latentaudio.prediction.kinds.kind import TaskKind

#: Weights and biases of successive linear maps, with rectifiers between them.
Maps = tuple[list[np.ndarray], list[np.ndarray]]
#: Numbers of hidden units of an MLP, and of steps of a solver.
HIDDEN_UNITS = 64
STEPS = 300
#: What a fit is given, and what puts its outputs among all outputs.
Codes = tuple[np.ndarray, Callable[[np.ndarray], np.ndarray]]
#: Most folds inside the training recordings.
INNER_FOLDS = 4


class HeadFit(NamedTuple):
    """How heads of one kind of task are fitted.

    Attributes
    ----------
    maps
        By kind of head: maps standardised values ``[n, width]``, targets, strength and seed to the
        maps of a head.
    strengths
        Strengths of the regularisation that are tried, by kind of head.
    inner_folds
        Maps targets, groups ``[n]`` and a seed to rows to fit to and rows that are left out.
    codes
        Maps a kind of task and targets to what a fit is given, and to a function that puts the
        outputs of this fit among all outputs: a fold may lack a class.
    """

    maps: Mapping[str, Callable[[np.ndarray, np.ndarray, float, int], Maps]]
    strengths: Mapping[str, Sequence[float]]
    inner_folds: Callable[[np.ndarray, np.ndarray, int], list[tuple[np.ndarray, np.ndarray]]]
    codes: Callable[[TaskKind, np.ndarray], Codes]
