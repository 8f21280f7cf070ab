"""The machine that the figures were measured on, and the best it can do."""

import os
import platform
import shutil
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.themes import REPOSITORY

LIBRARIES = ("numpy", "scikit-learn", "pyarrow", "tensorflow", "snakemake")


def description() -> dict[str, object]:
    """Describe the machine and the libraries."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }


def moment() -> dict[str, str]:
    """State when and from which code a theme was measured, and how busy the machine had been."""
    commit = ""
    if git := shutil.which("git"):
        command = [git, "describe", "--always", "--dirty"]
        commit = subprocess.run(
            command, cwd=REPOSITORY, capture_output=True, text=True, check=False
        ).stdout.strip()
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": commit or "unknown",
        "load": f"{os.getloadavg()[1]:.1f}",
    }


def _processor() -> str:
    """Name the processor; Linux reports it in more detail than Python does."""
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


# -- Best rates ------------------------------------------------------------------------------------


def product_rate() -> float:
    """Measure how fast matrices multiply (floating-point operations per second, float32)."""
    size = 1536
    one, other = np.random.default_rng(0).standard_normal((2, size, size), dtype=np.float32)
    result = np.empty_like(one)
    return 2 * size**3 / _seconds(lambda: np.matmul(one, other, out=result))


def copy_rate() -> float:
    """Measure how fast memory is copied (bytes per second, both read and written)."""
    # Several times the size of any cache.
    source, target = np.ones((2, 32 * 2**20), np.float32)
    return 2 * source.nbytes / _seconds(lambda: np.copyto(target, source))


def zstd_rate(values: np.ndarray, level: int) -> float:
    """Measure how fast values are compressed (uncompressed bytes per second)."""
    return values.nbytes / _seconds(lambda: zstd(values, level))


def zstd(values: np.ndarray, level: int) -> None:
    """Compress values in blocks of 1 MB, like the pages of a Parquet file."""
    codec = pa.Codec("zstd", level)
    data = pa.py_buffer(np.ascontiguousarray(values))
    for start in range(0, data.size, 2**20):
        codec.compress(data[start : start + 2**20])


def disk_rate(folder: Path) -> float:
    """Measure how fast one large file is written until it is on disk (bytes per second)."""
    block = np.random.default_rng(0).bytes(64 * 2**20)
    path = folder / "disk"

    def write() -> None:
        with path.open("wb") as file:
            file.write(block)
            file.flush()
            os.fsync(file.fileno())

    try:
        return len(block) / _seconds(write)
    finally:
        path.unlink(missing_ok=True)


def _seconds(call: Callable[[], object]) -> float:
    """Time the fastest of several calls: the best that the machine can do undisturbed."""
    times = []
    for _ in range(4):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)
