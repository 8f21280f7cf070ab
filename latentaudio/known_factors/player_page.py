"""One page that plays the views of all representations side by side, without a network."""

import base64
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import jinja2
import numpy as np

from latentaudio.known_factors.axis_factors import Association, association_text
from latentaudio.known_factors.chosen_file import Chosen
from latentaudio.known_factors.pictures import png_files, sound_pictures, value_pictures
from latentaudio.known_factors.player_notes import notes
from latentaudio.known_factors.view_sounds import INVERTED, way_of
from latentaudio.known_factors.views import (
    ORIGINAL,
    RECONSTRUCTION,
    Representation,
    View,
    paths_of,
    traversals_of,
)

#: Files that every page has.
STATIC = Path(__file__).with_name("static")
TEMPLATE = "players.html.j2"
#: Folder of the sounds within that of the page.
SOUNDS = "sounds"


@dataclass(frozen=True)
class Shown:
    """A representation with all that the page shows of it.

    Attributes
    ----------
    representation
        The representation.
    views
        Its views.
    associations
        Which factor each axis encodes most of, by axis.
    files
        File of each view's sound, relative to the folder of sounds.
    sounds
        Their waveforms, shape ``[rows, samples]``; drawn where the values are no picture.
    nearest
        Ids of the sounds that are played instead; empty if there is a way back.
    """

    representation: Representation
    views: Sequence[View]
    associations: Mapping[str, Association]
    files: Sequence[str]
    sounds: np.ndarray
    nearest: Sequence[str] = ()


@dataclass(frozen=True)
class Button:
    """A button that plays one sound: the text below its picture, its name, its files."""

    text: str
    name: str
    sound: str
    picture: str = ""


@dataclass(frozen=True)
class Row:
    """Buttons that belong together: a title, what is known of the axis, and the steps."""

    title: str
    detail: str
    buttons: Sequence[Button]


@dataclass(frozen=True)
class Panel:
    """What one representation makes of one sound."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Section:
    """One sound, or one pair, in all representations."""

    title: str
    text: str
    recordings: Sequence[Button]
    panels: Sequence[Panel] = field(default_factory=tuple)


def write_page(
    folder: Path,
    shown: Sequence[Shown],
    chosen: Chosen,
    recordings: Mapping[str, str],
    sounds: Path,
    title: str,
) -> None:
    """Write the page with its sounds, script and style into an existing folder.

    Parameters
    ----------
    folder
        The folder.
    shown
        The representations, in the order in which they are shown.
    chosen
        The sounds that are shown.
    recordings
        File of each recording by snippet id, relative to the folder of sounds.
    sounds
        Folder of the sounds, which are copied.
    title
        Title of the page.
    """
    for name in ("players.js", "players.css"):
        shutil.copyfile(STATIC / name, folder / name)
    files = [name for one in shown for name in one.files]
    for file in [*files, *recordings.values()]:
        target = folder / SOUNDS / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(sounds / file, target)
    page = render(shown, chosen, recordings, title)
    (folder / "index.html").write_text(page, encoding="utf-8")


def render(
    shown: Sequence[Shown], chosen: Chosen, recordings: Mapping[str, str], title: str
) -> str:
    """Render the page; see `write_page`."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("latentaudio.known_factors", ""),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pictures = {one.representation.name: _pictures(one) for one in shown}
    sections = [
        _sound_section(number, name, shown, pictures, chosen, recordings)
        for number, name in enumerate(chosen.sounds, start=1)
    ]
    sections += [
        _pair_section(number, shown, pictures, chosen, recordings)
        for number in range(1, len(chosen.pairs) + 1)
    ]
    return environment.get_template(TEMPLATE).render(
        title=title,
        sections=sections,
        notes={
            one.representation.title: notes(
                one.representation, one.views, one.associations, one.nearest
            )
            for one in shown
        },
        inverts=any(way_of(one.representation) == INVERTED for one in shown),
    )


def _pictures(one: Shown) -> list[str]:
    """Draw all views of a representation on one scale, as addresses that hold the picture."""
    shape = one.representation.shape
    if len(shape) == 2 and not one.representation.components:
        drawn = value_pictures(np.stack([view.values for view in one.views]), (shape[0], shape[1]))
    else:
        drawn = sound_pictures(one.sounds)
    return [
        f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}" for png in png_files(drawn)
    ]


def _sound_section(
    number: int,
    snippet_id: str,
    shown: Sequence[Shown],
    pictures: Mapping[str, Sequence[str]],
    chosen: Chosen,
    recordings: Mapping[str, str],
) -> Section:
    panels = []
    for one in shown:
        steps = traversals_of(one.views, snippet_id)
        ends = [
            view
            for view in one.views
            if view.snippet_id == snippet_id and view.view in (ORIGINAL, RECONSTRUCTION)
        ]
        rows = [_row("", "", ends, one, pictures)] if ends else []
        rows += [_axis_row(own, one, pictures) for own in steps]
        if rows:
            panels.append(Panel(one.representation.title, rows))
    heard = _recording(snippet_id, "recording", f"recording of sound {number}", recordings)
    return Section(f"Sound {number}", chosen.texts[snippet_id], [heard], panels)


def _pair_section(
    number: int,
    shown: Sequence[Shown],
    pictures: Mapping[str, Sequence[str]],
    chosen: Chosen,
    recordings: Mapping[str, str],
) -> Section:
    pair = chosen.pairs[number - 1]
    panels = []
    for one in shown:
        path = paths_of(one.views, "morph").get(("morph", pair.first, pair.second, ""))
        if path:
            panels.append(Panel(one.representation.title, [_row("", "", path, one, pictures)]))
    ends = [
        _recording(pair.first, "first recording", f"first sound of morph {number}", recordings),
        _recording(pair.second, "second recording", f"second sound of morph {number}", recordings),
    ]
    text = f"from {chosen.texts[pair.first]} to {chosen.texts[pair.second]}"
    return Section(f"Morph {number}, along {pair.factor}", text, ends, panels)


def _recording(snippet_id: str, text: str, name: str, recordings: Mapping[str, str]) -> Button:
    return Button(text, name, f"{SOUNDS}/{recordings[snippet_id]}")


def _axis_row(steps: Sequence[View], one: Shown, pictures: Mapping[str, Sequence[str]]) -> Row:
    first = steps[0]
    assert first.axis is not None
    detail = [] if first.rate is None else [f"{first.rate:.2f} nats"]
    found = one.associations.get(first.axis)
    if found is not None and found.factor:
        detail.append(f"closest factor: {found.factor} ({association_text(found)})")
    return _row(first.axis, ", ".join(detail), steps, one, pictures)


def _row(
    title: str,
    detail: str,
    steps: Sequence[View],
    one: Shown,
    pictures: Mapping[str, Sequence[str]],
) -> Row:
    # By identity: a view is a row of the table.
    rows = {id(view): row for row, view in enumerate(one.views)}
    buttons = []
    for view in steps:
        row = rows[id(view)]
        text = view.view if view.position is None else step_text(view)
        where = (
            f"step {view.step + 1} of {len(steps)}, {text}" if view.position is not None else text
        )
        name = ", ".join(filter(None, [one.representation.title, title, where]))
        if one.nearest:
            name += f", nearest sound {one.nearest[row]}"
        buttons.append(
            Button(
                text,
                name,
                f"{SOUNDS}/{one.files[row]}",
                pictures[one.representation.name][row],
            )
        )
    return Row(title, detail, buttons)


def step_text(view: View) -> str:
    """Write where on an axis, or on the way to the other sound, a view is.

    Examples
    --------
    >>> step_text(View("traversal", "a", np.zeros(1), axis="unit 1", position=-1.25))
    '−1.25'
    >>> step_text(View("traversal", "a", np.zeros(1), axis="unit 1", position=-0.001))
    '0.00'
    >>> step_text(View("morph", "a", np.zeros(1), other_id="b", position=0.5))
    '50 %'
    """
    assert view.position is not None
    if view.view == "morph":
        return f"{view.position * 100:.0f} %"
    # Adding 0 turns a rounded -0 into 0.
    return f"{round(view.position, 2) + 0.0:.2f}".replace("-", "−")
