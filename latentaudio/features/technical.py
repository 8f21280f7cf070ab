"""Technical properties of the recordings: a baseline that has heard nothing.

If factors can be decoded from the sample rate, duration, level or format of the files alone, then a
network that can tell the classes apart may have learnt nothing about the sounds.

Where blocks of one recording are groups of their own, its duration and levels would only say which
recording a block is from. Each block then has those of its own snippets.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # the names are read whenever the workflow is parsed
    import pandas as pd
    import pyarrow as pa

#: Name in tables and paths, as that of a space.
TECHNICAL = "technical"
#: Name in texts.
TITLE = "technical properties of the files"

#: Columns of numbers in the table of recordings, each with the scale on which it is compared.
NUMBERS: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    "samplerate": np.log2,
    "channels": np.log2,
    "duration_s": np.log2,
    "rms_db": np.asarray,
    "noise_floor_db": np.asarray,
}
#: Column of text: file format and sample format.
FORMAT = "file_format"

# Span of a block with one snippet, in place of 0, which has no logarithm (s).
_SHORTEST_S = 0.01


def technical_values(recordings: "pa.Table", snippets: "pa.Table") -> np.ndarray:
    """Collect the technical properties of the recording, or block of one, of each snippet.

    Parameters
    ----------
    recordings
        Columns ``recording_id, gain``, those of `NUMBERS`, and `FORMAT`; one row per recording.
    snippets
        Columns ``recording_id, group, start_s, level_db``; one row per snippet.

    Returns
    -------
    numpy.ndarray
        Shape ``[n, k]``, float32: the numbers on their scales, then a column of 0 and 1 for each
        format. Columns have mean 0 and standard deviation 1 over the snippets; those that do not
        vary are 0.
    """
    table = snippets.select(["recording_id", "group", "start_s", "level_db"]).to_pandas()
    facts = recordings.select(["recording_id", "gain", *NUMBERS, FORMAT]).to_pandas()
    table = table.merge(facts, on="recording_id", how="left", validate="many_to_one")
    groups = table.groupby("recording_id")["group"].transform("nunique")
    table = _with_own_levels(table, split=groups > 1)
    columns = [scale(table[name].to_numpy(np.float64)) for name, scale in NUMBERS.items()]
    columns += [table[FORMAT] == name for name in sorted(table[FORMAT].unique())]
    return _standardised(np.stack(columns, axis=1).astype(np.float64))


def _with_own_levels(table: "pd.DataFrame", split: "pd.Series") -> "pd.DataFrame":
    """Give the snippets of recordings that are split the duration and levels of their block."""
    power = 10 ** (table["level_db"] / 10) / table["gain"] ** 2  # before the gain
    blocks = table.assign(power=power).groupby(["recording_id", "group"])
    span = blocks["start_s"].transform("max") - blocks["start_s"].transform("min")
    own = {
        "duration_s": span.clip(lower=_SHORTEST_S),
        "rms_db": 10 * np.log10(blocks["power"].transform("mean")),
        "noise_floor_db": 10 * np.log10(blocks["power"].transform("min")),
    }
    return table.assign(**{name: table[name].where(~split, own[name]) for name in own})


def _standardised(values: np.ndarray) -> np.ndarray:
    varies = np.ptp(values, axis=0) > 0
    spread = np.where(varies, values.std(axis=0), 1.0)
    return np.where(varies, (values - values.mean(axis=0)) / spread, 0.0).astype(np.float32)
