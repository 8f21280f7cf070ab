"""Snakemake accepts every profile, where the plugin that it needs is installed."""

import importlib.util
import re
from collections import Counter
from pathlib import Path

import pytest
from tiny_known_factors import KNOWN, LAYER, SPECTROGRAM
from tiny_project import REPOSITORY, Outcome, Project, project_of_tones

PLUGINS = {
    "slurm": "slurm",
    "slurm-gpu": "slurm",
    "cluster-generic": "cluster_generic",
    "kubernetes": "kubernetes",
}

pytestmark = pytest.mark.workflow


@pytest.fixture(params=PLUGINS)
def profile(request) -> Path:
    """A profile for a cluster."""
    plugin = f"snakemake_executor_plugin_{PLUGINS[request.param]}"
    if importlib.util.find_spec(plugin) is None:
        pytest.skip(f"{plugin.replace('_', '-')} is not installed")
    return REPOSITORY / "profiles" / request.param


def planned(project: Project, profile: Path) -> Outcome:
    outcome = project.snakemake("--profile", str(profile), "--dry-run", "--printshellcmds")
    assert outcome.code == 0, outcome.text
    return outcome


def groups(outcome: Outcome) -> dict[str, Counter[str]]:
    """Count the programs in each group that would be submitted."""
    found = {}
    for text in re.split(r"^(?=\[)", outcome.text, flags=re.MULTILINE):
        if named := re.match(r"\[.*?\] Group job (\S+) ", text):
            assert named[1] not in found, "it is submitted in two parts"
            found[named[1]] = Counter(re.findall(r"python \S*scripts/\w+/(\w+)\.py", text))
    return found


def test_dry_run_with_a_profile_plans_all_jobs(tmp_path, profile):
    assert "report" in planned(project_of_tones(tmp_path), profile).text


def test_jobs_of_the_study_of_known_factors_are_sent_together(tmp_path, profile):
    figures = ("known_factors_comparison", "metric_by_beta", "factor_importance", "latent_scatter")
    drawn = ("traversals", "morphs", "gallery")
    digits = ("digits_by_beta", "digits_traversals")
    assert groups(planned(Project(tmp_path, KNOWN), profile)) == {
        "dataset": {"dataset": 1, "preflight": 1},
        f"features_{SPECTROGRAM}": {"feature": 1},
        f"projections_{LAYER}": {"pca_fit": 1, "pca_project": 1},
        f"axes_{LAYER}": {"axes": 3},
        # Components, three methods with labels, two flows and three autoencoders.
        "known_factors": {
            **{"published_scores": 9, "comparison": 1, "costs": 1},
            **{f"figure_{name}": 1 for name in (*figures, "known_factors_curves")},
        },
        "digits": {"digits": 1, **{f"figure_{name}": 1 for name in digits}},
        "views": {
            **dict.fromkeys(["chosen_sounds", "traversals", "flow_traversals", "plain_mixing"], 1),
            **{"sounds_of_views": 1, "players": 1},
            **{f"figure_{name}": 1 for name in drawn},
        },
    }
