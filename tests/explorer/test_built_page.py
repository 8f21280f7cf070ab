"""The page as it is committed: built from the present sources, and by itself in the world."""

import re
import shutil
import subprocess

import pytest
from browser import programs
from places import REPOSITORY

from latentaudio.explorer.page_folder import STATIC, STATIC_FILES

SOURCE = REPOSITORY / "explorer"

#: Names of formats, which nobody looks up.
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"}


def test_the_committed_page_is_what_its_sources_give(tmp_path):
    node = programs.node()
    for name in ("build.mjs", "package.json", "tsconfig.json"):
        (tmp_path / "explorer").mkdir(exist_ok=True)
        shutil.copy(SOURCE / name, tmp_path / "explorer" / name)
    shutil.copytree(SOURCE / "src", tmp_path / "explorer" / "src")
    (tmp_path / "explorer" / "node_modules").symlink_to(SOURCE / "node_modules")
    subprocess.run([node, "build.mjs"], cwd=tmp_path / "explorer", check=True)
    built = tmp_path / STATIC.relative_to(REPOSITORY)
    assert sorted(path.name for path in built.iterdir()) == sorted(STATIC_FILES)
    different = [
        name for name in STATIC_FILES if (built / name).read_bytes() != (STATIC / name).read_bytes()
    ]
    assert different == [], "run make page, and commit what it changes"


@pytest.mark.parametrize("name", STATIC_FILES)
def test_no_part_of_the_page_comes_from_elsewhere(name):
    text = (STATIC / name).read_text(encoding="utf-8")
    addresses = set(re.findall(r"""(?:https?|wss?|ftp)://[^\s"'`)<>]+""", text))
    assert addresses <= NAMESPACES
    assert not re.search(r"""(?:src|href|url\()\s*=?\s*["']?//""", text)


@pytest.mark.parametrize(
    "way",
    [
        *("eval(", "new Function", "innerHTML", "outerHTML", "insertAdjacentHTML"),
        *("document.write", "import(", "localStorage", "navigator.sendBeacon"),
    ],
)
def test_the_page_reads_no_text_as_code_or_markup(way):
    assert way not in (STATIC / "app.js").read_text(encoding="utf-8")


def test_the_page_states_the_policy_itself_for_those_who_open_it_as_a_file():
    text = (STATIC / "index.html").read_text(encoding="utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy"\s+content="([^"]+)"', text)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "media-src": "'self' blob:",
        "connect-src": "'self'",
    }
    assert not re.search(r"<style|style=|<script(?![^>]*\bsrc=)|\son\w+=", text)
