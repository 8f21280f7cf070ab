"""The figures of a run: where each belongs, and its caption, which is written once.

A caption is a file of reStructuredText in ``captions/``, because Snakemake's report reads such
files; the page of the run shows the same text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial, reduce
from operator import getitem
from pathlib import Path
from typing import Any

from latentaudio.prediction.kinds.names import CLASSES, LABELS, NUMBERS
from latentaudio.prediction.tasks.tasks import layer_heads, predicts

#: The parts of Snakemake's report.
SOUNDS, LAYERS, AXES, MOVES = "1 Sounds", "2 Layers", "3 Axes", "4 Moves"
KNOWN_FACTORS = "5 Known factors"
PREDICTION = "6 Prediction"

#: Studies by the names that the configuration has for them.
LAYERS_STUDY, KNOWN_FACTORS_STUDY, PREDICTION_STUDY = "layers", "known_factors", "prediction"
#: The study of figures that every run has, whatever it studies.
ANY_STUDY = ""
DIGITS = (KNOWN_FACTORS_STUDY, "digits", "betas")


@dataclass(frozen=True)
class Figure:
    """One figure, drawn by the module of its name and by rule ``figure_<name>``.

    Attributes
    ----------
    name
        Its name in paths.
    part
        Part of Snakemake's report that shows it.
    study
        Study that it belongs to, or `ANY_STUDY`.
    of_flow
        Whether there is one for each layer with a flow, in the layer's folder.
    needs
        Setting (section and keys) without which (null or an empty list) a run does not have it;
        empty if it always does.
    asks
        Whether a run with these settings has the figure, if `needs` cannot say it.
    """

    name: str
    part: str
    study: str = LAYERS_STUDY
    of_flow: bool = False
    needs: tuple[str, ...] = ()
    asks: Callable[[Mapping[str, Any]], bool] | None = None

    def is_in(self, config: Mapping[str, Any]) -> bool:
        """Return whether a run with these settings has the figure."""
        if self.asks is not None:
            return self.asks(config)
        return not self.needs or reduce(getitem, self.needs, config) not in (None, [])

    @property
    def caption_path(self) -> Path:
        """File of the caption."""
        return Path(__file__).with_name("captions") / f"{self.name}.rst"

    @property
    def caption(self) -> str:
        """The caption on one line, with names of files between double backquotes."""
        return " ".join(self.caption_path.read_text(encoding="utf-8").split())


def _has_probabilities(config: Mapping[str, Any]) -> bool:
    return predicts(CLASSES, config) or predicts(LABELS, config)


def _has_known_distances(config: Mapping[str, Any]) -> bool:
    return bool(config["dataset"]["source"] == "distances")


def _has_layer_heads(config: Mapping[str, Any]) -> bool:
    return len({layer for layer, _ in layer_heads(config).values()}) > 1


#: All figures by name, in the order of the data.
FIGURES: Mapping[str, Figure] = {
    figure.name: figure
    for figure in (
        Figure("rooms", SOUNDS, ANY_STUDY, asks=_has_known_distances),
        Figure("spectrograms", SOUNDS),
        Figure("accuracy_by_layer", LAYERS),
        Figure("confusion", LAYERS),
        Figure("people", LAYERS, needs=("listening", "answers")),
        Figure("tsne", LAYERS),
        Figure("explained_variance", LAYERS),
        Figure("latent_axes", AXES, of_flow=True),
        Figure("disentanglement", AXES, of_flow=True),
        Figure("training", AXES, of_flow=True),
        Figure("stages", AXES, of_flow=True),
        Figure("transfer", MOVES, of_flow=True),
        Figure("dose_response", MOVES, of_flow=True),
        Figure("class_shifts", MOVES, of_flow=True),
        Figure("gallery", KNOWN_FACTORS, KNOWN_FACTORS_STUDY),
        Figure("traversals", KNOWN_FACTORS, KNOWN_FACTORS_STUDY),
        Figure("morphs", KNOWN_FACTORS, KNOWN_FACTORS_STUDY),
        Figure("known_factors_comparison", KNOWN_FACTORS, KNOWN_FACTORS_STUDY),
        Figure("metric_by_beta", KNOWN_FACTORS, KNOWN_FACTORS_STUDY),
        Figure("factor_importance", KNOWN_FACTORS, KNOWN_FACTORS_STUDY),
        Figure("latent_scatter", KNOWN_FACTORS, KNOWN_FACTORS_STUDY),
        Figure("known_factors_curves", KNOWN_FACTORS, KNOWN_FACTORS_STUDY),
        Figure("digits_by_beta", KNOWN_FACTORS, KNOWN_FACTORS_STUDY, needs=DIGITS),
        Figure("digits_traversals", KNOWN_FACTORS, KNOWN_FACTORS_STUDY, needs=DIGITS),
        Figure("sound_as_frames", PREDICTION, PREDICTION_STUDY),
        Figure("class_counts", PREDICTION, PREDICTION_STUDY, asks=partial(predicts, CLASSES)),
        Figure("predictors", PREDICTION, PREDICTION_STUDY),
        Figure("learning_curves", PREDICTION, PREDICTION_STUDY),
        Figure("predicted_classes", PREDICTION, PREDICTION_STUDY, asks=partial(predicts, CLASSES)),
        Figure("label_precisions", PREDICTION, PREDICTION_STUDY, asks=partial(predicts, LABELS)),
        Figure("reliability", PREDICTION, PREDICTION_STUDY, asks=_has_probabilities),
        Figure("predicted_numbers", PREDICTION, PREDICTION_STUDY, asks=partial(predicts, NUMBERS)),
        Figure("prediction_by_layer", PREDICTION, PREDICTION_STUDY, asks=_has_layer_heads),
    )
}


def figure_names(*, of_flow: bool, study: str = LAYERS_STUDY) -> list[str]:
    """List the figures of a study, or those of each layer with a flow.

    Examples
    --------
    >>> figure_names(of_flow=False)
    ['spectrograms', 'accuracy_by_layer', 'confusion', 'people', 'tsne', 'explained_variance']
    """
    return [
        figure.name
        for figure in FIGURES.values()
        if (figure.of_flow, figure.study) == (of_flow, study)
    ]
