"""The whole study of prediction on a few tones: all programs run; their results are whole."""

from itertools import product
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from tiny_prediction import PITCHES, PREDICTED, TAKES, write_clips
from tiny_project import Project

from latentaudio import artifacts
from latentaudio.figures.registry import PREDICTION_STUDY, figure_names
from latentaudio.findings import reasons
from latentaudio.findings.predicted_tasks import FOLDS
from latentaudio.findings.predictions import GENERALISES, INTERMEDIATE, PRETRAINED
from latentaudio.findings.storage import read_findings
from latentaudio.findings.verdicts import UNTESTED
from latentaudio.prediction.crop_networks.saved_network import load_network
from latentaudio.prediction.heads.saved_head import load_head
from latentaudio.prediction.kinds.classes import Classes
from latentaudio.prediction.kinds.numbers import Numbers
from latentaudio.prediction.tasks.recording_predictions import read_predictions

pytestmark = pytest.mark.workflow

NETWORKS, HEADS = (list(PREDICTED["prediction"][one]) for one in ("networks", "heads"))
CLIPS = len(TAKES) * 8
#: All but that of layers, of which heads see one, and that of labels, of which there are none.
FIGURES = [
    name
    for name in figure_names(of_flow=False, study=PREDICTION_STUDY)
    if name not in ("prediction_by_layer", "label_precisions")
]
TASKS = {"pitch": Classes(tuple(sorted(PITCHES))), "copy": Numbers("log")}


@pytest.fixture(scope="module")
def finished(weights, tmp_path_factory) -> Project:
    """A run of the study; tests leave it as it is."""
    folder = tmp_path_factory.mktemp("predicted")
    write_clips(folder / PREDICTED["dataset"]["root"])
    project = Project(folder, PREDICTED)
    outcome = project.snakemake("--cores", "2")
    assert outcome.code == 0, outcome.text
    return project


def read(finished: Project, name: str) -> pd.DataFrame:
    return artifacts.read_csv(finished.results / "prediction" / name)


def folders(finished: Project, task: str, model: str):
    """List the folders of the trainings of a model, which must all be there."""
    own = finished.results / "prediction" / task / model
    found = sorted(path.parent for path in own.rglob("weights.npz"))
    assert len(found) == len(TAKES)
    return found


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("model", [*NETWORKS, *HEADS])
def test_every_recording_is_predicted_once_by_each_model(finished, task, model):
    held_out = []
    for folder in folders(finished, task, model):
        predictions = read_predictions(folder / "predictions.parquet")
        assert len(predictions.splits) == CLIPS
        assert predictions.task_kind == TASKS[task]
        held_out += predictions.of("held_out").recording_ids.tolist()
    assert len(held_out) == len(set(held_out)) == CLIPS


@pytest.mark.parametrize("task", TASKS)
def test_checkpoints_give_the_predictions_that_were_written(finished, task):
    for model in NETWORKS:
        saved = load_network(folders(finished, task, model)[0])
        assert (saved.task, saved.task_kind) == (task, TASKS[task])
    for model in HEADS:
        folder = folders(finished, task, model)[0]
        saved = load_head(folder)
        written = read_predictions(folder / "predictions.parquet")
        assert saved.head.calibration == written.calibration


def test_tables_have_a_row_for_each_model_fold_and_pair(finished):
    scores, by_fold = read(finished, "scores.csv"), read(finished, "fold_scores.csv")
    models = PREDICTED["prediction"]["models"]
    assert scores["model"].tolist() == 2 * models
    assert (by_fold.groupby(["task", "model"]).size() == len(TAKES)).all()
    values = scores[scores["task"] == "copy"]
    assert (values["mae_low"] <= values["mae"]).all()
    assert (values["mae"] <= values["mae_high"]).all()
    assert values["accuracy"].isna().all()
    assert len(read(finished, "predicted_values.csv")) == len(models) * CLIPS
    scores = scores[scores["task"] == "pitch"]
    assert scores["accuracy"].between(0, 1).all()
    assert (scores["low"] <= scores["accuracy"]).all()
    assert (scores["accuracy"] <= scores["high"]).all()
    # A network that hears sounds tells 300 from 1,500 Hz; so do levels of few frames.
    assert scores.set_index("model")["accuracy"][HEADS].min() > 0.9
    pairs = read(finished, "comparisons.csv")[["task", "model_a", "model_b"]].drop_duplicates()
    assert len(pairs) == 2 * 4 * 3 / 2
    assert len(read(finished, "costs.csv")) == len(by_fold)
    for model in models:
        ranked = read(finished, f"pitch/{model}/top3.csv")
        assert len(ranked) == CLIPS
        assert set(" ".join(ranked["label"]).split()) == set(PITCHES)


def test_figures_are_drawn_and_the_report_shows_them(finished):
    page = (finished.results / "report" / "index.html").read_text(encoding="utf-8")
    assert len(FIGURES) == 7
    for name in FIGURES:
        ElementTree.parse(finished.results / "figures" / f"{name}.svg")
        with Image.open(finished.results / "figures" / f"{name}.png") as picture:
            shades = np.asarray(picture.convert("L"))
        assert shades.std() > 5, name
    assert "Predicting recordings" in page
    assert page.count("data:image/png") == len(FIGURES)


def test_the_claims_of_the_study_are_judged_for_each_task_and_told(finished):
    found = read_findings(finished.results / "report" / "findings.json")
    verdicts = {(one.claim, one.factor): one for one in found}
    assert set(verdicts) == set(product((GENERALISES, PRETRAINED, INTERMEDIATE), TASKS))
    for task in TASKS:
        assert verdicts[GENERALISES, task].verdict != UNTESTED
        assert verdicts[PRETRAINED, task]["difference"].df == len(TAKES) - 1
        assert verdicts[PRETRAINED, task].get(f"pretrained_{FOLDS}", "embedding").estimate == 3
        assert verdicts[INTERMEDIATE, task].reasons == (reasons.TOO_FEW_LAYER_HEADS,)
    page = (finished.results / "report" / "index.html").read_text(encoding="utf-8")
    assert "Prediction in short" in page


def test_nothing_is_left_to_do(finished):
    assert finished.planned() == {}


def test_nothing_is_computed_before_data_are_known_to_suffice(finished):
    made = finished.results / "dataset" / "preflight.json"
    computed = [*(finished.results / "frames").rglob("*.parquet")]
    computed += (finished.results / "embeddings").rglob("*.parquet")
    # Three kinds of frames; the embedding, the layer, and the rest of the output.
    assert len(computed) == (3 + 3) * 2
    assert all(path.stat().st_mtime_ns > made.stat().st_mtime_ns for path in computed)
