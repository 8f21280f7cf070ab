"""Find the files of a run that a user names."""

from pathlib import Path

from latentaudio.errors import ArtifactError

#: Path within the folder of a run.
FINDINGS = Path("report") / "findings.json"


def findings_path(run: Path) -> Path:
    """Find the file of findings of a run.

    Parameters
    ----------
    run
        The folder of a run, or its ``findings.json`` itself.

    Raises
    ------
    ArtifactError
        When there is no such run, or its findings have not been made.
    """
    if run.is_file():
        return run
    if not run.is_dir():
        raise ArtifactError(
            f"{run}: not found; give the folder of a run, e.g. results/demo, or its findings.json"
        )
    path = run / FINDINGS
    if path.is_file():
        return path
    if not (run / "dataset").is_dir():
        raise ArtifactError(
            f"{run}: not the folder of a run, which would hold dataset/ and {FINDINGS}; give a "
            "folder such as results/demo"
        )
    raise ArtifactError(
        f"{path}: not found; finish the run, or make its findings alone: snakemake --cores 8 "
        f"{path}, with the --configfile of the run"
    )
