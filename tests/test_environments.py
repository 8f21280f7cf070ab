"""The environments of single rules are parts of the locked one."""

import importlib.metadata
import importlib.util
import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from places import REPOSITORY

ENVIRONMENTS = sorted((REPOSITORY / "envs").glob("*.yaml"))
PYPROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
CLUSTER = PYPROJECT["project"]["optional-dependencies"]["cluster"]


def wanted() -> list[Requirement]:
    project = PYPROJECT["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return [Requirement(text) for text in wanted]


def locked(name: str = "requirements.lock") -> dict[str, str]:
    text = (REPOSITORY / name).read_text()
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==([^ ;\\\n]+)", text, re.MULTILINE))


@pytest.mark.parametrize("path", ENVIRONMENTS, ids=lambda path: path.name)
def test_conda_environments_pin_what_the_lock_pins(path):
    dependencies = yaml.safe_load(path.read_text())["dependencies"]
    (pins,) = [one["pip"] for one in dependencies if isinstance(one, dict)]
    assert pins
    for pin in pins:
        name, version = pin.split("==")
        assert locked()[name] == version


def test_lock_has_hashes_and_names_no_index():
    text = (REPOSITORY / "requirements.lock").read_text()
    assert len(locked()) > 50
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert all("--hash=sha256:" in block for block in blocks if not block.startswith("#"))
    assert not re.search(r"https?://|--(extra-)?index|--find-links|file:", text)


def test_lock_meets_the_requirements_of_the_project():
    for requirement in wanted():
        assert requirement.specifier.contains(locked()[requirement.name.lower()]), requirement


def unmet(wanted: list[Requirement], locked: dict[str, str]) -> set[tuple[str, str]]:
    """List who needs what, where that is not locked, or in another version."""
    found = set()
    to_do = [("latentaudio", requirement) for requirement in wanted]
    seen = set()
    while to_do:
        who, requirement = to_do.pop()
        name = canonicalize_name(requirement.name)
        if name not in locked or not requirement.specifier.contains(locked[name]):
            found.add((who, name))
        elif (name, *requirement.extras) not in seen:
            seen.add((name, *requirement.extras))
            needs = map(Requirement, importlib.metadata.requires(name) or [])
            to_do += [
                (name, need)
                for need in needs
                if need.marker is None
                or any(need.marker.evaluate({"extra": one}) for one in ("", *requirement.extras))
            ]
    return found


def test_lock_lacks_only_what_two_packages_declare_and_do_not_use():
    # Because it is installed by --no-deps, nobody else would tell what is missing.
    uv = PYPROJECT["tool"]["uv"]
    overridden = {Requirement(text).name for text in uv["override-dependencies"]}
    without_needs = {one["name"] for one in uv["dependency-metadata"] if not one["requires-dist"]}
    missing = unmet(wanted(), locked())
    assert {name for who, name in missing if who == "gyoza"} == overridden
    assert {who for who, _ in missing} == {"gyoza", *without_needs}
    assert overridden.isdisjoint(locked())


@pytest.mark.skipif(
    importlib.util.find_spec("snakemake_executor_plugin_slurm") is None, reason="make cluster"
)
def test_lock_of_the_cluster_lacks_nothing():
    both = locked() | locked("requirements-cluster.lock")
    assert unmet(list(map(Requirement, CLUSTER)), both) == set()
