"""A disk that is full or cannot be written to is called so, and leaves nothing half-written."""

import os
import shutil
import subprocess

import pytest
from faults.live import Live, until
from faults.small_project import different, half_written
from tiny_project import Project

pytestmark = pytest.mark.faults

#: With Snakemake's own output, which tells whether a job was started.
TALKING = ("--cores", "2", "--printshellcmds")
#: Of the small disk.
SIZE_MB = 64


@pytest.fixture
def small_disk(empty: Project):
    """Put the results on a small disk of their own; give its folder."""
    folder = empty.folder / "results"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small disk, which only root has")
    # The check before a run wants a gigabyte.
    empty.config = {**empty.config, "embeddings": {"parts": 2, "keep_free_gb": 0}}
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder, leave_bytes: int) -> None:
    """Fill a disk but for some bytes, beside what others write to it."""
    with (folder / "ballast").open("ab", buffering=0) as file:
        while (free := shutil.disk_usage(folder).free) > leave_bytes:
            try:
                file.write(bytes(min(free - leave_bytes, 2**20)))
            except OSError:
                return


def run_until(live: Live, rule: str) -> None:
    until(lambda: rule in live.started(), live)


class TestFull:
    def test_is_told_and_a_rerun_completes_when_there_is_room(self, empty, small_disk, undisturbed):
        target = "results/tones/embeddings/output/part_001.parquet"
        cases = [("weights", "yamnet/weights.npz", 1_200_000), ("embed", "embeddings/", 70_000)]
        for rule, file, left in cases:
            live = Live(empty, "--", target)
            try:
                run_until(live, rule)
                fill(small_disk, leave_bytes=left)
                assert live.wait() != 0
                assert f"error: results/tones/{file}" in live.text, live.text
                assert "the disk is full" in live.text
                assert "Traceback" not in live.text
            finally:
                live.kill_all()
            assert half_written(small_disk) == []
            assert not [
                one for one in different(empty, undisturbed) if (empty.results / one).exists()
            ]
            (small_disk / "ballast").unlink()
        outcome = empty.snakemake("--cores", "2", "--", target)
        assert outcome.code == 0, outcome.text
        for name in ("yamnet/weights.npz", "embeddings/output/part_001.parquet"):
            assert name not in different(empty, undisturbed)

    def test_when_not_even_the_error_can_be_written(self, empty, small_disk):
        live = Live(empty, "--", "results/tones/yamnet/weights.npz")
        try:
            run_until(live, "weights")
            fill(small_disk, leave_bytes=0)
            assert live.wait() != 0
        finally:
            live.kill_all()
        assert "results/tones: the disk is full (0.0 MB free)" in live.text, live.text

    def test_is_seen_before_anything_is_started(self, empty, small_disk):
        fill(small_disk, leave_bytes=500_000)
        outcome = empty.snakemake(*TALKING, "--", "results/tones/yamnet/weights.npz")
        assert outcome.code != 0
        assert "results/tones: the disk is full (0.5 MB free)" in outcome.text
        assert "Execute" not in outcome.text
        assert "Traceback" not in outcome.text


def test_a_folder_that_cannot_be_written_to_is_named_before_heavy_work(empty, small_disk):
    (small_disk / "tones").mkdir()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    outcome = empty.snakemake(*TALKING)
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert outcome.code != 0
    assert "Execute" not in outcome.text
    assert "results/tones" in outcome.text
    assert "cannot be written to (Read-only file system)" in outcome.text, outcome.text
    assert "Traceback" not in outcome.text
    assert empty.artifacts() == set()


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions mean nothing to root")
def test_a_folder_without_permission_is_named_before_heavy_work(empty):
    empty.results.mkdir(parents=True)
    empty.results.chmod(0o555)
    outcome = empty.snakemake(*TALKING)
    empty.results.chmod(0o755)
    assert outcome.code != 0
    assert "results/tones: cannot be written to" in outcome.text
    assert "Execute" not in outcome.text
