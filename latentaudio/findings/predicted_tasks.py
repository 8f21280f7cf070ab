"""What the tables of prediction say about a task: chosen models, their scores and differences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from latentaudio.findings.lookup import distinct, records, select
from latentaudio.findings.record import Value, value
from latentaudio.prediction.choices.model_choice import choose_models
from latentaudio.statistics.tests import PairTest, corrected_resampled_t

#: Name of the values that are scores; those about a model have intervals over groups.
SCORE = "score"
#: How names end of the values that count the folds in which a model was chosen.
FOLDS = "folds"
#: Folds from which on a test over folds that is not significant says something.
FEWEST_FOLDS = 4


class Measure(NamedTuple):
    """The columns of the tables by which a kind of task is judged.

    Attributes
    ----------
    compared, compared_chance
        Score that is tested over folds, and the same without a model.
    better
        1 where higher scores are better, -1 where lower ones are.
    shown, low, high, chance, training
        Score with an interval over groups; the same without a model, and in training.
    """

    compared: str
    compared_chance: str
    better: int
    shown: str
    low: str
    high: str
    chance: str
    training: str


#: Of classes, numbers and labels.
MEASURES = (
    Measure("accuracy", "chance", 1, "accuracy", "low", "high", "chance", "training_accuracy"),
    Measure(
        *("error", "mean_error", -1),
        *("mae", "mae_low", "mae_high", "mean_mae", "training_mae"),
    ),
    Measure("map", "prior_map", 1, "map", "map_low", "map_high", "prior_map", "training_map"),
)


@dataclass(frozen=True)
class Choice:
    """The models that the folds of a task choose among some.

    Attributes
    ----------
    task
        The task.
    by_fold
        What `latentaudio.prediction.choices.model_choice.choose_models` gives.
    """

    task: "Task"
    by_fold: pd.DataFrame

    @cached_property
    def models(self) -> list[str]:
        """Names of the models that some fold chooses, in the order of the table of scores."""
        chosen = set(self.by_fold["model"])
        return [name for name in distinct(self.task.scores["model"]) if name in chosen]

    @property
    def rows(self) -> pd.DataFrame:
        """The scores of these models over all folds."""
        return self.task.scores[self.task.scores["model"].isin(self.models)]

    def mean(self, column: str) -> float:
        """Average a held-out score over folds, each by the model that it chooses."""
        return float(np.average(self.by_fold[column], weights=self.by_fold["n_test"]))

    def score(self, name: str = SCORE) -> Value:
        """Give the held-out score; with its interval over groups if all folds choose one model."""
        measure = self.task.measure
        if len(self.models) > 1:
            return value(name, unit=measure.shown, estimate=self.mean(measure.shown))
        return self._over_groups(records(self.rows)[0], name)

    def chance(self) -> float:
        """Give what needs no model: over all folds as the score of one model, else as `mean`."""
        column = self.task.measure.chance
        return self.mean(column) if len(self.models) > 1 else float(self.rows[column].iloc[0])

    def each(self, folds: str = FOLDS) -> Iterator[Value]:
        """Give the score of each chosen model over all folds, and how many folds choose it."""
        counts = self.by_fold["model"].value_counts()
        for row in records(self.rows):
            yield self._over_groups(row, SCORE, row["model"])
            yield value(folds, about=row["model"], estimate=int(counts[row["model"]]))

    def _over_groups(self, row: dict[str, Any], name: str, about: str = "") -> Value:
        measure = self.task.measure
        return value(
            name,
            unit=measure.shown,
            about=about,
            estimate=row[measure.shown],
            low=row[measure.low],
            high=row[measure.high],
        )

    def ends(self, *columns: str) -> tuple[float, float]:
        """Find the worst and the best of some scores of the chosen models; higher is better."""
        scores = self.task.measure.better * self.rows[list(columns)].to_numpy(float)
        return float(scores.min()), float(scores.max())


@dataclass(frozen=True)
class Task:
    """The tables of a task.

    Attributes
    ----------
    name
        Name of the factor, or of the set of labels.
    scores, by_fold
        Rows of ``prediction/scores.csv`` and ``fold_scores.csv``.
    measure
        What it is judged by.
    """

    name: str
    scores: pd.DataFrame
    by_fold: pd.DataFrame
    measure: Measure

    def choose(self, models: Sequence[str]) -> Choice | None:
        """Choose among some models in each fold; None where there is nothing to choose by."""
        columns = [name for name in self.measure if isinstance(name, str) and name in self.by_fold]
        chosen = choose_models(self.by_fold, models, columns)
        return None if chosen is None else Choice(self, chosen)

    def has(self, models: Sequence[str]) -> bool:
        """Return whether the task has any of these models."""
        return bool(self.scores["model"].isin(list(models)).any())


def tasks_in(scores: pd.DataFrame, by_fold: pd.DataFrame) -> list[Task]:
    """Take the tables apart by task."""
    names = distinct(scores["task"]) if len(scores) else []
    return [_task(name, select(scores, task=name), select(by_fold, task=name)) for name in names]


def _task(name: str, scores: pd.DataFrame, by_fold: pd.DataFrame) -> Task:
    # Tasks of other kinds leave empty columns.
    measure = next(
        one for one in MEASURES if one.shown in scores and scores[one.shown].notna().all()
    )
    return Task(name, scores, by_fold, measure)


@dataclass(frozen=True)
class Comparison:
    """Chosen models compared with others, or with what needs no model.

    Attributes
    ----------
    chosen, others
        The models, and the others; None for what needs no model.
    test
        Of their scores in each fold minus those of the others; positive where they are better.
    groups
        1 if the intervals over groups of all of them lie beyond those of all others (or beyond what
        needs no model), -1 if the others' do, 0 if they overlap.
    """

    chosen: Choice
    others: Choice | None
    test: PairTest
    groups: int

    @property
    def sides(self) -> tuple[Choice, Choice]:
        """Both sides of a comparison with others."""
        assert self.others is not None
        return self.chosen, self.others

    @property
    def few_folds(self) -> bool:
        """Whether a test that is not significant says nothing."""
        return len(self.chosen.by_fold) < FEWEST_FOLDS

    def difference(self, p: float) -> Value:
        """Give the difference with its test, of which p has been corrected."""
        return value(
            "difference",
            unit=self.chosen.task.measure.compared,
            estimate=self.test.estimate,
            low=self.test.ci_low,
            high=self.test.ci_high,
            statistic=self.test.statistic,
            df=self.test.df,
            p=p,
        )


def compared_with_others(chosen: Choice, others: Choice) -> Comparison:
    """Compare the models that folds choose among some with those that they choose among others."""
    measure = chosen.task.measure
    ends = (one.ends(measure.low, measure.high) for one in (chosen, others))
    test = _test(chosen, others.by_fold[measure.compared])
    return Comparison(chosen, others, test, _apart(*ends))


def compared_with_chance(chosen: Choice) -> Comparison:
    """Compare the models that folds choose with what needs no model."""
    measure = chosen.task.measure
    test = _test(chosen, chosen.by_fold[measure.compared_chance])
    ends = chosen.ends(measure.low, measure.high), chosen.ends(measure.chance)
    return Comparison(chosen, None, test, _apart(*ends))


def _test(chosen: Choice, other: pd.Series) -> PairTest:
    measure, table = chosen.task.measure, chosen.task.by_fold
    own = chosen.by_fold[measure.compared].to_numpy(float)
    ratio = float(table["n_test"].sum() / table["n_train"].sum())
    scores = (measure.better * one for one in (own, other.to_numpy(float)))
    return corrected_resampled_t(*scores, test_train_ratio=ratio)


def _apart(own: tuple[float, float], other: tuple[float, float]) -> int:
    return int(own[0] > other[1]) - int(own[1] < other[0])
