"""The claims in words: statements, the rules by which they are judged, and their answers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from latentaudio.disentanglement.folding import LEAST_ORDER, LEAST_OWN
from latentaudio.findings import axes, features, heard, layers, moves, published, seeds
from latentaudio.findings.axes_values import EXACT, LEAST_RATIO
from latentaudio.findings.record import Finding
from latentaudio.findings.run import Run
from latentaudio.report import answers
from latentaudio.report.blocks import Text
from latentaudio.report.features import feature_titles
from latentaudio.transfer.effects import Effect

LAYER_RULE = (
    "Holds when the difference is significant after correction, with {scheme} folds and the best "
    "layer chosen on other folds than those it is evaluated on (corrected resampled t-test); in "
    "part when it is significant only with the best layer chosen on the same folds."
)
FEATURE_RULE = (
    "Holds when the difference is significant after correction over features and layers, with "
    "{scheme} folds (corrected resampled t-test). The best layer is chosen on other folds than "
    "those it is evaluated on."
)
MOVE_RULE = (
    "Holds when the distance of logits changes as predicted, the change is significant after "
    "correction (paired t-test over snippets, as published), its interval bootstrapped over groups "
    "excludes zero, and the move has a larger effect than every control in the run; in part when "
    "the change is significant but one of the other conditions fails."
)

#: Statements by the name of the comparison of layers.
_LAYER_CLAIMS = {
    "first_vs_best": "The best layer encodes the factor better than the first.",
    "best_vs_last": "The best layer encodes the factor better than the last.",
    "first_vs_last": "The last layer encodes the factor better than the first.",
}
#: Statements by the name of the comparison of a layer with a feature.
_FEATURE_CLAIMS = {
    "first_layer": "The first layer encodes the factor better than {}.",
    "best_layer": "The best layer encodes the factor better than {}.",
}
#: Statements by the class moved to and the class to which the distance is measured.
_MOVE_CLAIMS = {
    ("own", "own"): (
        "A sound moved to its own class comes closer to typical sounds of that class."
    ),
    ("other", "own"): (
        "A sound moved to the other class goes farther from typical sounds of its own class."
    ),
    ("other", "other"): (
        "A sound moved to the other class comes closer to typical sounds of that class."
    ),
    ("own", "other"): (
        "A sound moved to its own class goes farther from typical sounds of the other class."
    ),
}


def _factor(finding: Finding) -> str:
    return finding.factor or ""


@dataclass(frozen=True)
class ClaimText:
    """A claim in words.

    Attributes
    ----------
    claim
        Its name in the findings.
    statement, rule
        What is claimed, and when it holds.
    answer
        Function that words a finding about it.
    unpublished
        Shown where the published study has no value.
    about
        Function that says what a finding is about.
    """

    claim: str
    statement: str
    rule: str
    answer: Callable[[Finding], Text]
    unpublished: str = published.NOT_IN_PAPER
    about: Callable[[Finding], str] = _factor


def paper_claims(run: Run) -> Iterator[ClaimText]:
    """Word the claims of the published study."""
    folds = len(next(iter(run.best["factors"].values()))["folds"])
    yield ClaimText(
        layers.INTERMEDIATE,
        "An intermediate layer encodes the factors best.",
        f"Holds when the best layer is neither the first nor the last, both on all folds and "
        f"when chosen on any {folds - 1} of the {folds} folds; in part when this is true of "
        "only some of these choices.",
        answers.intermediate,
    )
    for name, statement in _LAYER_CLAIMS.items():
        yield ClaimText(
            layers.COMPARED[name][0],
            statement,
            LAYER_RULE.format(scheme=run.scheme),
            answers.compared,
            "not a factor in the paper",
        )
    order = (
        " The axis of a numeric factor must also follow the order of its values (|ρ| at least "
        f"{LEAST_ORDER:g})."
    )
    yield ClaimText(
        axes.OWN_AXIS,
        "An invertible flow gives each factor an axis of its own.",
        f"Holds when, on held-out sounds, the own factor explains at least {LEAST_OWN:g} of "
        f"the variance of the axis (η²) and at least {LEAST_RATIO:g} times as much as any "
        "other factor; in part when one of these limits is missed but the interval lies above "
        "those of the other factors, or when both are met but there is no interval."
        + (order if any(one.is_numeric for one in run.typed_factors.values()) else ""),
        answers.own_axis,
        published.NO_VALUE,
    )
    yield ClaimText(
        axes.INVERTIBLE,
        "The flow can be inverted, so moved sounds can be returned to the layer.",
        "Holds when mapping forth and back changes every held-out projection by less than "
        f"{EXACT:g} standard deviations.",
        answers.inverse,
        "exact by construction",
    )
    for key, statement in _MOVE_CLAIMS.items():
        yield ClaimText(moves.MOVED[key], statement, MOVE_RULE, answers.moved, published.NO_VALUE)


def further_claims(run: Run) -> Iterator[ClaimText]:
    """Word the claims that the published study did not make."""
    network = run.network
    yield ClaimText(
        layers.TRAINED,
        f"The best layer encodes the factor because of {network.title}’s training, not its "
        "architecture alone.",
        "Holds when KNN at the best layer is significantly more accurate than KNN at the same "
        "layer with permuted weights (corrected resampled t-test, Bonferroni-corrected over "
        "layers).",
        answers.trained,
    )
    titles = feature_titles(run)
    for comparison, statement in _FEATURE_CLAIMS.items():
        yield ClaimText(
            features.BEATS_FEATURE[comparison],
            statement.format(_named(titles)),
            FEATURE_RULE.format(scheme=run.scheme),
            answers.compared,
            about=partial(_factor_and_feature, titles=titles) if len(titles) > 1 else _factor,
        )
    yield ClaimText(
        axes.BEYOND_LINEAR,
        "The flow separates the factors better than linear axes do.",
        "Holds when the interval of the own factor’s η² lies above that of the LDA axis; in "
        "part when η² is higher but the intervals overlap or are missing.",
        answers.beyond_linear,
    )
    yield ClaimText(
        moves.MOVED_RELATIVE,
        f"{network.title}’s output for a moved sound comes closer to the class moved to, relative "
        "to the other class.",
        f"{MOVE_RULE} The distance here is that to the own class minus that to the other.",
        answers.moved,
        about=_factor_and_move,
    )
    yield ClaimText(
        moves.JOINT,
        f"{network.title}’s output for a sound moved along all factor axes at once follows the "
        "move.",
        f"{MOVE_RULE} Moves to the own class should come closer to it and go farther from the "
        "other class; moves to the other class should do the reverse.",
        answers.moved,
        about=_effect,
    )
    yield ClaimText(
        seeds.SEEDS_AGREE,
        "Flows trained from other seeds show the same effects of moves.",
        "Holds when the flows of all seeds agree on every effect, that is, when all find it "
        "significant in the same direction or none finds it significant; in part when they "
        "agree on some effects.",
        answers.every_seed,
    )
    yield ClaimText(
        heard.HEARD,
        f"{network.title} hears a sound moved to the other class more as that class and less as "
        "its own.",
        f"Holds when the probability of {network.classes_title} named for the class moved to "
        "rises and that of classes named for the opposite class falls, both with intervals that "
        "exclude zero; in part when only one does; not tested where there are no intervals.",
        partial(answers.heard, classes=network.classes_title),
    )


def _named(titles: Mapping[str, str]) -> str:
    if not titles:
        return "a feature such as the spectrogram"
    return f"the {next(iter(titles.values()))}" if len(titles) == 1 else "the features"


def _factor_and_feature(finding: Finding, titles: Mapping[str, str]) -> str:
    return f"{finding.factor}, {titles[finding.feature]}" if finding.feature else _factor(finding)


def _factor_and_move(finding: Finding) -> str:
    return f"{finding.factor}, to {finding.move}" if finding.move else ""


def _effect(finding: Finding) -> str:
    if finding.move is None or finding.reference is None:
        return ""
    return Effect(finding.move, finding.reference).text
