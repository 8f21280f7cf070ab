"""The figure of classes, drawn from made-up tables of recordings."""

import runpy
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from matplotlib.container import BarContainer
from places import REPOSITORY

from latentaudio.artifacts import NOTES, RECORDINGS, write_table
from latentaudio.figures import class_counts
from latentaudio.figures.class_counts import OTHERS, UNSTATED, parts_of

PER_CLASS = {"Bark": 5, "Oboe": 2, "Gong": 3}


def made(per_class=PER_CLASS):
    """Recordings of each class in two groups, the last of which is a copy of the first."""
    labels = [label for label, count in per_class.items() for _ in range(count)]
    ids = [f"r{number}" for number in range(len(labels))]
    groups = [f"{label}{number % 2}" for number, label in enumerate(labels)]
    table = pd.DataFrame({"recording_id": ids, "label": labels, "group": groups})
    table["augmentation_of"] = pd.Series([None] * len(table), dtype=object)
    copy = table.iloc[[0]].assign(recording_id="copy", augmentation_of="r0")
    return pd.concat([table, copy], ignore_index=True)


def bars(axes):
    """List the widths of bars by label, and check that they adjoin."""
    found, left = {}, None
    for part in (one for one in axes.containers if isinstance(one, BarContainer)):
        starts = np.array([bar.get_x() for bar in part])
        widths = np.array([bar.get_width() for bar in part])
        np.testing.assert_array_equal(starts, np.zeros(len(part)) if left is None else left)
        left = starts + widths
        found[part.get_label()] = widths.tolist()
    return found


def test_classes_are_sorted_by_recordings_and_show_their_groups(assert_same_bytes_twice):
    (axes,) = class_counts.draw(made(), ["label"]).axes
    names = [one.get_text() for one in axes.get_yticklabels()]
    assert names == ["Bark (5)", "Gong (3)", "Oboe (2)"]
    assert bars(axes) == {"recordings": [5, 3, 2]}
    (groups,) = axes.collections
    assert groups.get_offsets().tolist() == [[2, 0], [2, 1], [2, 2]]
    assert_same_bytes_twice(lambda: class_counts.draw(made(), ["label"]))


def test_a_note_divides_the_bars():
    table = made()
    note = pd.Series([*"11100", *"1", "", *"000", "1"], name="verified")
    figure = class_counts.draw(table, ["label"], note)
    (axes,) = figure.axes
    # Of three barks, no gong and an oboe that were verified.
    assert bars(axes) == {"0": [2, 3, 0], "1": [3, 0, 1], UNSTATED: [0, 0, 1]}
    legend = figure.legends[0]
    assert legend.get_title().get_text() == "verified"
    assert [one.get_text() for one in legend.get_texts()] == ["0", "1", UNSTATED, "groups"]


def test_the_rarest_of_many_values_of_a_note_are_one_part():
    note = pd.Series([*"aaabbccddeeffgh", ""])
    parts = parts_of(note)
    assert parts.cat.categories.tolist() == [*"abcde", OTHERS, UNSTATED]
    assert parts.value_counts()[OTHERS] == 4
    assert parts_of(pd.Series(list("abcdef"))).cat.categories.tolist() == list("abcdef")


def test_many_classes_are_drawn_up_to_a_number():
    (axes,) = class_counts.draw(made({f"c{one:03d}": one + 2 for one in range(90)}), ["label"]).axes
    names = [one.get_text() for one in axes.get_yticklabels()]
    assert len(names) == class_counts.MOST_CLASSES
    assert (names[0], names[-1]) == ("c089 (91)", "c000 (2)")


def test_each_task_has_a_panel_and_without_tasks_the_figure_says_so():
    table = made().assign(kind="all")
    figure = class_counts.draw(table, ["label", "kind"])
    assert [axes.get_title() for axes in figure.axes] == ["label", "kind"]
    assert "No recording" in class_counts.draw(table, []).texts[0].get_text()


@pytest.mark.parametrize("noted", [False, True])
def test_the_program_draws_from_files_whatever_the_order_of_notes(noted, tmp_path, monkeypatch):
    table = made()
    recordings, notes = tmp_path / "recordings.parquet", tmp_path / "notes.parquet"
    write_table(pa.Table.from_pandas(table, preserve_index=False), recordings, RECORDINGS)
    verified = pd.Series(["1" if label == "Gong" else "0" for label in table["label"]])
    of_notes = table[["recording_id"]].assign(verified=verified).iloc[::-1]
    write_table(pa.Table.from_pandas(of_notes, preserve_index=False), notes, NOTES)
    seen = []
    real = class_counts.draw
    monkeypatch.setattr(class_counts, "draw", lambda *given: seen.append(real(*given)) or seen[0])
    path = REPOSITORY / "scripts" / "figures" / "figure_class_counts.py"
    options = ["--tasks", "label", "--recordings", recordings]
    options += ["--notes", notes, "--note", "verified"] if noted else []
    options += ["--svg", tmp_path / "a.svg", "--png", tmp_path / "a.png"]
    monkeypatch.setattr(sys, "argv", ["figure", *map(str, options)])
    runpy.run_path(str(path), run_name="figure")["main"]()
    expected = {"0": [5, 0, 2], "1": [0, 3, 0]} if noted else {"recordings": [5, 3, 2]}
    assert bars(seen[0].axes[0]) == expected
    assert (tmp_path / "a.png").stat().st_size > 1000


def test_few_recordings_are_counted_in_whole_numbers():
    recordings = pd.DataFrame(
        {"kind": ["dog", "dog", "cat"], "group": ["a", "b", "c"], "augmentation_of": None}
    )
    figure = class_counts.draw(recordings, ["kind"])
    figure.draw_without_rendering()
    ticks = figure.axes[0].get_xticks()
    assert (ticks == np.round(ticks)).all()


def test_a_legend_of_long_values_leaves_room_for_the_bars(assert_nothing_is_cut):
    values = [f"a rather long value of the note, number {number}" for number in range(9)]
    recordings = pd.DataFrame(
        {"kind": ["dog", "cat"] * 5, "group": list("abcdefghij"), "augmentation_of": None}
    )
    note = pd.Series([*values, ""], name="a rather long name of a note of these recordings")
    figure = class_counts.draw(recordings, ["kind"], note)
    assert_nothing_is_cut(figure)
    assert figure.axes[0].get_position().height * figure.get_figheight() > 0.3


def test_bars_of_tasks_with_few_classes_are_as_high_as_others():
    recordings = pd.DataFrame(
        {"many": list("abcdefgh"), "few": list("aaaabbbb"), "group": "g", "augmentation_of": None}
    )
    many, few = class_counts.draw(recordings, ["many", "few"]).axes
    assert few.get_ylim() == many.get_ylim() == (7.6, -0.6)
    assert [one.get_text() for one in few.get_yticklabels()] == ["a (4)", "b (4)"]
