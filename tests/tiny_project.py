"""Running the real workflow on tiny sounds, in folders of their own."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import yaml
from places import REPOSITORY

#: Two factors that the library has never heard of, one recording a cell, cut into six blocks.
TONES = {
    "run": "tones",
    # The other study has runs of its own.
    "studies": ["layers"],
    "dataset": {
        "source": "folder",
        "root": "sounds",
        "pattern": r"(?P<pitch>[a-z]{2,9}) & (?P<decay>[a-z]{4,5})\.wav",
        "factors": ["pitch", "decay"],
        "block_s": 2.0,
    },
    "network": {"layers": [1, 9, 14]},
    # One and three recordings.
    "embeddings": {"parts": 2},
    "pca": {"components": 5},
    "folds": {"grouped": 3, "random": 2},
    "knn": {"neighbors": 3},
    "tsne": {"perplexity": 5.0, "snippets": 40},
    "flow": {
        "components": 4,
        "stages": 1,
        "hidden_units": 8,
        "hidden_layers": 1,
        "pairs_per_factor": 32,
        "epochs": 4,
        "steps_per_epoch": 10,
        "evaluation_pairs": 32,
    },
    "disentanglement": {"neighbors": 3, "bootstrap": 100},
    "transfer": {
        # Wide bounds, because there are few sounds.
        "typical": 0.5,
        "atypical": 1.0,
        "least_sounds": 1,
        "random_directions": 1,
        "steps": 2,
        "bootstrap": 100,
        "associated": {"pitch": {"low": ["Thump, thud"], "high": ["Ping", "Ding"]}},
    },
}


def tone(frequency: float, decay: float, seconds: float, seed: int) -> np.ndarray:
    """A tone struck twice a second, with some noise."""
    time = np.arange(int(16_000 * seconds)) / 16_000
    noise = np.random.default_rng(seed).normal(0, 0.02, len(time))
    return np.sin(2 * np.pi * frequency * time) * np.exp(-decay * (time % 0.5)) + noise


def write_tones(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for pitch, frequency in {"low": 300.0, "high": 1500.0}.items():
        for decay, rate in {"short": 30.0, "long": 2.0}.items():
            samples = tone(frequency, rate, 12.0, seed=int(frequency + rate))
            soundfile.write(folder / f"{pitch} & {decay}.wav", 0.5 * samples, 16_000)


@dataclass
class Outcome:
    """How Snakemake ended, and what it said."""

    code: int
    text: str


def listed_jobs(outcome: Outcome) -> dict[str, int]:
    """Read from what a dry run said how many jobs each rule has, targets left out."""
    assert outcome.code == 0, outcome.text
    table = outcome.text.split("Job stats:")[-1] if "Job stats:" in outcome.text else ""
    jobs = dict(re.findall(r"^(\w+) +(\d+)$", table, re.MULTILINE))
    return {rule: int(count) for rule, count in jobs.items() if rule not in ("all", "total")}


@dataclass
class Project:
    """A folder with sounds and a configuration, in which the workflow runs."""

    folder: Path
    config: dict
    repository: Path = REPOSITORY

    @property
    def results(self) -> Path:
        return self.folder / "results" / self.config["run"]

    def snakemake(self, *arguments: str, comment: str = "", **changes) -> Outcome:
        """Run Snakemake with the project's configuration and some sections changed."""
        config = {**self.config}
        for section, values in changes.items():
            old = config.get(section, {})
            config[section] = {**old, **values} if isinstance(values, dict) else values
        path = self.folder / "config.yaml"
        path.write_text(f"# {comment}\n{yaml.safe_dump(config)}", encoding="utf-8")
        done = subprocess.run(
            [
                *(
                    sys.executable,
                    "-m",
                    "snakemake",
                    "--snakefile",
                    str(self.repository / "Snakefile"),
                ),
                *("--directory", str(self.folder), "--configfile", str(path), *arguments),
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            # As on a machine without other profiles or settings of its user.
            env={k: v for k, v in os.environ.items() if not k.startswith("SNAKEMAKE")},
        )
        return Outcome(done.returncode, done.stdout + done.stderr)

    def planned(self, *targets: str, comment: str = "", **changes) -> dict[str, int]:
        """List the jobs of a dry run, by rule."""
        arguments = ("--dry-run", "--quiet", "rules", "--", *targets)
        outcome = self.snakemake(*arguments, comment=comment, **changes)
        return listed_jobs(outcome)

    def best_layer(self) -> int:
        """Read which layer is best, once that is known."""
        best = json.loads((self.results / "stats" / "best_layer.json").read_text())
        return best["overall"]["layer"]

    def artifacts(self) -> set[Path]:
        """List all files that jobs have written, but for logs."""
        if not self.results.exists():
            return set()
        return {
            path.relative_to(self.results)
            for path in self.results.rglob("*")
            if path.is_file()
            and path.relative_to(self.results).parts[0] not in ("logs", ".lock", ".digests.json")
        }


def project_of_tones(folder: Path, **sections) -> Project:
    """Make a project that has not run yet; sections of the configuration may be others."""
    write_tones(folder / "sounds")
    return Project(folder, {**TONES, **sections})


def run_tones(folder: Path, *arguments: str) -> Project:
    project = project_of_tones(folder)
    outcome = project.snakemake("--cores", "2", *arguments)
    assert outcome.code == 0, outcome.text
    return project
