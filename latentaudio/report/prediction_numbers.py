"""What the section on prediction says about numeric factors, and about layers."""

from collections.abc import Iterator

from latentaudio.factor_types import Factor, parse_factors
from latentaudio.findings.lookup import records, select
from latentaudio.findings.run import Run
from latentaudio.prediction.choices.layer_choice import choose_layers
from latentaudio.prediction.scoring.number_scores import FACTOR
from latentaudio.prediction.tasks.tasks import layer_heads
from latentaudio.report.blocks import Table, Text, titled
from latentaudio.report.numbers import count, interval, lowest_to_highest, number, plural
from latentaudio.report.prediction_advance import advance
from latentaudio.report.prediction_labels import has_labels
from latentaudio.units import with_unit


def has_numbers(run: Run, task: str) -> bool:
    """Return whether a task is of numbers."""
    scores = select(run.predicted.scores, task=task)
    return "mae" in scores and bool(scores["mae"].notna().all())


def _factor(run: Run, task: str) -> Factor:
    factors = parse_factors(run.config["dataset"]["factors"])
    return next((one for one in factors if one.name == task), Factor(task, "numeric"))


def number_answer(run: Run, task: str) -> str:
    """Name the best model of a task, and what is known of its advance on the others."""
    scores = select(run.predicted.scores, task=task).sort_values(
        "error", ascending=True, kind="stable"
    )
    best, factor = records(scores)[0], _factor(run, task)
    error, of_mean = (with_unit(number(best[name]), factor.unit) for name in ("mae", "mean_mae"))
    scale = "its logarithm" if factor.scale == "log" else "its values"
    text = (
        f"{task}: {best['model']} is {error} off on average "
        f"[{number(best['mae_low'])}, {number(best['mae_high'])}], with an R² of {scale} of "
        f"{number(best['r2'])} [{number(best['r2_low'])}, {number(best['r2_high'])}]; always "
        f"saying the mean of the training recordings is {of_mean} off."
    )
    if len(scores) == 1:
        return text
    return f"{text} {advance(run, task, best['model'], len(scores) - 1)}"


def number_scores(run: Run, task: str) -> Table:
    """Show the scores of all models of a task of numbers."""
    factor = _factor(run, task)
    near = factor.scale == "log"
    rows = [
        [
            row["model"],
            interval(row["mae"], row["mae_low"], row["mae_high"]),
            interval(row["r2"], row["r2_low"], row["r2_high"]),
            *([interval(row["within"], row["within_low"], row["within_high"])] if near else []),
            lowest_to_highest(row["seed_low"], row["seed_high"], row["n_seeds"]),
            number(row["training_r2"]),
            number(row["gap"]),
            number(row["coverage"]),
            count(row["n_seeds"]),
        ]
        for row in records(select(run.predicted.scores, task=task))
    ]
    unit = f" ({factor.unit})" if factor.unit else ""
    return Table(
        f"Models that predict {task}. In brackets: 95% intervals over groups.",
        [
            *("model", f"mean error{unit}", "R²"),
            *([f"within a factor of {FACTOR:g}"] if near else []),
            *("R² by seed", "R² in training", "gap", "in the 95% interval", "seeds"),
        ],
        rows,
        source="prediction/scores.csv",
    )


def layer_answers(run: Run, task: str) -> Iterator[str]:
    """Say which layer knows most, where heads see layers one by one."""
    score, name = _main_score(run, task)
    by_fold = select(run.predicted.by_fold, task=task)
    choices = choose_layers(by_fold, layer_heads(run.config), score)
    for way, choice in choices.items():
        times = choice.layers.count(choice.most_often)
        how = f" ({way})" if len(choices) > 1 else ""
        yield (
            f"Layer {choice.most_often}{how} is chosen in {times} of "
            f"{plural(len(choice.layers), 'fold')} as the one that knows most about {task}, by the "
            "loss of groups that were left out within the training recordings. The layers that "
            f"were so chosen have a held-out {name} of {number(choice.score)} (mean over folds)."
        )


def _main_score(run: Run, task: str) -> tuple[str, str]:
    if has_labels(run, task):
        return "map", "mAP"
    return ("r2", "R²") if has_numbers(run, task) else ("accuracy", "accuracy")


def number_notes() -> Iterator[Text]:
    """Explain the scores of numbers."""
    yield titled(
        "R²",
        "share of the variance over all held-out recordings that predictions explain, on the "
        "scale of the factor (logarithms if that is log); 0 for the mean, and below it for what is "
        "worse.",
    )
    yield titled(
        "In the 95% interval",
        "share of the true values in the interval that each prediction comes with. It is made of "
        "the errors for validation groups (networks), or for groups left out within the training "
        "recordings (heads): far less than 0.95 says that errors are larger on what is new.",
    )
    yield titled(
        "Comparisons",
        "models of numbers are compared by their mean absolute errors on the scale of the factor, "
        "so a negative difference is in favour of the first.",
    )
