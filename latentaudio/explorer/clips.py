"""Clips: what is heard, seen and measured of each sound of the map."""

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import CLIPS, open_parquet, parquet_writer, read_table, reading
from latentaudio.embeddings.writing import binary_rows
from latentaudio.errors import ArtifactError
from latentaudio.explorer.data_files import in_batches
from latentaudio.explorer.sprite_pictures import CELL, sprite_pictures
from latentaudio.features.descriptors import DESCRIPTORS, describe_sounds
from latentaudio.tables import strings

#: Sounds in a row group, which are measured together.
SOUNDS_PER_GROUP = 64

#: Columns: the id, the clip as a complete FLAC file, its picture, the peak level of the sound
#: before the clip was scaled down (dB full scale), and the descriptors.
CLIPS_SCHEMA = pa.schema(
    {
        "snippet_id": pa.string(),
        "flac": pa.binary(),
        "sprite": pa.binary(CELL * CELL),
        "peak_db": pa.float32(),
        **dict.fromkeys(DESCRIPTORS, pa.float32()),
    }
)

_FULL_SCALE = 2**15 - 1


def write_clips(
    path: Path, chosen: Sequence[str], sounds: Iterable[tuple[str, np.ndarray]], samplerate: int
) -> None:
    """Write the clips of the sounds of the map, some at a time.

    Parameters
    ----------
    path
        Table to write, with `CLIPS_SCHEMA`.
    chosen
        Ids of the sounds of the map, in their order.
    sounds
        Id and waveform (float32, shape ``[samples]``) of all sounds of the run, in the same order.
    samplerate
        Sample rate (Hz).

    Raises
    ------
    ArtifactError
        When sounds of the map are not among those of the run, or come in another order.
    """
    wanted = frozenset(chosen)
    found: list[str] = []
    with parquet_writer(path, CLIPS_SCHEMA, CLIPS) as writer:
        stream = (one for one in sounds if one[0] in wanted)
        for batch in in_batches(stream, SOUNDS_PER_GROUP):
            ids, waveforms = zip(*batch, strict=True)
            table = _clips(ids, np.stack(waveforms), samplerate)
            writer.write_table(table.replace_schema_metadata(writer.schema.metadata))
            found.extend(ids)
        if found != list(chosen):
            raise ArtifactError(
                f"{path}: {len(chosen)} sounds of the map expected, {len(found)} found, or in "
                "another order; delete maps/sounds.parquet, and it will be made again"
            )


def _clips(ids: Sequence[str], waveforms: np.ndarray, samplerate: int) -> pa.Table:
    pictures = sprite_pictures(waveforms, samplerate)
    peaks = np.abs(waveforms).max(axis=1)
    with np.errstate(divide="ignore"):
        peak_db = 20 * np.log10(peaks)
    columns = {
        "snippet_id": pa.array(ids, pa.string()),
        "flac": pa.array([flac(one, samplerate) for one in waveforms], pa.binary()),
        "sprite": binary_rows(pictures.reshape(len(ids), -1)),
        "peak_db": pa.array(peak_db.astype(np.float32)),
        **describe_sounds(waveforms, samplerate),
    }
    return pa.table(columns, schema=CLIPS_SCHEMA)


def flac(waveform: np.ndarray, samplerate: int) -> bytes:
    """Encode a sound as FLAC of 16 bits; one that exceeds full scale is scaled down to it."""
    import soundfile

    samples = waveform / max(1.0, float(np.abs(waveform).max()))
    file = io.BytesIO()
    soundfile.write(
        file,
        np.round(samples * _FULL_SCALE).astype(np.int16),
        samplerate,
        format="FLAC",
        subtype="PCM_16",
    )
    return file.getvalue()


def read_clips(path: Path, snippet_ids: np.ndarray, column: str) -> Iterator[bytes]:
    """Stream one column of the clips, in the order of rows.

    Parameters
    ----------
    path
        Table of clips.
    snippet_ids
        Ids of the sounds of the map, shape ``[n]``.
    column
        ``"flac"`` or ``"sprite"``.

    Raises
    ------
    ArtifactError
        When the table is damaged, or holds other sounds than the map.
    """
    row = 0
    with open_parquet(path, CLIPS) as file, reading(path, CLIPS):
        for group in range(file.num_row_groups):
            table = file.read_row_group(group, columns=["snippet_id", column])
            ids = table["snippet_id"].to_pylist()
            if ids != snippet_ids[row : row + len(ids)].tolist():
                raise _others(path)
            row += len(ids)
            yield from table[column].to_pylist()
    if row != len(snippet_ids):
        raise _others(path)


def read_descriptors(path: Path, snippet_ids: np.ndarray) -> dict[str, np.ndarray]:
    """Read the peak level and the descriptors of all sounds, by column; errors as `read_clips`."""
    columns = ["snippet_id", "peak_db", *DESCRIPTORS]
    table = read_table(path, CLIPS, columns)
    if not np.array_equal(strings(table, "snippet_id"), snippet_ids):
        raise _others(path)
    return {name: table[name].to_numpy() for name in columns[1:]}


def _others(path: Path) -> ArtifactError:
    return ArtifactError(
        f"{path}: its sounds are not those of maps/sounds.parquet; delete both, and they will be "
        "made again"
    )
