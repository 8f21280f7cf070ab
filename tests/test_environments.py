"""The environments of single rules are parts of the locked one."""

import re

import pytest
import yaml
from places import REPOSITORY

ENVIRONMENTS = sorted((REPOSITORY / "envs").glob("*.yaml"))


def locked() -> dict[str, str]:
    text = (REPOSITORY / "requirements.lock").read_text()
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
    import tomllib

    from packaging.requirements import Requirement

    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(locked()[requirement.name.lower()]), requirement
