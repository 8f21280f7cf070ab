"""Technical properties of the recordings: a baseline that has heard nothing.

If factors can be decoded from the sample rate, duration, level or format of the files alone, then a
network that can tell the classes apart may have learnt nothing about the sounds.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa

from latentaudio.tables import strings

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


def technical_values(recordings: pa.Table, snippets: pa.Table) -> np.ndarray:
    """Collect the technical properties of the recording of each snippet.

    Parameters
    ----------
    recordings
        Columns ``recording_id``, those of `NUMBERS`, and `FORMAT`; one row per recording.
    snippets
        Column ``recording_id``; one row per snippet.

    Returns
    -------
    numpy.ndarray
        Shape ``[n, k]``, float32: the numbers on their scales, then a column of 0 and 1 for each
        format. Columns have mean 0 and standard deviation 1 over the snippets; those that do not
        vary are 0.

    Examples
    --------
    >>> columns = {name: [1.0, 1.0] for name in NUMBERS} | {"samplerate": [8000, 16000]}
    >>> table = pa.table({"recording_id": ["a", "b"], "file_format": ["WAV", "WAV"], **columns})
    >>> technical_values(table, table)[:, 0].tolist()
    [-1.0, 1.0]
    """
    rows = {name: row for row, name in enumerate(recordings["recording_id"].to_pylist())}
    own = np.array([rows[name] for name in snippets["recording_id"].to_pylist()], np.int64)
    formats = strings(recordings, FORMAT)[own]
    columns = [
        scale(recordings[name].to_numpy().astype(np.float64))[own]
        for name, scale in NUMBERS.items()
    ]
    columns += [formats == name for name in np.unique(formats)]
    return _standardised(np.stack(columns, axis=1).astype(np.float64))


def _standardised(values: np.ndarray) -> np.ndarray:
    varies = np.ptp(values, axis=0) > 0
    spread = np.where(varies, values.std(axis=0), 1.0)
    return np.where(varies, (values - values.mean(axis=0)) / spread, 0.0).astype(np.float32)
