"""Sheets: data files that hold the sprites of some consecutive sounds in one picture."""

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from latentaudio.explorer.data_files import batches_of_sounds, text_of, write_data_file
from latentaudio.explorer.sprite_pictures import CELL, HIGH_DB, LOW_DB

#: Sprites in a row of a sheet, and rows of a full sheet: 2048 pixels, which every device can show.
COLUMNS = ROWS = 64


def write_sheets(folder: Path, sprites: Iterable[bytes], sounds: int) -> dict[str, Any]:
    """Write the sprites of all sounds, one sheet at a time.

    Parameters
    ----------
    folder
        Folder of the data set.
    sprites
        `CELL` times `CELL` bytes for each sound, row by row from the top, in the order of rows.
    sounds
        Number of sounds.

    Returns
    -------
    dict
        What the manifest says about them.

    Raises
    ------
    ValueError
        When there are not as many sprites as sounds, or one is of another size.
    """
    sheets = 0
    for sheets, first, cells in batches_of_sounds("sprites", sprites, sounds, COLUMNS * ROWS):
        sheet = _sheet(cells)
        content = {
            "first": first,
            "columns": COLUMNS,
            "rows": len(sheet) // CELL,
            "png": text_of(_png(sheet)),
        }
        write_data_file(folder, f"sprites/{sheets:02d}", content)
    return {
        "cell": CELL,
        "columns": COLUMNS,
        "rows": ROWS,
        "sheets": sheets,
        "low_db": LOW_DB,
        "high_db": HIGH_DB,
    }


def _sheet(cells: tuple[bytes, ...]) -> np.ndarray:
    """Lay sprites out row by row, on a sheet no higher than they need."""
    rows = -(-len(cells) // COLUMNS)
    sheet = np.zeros((rows, CELL, COLUMNS, CELL), np.uint8)
    for place, cell in enumerate(cells):
        sheet[place // COLUMNS, :, place % COLUMNS] = np.frombuffer(cell, np.uint8).reshape(
            CELL, CELL
        )
    return sheet.reshape(rows * CELL, COLUMNS * CELL)


def _png(picture: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, format="PNG")
    return file.getvalue()
