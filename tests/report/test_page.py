"""The page is complete and self-contained, escapes its text, and copes with missing tables."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest
from places import REPOSITORY

from latentaudio.errors import ArtifactError, ConfigError
from latentaudio.factor_types import Factor, factors_to_json
from latentaudio.figures.registry import FIGURES
from latentaudio.findings.storage import read_findings
from latentaudio.report.files import parse_config, read_run, versions
from latentaudio.report.page import render
from latentaudio.report.sections import sections_of

pytestmark = pytest.mark.slow

_VOID = {"meta", "img", "br"}


class Checker(HTMLParser):
    """Collect text and addresses, and fail when tags are not closed in order."""

    def __init__(self):
        super().__init__()
        self.open, self.words, self.addresses, self.tags, self.ids = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        attributes = dict(attrs)
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.addresses += [attributes[name] for name in ("src", "href") if name in attributes]
        assert tag != "img" or attributes["alt"]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", " ".join(self.words))


def read(run):
    checker = Checker()
    checker.feed(render(run))
    assert checker.open == []
    return checker


@pytest.fixture(scope="module")
def page(run):
    return read(run)


def test_the_page_is_self_contained(run, page):
    # The map is a page of its own.
    others = set(page.addresses) - {"../explorer/index.html"}
    assert all(one.startswith(("data:image/png;base64,", "#")) for one in others)
    assert "script" not in page.tags
    assert "link" not in page.tags
    styles = render(run).split("<style>")[1].split("</style>")[0]
    assert "url(" not in styles
    assert "@import" not in styles


def test_texts_name_the_network_of_the_run(make_run):
    # The network of tests/tiny_network.py.
    network = {"name": "tiny", "module": "tiny_network"}
    run = make_run(config={"network": network, "dataset": {"hop_s": 0.25}})
    text, network = read(run).text, run.network
    assert f"What {network.title}’s layers encode" in text
    assert f"{len(network.classes)} {network.classes_title}" in text
    assert f"snippets of {network.snippet_s:g} s" in text
    story = text.split("The complete configuration")[0]
    for word in ("YAMNet", "AudioSet", "0.975", "16 kHz"):
        assert word not in story, word


def test_the_sections_come_in_the_order_of_the_story(run, page):
    anchors = [
        *("summary", "data", "explorer", "layers", "best", "axes", "moves", "heard", "methods"),
        "caveats",
    ]
    assert page.ids == anchors
    assert [section.name for section in sections_of(run.config)] == anchors
    assert [one for one in page.addresses if one.startswith("#")] == [f"#{one}" for one in anchors]


def test_all_figures_are_shown(page):
    images = [one for one in page.addresses if one.startswith("data:")]
    # All figures of a flow and of a run, except that of explained variance.
    assert len(images) == 4 + 7
    assert "is missing" not in page.text


def test_figures_have_the_registered_captions(run, page):
    caption = FIGURES["dose_response"].caption
    assert re.sub(r"\s+", " ", caption.replace("``", " ")) in page.text
    html = render(run)
    assert "From <code>transfer/&lt;layer&gt;/dose_response.csv</code>." in html
    assert "``" not in html


def test_features_stand_beside_the_first_and_the_best_layer(run, page, bare):
    assert "Features beside layers" in page.text
    assert (
        "It was not found that the first layer encodes material and action better than the log-mel "
        "spectrogram. The best layer encodes material and action better than the log-mel "
        "spectrogram." in page.text
    )
    layers = render(run).split("Features beside layers")[0].split('id="layers"')[1]
    assert "log" not in layers.split("<table>")[1]
    assert "Features beside layers" not in read(bare).text


def test_only_folds_that_the_run_has_are_explained(run, page):
    words = "Random folds, as published, put snippets of one group on both sides"
    assert words in page.text
    without = replace(run, scores=run.scores[run.scores["scheme"] != "random"])
    text = read(without).text
    assert words not in text
    assert "There are no random folds" in text


def test_published_values_are_shown_beside_those_of_the_run(page):
    for value in ("−17.24", "16.52", "−4.82", "−22.65", "7.86", "−8.73", "2.79", "2.92", "3.50"):
        assert value in page.text


def test_the_same_tables_give_the_same_bytes(run):
    assert render(run) == render(run)


def test_nothing_is_left_undefined_or_unformatted(page):
    for word in ("nan", "None", "NaN", "inf", "Markup"):
        assert not re.search(rf"(?<![\w-]){word}(?![\w-])", page.text.split("8 Methods")[0]), word


def test_labels_are_escaped_everywhere(make_run):
    labels = ['<b>oak & "elm"</b>', "'café' 木 & <script>alert(1)</script>"]
    run = make_run(classes={"material": [*labels, "NA"], "action": ["007", "<i>x"]})
    html = render(run)
    assert "<script" not in html
    assert "<b>oak" not in html
    assert "<i>x" not in html
    page = read(run)
    for label in (*labels, "NA", "007"):
        assert label in page.text


@pytest.mark.parametrize(
    "classes",
    [
        {"pitch": ["low", "high"]},
        {"pitch": ["low", "high"], "decay": ["short", "long"], "timbre": ["dull", "bright"]},
    ],
    ids=["one factor", "three factors"],
)
def test_any_number_of_factors_is_reported(make_run, classes):
    page = read(make_run(classes=classes))
    for factor, labels in classes.items():
        assert factor in page.text
        assert all(label in page.text for label in labels)


def test_one_factor_has_no_correlation_of_axes(make_run):
    page = read(make_run(classes={"pitch": ["low", "high"]}))
    assert "there is no correlation between axes" in page.text


def test_a_run_without_flow_states_what_is_missing(bare):
    page = read(bare)
    assert "No flow was fitted in this run (flow.layer), so there are no axes." in page.text
    assert "no sound was moved" in page.text
    assert "There is no control network" in page.text
    assert "There is no linear probe" in page.text


def test_missing_controls_are_reported(make_run):
    page = read(make_run(permuted=None, random=None, seeds=(1,)))
    assert "No flow was trained on permuted labels" in page.text
    assert "Controls missing in this run: random direction and permuted labels." in page.text
    assert "Only one seed was trained" in page.text


def test_moves_skipped_for_too_few_sounds_are_reported(make_run):
    page = read(make_run(pairs=False))
    assert "of 20 pairs of classes, 10 overlap on the axis, 10 have too few sounds" in page.text
    assert "fewer than 3" in page.text


def test_missing_intervals_are_reported_with_the_reason(lonely):
    page = read(lonely)
    assert "there are no intervals: only one held-out group has material 'wood'" in page.text
    assert "no interval" in page.text


def test_factors_may_have_names_that_tables_use(make_run):
    names = ["snippets", "own", "move"]
    run = make_run(classes={name: [f"{name}_a", f"{name}_b"] for name in names})
    page = read(run)
    assert all(f"{name}_a" in page.text for name in names)


def test_uses_of_the_held_out_groups_are_reported(make_run):
    sealed = make_run(config={"flow": {"layer": 9}})
    assert "which were not used in any fit or choice." in read(sealed).text
    peeked = read(make_run(config={"pca": {"fit_on": "all"}, "flow": {"layer": 9}})).text
    assert "however, principal components were fitted to all groups (pca.fit_on)." in peeked
    assert "not used in any fit" not in peeked
    best = read(make_run(config={"flow": {"layer": "best"}})).text
    assert "however, the layer was chosen on folds of all groups (flow.layer)." in best


def test_the_shift_by_controls_is_reported(page):
    assert "shift the layer’s projections by the same distance as the moves" in page.text
    assert "100 % of it (random direction)" in page.text
    assert "equally long" not in page.text


def test_several_flows_are_shown_one_after_the_other(make_run):
    page = read(make_run(flow_layers=(8, 9)))
    assert "Layer 8 (Conv 7 pw)" in page.text
    assert "Layer 9 (Conv 8 pw)" in page.text
    assert "judged by the flow at layer 9" in page.text


@pytest.fixture(scope="module")
def original(made_up, tmp_path_factory):
    plan = made_up.MadeUp(classes={"pitch": ["low", "high"], "decay": ["short", "long"]})
    folder = tmp_path_factory.mktemp("original")
    made_up.write_run(folder, plan)
    return folder, plan, made_up.config(plan.factors)


@pytest.fixture
def files(original, tmp_path):
    """Make a copy that a test may damage."""
    folder, plan, config = original
    shutil.copytree(folder, tmp_path / "run")
    return tmp_path / "run", plan, config


@pytest.mark.parametrize("part", ["figures", "flow", "transfer", "control", "pca"])
def test_every_optional_folder_may_be_missing(files, made_up, part):
    folder, plan, config = files
    shutil.rmtree(folder / part)
    read(made_up.read(folder, plan, config, REPOSITORY / "requirements.lock"))


@pytest.mark.parametrize(
    "name",
    [
        "flow/layer_09/metrics.json",
        "flow/layer_09/history.csv",
        "flow/layer_09/stages.csv",
        "flow/layer_09/latents.parquet",
        "transfer/layer_09/tests.csv",
        "transfer/layer_09/pairs.csv",
        "transfer/layer_09/class_shifts.csv",
        "transfer/layer_09/dose_response.csv",
        "transfer/layer_09/examples.csv",
        "transfer/layer_09/distances.parquet",
    ],
)
def test_every_file_of_a_flow_may_be_missing(files, made_up, name):
    folder, plan, config = files
    (folder / name).unlink()
    page = read(made_up.read(folder, plan, config, folder / "no.lock"))
    assert page.text


@pytest.mark.parametrize("name", ["tests", "class_shifts", "dose_response", "examples", "pairs"])
def test_tables_without_rows_are_accepted(files, made_up, name):
    folder, plan, config = files
    path = folder / "transfer" / "layer_09" / f"{name}.csv"
    pd.read_csv(path, nrows=0).to_csv(path, index=False)
    read(made_up.read(folder, plan, config, folder / "no.lock"))


def test_a_table_without_a_header_is_accepted(files, made_up):
    folder, plan, config = files
    (folder / "transfer" / "layer_09" / "tests.csv").write_text("\n")
    page = read(made_up.read(folder, plan, config, folder / "no.lock"))
    assert "tests.csv is missing or empty" in page.text


def test_a_required_table_is_named_when_missing(files):
    folder, plan, config = files
    (folder / "stats" / "layers.csv").unlink()
    with pytest.raises(ArtifactError, match=r"layers\.csv: not found; run the workflow again"):
        read_run(folder, config, plan.flow_layers, folder / "findings.json", folder / "no.lock")


def test_a_damaged_table_is_named(files, made_up):
    folder, plan, config = files
    (folder / "transfer" / "layer_09" / "tests.csv").write_text('a,b\n"1,2\n3,4,5\n')
    with pytest.raises(ArtifactError, match=r"tests\.csv: damaged"):
        made_up.read(folder, plan, config, folder / "no.lock")


def test_a_configuration_that_is_not_an_object_is_refused():
    with pytest.raises(ConfigError, match="--config: not JSON"):
        parse_config("{")
    with pytest.raises(ConfigError, match="list found, expected an object"):
        parse_config("[]")


def test_versions_of_packages_that_are_not_installed_come_from_the_lock(tmp_path, monkeypatch):
    lock = tmp_path / "requirements.lock"
    lock.write_text("gyoza==9.9.9 \\\n    --hash=sha256:00\nnumpy==1.0\n")
    monkeypatch.setattr("latentaudio.report.files.PACKAGES", ("numpy", "no-such-package-here"))
    assert list(versions(lock)) == ["numpy"]
    lock.write_text("no-such-package-here==1.2.3 \\\n")
    assert versions(lock)["no-such-package-here"] == "1.2.3 (pinned)"


def test_the_programs_write_findings_and_page_without_tensorflow(files, tmp_path):
    folder, plan, config = files
    findings, page = tmp_path / "report" / "findings.json", tmp_path / "report" / "index.html"
    factors = factors_to_json([Factor(name) for name in plan.factors])
    run_program(
        "findings",
        folder,
        findings,
        "--run",
        "made_up",
        "--studies",
        "layers",
        "--factors",
        factors,
        "--flow-layers",
        "9",
        "--alpha",
        "0.05",
    )
    assert read_findings(findings).run == "made_up"
    run_program(
        "report",
        folder,
        page,
        "--config",
        json.dumps(config),
        "--flow-layers",
        "9",
        "--findings",
        str(findings),
        "--lock",
        str(REPOSITORY / "requirements.lock"),
    )
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def run_program(name, results, output, *options):
    program = REPOSITORY / "scripts" / "report" / f"{name}.py"
    code = (
        "import runpy, sys; sys.argv = sys.argv[1:]; "
        "runpy.run_path(sys.argv[0], run_name='__main__'); "
        "assert 'tensorflow' not in sys.modules and 'snakemake' not in sys.modules"
    )
    command = [sys.executable, "-c", code, str(program), "--results", str(results), *options]
    subprocess.run([*command, "--output", str(output)], check=True, cwd=REPOSITORY)
