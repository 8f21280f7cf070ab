import json
import re
import runpy
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from places import REPOSITORY

from latentaudio.artifacts import LATENTS, PROJECTIONS, SNIPPETS, write_json, write_table
from latentaudio.datasets.splits import assign_splits
from latentaudio.workflow.provenance import code_of

PROGRAM = REPOSITORY / "scripts" / "disentanglement" / "disentanglement.py"
GROUPS_IN_CELL, SNIPPETS_IN_GROUP, DIMENSIONS = 9, 4, 8


class Flow:
    """Inputs of the program: sounds whose factors lie along the axes of a made-up flow."""

    def __init__(self, folder, classes=None):
        self.folder = folder
        self.classes = classes or {"tone": 3, "size": 2}
        self.arguments = {
            "snippets": folder / "snippets.parquet",
            "factors": json.dumps(list(self.classes)),
            "layer": 9,
            "layer-name": "Conv 8 pw",
            "seed-of-flow": 5,
            "labels": "true",
            "projections": folder / "projections.parquet",
            "latents": folder / "latents.parquet",
            "architecture": folder / "architecture.json",
            "neighbors": 5,
            "bootstrap": 100,
            "seed": 1,
        }
        generator = np.random.default_rng(18)
        cells = np.prod(list(self.classes.values()))
        count = int(cells) * GROUPS_IN_CELL * SNIPPETS_IN_GROUP
        groups = np.arange(count) // SNIPPETS_IN_GROUP
        codes = np.unravel_index(groups // GROUPS_IN_CELL, tuple(self.classes.values()))
        labels = {k: v.astype(str) for k, v in zip(self.classes, codes, strict=True)}
        self.ids = np.array([f"r#{i:05d}" for i in generator.permutation(count)])
        self.groups = np.array([f"g{i}" for i in groups])
        self.split = assign_splits(labels, self.groups, 1 / 3, 0.2, 1)
        residual = DIMENSIONS - len(self.classes)
        self.z = generator.normal(size=(count, DIMENSIONS))
        for column, code in enumerate(codes, start=residual):
            self.z[:, column] = 1.5 * (code - code.mean()) + 0.3 * self.z[:, column]
        rotation = np.linalg.qr(generator.normal(size=(DIMENSIONS, DIMENSIONS)))[0]
        # One principal component more than the flow was trained on.
        projections = np.hstack([self.z @ rotation, generator.normal(size=(count, 1))])
        snippets = {"snippet_id": self.ids, "group": self.groups, **labels}
        write_table(pa.table(snippets), self.arguments["snippets"], SNIPPETS)
        table = pa.table({"snippet_id": self.ids, "z": listed(projections)})
        write_table(table, self.arguments["projections"], PROJECTIONS)
        self.write_architecture()
        self.write_latents(np.arange(count))

    def write_architecture(self, **changes):
        counts = {"residual": DIMENSIONS - len(self.classes), **dict.fromkeys(self.classes, 1)}
        content = {
            "network": {"dimensions": DIMENSIONS},
            "dimensions_per_factor": {**counts, **changes},
        }
        write_json(self.arguments["architecture"], content)

    def write_latents(self, rows, **changes):
        columns = {
            "snippet_id": self.ids[rows],
            "split": self.split[rows],
            "z": listed(self.z[rows]),
            "log_det": np.zeros(len(rows), np.float32),
            "inverse_error": np.full(len(rows), 2**-20, np.float32),
            **changes,
        }
        write_table(pa.table(columns), self.arguments["latents"], LATENTS)

    def run(self, monkeypatch, **changes):
        words = []
        for name, value in {**self.arguments, **changes}.items():
            words += [f"--{name}", *map(str, value if isinstance(value, list) else [value])]
        output = self.folder / "metrics.json"
        monkeypatch.setattr(sys, "argv", ["disentanglement.py", *words, str(output)])
        runpy.run_path(str(PROGRAM), run_name="__main__")
        return json.loads(output.read_text())


def listed(values):
    return pa.array(list(values.astype(np.float32)), pa.list_(pa.float32()))


@pytest.fixture
def flow(tmp_path):
    return Flow(tmp_path)


def test_a_planted_space_is_disentangled_and_its_principal_components_are_not(flow, monkeypatch):
    metrics = flow.run(monkeypatch)
    assert list(metrics["dimensions"].items()) == [("residual", 6), ("tone", 1), ("size", 1)]
    assert metrics["snippets"] == {"training": 120, "validation": 24, "held_out": 72}
    assert metrics["groups"] == {"training": 30, "validation": 6, "held_out": 18}
    assert metrics["inverse_error"] == 2**-20
    assert (metrics["layer"], metrics["layer_name"]) == (9, "Conv 8 pw")
    axes = pd.DataFrame(metrics["axes"]).set_index(["space", "axis", "factor"])
    assert len(axes) == 3 * 2 * 2
    for space, least in (("flow", 0.75), ("lda", 0.75)):
        assert axes.loc[(space, "tone", "tone"), "eta_squared_low"] > least
        assert axes.loc[(space, "size", "size"), "knn_accuracy_low"] > least
        assert axes.loc[(space, "size", "tone"), "eta_squared_high"] < 0.1
    assert axes.loc[("flow", "tone", "tone"), "eta_squared"] > (
        axes.loc[("pca", "tone", "tone"), "eta_squared"] + 0.1
    )
    assert (axes.xs("size", level="factor")["chance"] == 0.5).all()
    gaps = pd.DataFrame(metrics["gaps"]).set_index(["space", "factor"])["mutual_information_gap"]
    assert gaps["flow", "tone"] > 0.5 > gaps["pca", "tone"]
    assert metrics["ridge"] == {}
    spaces = pd.DataFrame(metrics["spaces"]).set_index("space")
    # A rotation does not change the density, but the extra component must not be counted.
    assert spaces.loc["pca", "bits_per_dimension"] == pytest.approx(
        spaces.loc["flow", "bits_per_dimension"], abs=1e-5
    )
    assert spaces["residual_dimensions"].tolist() == [6, 6, 0]


def test_two_runs_write_the_same_bytes(flow, monkeypatch):
    flow.run(monkeypatch)
    first = (flow.folder / "metrics.json").read_bytes()
    flow.run(monkeypatch)
    assert (flow.folder / "metrics.json").read_bytes() == first


def test_latents_of_some_snippets_in_another_order_are_joined_by_id(flow, monkeypatch):
    chosen = np.flatnonzero(np.arange(len(flow.ids)) % 4 != 1)
    flow.write_latents(chosen)
    metrics = flow.run(monkeypatch)
    flow.write_latents(np.random.default_rng(0).permutation(chosen))
    shuffled = flow.run(monkeypatch)
    for name in ("axes", "gaps", "correlations", "spaces"):
        one, other = pd.DataFrame(metrics[name]), pd.DataFrame(shuffled[name])
        pd.testing.assert_frame_equal(one, other, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("classes", [{"pitch": 4}, {"a": 2, "b": 2, "c": 3}])
def test_one_factor_or_three_are_measured_alike(tmp_path, monkeypatch, classes):
    metrics = Flow(tmp_path, classes).run(monkeypatch)
    factors = len(classes)
    assert len(metrics["axes"]) == 3 * factors**2
    assert len(metrics["correlations"]) == 3 * factors * (factors - 1) // 2
    assert all(row["eta_squared"] > 0.7 for row in metrics["axes"][: factors**2] if row["own"])


def test_axes_of_two_coordinates_are_measured_as_one(flow, monkeypatch):
    flow.write_architecture(residual=5, tone=2)
    metrics = flow.run(monkeypatch)
    assert metrics["dimensions"] == {"residual": 5, "tone": 2, "size": 1}
    assert all(0 <= row["r"] <= 1 for row in metrics["correlations"])
    assert [row["residual_dimensions"] for row in metrics["spaces"]] == [5, 5, 0]


def test_a_class_of_one_held_out_group_leaves_null_intervals_and_says_why(flow, monkeypatch):
    tones = np.arange(len(flow.groups)) // (2 * GROUPS_IN_CELL * SNIPPETS_IN_GROUP)
    spare = np.unique(flow.groups[(flow.split == "held_out") & (tones == 2)])[1:]
    flow.write_latents(np.flatnonzero(~np.isin(flow.groups, spare)))
    metrics = flow.run(monkeypatch)
    assert metrics["interval_note"].startswith("no intervals: only one held-out group has tone '2'")
    assert {row["eta_squared_low"] for row in metrics["axes"]} == {None}
    assert all(row["eta_squared"] is not None for row in metrics["axes"])


def test_one_stimulus_in_each_cell_that_repeats_is_measured_and_said(flow, monkeypatch):
    cells = np.arange(len(flow.ids)) // (GROUPS_IN_CELL * SNIPPETS_IN_GROUP)
    stimuli = np.random.default_rng(3).normal(size=(cells.max() + 1, DIMENSIONS))
    table = pa.table({"snippet_id": flow.ids, "z": listed(stimuli[cells])})
    write_table(table, flow.arguments["projections"], PROJECTIONS)
    metrics = flow.run(monkeypatch)
    # The two stimuli of a tone leave all directions but one without any variance; the three of a
    # size are enough for a shrunk covariance.
    assert metrics["ridge"] == {"lda": ["tone"]}
    axes = pd.DataFrame(metrics["axes"]).set_index(["space", "axis", "factor"])
    assert axes.loc[("lda", "tone", "tone"), "eta_squared"] == pytest.approx(1, abs=1e-3)
    assert (axes["knn_accuracy"].xs("lda") == 1).all()


@pytest.mark.parametrize(
    ("column", "rows", "value", "message"),
    [
        ("snippet_id", 0, "x#1", r"snippet 'x#1' is not in dataset/snippets\.parquet"),
        ("snippet_id", slice(0, 2), "r#00000", "a snippet occurs more than once"),
        ("split", 0, "test", "found split 'test', expected one of training, validation, held_out"),
        (
            "split",
            slice(0, None, 2),
            "held_out",
            "group 'g0' has snippets both inside and outside the held-out split",
        ),
        (
            "log_det",
            0,
            np.nan,
            "'log_det' contains NaN or infinity, so the flow's training diverged",
        ),
    ],
)
def test_latents_that_cannot_be_right_are_refused(
    flow, monkeypatch, capsys, column, rows, value, message
):
    everything = np.arange(len(flow.ids))
    columns = {
        "snippet_id": flow.ids.astype(object),
        "split": flow.split.astype(object),
        "log_det": np.zeros(len(flow.ids), np.float32),
    }
    columns[column][rows] = value
    flow.write_latents(everything, **columns)
    expect_error(flow, monkeypatch, capsys, rf"latents\.parquet: {message}")


def test_latents_without_held_out_snippets_are_refused(flow, monkeypatch, capsys):
    flow.write_latents(np.flatnonzero(flow.split != "held_out"))
    expect_error(
        flow, monkeypatch, capsys, "no snippet is in the split 'held_out'; use more groups"
    )


def test_latents_of_another_size_than_the_architecture_are_refused(flow, monkeypatch, capsys):
    flow.z = flow.z[:, :6]
    flow.write_latents(np.arange(len(flow.ids)))
    expect_error(flow, monkeypatch, capsys, r"found \[6\] coordinates per snippet, expected 8")


def test_an_architecture_of_other_factors_is_refused(flow, monkeypatch, capsys):
    message = r"architecture\.json: found axes for \['size', 'tone'\], expected \['hue', 'tone'\]"
    expect_error(flow, monkeypatch, capsys, message, factors='["tone", "hue"]')


def test_an_architecture_that_describes_no_flow_is_refused(flow, monkeypatch, capsys):
    flow.write_architecture(residual=3)
    expect_error(flow, monkeypatch, capsys, r"architecture\.json: does not describe a flow \(")


def test_fewer_components_than_the_flow_was_trained_on_are_refused(flow, monkeypatch, capsys):
    table = pa.table({"snippet_id": flow.ids, "z": listed(flow.z[:, :5])})
    write_table(table, flow.arguments["projections"], PROJECTIONS)
    expect_error(flow, monkeypatch, capsys, "found 5 principal components, .* trained on 8")


def test_the_program_does_not_import_tensorflow():
    files = [path.relative_to(REPOSITORY).as_posix() for path in code_of(PROGRAM, REPOSITORY)]
    assert "latentaudio/disentanglement/metrics.py" in files
    assert not any("gyoza" in name or "checkpoint" in name for name in files)
    sources = "".join((REPOSITORY / name).read_text() for name in files if name.endswith(".py"))
    assert "import tensorflow" not in sources


def expect_error(flow, monkeypatch, capsys, message, **changes):
    with pytest.raises(SystemExit):
        flow.run(monkeypatch, **changes)
    assert re.search(message, capsys.readouterr().err)
