"""What make does before there is an environment."""

import re
import subprocess
import sys

import pytest
from places import REPOSITORY


@pytest.fixture
def python(tmp_path):
    """Give a function that writes a Python which claims to have another version."""
    (tmp_path / "requirements.lock").touch()
    (tmp_path / "pyproject.toml").touch()

    def write(version: tuple[int, int]) -> str:
        path = tmp_path / "python"
        pretend = f"import sys; sys.version_info = {version}"
        path.write_text(
            "#!/bin/sh\n"
            f'test "$1" = --version && echo Python {version[0]}.{version[1]} && exit\n'
            f'test "$1" = -c && exec {sys.executable} -c "{pretend}; $2"\n'
            "echo made >&2\nexit 3\n"
        )
        path.chmod(0o755)
        return str(path)

    return write


def make(folder, python: str) -> str:
    done = subprocess.run(
        ["make", "-f", str(REPOSITORY / "Makefile"), ".venv/.ready", f"PYTHON={python}"],
        cwd=folder,
        # Without uv, which would not ask the Python that is not one.
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    return done.stderr


@pytest.mark.parametrize("version", [(2, 7), (3, 10), (3, 14)])
def test_another_python_is_refused_before_anything_is_made(tmp_path, python, version):
    said = make(tmp_path, name := python(version))
    number = ".".join(map(str, version))
    assert f"error: {name}: Python {number} found, but latentaudio needs Python 3.11, 3.12" in said
    assert "made" not in said
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("version", [(3, 11), (3, 13)])
def test_a_python_that_suits_makes_the_environment(tmp_path, python, version):
    said = make(tmp_path, python(version))
    assert "error:" not in said
    assert "made" in said


def test_no_python_is_said_so(tmp_path, python):
    python((3, 11))
    assert "error: nopython: " in make(tmp_path, "nopython")


def test_make_alone_lists_the_targets_with_the_comments_of_the_makefile(tmp_path):
    done = subprocess.run(
        ["make", "--no-print-directory", "-f", str(REPOSITORY / "Makefile")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    text = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    described = dict(re.findall(r"((?:^## .*\n)+)^([a-z-]+):", text, re.MULTILINE))
    assert {"run", "test", "lint", "bench", "clean"} <= set(described.values())
    for comment, target in described.items():
        first, *others = (line.removeprefix("## ") for line in comment.splitlines())
        assert re.search(rf"^  {target} +{re.escape(first)}$", done.stdout, re.MULTILINE)
        assert all(line in done.stdout for line in others)
    # Nothing was made, and nothing else is listed.
    assert list(tmp_path.iterdir()) == []
    assert len(re.findall(r"^  [a-z]", done.stdout, re.MULTILINE)) == len(described)


@pytest.fixture
def called(tmp_path):
    """Give a function that calls make, with a program in place of Python that tells its words."""
    folder = tmp_path / ".venv" / "bin"
    folder.mkdir(parents=True)
    for name in ("python", "snakemake"):
        program = folder / name
        program.write_text(
            f'#!/bin/sh\nfor word in {name} "$@"; do echo "<$word>" >> said; done\n'
            'case "$*" in *explorer*) echo config/a b.yaml;; *) echo results/mine;; esac\n'
        )
        program.chmod(0o755)
    for name in ("requirements.lock", "pyproject.toml", ".venv/.ready"):
        (tmp_path / name).touch()

    def call(*words: str):
        done = subprocess.run(
            ["make", "--no-print-directory", "-f", str(REPOSITORY / "Makefile"), *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        said = tmp_path / "said"
        return done, said.read_text().splitlines() if said.exists() else []

    return call


def test_a_map_is_proposed_and_run_whatever_is_in_the_names(called):
    done, words = called("explorer", 'FOLDER=my "clips" $$(touch x)', "PATTERN=(?P<a>.)'$$")
    assert done.returncode == 0, done.stderr
    assert words[: words.index("<snakemake>")] == [
        *("<python>", "<-m>", "<latentaudio>", "<explorer>", "<--path-only>"),
        *("<--pattern=(?P<a>.)'$>", "<-->", '<my "clips" $(touch x)>'),
        *("<python>", "<-m>", "<latentaudio>", "<results>", "<config/a b.yaml>"),
    ]
    assert words[words.index("<snakemake>") + 1 :][:2] == ["<--configfile>", "<config/a b.yaml>"]


def test_a_map_is_either_of_a_folder_or_of_a_file(called):
    for words in ([], ["FOLDER=a", "FILE=b"]):
        done, said = called("explorer", *words)
        assert "error: give either FOLDER=... (of clips) or FILE=..." in done.stderr
        assert (done.returncode != 0, said) == (True, [])
    done, said = called("explorer", "FILE=dawn.wav", "LABELS=", "OUTPUT=config/x.yaml")
    assert "<--output=config/x.yaml>" in said
    assert "<dawn.wav>" in said


def test_serving_shows_the_results_of_a_configuration(called):
    done, words = called("serve", "CONFIG=config/a b.yaml")
    assert done.returncode == 0, done.stderr
    assert words == [
        *("<python>", "<-m>", "<latentaudio>", "<results>", "<config/a b.yaml>"),
        *("<python>", "<-m>", "<latentaudio>", "<serve>", "<results/mine>"),
    ]
