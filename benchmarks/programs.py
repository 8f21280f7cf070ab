"""Running programs, measuring their peak memory, and running the whole workflow."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.themes import REPOSITORY
from latentaudio.errors import LatentAudioError


def run(command: Sequence[str], **options: Any) -> str:
    """Run a program quietly and give its output; its messages are shown only if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).splitlines()[-20:])
        raise LatentAudioError(f"{' '.join(command[:4])} ... ended with {done.returncode}:\n{said}")
    return done.stdout


def peak_memory(arguments: Sequence[str]) -> float:
    """Run a Python program and give its peak memory (MB)."""
    # In a process of its own, because the system reports the largest of all children.
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    printed = run([sys.executable, "-c", code, sys.executable, *arguments])
    return int(printed.split()[-1]) / (1024 if sys.platform != "darwin" else 1024**2)


def snakemake(folder: Path, *arguments: str, config: Mapping[str, Any] | None = None) -> None:
    """Run the workflow in a folder, without the user's own settings of Snakemake.

    Parameters
    ----------
    folder
        Folder that ``results/`` is written to.
    *arguments
        Arguments of Snakemake.
    config
        Configuration that is overlaid on the default one.
    """
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(REPOSITORY / "Snakefile")]
    command += ["--directory", str(folder)]
    if config is not None:
        overlay = folder / "config.yaml"
        # JSON is YAML.
        overlay.write_text(json.dumps(config), encoding="utf-8")
        command += ["--configfile", str(overlay)]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SNAKEMAKE")}
    run([*command, *arguments], cwd=folder, env=environment)
