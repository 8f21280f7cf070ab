"""What is proposed for a map: how often a point is made, and names of runs."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.snippets import snippet_starts
from latentaudio.workflow.proposed_map import HOP_S, count_points, fitting_hop, map_name

SNIPPET = SnippetFormat(16_000, 15_600)


@given(st.integers(1, 20 * 3600 * 16_000), st.integers(2, 60_000))
def test_the_hop_is_the_shortest_that_makes_no_more_points_than_asked(n_samples, most):
    duration_s = n_samples / 16_000
    hop_s = fitting_hop(duration_s, SNIPPET.seconds, most)
    points = count_points(duration_s, SNIPPET.seconds, hop_s)
    assert points <= most
    assert hop_s >= HOP_S
    if hop_s > HOP_S:
        assert count_points(duration_s, SNIPPET.seconds, hop_s - 0.001) >= most
    # Where snippets leave no gaps, these are the snippets that the run makes.
    hop = round(hop_s * 16_000)
    if hop <= SNIPPET.samples:
        starts, _, _ = snippet_starts(n_samples, SNIPPET, hop=hop, pad_remainder=True)
        assert len(starts) == points


def test_ten_hours_are_shown_by_five_thousand_points_and_forty_minutes_by_all():
    assert fitting_hop(36_000.0, 0.975, 5_000) == 7.202
    assert fitting_hop(5_000 * 0.48, 0.975, 5_000) == 0.48
    assert np.isclose(4_999 * 7.202, 36_000, atol=5)


def test_runs_have_safe_names_which_are_not_those_of_the_defaults(tmp_path):
    file = tmp_path / "ein Morgen.flac"
    file.touch()
    assert map_name(file, []) == "ein_Morgen"
    assert map_name(Path("../a;b $(c)"), []) == "a_b_c"
    assert map_name(Path("data/layers"), ["config", "layers"]) == "layers_map"
