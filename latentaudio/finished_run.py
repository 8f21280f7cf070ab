"""The tables of a finished run, for work in a notebook."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from latentaudio.artifacts import read_csv
from latentaudio.errors import ArtifactError

if TYPE_CHECKING:
    import pandas as pd

#: Folders of activations, which are no tables to look at.
_NOT_TABLES = "embeddings"


class FinishedRun(Mapping[str, "pd.DataFrame"]):
    """The tables of a run by their names; each is read when it is asked for.

    A table's name is its path without its ending, e.g. ``"stats/layers"`` or
    ``"transfer/layer_11/tests"``.

    Parameters
    ----------
    folder
        Folder of the run.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._paths = {
            path.relative_to(folder).with_suffix("").as_posix(): path
            for path in sorted(folder.rglob("*"))
            if path.suffix in (".csv", ".parquet")
            and _NOT_TABLES not in path.relative_to(folder).parts
        }

    def __getitem__(self, name: str) -> "pd.DataFrame":
        """Read a table."""
        import pandas as pd

        if name not in self._paths:
            raise KeyError(f"{self.folder} has no table '{name}'; list(run) names all")
        path = self._paths[name]
        if path.suffix == ".csv":
            # A class may be called "None" or "NA": only empty cells are missing values.
            return read_csv(path, keep_default_na=False, na_values=[""])
        return pd.read_parquet(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __repr__(self) -> str:
        return f"FinishedRun({str(self.folder)!r}, {len(self)} tables)"


def read_run(folder: str | Path) -> FinishedRun:
    """Find the tables of a run.

    Parameters
    ----------
    folder
        Folder of the run, e.g. ``"results/demo"``.

    Returns
    -------
    FinishedRun
        A mapping from names of tables to data frames.

    Raises
    ------
    ArtifactError
        When there is no run in the folder.

    Examples
    --------
    >>> run = read_run("results/demo")  # doctest: +SKIP
    >>> run["stats/classes"].head()  # doctest: +SKIP
    """
    folder = Path(folder)
    if not (folder / "dataset" / "snippets.parquet").is_file():
        found = "no such folder" if not folder.is_dir() else "no dataset/snippets.parquet in it"
        raise ArtifactError(
            f"{folder}: not the folder of a run ({found}); give results/<run> of a run that the "
            "workflow has made"
        )
    return FinishedRun(folder)
