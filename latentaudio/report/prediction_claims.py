"""The claims about predicting recordings, in words."""

from collections.abc import Iterator, Mapping
from functools import partial

from latentaudio.findings.predicted_tasks import FOLDS, SCORE
from latentaudio.findings.predictions import (
    FEWEST_LAYERS,
    GENERALISES,
    INTERMEDIATE,
    PRETRAINED,
)
from latentaudio.findings.record import Finding, Value
from latentaudio.findings.verdicts import UNTESTED
from latentaudio.report.answers import tested, why, with_interval
from latentaudio.report.blocks import Text, in_lines, rich
from latentaudio.report.claim_texts import ClaimText
from latentaudio.report.numbers import count, number, plural
from latentaudio.units import with_unit

#: What all rules have in common.
SIGNIFICANCE = (
    "In each fold, the model that is judged is the one with the lowest loss within the training "
    "recordings: held-out recordings choose nothing. Differences are tested over folds (corrected "
    "resampled t-test, Holm’s correction over the tasks of a claim), and the intervals of the "
    "chosen models are from resamples of groups."
)
#: What scores are called, and what they are compared with, by unit.
SCORES: Mapping[str, str] = {
    "accuracy": "accuracy",
    "mae": "mean error",
    "map": "mAP",
    "error": "mean error on the scale",
}
_WITHOUT: Mapping[str, str] = {
    "accuracy": "the most frequent class",
    "mae": "the mean of the training recordings",
    "map": "the frequencies of the labels",
}


def prediction_claims(network: str, units: Mapping[str, str] | None = None) -> Iterator[ClaimText]:
    """Word the claims of the study.

    Parameters
    ----------
    network
        What the network is called.
    units
        Units of numeric factors, by name.
    """
    units = units or {}
    for claim, statement, rule, answer in (
        (
            GENERALISES,
            "What a model learns of some recordings holds for recordings of other groups.",
            "Holds when the chosen models predict held-out recordings significantly better than "
            "what needs no model (always the most frequent class, the mean, or the frequencies of "
            "the labels) and the intervals over groups of all of them lie beyond it; in part when "
            "only one of the two is so.",
            generalises_answer,
        ),
        (
            PRETRAINED,
            f"Heads on what {network} has learned of other sounds predict better than networks "
            "that are trained from scratch.",
            "Holds when the head that is chosen among heads is significantly better than the "
            "network that is chosen among networks, and the intervals over groups of both sides "
            "do not overlap; in part when only one of the two is so; not tested when there are "
            "three folds or fewer and neither is.",
            pretrained_answer,
        ),
        (
            INTERMEDIATE,
            "An intermediate layer predicts better than the last one.",
            "Holds when no fold chooses the head on the first or on the last of the layers that "
            "have heads, and the chosen heads are better than that on the last layer, "
            "significantly and with intervals over groups that do not overlap; in part when none "
            "does but the advance is not shown by both, or when some do but the advance is "
            f"significant; not tested with heads on fewer than {FEWEST_LAYERS} layers.",
            layer_answer,
        ),
    ):
        yield ClaimText(claim, statement, rule, partial(answer, units=units), unpublished="")


def generalises_answer(finding: Finding, units: Mapping[str, str]) -> Text:
    """State the score on held-out recordings, what needs no model, and the gap."""
    if finding.verdict == UNTESTED:
        return why(finding)
    score, difference, unit = finding[SCORE], finding["difference"], _unit(finding, units)
    return _in_lines(
        finding,
        rich("on held-out recordings {}", _scored_by(finding, SCORE, FOLDS, unit)),
        rich(
            "better than {} ({}{}) by {}, {}",
            _WITHOUT[score.unit],
            number(finding["chance"].estimate),
            unit,
            _difference(difference),
            tested(difference),
        ),
        rich(
            "in training {}{}: a gap of {}{}",
            number(finding["training_score"].estimate),
            unit,
            number(finding["gap"].estimate),
            unit,
        ),
    )


def pretrained_answer(finding: Finding, units: Mapping[str, str]) -> Text:
    """State by how much heads on what a network encodes are better, and which were chosen."""
    difference = finding.get("difference")
    if difference is None:
        return why(finding)
    better: Text = rich("better by {}", _difference(difference))
    if finding.verdict != UNTESTED:
        better = rich("{}, {}", better, tested(difference))
    unit = _unit(finding, units)
    sides = (
        rich("{}: {}", name, _scored_by(finding, f"{side}_{SCORE}", f"{side}_{FOLDS}", unit))
        for side, name in (("pretrained", "heads"), ("scratch", "networks from scratch"))
    )
    return _in_lines(finding, better, *sides)


def layer_answer(finding: Finding, units: Mapping[str, str]) -> Text:
    """Name the chosen layer, and state by how much the choice is better than the last layer."""
    if finding.verdict == UNTESTED:
        return why(finding)
    last, difference = finding[f"last_layer_{SCORE}"], finding["difference"]
    chosen = [one.estimate for one in finding.named("layer_of_fold")]
    unit = _unit(finding, units)
    told = [
        rich(
            "layer {} of {}–{} in {} of {}",
            finding.layer,
            count(finding["first_layer"].estimate),
            count(finding["last_layer"].estimate),
            count(chosen.count(finding.layer)),
            plural(len(chosen), "fold"),
        ),
        _scored_by(finding, SCORE, FOLDS, unit),
    ]
    if set(chosen) != {finding["last_layer"].estimate}:
        told.append(
            rich(
                "better than the last layer ({}{}) by {}, {}",
                with_interval(last),
                unit,
                _difference(difference),
                tested(difference),
            )
        )
    return _in_lines(finding, *told)


def _scored_by(finding: Finding, name: str, folds: str, unit: str) -> Text:
    """State a score and the models that the folds choose; each with its own, if they differ."""
    score = finding[name]
    models = _models(finding, folds, scored=not score.has_interval)
    return rich("{} {}{}, by {}", SCORES[score.unit], with_interval(score), unit, models)


def _models(finding: Finding, folds: str, *, scored: bool) -> Text:
    """List the chosen models by the folds that choose them, with their scores over all folds."""
    scores = {one.about: one for one in finding.named(SCORE)}
    told: list[Text] = []
    for one in finding.named(folds):
        score = rich(" ({})", with_interval(scores[one.about])) if scored else ""
        told.append(rich("{}{} in {}", one.about, score, plural(int(one.estimate or 0), "fold")))
    words = ", ".join(["{}"] * (len(told) - 1))
    return rich(f"{words} and {{}}" if words else "{}", *told)


def _difference(difference: Value) -> Text:
    """State a difference; that of errors on a scale is not in the unit."""
    what = f" ({SCORES[difference.unit]})" if difference.unit == "error" else ""
    return rich("{}{}", with_interval(difference), what)


def _unit(finding: Finding, units: Mapping[str, str]) -> str:
    """Give the unit of a factor as it stands behind a number."""
    return with_unit("", units.get(finding.factor or "", ""))


def _in_lines(finding: Finding, *lines: Text) -> Text:
    """Put an answer in lines, the last of which states why the verdict is not a plain one."""
    return in_lines(*lines, *([why(finding)] if finding.reasons else []))
