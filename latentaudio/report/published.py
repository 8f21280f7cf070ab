"""The numbers of the published study, to be printed beside a run's own.

From the repository TimHenry1995/LatentAudio of Dick, Briassouli, Hortal Quesada and Formisano,
*Disentangling Intermediate Representations in Sound-to-Event DNNs using Invertible Flow Models*:
comparisons of layers from its notebook ``Process.ipynb``, transfer from
``evaluate_disentangle.py``. The factors named here are those of that study, and are compared with
a run's factors of the same name only.
"""

from dataclasses import dataclass

CITATION = (
    "Dick, T. H., Briassouli, A., Hortal Quesada, E. and Formisano, E. Disentangling Intermediate "
    "Representations in Sound-to-Event DNNs using Invertible Flow Models. Conference on Cognitive "
    "Computational Neuroscience."
)
SOURCE = (
    "the study's repository (TimHenry1995/LatentAudio: Process.ipynb for layers, "
    "evaluate_disentangle.py for transfer)"
)
#: Counted from 1.
BEST_LAYER = 9
#: Bonferroni for two tests.
TRANSFER_ALPHA = 0.025


@dataclass(frozen=True)
class LayerTest:
    """A two-sample t-test of ten folds at one layer against ten at another.

    Attributes
    ----------
    factor, comparison
        Comparison as in ``stats/layers.csv``; a negative `t` says that the second layer is better.
    t, df, p
        `p` is already multiplied by three.
    """

    factor: str
    comparison: str
    t: float
    df: int
    p: float


@dataclass(frozen=True)
class TransferTest:
    """A paired t-test of Euclidean distances of logits to typical sounds of the own class.

    Attributes
    ----------
    factor
        The factor whose coordinate was moved.
    move
        To the typical value of the ``own`` or of the ``other`` class.
    t, df, p
        `t` is of the distance before less that after the move: positive says closer. `p` is not
        corrected; see `TRANSFER_ALPHA`.
    """

    factor: str
    move: str
    t: float
    df: int
    p: float


LAYER_TESTS = (
    LayerTest("material", "first_vs_best", -17.24, 18, 3.7e-12),
    LayerTest("material", "best_vs_last", 16.52, 18, 7.6e-12),
    LayerTest("material", "first_vs_last", -4.82, 18, 4.1e-4),
    LayerTest("action", "first_vs_best", -22.65, 18, 3.3e-14),
    LayerTest("action", "best_vs_last", 7.86, 18, 9.5e-7),
    LayerTest("action", "first_vs_last", -8.73, 18, 2.1e-7),
)

TRANSFER_TESTS = (
    TransferTest("material", "own", 2.79, 198, 0.0059),
    TransferTest("material", "other", -2.92, 198, 0.0039),
    TransferTest("action", "own", 2.56, 786, 0.0106),
    TransferTest("action", "other", -3.50, 308, 0.0005),
)


def layer_test(factor: str, comparison: str) -> LayerTest | None:
    """Find the published comparison of layers for a factor of the same name."""
    wanted = (factor.casefold(), comparison)
    return next((one for one in LAYER_TESTS if (one.factor, one.comparison) == wanted), None)


def transfer_test(factor: str, move: str) -> TransferTest | None:
    """Find the published test of a move for a factor of the same name."""
    wanted = (factor.casefold(), move)
    return next((one for one in TRANSFER_TESTS if (one.factor, one.move) == wanted), None)
