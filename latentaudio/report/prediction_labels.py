"""What the section on prediction says about labels, of which a recording may have several."""

from collections.abc import Iterator

from latentaudio.findings.lookup import distinct, records, select
from latentaudio.findings.run import Run
from latentaudio.prediction.tasks.tasks import label_columns
from latentaudio.report.blocks import Table, Text, titled
from latentaudio.report.numbers import count, interval, lowest_to_highest, number
from latentaudio.report.prediction_advance import advance


def has_labels(run: Run, task: str) -> bool:
    """Return whether a task is of labels."""
    return task in label_columns(run.config)


def label_answer(run: Run, task: str) -> str:
    """Name the best model of a task, and what is known of its advance on the others."""
    scores = select(run.predicted.scores, task=task).sort_values(
        "map", ascending=False, kind="stable"
    )
    best = records(scores)[0]
    text = (
        f"{task}: {best['model']} has a mean average precision of {number(best['map'])} "
        f"[{number(best['map_low'])}, {number(best['map_high'])}] over the labels of held-out "
        f"recordings; knowing only how frequent labels are has {number(best['prior_map'])}. Its "
        f"F-beta is {number(best['f_beta'])}, and that of giving every label to every recording "
        f"{number(best['all_ones_f_beta'])}."
    )
    if len(scores) == 1:
        return text
    return f"{text} {advance(run, task, best['model'], len(scores) - 1)}"


def label_scores(run: Run, task: str) -> Table:
    """Show the scores of all models of a task of labels, and of baselines."""
    own = records(select(run.predicted.scores, task=task))
    rows = [
        [
            row["model"],
            *(
                interval(row[name], row[f"{name}_low"], row[f"{name}_high"])
                for name in ("map", "lwlrap", "f_beta")
            ),
            number(row["f_beta_samples"]),
            lowest_to_highest(row["seed_low"], row["seed_high"], row["n_seeds"]),
            number(row["training_map"]),
            number(row["gap"]),
            number(row["log_loss"]),
            number(row["ece"]),
            count(row["n_seeds"]),
        ]
        for row in own
    ]
    rows.append(
        ["(frequencies)", number(own[0]["prior_map"]), number(own[0]["prior_lwlrap"]), *[""] * 8]
    )
    ones = [number(own[0][f"all_ones_{name}"]) for name in ("lwlrap", "f_beta", "f_beta_samples")]
    rows.append(["(every label)", number(own[0]["prior_map"]), *ones, *[""] * 6])
    beta = label_columns(run.config)[task].beta
    return Table(
        f"Models that predict {task}, and what needs no model. In brackets: 95% intervals over "
        "groups.",
        [
            *("model", "mAP", "lwlrap", f"F{beta:g}", f"F{beta:g} of recordings"),
            *("mAP by seed", "mAP in training", "gap", "log loss (nats)", "ECE", "seeds"),
        ],
        rows,
        source="prediction/scores.csv",
    )


def each_label(run: Run, task: str) -> Table:
    """Show the average precision of each label by each model."""
    own = select(run.predicted.per_label, task=task)
    models = distinct(own["model"])
    cells = {(row["label"], row["model"]): row for row in records(own)}
    rows = []
    for label in distinct(own["label"]):
        each = [cells[label, model] for model in models]
        found = (interval(one["average_precision"], one["low"], one["high"]) for one in each)
        known = [number(each[0][name]) for name in ("prevalence", "chance")]
        rows.append([label, count(each[0]["n"]), *known, *found])
    return Table(
        "Average precision of each label on held-out recordings, with 95% intervals over groups.",
        ["label", "recordings", "share", "by chance", *models],
        rows,
        source="prediction/per_label.csv",
    )


def label_notes() -> Iterator[Text]:
    """Explain the scores of labels."""
    yield titled(
        "mAP",
        "mean over labels of the average precision: how many of the recordings that score at "
        "least as high have the label, averaged over those that have it. Recordings are ranked "
        "among those of their fold. By chance, of equal scores, it is the share of recordings with "
        "the label, and somewhat more where folds differ in that share.",
    )
    yield titled(
        "lwlrap",
        "the same the other way round, as in the competition FSDKaggle2019: how many of the labels "
        "that score at least as high are right, averaged over all labels of all recordings.",
    )
    yield titled(
        "F-beta",
        "harmonic mean of precision and recall, in which recall counts beta times as much; mean "
        "over labels, or over recordings. A recording gets a label from a probability on that was "
        "chosen for each label on validation groups (networks), or on groups left out within the "
        "training recordings (heads). Labels that are equally likely for all recordings are given "
        "to all or to none, so frequencies alone do not beat giving every label.",
    )
    yield titled(
        "Log loss and ECE of labels",
        "each label of each recording counts once, with one temperature for all labels.",
    )
