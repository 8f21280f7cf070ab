"""The registry of scores: how each kind of task is scored."""

from collections.abc import Mapping

from latentaudio.prediction.kinds.classes import Classes
from latentaudio.prediction.kinds.labels import Labels
from latentaudio.prediction.kinds.numbers import Numbers
from latentaudio.prediction.scoring import class_scores, label_scores, number_scores
from latentaudio.prediction.scoring.scoring import Scoring

#: Scores by the name of the kind of task.
SCORINGS: Mapping[str, Scoring] = {
    Classes.name: class_scores.SCORING,
    Numbers.name: number_scores.SCORING,
    Labels.name: label_scores.SCORING,
}
