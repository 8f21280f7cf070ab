"""Divide the recordings among jobs.

One job embeds many short recordings, because starting a job takes as long as embedding some minutes
of sound, and because thousands of recordings should not give thousands of files.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from latentaudio.datasets.source import Recording


def part_of(recording_id: str, parts: int) -> str:
    """Name the part of a recording, which depends on nothing but its id.

    Parameters
    ----------
    recording_id
        Id of the recording.
    parts
        Number of parts.

    Examples
    --------
    >>> part_of("wood_tapping", 8), part_of("glass_tapping", 8)
    ('part_007', 'part_005')
    """
    digest = hashlib.sha256(recording_id.encode()).digest()
    return f"part_{int.from_bytes(digest[:8]) % parts + 1:03d}"


def divide(recordings: Iterable[Recording], parts: int) -> dict[str, list[Recording]]:
    """Divide recordings into parts, so that another recording changes one part only.

    A copy is in the part of its original. Parts differ in size by chance.

    Parameters
    ----------
    recordings
        The recordings.
    parts
        Number of parts; those without recordings are left out.

    Returns
    -------
    dict of str to list of Recording
        Recordings by name of the part, sorted by name; those of a part in the order given.
    """
    divided = defaultdict(list)
    for one in recordings:
        divided[part_of(one.augmentation_of or one.recording_id, parts)].append(one)
    return dict(sorted(divided.items()))
