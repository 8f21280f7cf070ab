"""Results of the published study, shown beside those of a run.

Source: the repository TimHenry1995/LatentAudio of Dick, Briassouli, Hortal Quesada and Formisano,
*Disentangling Intermediate Representations in Sound-to-Event DNNs using Invertible Flow Models*.
Comparisons of layers are from its notebook ``Process.ipynb``, tests of transfer from
``evaluate_disentangle.py``. The factors named here are those of that study; they are compared only
with factors of a run that have the same name.
"""

from dataclasses import dataclass

CITATION = (
    "Dick, T. H., Briassouli, A., Hortal Quesada, E. and Formisano, E. Disentangling Intermediate "
    "Representations in Sound-to-Event DNNs using Invertible Flow Models. Conference on Cognitive "
    "Computational Neuroscience."
)
SOURCE = (
    "the repository of the study (TimHenry1995/LatentAudio: Process.ipynb for layers, "
    "evaluate_disentangle.py for transfer)"
)
#: Shown instead of a value where the study has a figure only, and where it made no such claim.
NO_VALUE = "shown in a figure, without values"
NOT_IN_PAPER = ""
#: Best layer, counted from 1, and number of layers.
BEST_LAYER = 9
LAYERS = 14
#: Significance level of the tests of transfer, Bonferroni-corrected for two tests.
TRANSFER_ALPHA = 0.025


@dataclass(frozen=True)
class LayerTest:
    """A two-sample t-test of ten folds at one layer against ten folds at another.

    Attributes
    ----------
    factor, comparison
        Factor and comparison as in ``stats/layers.csv``.
    t, df, p
        Statistic, degrees of freedom and p value. A negative `t` means that the second layer is
        better. `p` is already multiplied by three.
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
        The factor along whose axis sounds were moved.
    move
        Target of the move: the typical value of the ``own`` or of the ``other`` class.
    t, df, p
        Statistic, degrees of freedom and p value. `t` is for the distance before minus the distance
        after the move: positive means closer. `p` is not corrected; see `TRANSFER_ALPHA`.
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
    """Find the published comparison of layers for the factor of the same name."""
    wanted = (factor.casefold(), comparison)
    return next((one for one in LAYER_TESTS if (one.factor, one.comparison) == wanted), None)


def transfer_test(factor: str, move: str) -> TransferTest | None:
    """Find the published test of a move along the axis of the factor of the same name."""
    wanted = (factor.casefold(), move)
    return next((one for one in TRANSFER_TESTS if (one.factor, one.move) == wanted), None)
