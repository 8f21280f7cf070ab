"""Shards: data files that hold the clips of some consecutive sounds."""

import itertools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from latentaudio.explorer.data_files import batches_of_sounds, text_of, write_data_file

#: Clips in a shard. The first sound of a shard is heard when all of it is loaded: 64 clips of a
#: second (1.3 MB) took 40 ms.
CLIPS_PER_SHARD = 64


def write_shards(folder: Path, flacs: Iterable[bytes], sounds: int) -> dict[str, Any]:
    """Write the clips of all sounds, one shard at a time.

    Parameters
    ----------
    folder
        Folder of the data set.
    flacs
        A complete FLAC file for each sound, in the order of rows; empty where there is none.
    sounds
        Number of sounds.

    Returns
    -------
    dict
        What the manifest says about them.

    Raises
    ------
    ValueError
        When there are not as many clips as sounds.
    """
    shards = 0
    for shards, first, clips in batches_of_sounds("clips", flacs, sounds, CLIPS_PER_SHARD):
        content = {
            "first": first,
            "offsets": [0, *itertools.accumulate(map(len, clips))],
            "base64": text_of(b"".join(clips)),
        }
        write_data_file(folder, f"audio/{shards:04d}", content)
    return {"format": "flac", "clips_per_shard": CLIPS_PER_SHARD, "shards": shards}
