import os
import subprocess
from pathlib import Path

import pytest
from places import REPOSITORY

from latentaudio.errors import ResourceError
from latentaudio.workflow.environment import check_records, share_with_programs


def test_programs_find_this_python_and_the_library_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    share_with_programs(REPOSITORY)
    share_with_programs(REPOSITORY)
    code = "import latentaudio, sys; print(latentaudio.__file__)"
    done = subprocess.run(
        ["python", "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert Path(done.stdout.strip()) == REPOSITORY / "latentaudio" / "__init__.py"


def test_search_paths_do_not_grow(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    share_with_programs(REPOSITORY)
    share_with_programs(REPOSITORY)
    assert os.environ["PYTHONPATH"] == f"{REPOSITORY}{os.pathsep}/elsewhere"


def test_where_snakemake_can_write_its_records_all_is_well(tmp_path):
    check_records(tmp_path)
    (tmp_path / ".snakemake").mkdir()
    check_records(tmp_path)


def test_a_folder_in_which_snakemake_cannot_write_is_named(tmp_path, monkeypatch):
    # Root may write anywhere.
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path)
    with pytest.raises(ResourceError, match=rf"^{tmp_path}: cannot be written to, but Snakemake"):
        check_records(tmp_path)
    (tmp_path / ".snakemake").mkdir()
    check_records(tmp_path)


def test_records_of_somebody_else_are_named(tmp_path):
    # A file in place of a folder, because root may write anywhere.
    (tmp_path / ".snakemake").touch()
    with pytest.raises(ResourceError, match=rf"^{tmp_path}/\.snakemake: cannot be written to"):
        check_records(tmp_path)
