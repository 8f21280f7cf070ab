"""What the network hears in each sound: its top classes, and the probability of every class."""

from pathlib import Path
from typing import Any

import numpy as np

from latentaudio.explorer.data_files import packed, write_data_file
from latentaudio.explorer.page_columns import CategoricalColumn
from latentaudio.explorer.page_content import PageClasses

#: Number of classes listed with each sound.
TOP = 5

#: Classes whose probabilities share a file.
CLASSES_PER_FILE = 16


def write_classes(
    folder: Path, classes: PageClasses, sounds: int
) -> tuple[dict[str, Any], CategoricalColumn]:
    """Write the top classes of all sounds, and the probabilities of all classes.

    Probabilities are kept in one byte each: ``round(255 * sqrt(p))``, which tells small ones apart.

    Parameters
    ----------
    folder
        Folder of the data set.
    classes
        Classes and probabilities.
    sounds
        Number of sounds.

    Returns
    -------
    described : dict
        What the manifest says about them.
    best : CategoricalColumn
        The most probable class of each sound.

    Raises
    ------
    ValueError
        When sounds have no probabilities.
    """
    count = len(classes.names)
    top = np.empty((sounds, min(TOP, count)), np.uint16)
    score = np.empty(top.shape, np.float32)
    bytes_of = np.zeros((count, sounds), np.uint8)
    seen = np.zeros(sounds, bool)
    for rows, probabilities in classes.scores:
        order = np.argsort(-probabilities, axis=1, kind="stable")[:, :TOP]
        top[rows] = order
        score[rows] = np.take_along_axis(probabilities, order, axis=1)
        bytes_of[:, rows] = np.round(255 * np.sqrt(probabilities)).T
        seen[rows] = True
    if not seen.all():
        raise ValueError(f"{np.count_nonzero(~seen)} of {sounds} sounds have no class scores")
    write_data_file(folder, "data/classes", {"top": packed(top), "score": packed(score)})
    starts = range(0, count, CLASSES_PER_FILE)
    for number, start in enumerate(starts, start=1):
        block = bytes_of[start : start + CLASSES_PER_FILE]
        write_data_file(folder, f"data/scores_{number:02d}", packed(block))
    described = {
        "title": classes.title,
        "names": list(classes.names),
        "top": "data/classes",
        "per_file": CLASSES_PER_FILE,
        "scores": len(starts),
    }
    return described, _best(classes, top[:, 0])


def _best(classes: PageClasses, codes: np.ndarray) -> CategoricalColumn:
    return CategoricalColumn.of_labels(
        "class",
        "top class",
        "class",
        [classes.names[code] for code in codes.tolist()],
        about=f"most probable of {len(classes.names)} {classes.title}",
    )
