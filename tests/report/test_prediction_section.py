"""The study of prediction in the report: what is best, by how much, and how it was trained."""

import re

import made_up_predictions
import made_up_run
import pytest
from markupsafe import Markup
from places import REPOSITORY
from prediction.made_up_labels import made_up_predictions as made_up_predictions_of_labels
from settings import defaults

from latentaudio.artifacts import write_csv
from latentaudio.errors import ArtifactError
from latentaudio.figures.registry import figure_names
from latentaudio.prediction.choices.model_comparisons import compare_models
from latentaudio.prediction.scoring.label_tables import per_label
from latentaudio.prediction.scoring.score_tables import Trained, fold_scores, model_scores
from latentaudio.report import prediction_verdicts
from latentaudio.report.methods_prediction import paragraphs
from latentaudio.report.page import render
from latentaudio.report.prediction import write
from latentaudio.report.sections import sections_of
from latentaudio.workflow.studies import switched_off

pytestmark = pytest.mark.slow

PLAN = made_up_run.MadeUp(decoded=False, flow_layers=())


def read(folder, models=made_up_predictions.MODELS, tasks=("material", "action")):
    made_up_run.write_run(folder, PLAN)
    made_up_predictions.write_tables(folder / "prediction", models=models, tasks=tasks)
    for name in figure_names(of_flow=False, study="prediction"):
        made_up_run._write_figure(folder / "figures" / f"{name}.png")
    config = made_up_run.config(PLAN.factors)
    config |= {"studies": ["prediction"], "prediction": defaults()["prediction"]}
    config["prediction"] |= {"models": list(models), "tasks": list(tasks)}
    lock = REPOSITORY / "requirements.lock"
    return made_up_run.read(folder, PLAN, switched_off(config), lock)


def told(page):
    body = page.split("</style>")[1].split("The complete configuration")[0]
    return re.sub(r"\s+", " ", Markup(re.sub(r'src="[^"]*"', "", body)).striptags())


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return read(tmp_path_factory.mktemp("predicted"))


@pytest.fixture(scope="module")
def page(run):
    return told(render(run))


def test_the_sections_are_those_of_prediction(run, page):
    assert [one.name for one in sections_of(run.config)] == [
        *("prediction_verdicts", "data", "prediction", "methods", "caveats")
    ]
    assert "How well material and action of a sound can be predicted" in page
    # What other studies split and decode is not told.
    # (The software has a "flow" in its name.)
    for words in ("held-out split", " flow", "decoded", "autoencoder", "nearest-neighbor"):
        assert words not in page, words


def test_claims_are_told_with_their_verdicts(run, page, numbers):
    # These trainings have no losses to choose by, but there is one head on what a network encodes.
    found = {one.claim: one.verdict for one in run.findings if one.factor == "material"}
    assert found == dict.fromkeys(found, "not tested")
    assert "Can material and action of a recording be predicted from its sound" in page
    assert "there are no losses within the training recordings" in page
    lines = str(prediction_verdicts.write(numbers)).replace("</div><div", "</div> | <div")
    page = Markup(lines).striptags()
    assert "An intermediate layer predicts better than the last one." in page
    assert "layer 7 of 2–12 in 5 of 5 folds | mean error" in page
    assert "better than the last layer" in page
    assert "That heads and networks differ in what they start from alone" in page


def test_the_best_model_is_named_with_its_interval_and_what_it_is_better_than(run, page):
    scores = run.predicted.scores.set_index(["task", "model"])
    best = scores.loc[("material", "embedding")]
    assert f"material: embedding has an accuracy of {best['accuracy']:.2f} on held-out" in page
    assert "It is better than the 2 others by the corrected test over folds" in page
    assert "in 5 folds of whole groups" in page


def test_tables_show_every_model_and_class(run):
    blocks = write(run)
    (first, second) = (one for one in blocks if one.kind == "table")
    assert [row[0] for row in first.rows] == list(made_up_predictions.MODELS)
    assert first.source == "prediction/scores.csv"
    # Of a single seed, a lowest and a highest accuracy tell nothing.
    seeds = dict(zip(run.predicted.scores["model"], run.predicted.scores["n_seeds"], strict=True))
    assert {row[0]: " to " in row[2] for row in first.rows} == {
        model: number > 1 for model, number in seeds.items()
    }
    assert set(seeds.values()) == {1, 2}
    details = [one for one in blocks if one.kind == "details"]
    tests, classes = details[0].blocks[0], details[1].blocks[0]
    assert len(tests.rows) == 3
    assert [row[0] for row in classes.rows] == ["glass", "metal", "wood"]
    assert sum(one.kind == "picture" for one in blocks) == 6
    assert second.rows != first.rows


def test_methods_tell_how_networks_and_heads_were_trained(page):
    assert (
        "original_cnn (architecture original_cnn) saw crops of 63 frames (2.02 s) of mfcc" in page
    )
    assert "training stopped after 5 epochs without a lower loss on validation groups" in page
    assert "augmented by gains up to 6 dB, masks of up to 8 frames and 4 values and mixup" in page
    assert "embedding (linear on embedding)" in page
    assert "Linear heads were logistic regressions of classes." in page
    assert "Nothing was chosen on held-out recordings." in page


def test_methods_tell_of_rooms_in_which_sounds_are_also_heard(tmp_path):
    run = read(tmp_path, models={"crops_cnn_in_rooms": 2.0}, tasks=("material",))
    text = " ".join(map(str, paragraphs(run)))
    assert "mixup (0.2) and simulated reverberation (3 rooms for each recording)" in text


def test_models_that_cannot_be_told_apart_are_said_to_be(tmp_path):
    alike = {"original_cnn": 1.0, "crops_cnn": 1.01}
    run = read(tmp_path, models=alike, tasks=("material",))
    assert "it is not better than the other" in str(write(run))


def test_a_single_model_is_compared_with_nothing(tmp_path):
    run = read(tmp_path, models={"embedding": 8.0}, tasks=("material",))
    assert "better than" not in str(write(run)[1])


@pytest.fixture(scope="module")
def numbers(tmp_path_factory):
    """A run that predicts a distance, from three layers."""
    folder = tmp_path_factory.mktemp("numbers")
    made_up_run.write_run(folder, PLAN)
    for name, table in made_up_predictions.number_tables().items():
        write_csv(folder / "prediction" / f"{name}.csv", table)
    for name in figure_names(of_flow=False, study="prediction"):
        made_up_run._write_figure(folder / "figures" / f"{name}.png")
    config = made_up_run.config(PLAN.factors)
    factor = {"type": "numeric", "unit": "m", "scale": "log"}
    heads = {name: {"kind": "linear", "values": name} for name in made_up_predictions.ERRORS}
    prediction = defaults()["prediction"]
    prediction |= {"models": list(heads), "tasks": None, "heads": heads, "apart": ["room"]}
    config |= {"studies": ["prediction"], "prediction": prediction}
    run = made_up_run.read(folder, PLAN, switched_off(config), REPOSITORY / "requirements.lock")
    # The table of recordings does not have it.
    run.config["dataset"]["factors"] = {"far": factor}
    return run


def test_numbers_are_told_in_their_unit_and_the_layer_by_what_was_left_out(numbers):
    blocks = write(numbers)
    texts = " ".join(str(one.text) for one in blocks if one.kind == "paragraph")
    best = numbers.predicted.scores.set_index("model").loc["layer_07"]
    assert f"far: layer_07 is {best['mae']:.2f} m off on average" in texts
    assert f"an R² of its logarithm of {best['r2']:.2f}" in texts
    assert "Layer 7 is chosen in 5 of 5 folds as the one that knows most about far" in texts
    (table,) = (one for one in blocks if one.kind == "table")
    assert [row[0] for row in table.rows] == list(made_up_predictions.ERRORS)
    assert "within a factor of 1.5" in table.header
    # No class has a table, and no figure of classes is shown.
    assert sum(one.kind == "picture" for one in blocks) == 4
    notes = str(next(one for one in blocks if one.kind == "items"))
    assert "MAP@3" not in notes
    assert "In the 95% interval" in notes


def test_methods_of_numbers_tell_their_scale_and_what_was_kept_apart(numbers):
    text = " ".join(map(str, paragraphs(numbers)))
    assert "layer_07 (linear on layer_07)" in text
    assert "Linear heads were ridge regressions of numbers." in text
    assert "logistic" not in text
    assert "Values were predicted on the scale of their factor" in text
    assert "Recordings that share room with held-out ones were left out." in text


def test_without_its_tables_the_page_cannot_be_written(tmp_path):
    read(tmp_path)
    (tmp_path / "prediction" / "scores.csv").unlink()
    config = {"studies": ["prediction"], "prediction": defaults()["prediction"]}
    config = made_up_run.config(PLAN.factors) | config
    with pytest.raises(ArtifactError, match=r"prediction/scores\.csv"):
        made_up_run.read(tmp_path, PLAN, switched_off(config), REPOSITORY / "requirements.lock")


@pytest.fixture(scope="module")
def labels(tmp_path_factory):
    """A task of labels, which a poor and a good model predict."""
    folder = tmp_path_factory.mktemp("labels")
    made = [
        Trained("tags", model, 1, fold, made_up_predictions_of_labels(signal, 1, fold))
        for model, signal in {"crops_cnn": 0.2, "embedding": 0.8}.items()
        for fold in range(1, 6)
    ]
    by_fold = fold_scores(made)
    made_up_run.write_run(folder, PLAN)
    for name, table in {
        "scores": model_scores(made, by_fold, 100, seed=1),
        "fold_scores": by_fold,
        "comparisons": compare_models(by_fold, alpha=0.05),
        "per_label": per_label(made, 100, seed=1),
    }.items():
        write_csv(folder / "prediction" / f"{name}.csv", table)
    for name in figure_names(of_flow=False, study="prediction"):
        made_up_run._write_figure(folder / "figures" / f"{name}.png")
    config = made_up_run.config(PLAN.factors)
    config |= {"studies": ["prediction"], "prediction": defaults()["prediction"]}
    config["prediction"] |= {"models": ["crops_cnn", "embedding"], "tasks": ["tags"]}
    config["prediction"] |= {"label_sets": {"tags": {"column": "labels"}}}
    lock = REPOSITORY / "requirements.lock"
    return made_up_run.read(folder, PLAN, switched_off(config), lock)


def test_labels_are_told_beside_what_needs_no_model(labels):
    page = told(render(labels))
    best = labels.predicted.scores.set_index("model").loc["embedding"]
    assert f"tags: embedding has a mean average precision of {best['map']:.2f}" in page
    assert f"how frequent labels are has {best['prior_map']:.2f}" in page
    assert f"giving every label to every recording {best['all_ones_f_beta']:.2f}" in page
    assert "Differences of mean average precisions, paired over folds" in page
    (table,) = (one for one in write(labels) if one.kind == "table")
    assert [row[0] for row in table.rows] == [
        *("crops_cnn", "embedding", "(frequencies)", "(every label)")
    ]
    assert {len(row) for row in table.rows} == {len(table.header)}
    assert "Linear heads were one logistic regression for each label." in page
    for words in ("accuracies, paired", "MAP@3 mean of one"):
        assert words not in page
