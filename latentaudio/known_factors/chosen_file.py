"""The file that says which sounds are shown, and what is known of them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import CHOSEN, read_document, reading, write_document
from latentaudio.datasets.splits import held_out_groups
from latentaudio.errors import DatasetError
from latentaudio.factor_types import Factor
from latentaudio.known_factors.chosen_sounds import factor_places, far_pairs, spread_sounds
from latentaudio.tables import labels_of, strings, values_of
from latentaudio.units import with_unit


@dataclass(frozen=True)
class ShownPair:
    """Two sounds between which models morph: their ids, and the factor in which they differ."""

    first: str
    second: str
    factor: str


@dataclass(frozen=True)
class Chosen:
    """The sounds that are shown.

    Attributes
    ----------
    sounds
        Ids of the sounds that are reconstructed and traversed.
    pairs
        Pairs that are morphed.
    texts
        Values of the factors in words, by snippet id.
    """

    sounds: tuple[str, ...]
    pairs: tuple[ShownPair, ...]
    texts: Mapping[str, str]

    @property
    def snippet_ids(self) -> list[str]:
        """All sounds, each once: those that are traversed come first."""
        ends = [name for pair in self.pairs for name in (pair.first, pair.second)]
        return list(dict.fromkeys([*self.sounds, *ends]))


def factor_columns(snippets: pa.Table, factors: Sequence[Factor]) -> dict[str, np.ndarray]:
    """Get the class (str) or value (float64) of each snippet by factor, each of shape ``[n]``."""
    return {
        one.name: values_of(snippets, one) if one.is_numeric else strings(snippets, one.name)
        for one in factors
    }


def held_out_rows(
    snippets: pa.Table, factors: Sequence[Factor], held_out_fraction: float, seed: int
) -> np.ndarray:
    """Return which snippets no model is fitted to; bool, shape ``[n]``."""
    labels = labels_of(snippets, factors)
    return held_out_groups(labels, strings(snippets, "group"), held_out_fraction, seed)


def choose(
    snippets: pa.Table,
    factors: Sequence[Factor],
    *,
    sounds: int,
    pairs: int,
    held_out_fraction: float,
    seed: int,
) -> Chosen:
    """Choose the sounds to show.

    Parameters
    ----------
    snippets
        Table of snippets.
    factors
        The factors, at least one.
    sounds, pairs
        Numbers of sounds and pairs.
    held_out_fraction, seed
        See `latentaudio.datasets.splits.held_out_groups`.

    Raises
    ------
    DatasetError
        When there are no factors, or too few held-out sounds.
    """
    if not factors:
        raise DatasetError("dataset.factors: none found, but known factors are what is shown")
    held_out = held_out_rows(snippets, factors, held_out_fraction, seed)
    columns = factor_columns(snippets, factors)
    places = factor_places(factors, columns)
    ids = strings(snippets, "snippet_id")
    shown = tuple(ids[spread_sounds(places, held_out, sounds, seed)].tolist())
    morphed = tuple(
        ShownPair(str(ids[one.first]), str(ids[one.second]), one.factor)
        for one in far_pairs(places, held_out, pairs, seed)
    )
    chosen = Chosen(shown, morphed, {})
    rows = np.flatnonzero(np.isin(ids, chosen.snippet_ids)).tolist()
    texts = {str(ids[row]): _text(factors, columns, row) for row in rows}
    return Chosen(shown, morphed, texts)


def _text(factors: Sequence[Factor], columns: Mapping[str, np.ndarray], row: int) -> str:
    return ", ".join(factor_text(one, columns[one.name][row]) for one in factors)


def factor_text(factor: Factor, value: object) -> str:
    """Write a factor with its class or value; the unit stands behind the value only.

    Examples
    --------
    >>> factor_text(Factor("pitch_hz", "numeric", unit="Hz"), 440.0)
    'pitch 440 Hz'
    >>> factor_text(Factor("size"), "big")
    'size big'
    """
    written = with_unit(f"{value:.3g}", factor.unit) if factor.is_numeric else str(value)
    return f"{factor.quantity} {written}"


def write_chosen(path: Path, chosen: Chosen) -> None:
    """Write which sounds are shown."""
    write_document(path, CHOSEN, asdict(chosen))


def read_chosen(path: Path) -> Chosen:
    """Read what `write_chosen` wrote.

    Raises
    ------
    ArtifactError
        When the file is missing, damaged, or of another kind or version.
    """
    content = read_document(path, CHOSEN)
    with reading(path, CHOSEN):
        pairs = tuple(ShownPair(**one) for one in content["pairs"])
        chosen = Chosen(tuple(content["sounds"]), pairs, content["texts"])
        if missing := set(chosen.snippet_ids) - set(chosen.texts):
            raise ValueError(f"nothing is known of sound '{min(missing)}'")
    return chosen
