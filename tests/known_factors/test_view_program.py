"""What programs of views share: they read what is shown, and write two tables."""

import numpy as np
import pyarrow as pa
import pytest

from latentaudio.artifacts import SNIPPETS, write_table
from latentaudio.factor_types import Factor, factors_to_json
from latentaudio.known_factors.axis_factors import read_axes
from latentaudio.known_factors.chosen_file import Chosen, ShownPair, write_chosen
from latentaudio.known_factors.view_program import Axes, read_inputs, view_parser, write_tables
from latentaudio.known_factors.views import View, read_views

FACTORS = (Factor("f0", "numeric", bins=4), Factor("size"))
COUNT = 40
F0 = np.random.default_rng(0).permutation(COUNT).astype(float)
SPLIT = np.where(np.arange(COUNT) < 24, "held_out", "training")


@pytest.fixture
def arguments(tmp_path):
    table = {
        "snippet_id": [f"s{row}" for row in range(COUNT)],
        "group": [f"g{row}" for row in range(COUNT)],
        "f0": F0,
        "size": ["big", "small"] * (COUNT // 2),
    }
    write_table(pa.table(table), tmp_path / "snippets.parquet", SNIPPETS)
    texts = dict.fromkeys(["s3", "s1", "s7"], "a sound")
    write_chosen(tmp_path / "chosen.json", Chosen(("s3",), (ShownPair("s7", "s1", "f0"),), texts))
    return [
        *("--snippets", str(tmp_path / "snippets.parquet")),
        *("--chosen", str(tmp_path / "chosen.json")),
        *("--factors", factors_to_json(FACTORS), "--space", "log_mel", "--shape", "2", "3"),
        *("--name", "a_vae", "--title", "A VAE", "--steps", "5", "--morph-steps", "3"),
        *("--axis-table", str(tmp_path / "axes.csv"), str(tmp_path / "views.parquet")),
    ]


def parsed(arguments, *more):
    return view_parser("", needs_projections=False).parse_args([*arguments, *more])


def test_pairs_are_morphed_with_their_own_values(arguments):
    inputs = read_inputs(parsed(arguments))
    assert inputs.shown.rows.tolist() == [3, 7, 1]
    assert inputs.groups[3] == "g3"

    def morph(pair, ends, rows):
        assert ends.tolist() == [[7.0], [1.0]]
        return [View("morph", pair[0], ends[0], other_id=pair[1], step=0, position=0.0), rows]

    view, rows = inputs.morphs(np.array([[3.0], [7.0], [1.0]]), morph)
    assert (view.snippet_id, view.other_id) == ("s7", "s1")
    # Rows among the sounds that are shown.
    assert tuple(rows) == (1, 2)


@pytest.mark.parametrize(
    ("more", "shape", "components"),
    [(("--activations", "a.parquet"), (2, 3), False), ((), (6,), True)],
)
def test_views_and_axes_are_written(arguments, tmp_path, more, shape, components):
    args = parsed(arguments, *more)
    views = [View("original", "s3", np.zeros(6)), View("reconstruction", "s3", np.ones(6))]
    # Training sounds, which follow nothing, must not count.
    z = np.where(SPLIT == "held_out", F0, 0.0)[:, np.newaxis]
    axes = Axes(["unit 1"], [None], SPLIT, np.arange(COUNT), z)
    write_tables(args, "vae", 6, read_inputs(args), views, axes)
    representation, written = read_views(tmp_path / "views.parquet")
    assert (representation.shape, representation.components) == (shape, components)
    assert (representation.name, representation.title, representation.kind) == (
        "a_vae",
        "A VAE",
        "vae",
    )
    assert [one.view for one in written] == ["original", "reconstruction"]
    found = read_axes(tmp_path / "axes.csv", "traversals")["unit 1"]
    assert (found.factor, found.order) == ("f0", 1.0)


def test_a_flow_needs_projections(arguments, capsys):
    with pytest.raises(SystemExit):
        view_parser("", needs_projections=True).parse_args(arguments)
    assert "--projections, --pca-model" in capsys.readouterr().err
