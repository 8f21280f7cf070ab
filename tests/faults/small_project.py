"""The smallest project that has every kind of job, and what to compare of its results."""

from pathlib import Path

from tiny_project import TONES, Project

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
#: Said by Snakemake when all results are there.
NOTHING = "Nothing to be done"


def contents(project: Project) -> dict[str, bytes]:
    """Read all artifacts; neither logs, which tell of times, nor locks."""
    return {
        str(path): (project.results / path).read_bytes()
        for path in sorted(project.artifacts())
        if path.parts[0] not in ("benchmarks", ".lock")
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
