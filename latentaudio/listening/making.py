"""Make a listening test from the tables of a run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import write_csv
from latentaudio.audio.file_digest import file_sha256
from latentaudio.audio.rate import SnippetFormat
from latentaudio.datasets.splits import held_out_groups
from latentaudio.errors import ConfigError
from latentaudio.factor_types import Factor
from latentaudio.listening.answer_sheet import answer_key, answer_sheet
from latentaudio.listening.listening_page import page_data, write_page
from latentaudio.listening.slice_audio import write_sounds
from latentaudio.listening.slices import find_slices
from latentaudio.listening.trials import design, digest_of
from latentaudio.new_folder import new_folder
from latentaudio.tables import labels_of, strings


@dataclass(frozen=True)
class Settings:
    """What a listening test consists of.

    Attributes
    ----------
    blocks, per_cell, seed
        See `latentaudio.listening.trials.design`.
    slice_s
        Length of a sound (s); None for that of a snippet.
    held_out_fraction
        Fraction of the groups that no flow was trained on.
    title
        Title of the page.
    """

    blocks: int
    per_cell: int
    seed: int
    slice_s: float | None
    held_out_fraction: float
    title: str


def make_test(
    snippets: pa.Table,
    factors: Sequence[Factor],
    snippet: SnippetFormat,
    settings: Settings,
    measured: Sequence[Path],
    *,
    folder: Path,
    key: Path,
    digest: Callable[[Path], str] = file_sha256,
) -> None:
    """Write the folder that listeners receive, and the key beside it.

    Parameters
    ----------
    snippets
        Table of snippets.
    factors
        The factors.
    snippet
        Sample rate and length of snippets.
    settings
        What the test consists of.
    measured
        What was measured of all recordings, part by part.
    folder
        Folder to write: ``index.html`` with its script, style and data, ``answer_sheet.csv``, and
        ``sounds/0001.wav`` and so on.
    key
        CSV file to write: what each sound is.
    digest
        Gives the SHA-256 digest that a recording has now.

    Raises
    ------
    ConfigError, DatasetError
        When the run has no factors, or too few sounds for the settings.
    AudioError
        When a recording cannot be used.
    """
    if not factors:
        raise ConfigError(
            "dataset.factors: none found, but listeners are asked for the classes of factors; name "
            "at least one"
        )
    slice_s = settings.slice_s or snippet.seconds
    labels = labels_of(snippets, factors)
    groups = strings(snippets, "group")
    held_out = held_out_groups(labels, groups, settings.held_out_fraction, settings.seed)
    trials = design(
        find_slices(snippets, labels, slice_s=slice_s, snippet_s=snippet.seconds),
        set(groups[held_out].tolist()),
        blocks=settings.blocks,
        per_cell=settings.per_cell,
        seed=settings.seed,
    )
    test = digest_of(trials, slice_s)
    length = SnippetFormat(snippet.samplerate, round(slice_s * snippet.samplerate))
    classes = {name: np.unique(values).tolist() for name, values in labels.items()}
    with new_folder(folder) as filling:
        sounds = filling / "sounds"
        sounds.mkdir()
        scale = write_sounds(trials, measured, length, sounds, digest)
        write_csv(filling / "answer_sheet.csv", answer_sheet(trials, list(labels), test))
        write_page(filling, page_data(trials, factors, classes, test=test, title=settings.title))
    write_csv(key, answer_key(trials, test, scale))
