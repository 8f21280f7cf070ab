"""What a page shows: the sounds, and all that is known about them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from latentaudio.audio.rate import SnippetFormat
from latentaudio.explorer.page_columns import Column
from latentaudio.factor_types import Factor


@dataclass(frozen=True)
class PageSounds:
    """Names and places of the sounds; all in the order of their rows.

    Attributes
    ----------
    ids
        Ids of the ``n`` sounds.
    files
        File of each sound, relative to the root of the data set.
    start_s
        Start of each sound in its file (s), shape ``[n]``.
    file_s
        Duration of the file of each sound (s), shape ``[n]``.
    """

    ids: Sequence[str]
    files: Sequence[str]
    start_s: np.ndarray
    file_s: np.ndarray


@dataclass(frozen=True)
class PageMap:
    """Where every sound lies on one map.

    Attributes
    ----------
    name
        Name that no other map has: the space and the method, e.g. ``"layer_09/pca"``.
    coordinates
        Shape ``[n, 2]`` or ``[n, 3]``.
    about
        What the page says about it: ``title, space, space_title, method, axes, parameters,
        trustworthiness, continuity, neighbours, exact``.
    """

    name: str
    coordinates: np.ndarray
    about: Mapping[str, Any]


@dataclass(frozen=True)
class PageNeighbours:
    """The nearest sounds of each sound in one space.

    Attributes
    ----------
    space, space_title
        The space, and its name in texts.
    rows
        Rows of the nearest sounds, nearest first, itself left out: shape ``[n, k]``.
    distances
        Their distances, shape ``[n, k]``.
    vectors
        Coarse coordinates in the space, int8, shape ``[n, d]``.
    scale
        Factor that turns differences of `vectors` into distances in the space.
    """

    space: str
    space_title: str
    rows: np.ndarray
    distances: np.ndarray
    vectors: np.ndarray
    scale: float


@dataclass(frozen=True)
class PageClasses:
    """What the network hears in each sound.

    Attributes
    ----------
    title
        What the classes are, e.g. ``"AudioSet classes"``.
    names
        Names of the ``c`` output classes.
    scores
        Rows of some sounds, and their probabilities ``[m, c]``; each sound once.
    """

    title: str
    names: Sequence[str]
    scores: Iterable[tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class PageContent:
    """Everything that `latentaudio.explorer.page_folder.write_page` puts into a folder.

    What is an iterable may be a stream: each is read once, from first to last.

    Attributes
    ----------
    title
        Heading of the page, e.g. the name of the run.
    sounds
        The sounds.
    clip
        Sample rate and length of their clips.
    maps
        The maps, at least one, in the order in which they are offered.
    made_with
        Versions, settings and other things to tell about the page.
    columns
        What is known about every sound.
    neighbours
        Nearest sounds, by space.
    flacs
        The clip of each sound as a complete FLAC file; empty where there is none. None for a page
        without sound.
    sprites
        The picture of each sound, as `latentaudio.explorer.sprite_pictures` makes it. None for a
        page without pictures.
    classes
        What the network hears; None if there is no network.
    moves
        Moved sounds by space, as the stage ``maps`` writes them.
    factors
        The factors of the data set.
    layers
        Title of each layer by the name of its space, in the order of the slider.
    best_layer
        Name of the best layer; None if it is unknown.
    default_map
        Name of the map that is shown first; None leaves the choice to `write_page`.
    passed_over
        Files that are not in the data set, each with the reason.
    """

    title: str
    sounds: PageSounds
    clip: SnippetFormat
    maps: Iterable[PageMap]
    made_with: Mapping[str, str | int | float] = field(default_factory=dict)
    columns: Sequence[Column] = ()
    neighbours: Iterable[PageNeighbours] = ()
    flacs: Iterable[bytes] | None = None
    sprites: Iterable[bytes] | None = None
    classes: PageClasses | None = None
    moves: Iterable[Mapping[str, Any]] = ()
    factors: Sequence[Factor] = ()
    layers: Mapping[str, str] = field(default_factory=dict)
    best_layer: str | None = None
    default_map: str | None = None
    passed_over: Sequence[tuple[str, str]] = ()
