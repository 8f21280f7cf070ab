"""Judge the claims about predicting recordings: whether it generalises, and what helps.

Nothing is chosen by held-out recordings: in each fold, a model is the one with the lowest loss
within the training recordings. That of a head is of all training groups, each left out in turn,
that of a network of its validation groups, by which its training may also have been stopped. They
are of the same measure, but not of the same recordings, so where networks are compared with heads,
each side chooses among its own.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from latentaudio.findings import reasons
from latentaudio.findings.predicted_tasks import (
    FOLDS,
    SCORE,
    Choice,
    Comparison,
    Task,
    compared_with_chance,
    compared_with_others,
    tasks_in,
)
from latentaudio.findings.record import Finding, Reason, Value, value
from latentaudio.findings.run import PREDICTION, Predicted, Run
from latentaudio.findings.verdicts import HOLDS, IN_PART, NOT, UNTESTED
from latentaudio.networks.base import layer_folder
from latentaudio.prediction.choices.layer_choice import LayerChoice
from latentaudio.prediction.origins import Origins
from latentaudio.statistics.corrections import holm

GENERALISES = "prediction_generalises"
PRETRAINED = "pretrained_beats_trained_from_scratch"
INTERMEDIATE = "intermediate_layer_predicts_best"
#: Layers with heads without which none is intermediate.
FEWEST_LAYERS = 3


class Tested(NamedTuple):
    """A comparison after the correction of its p.

    Attributes
    ----------
    compared
        The comparison.
    p, alpha
        Corrected p, and the one up to which the difference is significant.
    """

    compared: Comparison
    p: float
    alpha: float

    @property
    def folds(self) -> int:
        """1 where the difference over folds is significant as claimed, -1 if opposite, else 0."""
        return int(self.p <= self.alpha) * int(np.sign(self.compared.test.estimate))

    @property
    def groups(self) -> int:
        """The same by intervals over groups."""
        return self.compared.groups


#: What a claim compares in a task, or why it compares nothing; and its verdict on what it did.
Prepare = Callable[[Task, Origins], Comparison | Reason]
Judge = Callable[[Tested, Origins], Finding]


def prediction_findings(run: Run) -> Iterator[Finding]:
    """Judge all claims of the study by the tables of a run."""
    yield from judge_predictions(run.predicted)


def judge_predictions(tables: Predicted) -> Iterator[Finding]:
    """Judge all claims of the study, one finding for each claim and task.

    Differences are tested over folds (corrected resampled t-test, Holm's correction over the tasks
    of a claim) and by intervals over groups. A claim holds where both say so.
    """
    tasks = tasks_in(tables.scores, tables.by_fold)
    for claim, (prepare, judge) in _CLAIMS.items():
        prepared = [prepare(task, tables.origins) for task in tasks]
        for task, found, p in zip(tasks, prepared, _corrected(prepared), strict=True):
            if isinstance(found, Reason):
                yield _finding(claim, task, UNTESTED, (found,))
            else:
                yield judge(Tested(found, p, tables.alpha), tables.origins)


def _corrected(prepared: Sequence[Comparison | Reason]) -> list[float]:
    """Correct the p values of a claim; NaN where nothing is compared."""
    p = np.array([math.nan if isinstance(one, Reason) else one.test.p for one in prepared])
    tested = np.isfinite(p)
    p[tested] = holm(p[tested])
    return [float(one) for one in p]


def _finding(
    claim: str,
    task: Task,
    verdict: str,
    why: tuple[Reason, ...],
    **parts: Any,  # noqa: ANN401
) -> Finding:
    return Finding(claim, verdict, PREDICTION, task.name, reasons=why, **parts)


def by_folds_and_groups(tested: Tested, overlap: Reason) -> tuple[str, tuple[Reason, ...]]:
    """Reach a verdict by the test over folds and the intervals over groups.

    Parameters
    ----------
    tested
        The comparison.
    overlap
        Why a difference that is significant over folds holds in part only.
    """
    few = reasons.FEW_FOLDS if tested.compared.few_folds else None
    wrong = tested.compared.test.estimate < 0
    if -1 in (tested.folds, tested.groups):
        return NOT, (reasons.OPPOSITE,)
    if tested.folds and tested.groups:
        return HOLDS, ()
    if tested.folds:
        return IN_PART, (overlap,)
    # What folds choose may be worse although each model is better over all folds.
    if tested.groups and not wrong:
        return IN_PART, (few or reasons.NOT_OVER_FOLDS,)
    return NOT, (few or (reasons.WRONG_DIRECTION if wrong else reasons.NOT_SIGNIFICANT),)


def _generalising(task: Task, origins: Origins) -> Comparison | Reason:
    chosen = task.choose(origins.hearing)
    if chosen is None:
        return _nothing_chosen(task, origins.hearing, reasons.NO_HEARING_MODELS)
    return compared_with_chance(chosen)


def _nothing_chosen(task: Task, models: Sequence[str], none: Reason) -> Reason:
    return reasons.NO_INNER_LOSSES if task.has(models) else none


def generalises(tested: Tested, origins: Origins) -> Finding:
    """Judge whether a model that is chosen among all predicts held-out recordings."""
    chosen = tested.compared.chosen
    measure = chosen.task.measure
    verdict, why = by_folds_and_groups(tested, reasons.REACHES_CHANCE)
    training, held_out = chosen.mean(measure.training), chosen.mean(measure.shown)
    return _finding(
        GENERALISES,
        chosen.task,
        verdict,
        why,
        values=(
            chosen.score(),
            value("chance", unit=measure.shown, estimate=chosen.chance()),
            tested.compared.difference(tested.p),
            value("training_score", unit=measure.shown, estimate=training),
            value("gap", unit=measure.shown, estimate=measure.better * (training - held_out)),
            *chosen.each(),
        ),
    )


def _pretrained(task: Task, origins: Origins) -> Comparison | Reason:
    sides = []
    for models, none in (
        (origins.pretrained, reasons.NO_PRETRAINED_HEADS),
        (origins.scratch, reasons.NO_SCRATCH_NETWORKS),
    ):
        chosen = task.choose(models)
        if chosen is None:
            return _nothing_chosen(task, models, none)
        sides.append(chosen)
    return compared_with_others(*sides)


def pretrained_beats_scratch(tested: Tested, origins: Origins) -> Finding:
    """Judge whether heads on what a network encodes beat networks trained from scratch.

    With few folds, a test that is not significant does not say that nothing was found.
    """
    chosen, others = tested.compared.sides
    verdict, why = by_folds_and_groups(tested, reasons.GROUPS_OVERLAP)
    if verdict == NOT and reasons.FEW_FOLDS in why:
        verdict = UNTESTED
    return _finding(
        PRETRAINED,
        chosen.task,
        verdict,
        why,
        values=(
            tested.compared.difference(tested.p),
            *_both_sides(chosen, others, ("pretrained", "scratch")),
        ),
    )


def _both_sides(own: Choice, others: Choice, names: tuple[str, str]) -> Iterator[Value]:
    """Give the scores of both sides, and of the models of each."""
    sides = dict(zip(names, (own, others), strict=True))
    for name, side in sides.items():
        yield side.score(f"{name}_{SCORE}")
    for name, side in sides.items():
        yield from side.each(f"{name}_{FOLDS}")


def _intermediate(task: Task, origins: Origins) -> Comparison | Reason:
    heads = _layer_heads(task, origins)
    if len(set(heads.values())) < FEWEST_LAYERS:
        return reasons.TOO_FEW_LAYER_HEADS
    deepest = max(heads.values())
    last = [name for name, layer in heads.items() if layer == deepest]
    chosen, deepest_chosen = (task.choose(models) for models in (list(heads), last))
    if chosen is None or deepest_chosen is None:
        return reasons.NO_INNER_LOSSES
    return compared_with_others(chosen, deepest_chosen)


def _layer_heads(task: Task, origins: Origins) -> dict[str, int]:
    """Find the layers of heads that see them alike; the way in which most layers are seen."""
    of_task = {name: seen for name, seen in origins.layers.items() if task.has([name])}
    ways = [
        {name: layer for name, (layer, seen) in of_task.items() if seen == way}
        for way in dict.fromkeys(seen for _, seen in of_task.values())
    ]
    return max(ways, key=lambda way: len(set(way.values())), default={})


def intermediate_predicts_best(tested: Tested, origins: Origins) -> Finding:
    """Judge whether the chosen layers are neither the first nor the last, and beat the last."""
    chosen, last = tested.compared.sides
    heads = _layer_heads(chosen.task, origins)
    ends = min(heads.values()), max(heads.values())
    layers = tuple(heads[name] for name in chosen.by_fold["model"])
    verdict, why = _among_layers(tested, [layer not in ends for layer in layers])
    most = LayerChoice(layers, chosen.mean(chosen.task.measure.shown)).most_often
    return _finding(
        INTERMEDIATE,
        chosen.task,
        verdict,
        why,
        space=layer_folder(most),
        layer=most,
        values=(
            value("layer", estimate=most),
            value("first_layer", estimate=ends[0]),
            value("last_layer", estimate=ends[1]),
            tested.compared.difference(tested.p),
            *(
                value("layer_of_fold", estimate=layer, about=f"fold_{fold:02d}")
                for fold, layer in zip(chosen.by_fold["fold"], layers, strict=True)
            ),
            chosen.score(),
            last.score(f"last_layer_{SCORE}"),
            *chosen.each(),
        ),
    )


def _among_layers(tested: Tested, inside: Sequence[bool]) -> tuple[str, tuple[Reason, ...]]:
    """Combine the choice of layers with the advance on the last one."""
    if not any(inside):
        return NOT, (reasons.AT_AN_END,)
    verdict, why = by_folds_and_groups(tested, reasons.GROUPS_OVERLAP)
    if not all(inside):
        # The last layer, where a fold chooses it, overlaps itself.
        others = (one for one in why if one != reasons.GROUPS_OVERLAP)
        return NOT if verdict == NOT else IN_PART, (reasons.AT_AN_END, *others)
    better = tested.compared.test.estimate > 0
    return IN_PART if verdict == NOT and better else verdict, why


_CLAIMS: Mapping[str, tuple[Prepare, Judge]] = {
    GENERALISES: (_generalising, generalises),
    PRETRAINED: (_pretrained, pretrained_beats_scratch),
    INTERMEDIATE: (_intermediate, intermediate_predicts_best),
}
