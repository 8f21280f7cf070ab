"""Which columns the table of recordings will have, before any recording is read."""

from collections.abc import Mapping
from typing import Any

from latentaudio.datasets.fold_table import FOLD
from latentaudio.datasets.known_distances import ACOUSTIC_COLUMNS
from latentaudio.datasets.segments import TIMES
from latentaudio.factor_types import parse_factors

#: Columns of every table of recordings; see `latentaudio.datasets.recordings.tabulate`.
_TEXTS = (
    *("recording_id", "path", "sha256", "sound_sha256", "file_format", "group"),
    "augmentation_of",
)
_NUMBERS = (
    *("samplerate", "channels", "channel_read", "duration_s", "rms_db", "noise_floor_db", "gain"),
    *("n_snippets", "n_silent", "n_padded"),
)
#: Those of the acoustics that are names.
_NAMES = ("room", "dry_id", "dry_group")


def recording_columns(config: Mapping[str, Any]) -> dict[str, bool]:
    """Tell which columns the table of recordings will have, and whether each has numbers.

    Parameters
    ----------
    config
        A configuration. Times of segments are among the columns unless its source has whole files
        only: whether a manifest has them is known when it is read.
    """
    dataset = config["dataset"]
    columns = dict.fromkeys(_TEXTS, False) | dict.fromkeys(_NUMBERS, True)
    columns |= {one.name: one.is_numeric for one in parse_factors(dataset["factors"])}
    if dataset["source"] in ("manifest", "folder") and dataset["fold_column"] is not None:
        columns[FOLD] = True
    if dataset["source"] in ("manifest", "additive", "distances"):
        columns |= dict.fromkeys(TIMES, True)
    if dataset["source"] == "distances":
        columns |= {name: name not in _NAMES for name in ACOUSTIC_COLUMNS}
    return columns
