import pyarrow as pa

from latentaudio.audio.rate import SnippetFormat
from latentaudio.datasets.planned import planned_snippets, with_twins
from latentaudio.datasets.source import Recording
from latentaudio.factor_types import Factor

SNIPPET = SnippetFormat(10, 10)


def test_snippets_of_objects_are_planned_as_they_will_be_cut():
    recordings = [Recording(name, None, name, {"pitch": name}, name) for name in ("high", "low")]
    table = planned_snippets(
        recordings, [Factor("pitch")], SNIPPET, objects=2, object_s=2.5, hop_s=1.0
    )
    # Two snippets of 1 s fit into 2.5 s.
    ids = [f"{name}#{number:05d}" for name in ("high", "low") for number in range(4)]
    assert table["snippet_id"].to_pylist() == ids
    assert table["group"].to_pylist() == [
        f"{name}/block_{block:03d}" for name in ("high", "low") for block in (0, 0, 1, 1)
    ]
    assert table["pitch"].to_pylist() == ["high"] * 4 + ["low"] * 4


def test_twins_have_the_snippets_of_their_originals_in_the_same_groups():
    table = pa.table(
        {
            "snippet_id": ["a#00000", "a#00002", "b#00000"],
            "recording_id": ["a", "a", "b"],
            "group": ["x", "x", "y"],
        }
    )
    both = with_twins(table, ["a"])
    assert both.to_pylist() == [
        {"snippet_id": "a#00000", "recording_id": "a", "group": "x"},
        {"snippet_id": "a#00002", "recording_id": "a", "group": "x"},
        {"snippet_id": "a__reverb#00000", "recording_id": "a__reverb", "group": "x"},
        {"snippet_id": "a__reverb#00002", "recording_id": "a__reverb", "group": "x"},
        {"snippet_id": "b#00000", "recording_id": "b", "group": "y"},
    ]
