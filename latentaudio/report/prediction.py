"""The section on prediction: how well factors of recordings are predicted, by which model."""

import math
from collections.abc import Iterator

from latentaudio.figures.registry import FIGURES, PREDICTION_STUDY
from latentaudio.findings.lookup import distinct, records, select
from latentaudio.findings.run import PREDICTION, Run
from latentaudio.prediction.choices.model_comparisons import MAIN_TEST
from latentaudio.report.blocks import (
    Block,
    Details,
    Heading,
    Items,
    Paragraph,
    Table,
    Text,
    picture,
    titled,
)
from latentaudio.report.numbers import count, interval, lowest_to_highest, number, p_value, plural
from latentaudio.report.prediction_advance import advance
from latentaudio.report.prediction_labels import (
    each_label,
    has_labels,
    label_answer,
    label_notes,
    label_scores,
)
from latentaudio.report.prediction_numbers import (
    has_numbers,
    layer_answers,
    number_answer,
    number_notes,
    number_scores,
)
from latentaudio.report.section import Section


def write(run: Run) -> list[Block]:
    """Compare the models of each task, and show how they were trained and how sure they are."""
    blocks: list[Block] = [Paragraph(_about(run))]
    tasks = distinct(run.predicted.scores["task"])
    for task in tasks:
        if len(tasks) > 1:
            blocks.append(Heading(task))
        if has_labels(run, task):
            blocks += [Paragraph(label_answer(run, task)), label_scores(run, task)]
        elif has_numbers(run, task):
            blocks += [Paragraph(number_answer(run, task)), number_scores(run, task)]
        else:
            blocks += [Paragraph(_answer(run, task)), _scores(run, task)]
        blocks += [Paragraph(text) for text in layer_answers(run, task)]
        blocks += _comparisons(run, task)
        if has_labels(run, task):
            blocks.append(Details(f"Each label of {task}", (each_label(run, task),)))
        elif not has_numbers(run, task):
            blocks.append(Details(f"Each class of {task}", (_classes(run, task),)))
    blocks += [Heading("How to read the tables"), Items(tuple(_notes(run, tasks)))]
    names = [
        one.name
        for one in FIGURES.values()
        if one.study == PREDICTION_STUDY and one.is_in(run.config)
    ]
    return [*blocks, *(block for name in names for block in picture(run.figures, name))]


def _about(run: Run) -> str:
    scores = run.predicted.scores
    return (
        f"Each model predicts whole recordings in {plural(int(scores['n_folds'].max()), 'fold')} "
        "of whole groups: what it is tested on, it was neither trained on nor chosen by. Networks "
        "were trained from scratch on crops of frames; heads were fitted to means of what "
        f"{run.network.title} encodes, or of frames."
    )


def _answer(run: Run, task: str) -> str:
    """Name the best model of a task, and what is known of its advance on the others."""
    scores = select(run.predicted.scores, task=task).sort_values(
        "accuracy", ascending=False, kind="stable"
    )
    best = records(scores)[0]
    text = (
        f"{task}: {best['model']} has an accuracy of {number(best['accuracy'])} on held-out "
        f"recordings [{number(best['low'])}, {number(best['high'])}]; always saying the most "
        f"frequent class of the training recordings has {number(best['chance'])}."
    )
    if len(scores) == 1:
        return text
    return f"{text} {advance(run, task, best['model'], len(scores) - 1)}"


def _scores(run: Run, task: str) -> Table:
    rows = [
        [
            row["model"],
            interval(row["accuracy"], row["low"], row["high"]),
            lowest_to_highest(row["seed_low"], row["seed_high"], row["n_seeds"]),
            number(row["training_accuracy"]),
            number(row["gap"]),
            number(row["balanced_accuracy"]),
            number(row["map3"]),
            number(row["log_loss"]),
            number(row["ece"]),
            count(row["n_seeds"]),
        ]
        for row in records(select(run.predicted.scores, task=task))
    ]
    return Table(
        f"Models that predict {task}. In brackets: 95% intervals over groups.",
        [
            *("model", "accuracy", "by seed", "in training", "gap", "balanced accuracy"),
            *("MAP@3", "log loss (nats)", "ECE", "seeds"),
        ],
        rows,
        source="prediction/scores.csv",
    )


def _comparisons(run: Run, task: str) -> Iterator[Block]:
    own = select(run.predicted.comparisons, task=task, test=MAIN_TEST)
    if own.empty:
        return
    rows = [
        [
            f"{row['model_a']} − {row['model_b']}",
            interval(row["difference"], row["ci_low"], row["ci_high"]),
            number(row["statistic"]),
            p_value(row["p"]),
            p_value(row["p_holm"]),
        ]
        for row in records(own)
    ]
    table = Table(
        f"Differences of {_compared(run, task)}, paired over folds (corrected resampled t-test; "
        "intervals are not corrected for the number of comparisons). The other tests are in the "
        "file.",
        ["models", "difference", "t", "p", "p (Holm)"],
        rows,
        marked=frozenset(index for index, row in enumerate(records(own)) if row["reject"]),
        source="prediction/comparisons.csv",
    )
    yield Details(f"Tests between the models of {task}", (table,))


def _compared(run: Run, task: str) -> str:
    if has_labels(run, task):
        return "mean average precisions"
    return "mean errors on the scale" if has_numbers(run, task) else "accuracies"


def _classes(run: Run, task: str) -> Table:
    own = select(run.predicted.per_class, task=task)
    models = distinct(own["model"])
    recall = own.pivot(index="class", columns="model", values="recall")
    sizes = own.groupby("class")["n"].first()
    rows = [
        [label, count(sizes[label]), *(number(recall.loc[label, model]) for model in models)]
        for label in distinct(own["class"])
    ]
    return Table(
        "Share of the held-out recordings of each class that each model finds (recall).",
        ["class", "recordings", *models],
        rows,
        source="prediction/per_class.csv",
    )


def _notes(run: Run, tasks: list[str]) -> Iterator[Text]:
    yield titled(
        "Gap",
        "accuracy, R² or mAP on the recordings that a model was trained on, minus that on held-out "
        "ones. A large gap says that the model knows its training recordings by heart; a small one "
        "with a low score, that it learned little.",
    )
    if any(has_numbers(run, task) for task in tasks):
        yield from number_notes()
    if any(has_labels(run, task) for task in tasks):
        yield from label_notes()
    if not all(has_numbers(run, task) or has_labels(run, task) for task in tasks):
        yield from _class_notes(run)
    yield titled(
        "Seeds and folds",
        "seeds are averaged before folds are tested, because they share the same recordings. With "
        "few folds, only large differences can be told from chance.",
    )


def _class_notes(run: Run) -> Iterator[Text]:
    yield titled(
        "MAP@3",
        "mean of one over the rank of the true class among the three most probable ones, as in the "
        "competition FSDKaggle2018. top3.csv of each model has them.",
    )
    yield titled(
        "Log loss and ECE",
        "both are of probabilities whose temperature was fitted to validation groups (networks) or "
        "to groups left out within the training recordings (heads). Always saying that all classes "
        f"are equally probable has a log loss of {_uniform(run)}.",
    )


def _uniform(run: Run) -> str:
    classes = run.predicted.per_class.groupby("task", sort=False)["class"].nunique()
    return ", ".join(f"{number(math.log(amount))} ({task})" for task, amount in classes.items())


SECTION = Section(
    "prediction",
    "Predicting recordings",
    order=74,
    write=write,
    study=PREDICTION,
    needs=("prediction/scores.csv", "prediction/comparisons.csv"),
)
