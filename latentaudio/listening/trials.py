"""The design of a listening test: which slices are heard, and in what order."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from latentaudio.errors import DatasetError
from latentaudio.factors import CLASS_JOIN
from latentaudio.listening.slices import Slice
from latentaudio.seeds import generator


@dataclass(frozen=True)
class Trial:
    """One slice of a test.

    Attributes
    ----------
    number
        Its place in the order of the test, from 1.
    block
        Number of its block, from 1.
    slice
        What is heard.
    held_out
        Whether no flow was trained on its group.
    """

    number: int
    block: int
    slice: Slice
    held_out: bool

    @property
    def file(self) -> str:
        """Name of its WAV file, which says nothing but the number.

        Examples
        --------
        >>> from unittest.mock import Mock
        >>> Trial(7, 1, Mock(), False).file
        '0007.wav'
        """
        return f"{self.number:04d}.wav"


def design(
    slices: Sequence[Slice],
    held_out: Collection[str],
    *,
    blocks: int,
    per_cell: int,
    seed: int,
) -> list[Trial]:
    """Choose slices and their order.

    Every block has the same number of slices of every cell (combination of classes). Slices of
    held-out groups are preferred; among these, groups take turns, so that a cell is represented by
    as many groups as there are. Which slices of a group are chosen, the block of each, and the
    order within a block are random.

    Parameters
    ----------
    slices
        Slices to choose from.
    held_out
        Names of the groups that no flow was trained on.
    blocks
        Number of blocks.
    per_cell
        Number of slices of each cell in a block.
    seed
        The run's seed.

    Returns
    -------
    list of Trial
        In the order of the test.

    Raises
    ------
    DatasetError
        When a cell has too few slices; all such cells are named.
    """
    cells: dict[tuple[str, ...], list[Slice]] = defaultdict(list)
    for one in slices:
        cells[one.cell].append(one)
    _check_enough(cells, blocks * per_cell)
    by_block: dict[int, list[Slice]] = defaultdict(list)
    for cell in sorted(cells):
        rng = generator(seed, "listening test sounds", *cell)
        chosen = _chosen(cells[cell], held_out, blocks * per_cell, rng)
        for place, index in enumerate(rng.permutation(len(chosen))):
            by_block[place % blocks + 1].append(chosen[index])
    ordered = [
        (block, by_block[block][index])
        for block in range(1, blocks + 1)
        for index in generator(seed, "listening test order", block).permutation(
            len(by_block[block])
        )
    ]
    return [
        Trial(number, block, one, one.group in held_out)
        for number, (block, one) in enumerate(ordered, start=1)
    ]


def _check_enough(cells: dict[tuple[str, ...], list[Slice]], wanted: int) -> None:
    short = [
        f"{CLASS_JOIN.join(cell)}: {len(found)}"
        for cell, found in sorted(cells.items())
        if len(found) < wanted
    ]
    if short:
        raise DatasetError(
            f"listening: blocks x per_cell asks for {wanted} slices of every combination of "
            f"classes, but there are fewer without silence of: {'; '.join(short)}. Give fewer "
            "blocks, a lower listening.per_cell or a shorter listening.slice_s, or add recordings"
        )


def _chosen(
    slices: Sequence[Slice], held_out: Collection[str], count: int, rng: np.random.Generator
) -> list[Slice]:
    turns: dict[str, int] = defaultdict(int)
    ranked = []
    for index in rng.permutation(len(slices)):
        one = slices[index]
        ranked.append(((one.group not in held_out, turns[one.group]), one))
        turns[one.group] += 1
    # The sort is stable: within a turn, the order stays random.
    ranked.sort(key=lambda item: item[0])
    return [one for _, one in ranked[:count]]


def digest_of(trials: Sequence[Trial], slice_s: float) -> str:
    """Digest the design of a test, so that answers to another one are recognised."""
    content = [[one.number, one.block, one.slice.snippet_id] for one in trials]
    text = json.dumps([slice_s, content])
    return hashlib.sha256(text.encode()).hexdigest()[:12]
