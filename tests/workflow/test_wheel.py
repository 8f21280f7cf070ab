"""A wheel holds what the library reads, which an editable install would hide."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from places import REPOSITORY

pytestmark = pytest.mark.workflow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    # Of a copy, because a build leaves folders behind.
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(REPOSITORY / name, source / name)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / "latentaudio", source / "latentaudio", ignore=ignored)
    built = tmp_path_factory.mktemp("wheel")
    words = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(built)]
    subprocess.run([sys.executable, "-m", "pip", *words, str(source)], check=True)
    (path,) = built.glob("*.whl")
    return path


def test_every_file_of_the_library_is_in_the_wheel(wheel):
    files = {
        path.relative_to(REPOSITORY).as_posix()
        for path in (REPOSITORY / "latentaudio").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {Path(name).suffix for name in files} >= {".py", ".csv", ".j2", ".css", ".typed"}
    assert files <= set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_installs_the_command(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
        assert "latentaudio = latentaudio.__main__:main" in archive.read(name).decode()


def test_the_library_of_a_wheel_reads_its_data(wheel):
    code = (
        "import latentaudio\n"
        "from latentaudio.networks.yamnet.classes import class_names\n"
        "from latentaudio.report.page import STYLE, TEMPLATE\n"
        "from importlib.resources import files\n"
        "print(latentaudio.__file__, latentaudio.__version__, len(class_names()))\n"
        "report = files('latentaudio.report')\n"
        "assert (report / TEMPLATE).is_file() and (report / STYLE).is_file()\n"
    )
    # Python runs what lies in a zip file, but data there have no path: so it is unpacked.
    folder = wheel.parent / "unpacked"
    shutil.unpack_archive(wheel, folder, "zip")
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(folder)},
    )
    where, version, classes = done.stdout.split()
    assert Path(where).is_relative_to(folder)
    assert version == wheel.name.split("-")[1]
    assert classes == "521"
