"""Snakemake accepts every profile, where the plugin that it needs is installed."""

import importlib.util

import pytest
from tiny_project import REPOSITORY, project_of_tones

PLUGINS = {
    "slurm": "slurm",
    "slurm-gpu": "slurm",
    "cluster-generic": "cluster_generic",
    "kubernetes": "kubernetes",
}


@pytest.mark.workflow
@pytest.mark.parametrize("profile", PLUGINS)
def test_dry_run_with_a_profile_plans_all_jobs(tmp_path, profile):
    plugin = f"snakemake_executor_plugin_{PLUGINS[profile]}"
    if importlib.util.find_spec(plugin) is None:
        pytest.skip(f"{plugin.replace('_', '-')} is not installed")
    project = project_of_tones(tmp_path)
    outcome = project.snakemake("--profile", str(REPOSITORY / "profiles" / profile), "--dry-run")
    assert outcome.code == 0, outcome.text
    assert "report" in outcome.text
