"""Files whose times have changed, but not their contents, outdate nothing."""

import os
import time
from pathlib import Path
from random import Random

import pytest
from faults.small_project import NOTHING, different

pytestmark = pytest.mark.faults

YEAR_S = 365 * 24 * 3600


def set_times(folder: Path, draw: Random, years: tuple[float, float]) -> None:
    """As after a restored backup or a wrong clock."""
    for path in folder.rglob("*"):
        if path.is_file():
            moment = time.time() + draw.uniform(*years) * YEAR_S
            os.utime(path, (moment, moment))


def test_times_of_results_and_recordings_do_not_matter(copied, draw, seed):
    for _ in range(3):
        set_times(copied.results, draw, (-10, 10))
        set_times(copied.folder / "sounds", draw, (-10, 10))
        assert copied.planned() == {}, f"seed {seed}"
    outcome = copied.snakemake("--cores", "2")
    assert outcome.code == 0
    assert NOTHING in outcome.text, f"seed {seed}: {outcome.text}"


def test_without_snakemakes_records_touch_puts_times_right(copied, undisturbed, draw, seed):
    set_times(copied.results, draw, (-10, 10))
    set_times(copied.folder / "sounds", draw, (-10, 0))
    records = copied.folder / ".snakemake" / "metadata"
    records.rename(records.with_name("lost"))
    assert copied.planned() != {}, f"seed {seed}"
    outcome = copied.snakemake("--cores", "2", "--touch", "--forceall")
    assert outcome.code == 0, outcome.text
    assert copied.planned() == {}, f"seed {seed}"
    assert different(copied, undisturbed) == []


def in_a_year(path: Path) -> None:
    moment = time.time() + YEAR_S
    os.utime(path, (moment, moment))


def test_a_recording_from_the_future_is_read_as_any_other(empty):
    in_a_year(empty.folder / "sounds" / "low & long.wav")
    outcome = empty.snakemake("--cores", "2", "--", "results/tones/dataset/snippets.parquet")
    assert outcome.code == 0, outcome.text


def test_a_result_from_the_future_is_named_by_the_job_that_reads_it(copied, undisturbed):
    scores = copied.results / "knn" / "scores.parquet"
    in_a_year(scores)
    (copied.results / "stats" / "layers.csv").unlink()
    outcome = copied.snakemake("--cores", "2")
    assert outcome.code != 0
    assert "than input results/tones/knn/scores.parquet" in outcome.text
    assert "clock skew" in outcome.text
    scores.touch()
    outcome = copied.snakemake("--cores", "2")
    assert outcome.code == 0, outcome.text
    assert different(copied, undisturbed) == []
