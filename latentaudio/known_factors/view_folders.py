"""The folders of sounds and of players, from the tables of views."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from latentaudio.known_factors.axis_factors import read_axes
from latentaudio.known_factors.chosen_file import Chosen
from latentaudio.known_factors.player_page import Shown, write_page
from latentaudio.known_factors.view_sounds import (
    INVERTED,
    NEAREST,
    RECORDINGS,
    inverted_sounds,
    levelled,
    mixed_sounds,
    nearest_snippets,
    read_sounds,
    way_of,
    write_sounds,
)
from latentaudio.known_factors.views import MIXING, Representation, View, read_views
from latentaudio.new_folder import new_folder

#: Representations with their views.
Tables = Mapping[Representation, Sequence[View]]
#: Turns values ``[1, size]`` of a space, given by its name, into a waveform ``[1, samples]``.
Inversion = Callable[[str, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Training:
    """Training sounds in a space without a way back.

    Attributes
    ----------
    snippet_ids
        Their ids, shape ``[n]``.
    coordinates
        Their principal coordinates, shape ``[n, k]``.
    """

    snippet_ids: np.ndarray
    coordinates: np.ndarray


def read_tables(paths: Sequence[Path]) -> dict[Representation, list[View]]:
    """Read the views of several representations, in the order of the files."""
    return dict(read_views(path) for path in paths)


def make_sounds(
    folder: Path,
    tables: Tables,
    chosen: Chosen,
    training: Mapping[str, Training],
    find: Callable[[Sequence[str]], Mapping[str, np.ndarray]],
    invert: Inversion,
    samplerate: int,
) -> None:
    """Make the views of all representations audible.

    Parameters
    ----------
    folder
        Folder to write; see `latentaudio.known_factors.view_sounds.write_sounds`.
    tables
        The representations and their views.
    chosen
        The sounds that are shown.
    training
        Training sounds by the name of each space without a way back.
    find
        Gives the waveforms of snippets by their ids.
    invert
        The way back of all other spaces.
    samplerate
        Sample rate (Hz).
    """
    nearest = {
        one: nearest_snippets(
            views, training[one.space].coordinates, training[one.space].snippet_ids
        )
        for one, views in tables.items()
        if way_of(one) == NEAREST
    }
    played = [name for names in nearest.values() for name in names]
    waveforms = find(list(dict.fromkeys([*chosen.snippet_ids, *played])))
    sounds = {}
    for one, views in tables.items():
        if way_of(one) == INVERTED:
            heard = inverted_sounds(views, partial(invert, one.space))
        elif way_of(one) == NEAREST:
            heard = np.stack([waveforms[name] for name in nearest[one]])
        else:
            heard = mixed_sounds(views, waveforms)
        sounds[one] = levelled(views, heard)
    recordings = {name: waveforms[name] for name in chosen.snippet_ids}
    with new_folder(folder) as filling:
        write_sounds(filling, sounds, nearest, recordings, samplerate)


def make_players(
    folder: Path,
    tables: Tables,
    axes: Mapping[str, Path],
    chosen: Chosen,
    sounds: Path,
    title: str,
) -> None:
    """Make the folder of the players' page.

    Parameters
    ----------
    folder
        Folder to write: ``index.html`` with script, style and sounds.
    tables
        The representations and their views, in the order in which they are shown.
    axes
        Table of axes of each representation by its name; mixing has none.
    chosen
        The sounds that are shown.
    sounds
        Folder that `make_sounds` wrote.
    title
        Title of the page.
    """
    table, waveforms = read_sounds(sounds)
    shown = []
    for one, views in tables.items():
        own = table[table["representation"] == one.name]
        files = own["file"].tolist()
        shown.append(
            Shown(
                one,
                views,
                {} if one.kind == MIXING else read_axes(axes[one.name], "traversals"),
                files,
                np.stack([waveforms[file] for file in files]),
                own["nearest_id"].tolist() if way_of(one) == NEAREST else (),
            )
        )
    recordings = table[table["representation"] == RECORDINGS]
    heard = dict(zip(recordings["row"], recordings["file"], strict=True))
    with new_folder(folder) as filling:
        write_page(filling, shown, chosen, heard, sounds, title)
