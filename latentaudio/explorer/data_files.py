"""Data files of the page: scripts that each hand one value to the page.

A page that is opened by double click may load scripts but no other files, so all data come as
scripts, on a web server too.
"""

import base64
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

#: Names of data files: their paths in the folder of a data set, without the ending.
DATA_NAME = re.compile(r"(data|audio|sprites)/[a-z0-9_]+|datasets")

Item = TypeVar("Item")

#: Types of the numbers in arrays.
DTYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "float32")


def write_data_file(folder: Path, name: str, content: Any) -> None:  # noqa: ANN401
    """Write one data file: ``LatentAudio.put("<name>", <content>);``.

    The file is ASCII, and holds no ``<``, so that no text in it can end a script or begin a tag.

    Parameters
    ----------
    folder
        Folder of the data set.
    name
        Name of the file, as in `DATA_NAME`, e.g. ``"data/map_001"``.
    content
        What JSON can hold; arrays as `packed` gives them.

    Raises
    ------
    ValueError
        When the name is no name of a data file, or the content has a number that is not finite.
    """
    if DATA_NAME.fullmatch(name) is None:
        raise ValueError(f"{name!r} is no name of a data file; expected {DATA_NAME.pattern}")
    # In JSON, "<" stands in texts only, where its number means the same.
    text = json.dumps(content, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
    path = folder / f"{name}.js"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'LatentAudio.put("{name}", {text});\n', encoding="ascii")


def packed(array: np.ndarray) -> dict[str, Any]:
    """Pack an array as its type, shape and bytes (little-endian, row-major, base64).

    Raises
    ------
    ValueError
        When its type is none of `DTYPES`.

    Examples
    --------
    >>> packed(np.array([[1, 258]], np.uint16))
    {'dtype': 'uint16', 'shape': [1, 2], 'base64': 'AQACAQ=='}
    """
    if array.dtype.name not in DTYPES:
        raise ValueError(f"array of {array.dtype.name} found, expected {', '.join(DTYPES)}")
    little_endian = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    return {
        "dtype": array.dtype.name,
        "shape": list(array.shape),
        "base64": text_of(little_endian.tobytes()),
    }


def text_of(content: bytes) -> str:
    """Write bytes in base64."""
    return base64.b64encode(content).decode("ascii")


def smallest_unsigned(largest: int) -> np.dtype:
    """Give the smallest type of unsigned integers that can hold a number.

    Examples
    --------
    >>> smallest_unsigned(255), smallest_unsigned(256)
    (dtype('uint8'), dtype('uint16'))
    """
    return np.dtype(np.min_scalar_type(largest))


def in_batches(items: Iterable[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """Divide a stream into batches of a size; the last may be smaller.

    Examples
    --------
    >>> list(in_batches("abcde", 2))
    [('a', 'b'), ('c', 'd'), ('e',)]
    """
    # itertools.batched, which Python 3.11 does not have.
    stream = iter(items)
    while batch := tuple(itertools.islice(stream, size)):
        yield batch


def batches_of_sounds(
    what: str, items: Iterable[Item], sounds: int, size: int
) -> Iterator[tuple[int, int, tuple[Item, ...]]]:
    """Divide what there is of each sound into batches of consecutive sounds.

    Parameters
    ----------
    what
        What there is of each sound, for the error, e.g. ``"clips"``.
    items
        One for each sound, in the order of rows; one batch is held at a time.
    sounds
        Number of sounds.
    size
        Sounds in a batch; the last may have fewer.

    Yields
    ------
    number, first : int
        Number of the batch, from 1, and row of its first sound.
    items : tuple
        What it holds.

    Raises
    ------
    ValueError
        After the last batch, when there were not as many items as sounds.

    Examples
    --------
    >>> list(batches_of_sounds("letters", "abcde", 5, 2))
    [(1, 0, ('a', 'b')), (2, 2, ('c', 'd')), (3, 4, ('e',))]
    """
    first = 0
    for number, batch in enumerate(in_batches(items, size), start=1):
        yield number, first, batch
        first += len(batch)
    if first != sounds:
        raise ValueError(f"{first} {what} for {sounds} sounds")
