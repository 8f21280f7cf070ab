import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from known_factors.made_up_folder import chosen, shown_views, write_players
from known_factors.made_up_views import (
    FLOWING,
    MIXING,
    SPECTRAL,
    component_views,
    morph,
    spectral_views,
)

from latentaudio.audio.wav_files import read_wav
from latentaudio.known_factors.axis_factors import Association
from latentaudio.known_factors.player_notes import notes
from latentaudio.known_factors.player_page import render


class Buttons(HTMLParser):
    """Collects the buttons of a page and all addresses that it has."""

    def __init__(self, page):
        super().__init__()
        self.buttons, self.addresses, self.pictures = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "button":
            self.buttons.append(found)
        self.addresses += [found[name] for name in ("src", "href") if name in found]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("players")
    write_players(folder)
    return folder


def test_every_view_has_a_button_whose_sound_is_in_the_folder(folder):
    page = Buttons((folder / "index.html").read_text(encoding="utf-8"))
    played = [one["data-sound"] for one in page.buttons if "data-sound" in one]
    views = len(spectral_views()) + len(component_views()) + len(morph())
    assert len(set(played)) == views + len(chosen().snippet_ids)
    for path in played:
        assert (folder / path).is_file()
    assert all(one["aria-label"] for one in page.buttons)


def test_buttons_play_what_they_are_named_after(folder):
    page = Buttons((folder / "index.html").read_text(encoding="utf-8"))
    named = {one["aria-label"]: one.get("data-sound") for one in page.buttons}
    for number, one in enumerate(shown_views()):
        rows = [row for row, view in enumerate(one.views) if view.view == "morph"]
        for row in rows:
            step = one.views[row].step + 1
            text = f"{one.representation.title}, step {step} of 5, {25 * (step - 1)} %"
            samples = read_wav(folder / named[text])
            loudest = np.abs(np.fft.rfft(samples)).argmax() * 16_000 / len(samples)
            # The frequency of the tone that stands for this row.
            assert loudest == pytest.approx(150 + 400 * number + 9 * row, abs=2)


def test_nothing_comes_from_elsewhere(folder):
    page = Buttons((folder / "index.html").read_text(encoding="utf-8"))
    outside = [one for one in page.addresses if not re.match(r"data:|#|players\.(js|css)$", one)]
    assert outside == []
    text = (folder / "index.html").read_text(encoding="utf-8")
    assert "default-src 'none'; script-src 'self'" in text
    assert " style=" not in text
    assert "onclick" not in text


def test_rows_tell_rate_and_factor_and_are_ordered_by_rate(folder):
    text = (folder / "index.html").read_text(encoding="utf-8")
    assert "<b>unit 2</b> 2.10 nats, closest factor: f0 (η² = 0.85, |ρ| = 0.91)" in text
    assert "<b>decay</b> closest factor: decay (η² = 0.81, |ρ| = 0.31)" in text
    units = re.findall(r"<b>(unit \d)</b>", text)
    assert units == ["unit 2", "unit 3", "unit 1"] * 2


def test_names_of_classes_are_text_not_tags():
    named = replace(chosen(), texts=dict.fromkeys(chosen().texts, "<img src=x>"))
    recordings = dict.fromkeys(named.texts, "recordings/0001.wav")
    page = render(shown_views(), named, recordings, title="<b>")
    assert "<img src=x>" not in page
    assert "&lt;img src=x&gt;" in page
    assert "<title>&lt;b&gt;</title>" in page


def test_the_page_says_that_validation_did_not_choose_the_seed():
    chosen_sounds = chosen()
    recordings = dict.fromkeys(chosen_sounds.texts, "recordings/0001.wav")
    page = " ".join(render(shown_views(), chosen_sounds, recordings, title="players").split())
    assert "the seed in its name is the first, or the one that the configuration names" in page
    assert "validation did not choose it" in page


def test_the_page_does_not_depend_on_the_time(folder, tmp_path):
    write_players(tmp_path)
    assert (tmp_path / "index.html").read_bytes() == (folder / "index.html").read_bytes()


def test_a_collapsed_model_says_so():
    (told,) = notes(SPECTRAL, spectral_views(rates=(0.0, 0.01, 0.02)), {})
    assert told.startswith("Collapsed: no unit carries more than 0.05 nats")
    (told,) = notes(SPECTRAL, spectral_views(), {})
    assert told == "At most 0.05 nats, so that steps hardly differ: unit 1."
    assert notes(SPECTRAL, spectral_views(rates=(1, 1, 1)), {}) == []


def test_a_flow_says_which_of_its_axes_mean_no_order():
    found = {"f0": Association("f0", 0.9, 0.31), "decay": Association("decay", 0.9)}
    first, exact, folded, classes = notes(FLOWING, component_views(), found, ["a", "b", "b"])
    assert "2 different sounds for 3 steps" in first
    assert "exact" in exact
    assert folded.startswith("The axis of f0 is folded (η² = 0.90, |ρ| = 0.31): ")
    assert "the order of its steps means nothing" in classes
    ordered = {"f0": Association("f0", 0.9, 0.95), "decay": Association("decay", 0.6, 0.7)}
    assert len(notes(FLOWING, component_views(), ordered, ["a"])) == 2


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (Association("f0", 0.2, 0.31), "The axis of f0 encodes f0 weakly (η² = 0.20, |ρ| = 0.31)."),
        (Association("f0", 0.2), "The axis of f0 encodes f0 weakly (η² = 0.20)."),
        (
            Association("decay", 0.6, 0.2),
            "The axis of f0 encodes more of decay (η² = 0.60, |ρ| = 0.20) than of f0.",
        ),
        (Association("", 0.0), "The axis of f0 does not vary."),
    ],
)
def test_an_axis_that_has_learned_little_is_not_called_folded(found, told):
    assert notes(FLOWING, component_views(), {"f0": found})[-1] == told


def test_mixing_says_what_it_is():
    assert notes(MIXING, morph(), {}) == [
        "The two waveforms are added, the first fading out and the second fading in."
    ]


def test_one_button_of_each_row_is_reached_by_the_tabulator(folder):
    text = (folder / "index.html").read_text(encoding="utf-8")
    rows = re.findall(r'<div class="steps">(.*?)</div>', text, re.S)
    assert len(rows) > 10
    assert {row.count('tabindex="0"') for row in rows} == {1}
    assert np.all([row.count("<button") > 0 for row in rows])
