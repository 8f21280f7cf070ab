import subprocess
from pathlib import Path

from places import REPOSITORY

from latentaudio.workflow.environment import share_with_programs


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
    import os

    assert os.environ["PYTHONPATH"] == f"{REPOSITORY}{os.pathsep}/elsewhere"
