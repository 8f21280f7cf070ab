"""All published scores of a code, with intervals, as flat records.

Units are put on one scale first (mean 0, variance 1 over the training sounds), because classifiers
with a penalty would favour units with large numbers; which units are active is found before. Models
learn from training sounds; everything else is measured on held-out sounds.

Intervals come from half samples of groups (`latentaudio.statistics.half_samples`):

=============================================  ===================================================
metrics                                        half samples
=============================================  ===================================================
``mig, sap_r2, modularity, own_axis_...``      of held-out groups; bins are those of all sounds
``sap_svc, explicitness, dci_informativeness`` of held-out groups; models are not fitted again
``factor_vae, beta_vae``                       of held-out groups, at most `VOTED`; new votes
``dci_disentanglement, dci_completeness``      of training groups, at most `REFITTED`; forests of
                                               `REFITTED_TREES` trees are fitted to each
``varying_units``                              none
=============================================  ===================================================

Codes of the same sounds have the same half samples with the same seed, so two codes can be compared
half sample by half sample.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from latentaudio.disentanglement import attribute_gap, dci
from latentaudio.disentanglement.beta_vae_score import beta_vae_score
from latentaudio.disentanglement.explicitness import predicted_classes
from latentaudio.disentanglement.factor_vae_score import factor_vae_score
from latentaudio.disentanglement.information import binned, entropy, gap_of
from latentaudio.disentanglement.modularity import modularity
from latentaudio.disentanglement.own_axes import own_axis_scores
from latentaudio.disentanglement.scored_code import (
    KnownCode,
    Record,
    Scored,
    ScoredCode,
    numbers,
    prepare,
)
from latentaudio.seeds import generator
from latentaudio.statistics.half_samples import draw_half_samples, rows_of
from latentaudio.statistics.stratified_bootstrap import Floats
from latentaudio.statistics.variation import varies

#: Largest number of half samples of the scores that draw votes.
VOTED = 20
#: Largest number of half samples that forests are fitted to, and the number of their trees.
REFITTED, REFITTED_TREES = 6, 5


class PublishedScores(NamedTuple):
    """All published scores of a code.

    Attributes
    ----------
    scores
        The scores, each in the data and in half samples.
    importances
        Importance of each unit for each factor in the forests that DCI rests on, shape
        ``[d, factors]``; those of a factor sum to 1, or are 0 if no unit varies.
    """

    scores: list[Scored]
    importances: Floats

    def records(self) -> list[Record]:
        """List the scores with their intervals: ``metric, factor, value, low, high, note``."""
        return [score.record() for score in self.scores]


def published_scores(code: KnownCode, *, seed: int, half_samples: int) -> PublishedScores:
    """Compute all published scores of a code.

    Parameters
    ----------
    code
        What is scored.
    seed
        Seed of forests, votes and half samples.
    half_samples
        Number of half samples, at least 2; expensive scores use fewer (see the module).

    Returns
    -------
    PublishedScores
        ``factor`` is None for a score of the whole code; of scores by factor, that is the mean over
        factors (``dci_completeness``: weighted by importance). Undefined values are NaN, in records
        None. Metrics:

        - ``mig``; ``sap_r2`` (numeric factors); ``sap_svc``
        - ``dci_disentanglement`` (whole code only), ``dci_completeness``, ``dci_informativeness``
        - ``modularity`` (whole code only, active units); ``explicitness``
        - ``factor_vae`` (active units) and ``beta_vae`` (both whole code only)
        - ``own_axis_eta2``, and for numeric factors ``own_axis_r2`` and
          ``own_axis_abs_rank_correlation``
        - ``varying_units`` (whole code only)

    Raises
    ------
    DatasetError
        When codes are not finite numbers or not as many as the sounds, or a factor has one class,
        no more sounds than classes, or held-out classes that no training sound has.
    ConfigError
        When axes have unknown factors or units, active units have not one entry for each unit, or
        there are fewer than 2 half samples.
    """
    prepared = prepare(code, seed=seed, half_samples=half_samples)
    # First, because it is quick and checks the axes.
    own = list(own_axis_scores(prepared, code.axes))
    together = [np.asarray(units) for units in code.axes.values()]
    fitted = dci.fit(prepared.training, prepared.learned, seed)
    scores = [
        *_information_scores(prepared, together),
        *_attribute_gaps(prepared),
        *_importance_scores(prepared, fitted),
        *_explicitness(prepared),
        *_vote_scores(prepared),
        *own,
        _varying_units(prepared),
    ]
    return PublishedScores(scores, fitted.importances)


def _information_scores(code: ScoredCode, axes: Sequence[np.ndarray]) -> Iterator[Scored]:
    rows = rows_of(code.halves)
    gaps, information = {}, []
    for name, classes in code.scored.classes.items():
        cells = binned(code.held_out, classes)
        known = np.stack([cells.information(inside) for inside in rows])
        uncertainty = [entropy(classes[inside]) for inside in rows]
        gaps[name] = numbers(
            [gap_of(*each, axes).gap for each in zip(known, uncertainty, strict=True)]
        )
        information.append(known)
    yield from code.by_factor("mig", gaps)
    of_factors = np.stack(information, axis=-1)
    yield code.whole(
        "modularity", numbers([modularity(known, code.active) for known in of_factors])
    )


def _attribute_gaps(code: ScoredCode) -> Iterator[Scored]:
    squares = {
        name: attribute_gap.squared_correlations(code.held_out, values, code.halves)
        for name, values in code.scored.values.items()
    }
    yield from code.by_factor("sap_r2", _gaps(squares))
    rows = rows_of(code.halves).astype(np.float64)
    accuracies = {}
    for name, classes in code.scored.classes.items():
        known = code.learned.classes[name]
        hits = attribute_gap.classifier_hits(code.training, known, code.held_out, classes)
        accuracies[name] = rows @ hits / rows.sum(axis=1, keepdims=True)
    yield from code.by_factor("sap_svc", _gaps(accuracies))


def _gaps(scores: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: attribute_gap.gap_of_best(of_units) for name, of_units in scores.items()}


def _importance_scores(code: ScoredCode, fitted: dci.Fitted) -> Iterator[Scored]:
    draws = generator(code.seed, "half samples of training")
    halves = draw_half_samples(code.learned.groups, REFITTED, draws)
    matrices = [fitted.importances] + [
        dci.fit(
            code.training[rows], code.learned.of(rows), code.seed, trees=REFITTED_TREES
        ).importances
        for rows in rows_of(halves)[1:]
    ]
    named: dict[tuple[str, str | None], list[float | None]] = {
        ("dci_disentanglement", None): [dci.disentanglement(matrix) for matrix in matrices],
        ("dci_completeness", None): [dci.completeness(matrix) for matrix in matrices],
    }
    complete = np.stack([dci.completeness_of_factors(matrix) for matrix in matrices])
    for name, column in zip(fitted.names, complete.T, strict=True):
        named["dci_completeness", name] = list(column)
    for (metric, factor), values in named.items():
        yield Scored(metric, factor, numbers(values), halves.weights.shape[1], halves.note)
    yield from _informativeness(code, fitted)


def _informativeness(code: ScoredCode, fitted: dci.Fitted) -> list[Scored]:
    scores = {}
    for name, predicted in fitted.predicted(code.held_out).items():
        numeric = name in code.scored.values
        truth = (code.scored.values if numeric else code.scored.classes)[name]
        scores[name] = numbers(
            [
                dci.informativeness(truth[rows], predicted[rows], numeric=numeric)
                for rows in rows_of(code.halves)
            ]
        )
    return code.by_factor("dci_informativeness", scores, lowest=-np.inf)


def _explicitness(code: ScoredCode) -> list[Scored]:
    scores = {}
    for name, classes in code.scored.classes.items():
        known = code.learned.classes[name]
        predicted = predicted_classes(code.training, known, code.held_out, classes)
        scores[name] = numbers([predicted.explicitness(rows) for rows in rows_of(code.halves)])
    return code.by_factor("explicitness", scores)


def _vote_scores(code: ScoredCode) -> Iterator[Scored]:
    factor_vae, beta_vae = [], []
    for number, rows in enumerate(rows_of(code.halves)[: 1 + VOTED]):
        codes, classes = code.held_out[rows], code.scored.of(rows).classes
        draws = generator(code.seed, "votes", number)
        factor_vae.append(factor_vae_score(codes, classes, draws, code.active & varies(codes)))
        beta_vae.append(beta_vae_score(codes, classes, draws))
    yield code.whole("factor_vae", numbers(factor_vae))
    yield code.whole("beta_vae", numbers(beta_vae))


def _varying_units(code: ScoredCode) -> Scored:
    count, width = float(code.active.sum()), len(code.active)
    note = f"of {width} units"
    return Scored("varying_units", None, np.array([count]), code.groups, note, 0, width)
