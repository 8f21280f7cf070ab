"""The waveforms of a few snippets of a run."""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import numpy as np

from latentaudio.audio.rate import SnippetFormat
from latentaudio.datasets.part_waveforms import part_waveforms
from latentaudio.errors import ArtifactError


def find_waveforms(
    measured: Iterable[Path],
    snippet: SnippetFormat,
    wanted: Collection[str],
    digest: Callable[[Path], str],
    *,
    skip_unreadable: bool = False,
) -> dict[str, np.ndarray]:
    """Find the waveforms of some snippets, as the network receives them.

    Parameters
    ----------
    measured
        What was measured of all recordings, part by part.
    snippet
        Sample rate and length of snippets.
    wanted
        Ids of the snippets.
    digest, skip_unreadable
        As for `latentaudio.datasets.part_waveforms.part_waveforms`.

    Returns
    -------
    dict of str to numpy.ndarray
        By snippet id, shape ``[samples]``, float32.

    Raises
    ------
    ArtifactError
        When a snippet is not among those of the recordings.
    """
    missing = set(wanted)
    found = {}
    for path in measured:
        ids, waveforms = part_waveforms(path, snippet, digest, skip_unreadable=skip_unreadable)
        if missing.isdisjoint(ids):
            continue
        for name, waveform in zip(ids, waveforms, strict=True):
            if name in missing:
                found[name] = waveform.astype(np.float32)
                missing.discard(name)
        if not missing:
            break
    if missing:
        raise ArtifactError(
            f"snippet '{min(missing)}': to be shown, but none of the recordings has it; delete "
            "dataset/measured, and run again"
        )
    return found
