"""The smallest projects that have every kind of job, and what to compare of their results."""

from pathlib import Path

from tiny_known_factors import KNOWN
from tiny_prediction import PREDICTED, write_clips
from tiny_project import TONES, Project, write_tones

SMALL = {
    **TONES,
    "studies": ["layers", "explorer"],
    "network": {"layers": [14]},
    "control": {"permuted_weights": False, "permuted_labels": False},
    "folds": {"grouped": 2, "random": 2},
    "flow": {**TONES["flow"], "seeds": [1]},
    # UMAP takes long to compile, and its artifacts are of the same kind.
    "explorer": {"maps": {"pca": ["embedding"], "tsne": ["embedding"], "umap": []}},
}
#: Configurations by the name of the run.
CONFIGS = {config["run"]: config for config in (SMALL, KNOWN, PREDICTED)}
#: What writes the sounds of those that do not make them themselves.
SOUNDS = {SMALL["run"]: write_tones, PREDICTED["run"]: write_clips}
#: Said by Snakemake when all results are there.
NOTHING = "Nothing to be done"
#: Results that tell of times.
TIMES = ("benchmarks/", ".lock/", "known_factors/costs.csv", "prediction/costs.csv")


def small_project(name: str, folder: Path) -> Project:
    """Make a project that has not run yet, by the name of its run."""
    config = CONFIGS[name]
    if name in SOUNDS:
        SOUNDS[name](folder / config["dataset"]["root"])
    return Project(folder, config)


def contents(project: Project) -> dict[str, bytes]:
    """Read all artifacts but those that tell of times."""
    return {
        str(path): (project.results / path).read_bytes()
        for path in sorted(project.artifacts())
        if not str(path).startswith(TIMES)
    }


def different(project: Project, reference: Project) -> list[str]:
    """List the artifacts that only one of two projects has, or whose bytes differ."""
    found, expected = contents(project), contents(reference)
    return sorted(
        name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name)
    )


def half_written(folder: Path) -> list[Path]:
    """List hidden files, which no artifact that is complete is."""
    return [
        path
        for path in folder.rglob(".*")
        if path.is_file()
        and path.name not in (".digests.json", ".snakemake_timestamp")
        and path.relative_to(folder).parts[0] != ".lock"
    ]
