"""Snakemake stops where `latentaudio check` says that it will, with the same words, or goes on."""

import pytest
from random_designs import design
from settings import SCHEMA_PATH, defaults
from tiny_project import Project

from latentaudio.errors import ConfigError
from latentaudio.workflow.config import check_config
from latentaudio.workflow.inspection import inspect_run
from latentaudio.workflow.settings_files import laid_over

pytestmark = pytest.mark.workflow

#: Numbers of designs as in tests/test_random_designs.py.
SEEDS = range(10)
CHECKED = "results/random/dataset/preflight.json"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_design_is_ready_for_embedding_or_ends_in_one_clear_error(
    seed, tmp_path, monkeypatch, one_thread
):
    monkeypatch.chdir(tmp_path)
    made = design(seed)
    made.write(tmp_path)
    project = Project(tmp_path, dict(made.settings))
    errors = found_by_check(laid_over(defaults(), made.settings))
    assert not project.results.exists()
    outcome = project.snakemake("--cores", "1", "--", CHECKED)
    assert "Traceback" not in outcome.text
    assert (outcome.code == 0) == (not errors), outcome.text
    assert (tmp_path / CHECKED).exists() == (not errors)
    if errors:
        # Snakemake breaks no lines, but shows errors with an indentation of its own.
        assert " ".join(errors[0].split()) in " ".join(outcome.text.split())


def found_by_check(config) -> list[str]:
    try:
        check_config(config, SCHEMA_PATH)
    except ConfigError as error:
        return [str(error)]
    return [str(error) for error in inspect_run(config).errors]
