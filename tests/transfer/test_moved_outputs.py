import numpy as np
import pyarrow as pa
import pytest
from transfer.moved_sounds import (
    CLEAR,
    LOG,
    PAIRS,
    SCHEMA,
    SIZE,
    moved_sound,
    random_rows,
    summary_of,
)

from latentaudio.artifacts import MOVED, parquet_writer
from latentaudio.errors import ArtifactError
from latentaudio.transfer.moved_outputs import Pair, read_moved


@pytest.mark.parametrize(
    ("missing", "where"), [(0, "before the move"), (1, "at position 0"), (3, "at position 1")]
)
def test_a_sound_without_a_position_is_an_error(missing, where):
    rows = [row for index, row in enumerate(CLEAR) if index != missing]
    with pytest.raises(ArtifactError, match=f"pair 'log' to 'vase' has 0 sounds {where}"):
        summary_of(rows)


def test_a_step_that_some_sounds_lack_is_an_error():
    more = moved_sound(LOG, 0.5, "b#0")
    with pytest.raises(ArtifactError, match=r"has 1 sounds at position 0\.5 and 2 before the move"):
        summary_of([*CLEAR, *more[:2], more[3]])


def test_a_snippet_id_that_changes_between_positions_is_an_error():
    rows = [dict(row) for row in CLEAR]
    rows[-1]["snippet_id"] = "x#9"
    with pytest.raises(ArtifactError, match=r"snippet 'g0#0' lacks a position in factor 'body'"):
        summary_of(rows)


def test_a_repeated_row_is_an_error():
    with pytest.raises(ArtifactError, match=r"snippet 'g0#0' occurs more than once"):
        summary_of([CLEAR[0], CLEAR[0], *CLEAR[1:]])


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_logits_that_are_not_finite_are_an_error(value):
    rows = [dict(row) for row in CLEAR]
    rows[2]["logits"] = np.where(np.arange(SIZE) == 7, value, rows[2]["logits"]).astype(np.float32)
    with pytest.raises(ArtifactError, match="missing or non-finite logits, expected 521 finite"):
        summary_of(rows)


def test_memory_does_not_grow_with_the_sounds_of_a_group(tmp_path):
    """Reading keeps one array per pair, position and group, and no rows of single sounds."""
    few, many = (summary_of(random_rows(PAIRS, sounds=sounds), size=50) for sounds in (1, 20))

    def held(result):
        return sum(
            cell.sides.nbytes + cell.probabilities.nbytes
            for of_positions in result.sums.values()
            for cells in of_positions.values()
            for cell in cells.values()
        )

    assert held(few) == held(many) <= 3 * 4 * (3 * SIZE + 4 * 2) * 8
    assert len(many.examples) == 3
    assert many.examples[Pair(*PAIRS[0])].before.base is None


def test_reading_holds_a_few_row_groups_however_many_there_are(tmp_path):
    group = pa.Table.from_pylist(random_rows(PAIRS), schema=SCHEMA)
    with parquet_writer(tmp_path / "outputs.parquet", SCHEMA, MOVED) as writer:
        for _ in range(60):
            writer.write_table(group)
    start = pa.total_allocated_bytes()
    held = [pa.total_allocated_bytes() - start for _ in read_moved(tmp_path / "outputs.parquet")]
    assert len(held) == 60
    # Decoding threads free memory with some delay, so single values may be larger.
    assert np.median(held) < 10 * group.nbytes
