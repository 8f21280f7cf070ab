"""Profiles say what the workflow understands, and the scheduler's programs what Snakemake does."""

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from places import REPOSITORY
from snakemake_interface_executor_plugins.settings import SharedFSUsage

PROFILES = {path.parent.name: path for path in REPOSITORY.glob("profiles/*/config*.yaml")}
CLUSTERS = sorted(set(PROFILES) - {"default"})
#: What a GPU computes; all else is done before it would be there.
GPU_RULES = {"embed", "embed_again", "tune_flow", "flow"}
PROGRAMS = REPOSITORY / "profiles" / "cluster-generic"


def profile(name: str) -> dict:
    return yaml.safe_load(PROFILES[name].read_text(encoding="utf-8"))


def rules() -> set[str]:
    files = [REPOSITORY / "Snakefile", *(REPOSITORY / "rules").glob("*.smk")]
    pattern = r"^(?:rule|checkpoint|use rule \w+ as) (\w+)"
    return {
        name
        for file in files
        for name in re.findall(pattern, file.read_text(encoding="utf-8"), re.MULTILINE)
    }


def test_profiles_are_found():
    assert set(PROFILES) == {"default", "slurm", "slurm-gpu", "kubernetes", "cluster-generic"}


def test_rules_are_found_in_all_their_forms():
    assert {"all", "knn", "best_layer", "originals"} <= rules()


@pytest.mark.parametrize("name", CLUSTERS)
def test_profiles_name_rules_that_exist(name):
    settings = profile(name)
    named = {
        rule for key in ("groups", "set-resources", "set-threads") for rule in settings.get(key, {})
    }
    assert named
    assert named <= rules()
    assert set(settings["group-components"]) <= set(settings["groups"].values())


@pytest.mark.parametrize("name", CLUSTERS)
def test_profiles_try_again_and_send_the_same_jobs_together(name):
    # `make profiles` writes them.
    shared = yaml.safe_load((REPOSITORY / "profiles" / "groups.yaml").read_text(encoding="utf-8"))
    assert profile(name)["retries"] == 2
    assert {key: profile(name)[key] for key in shared} == shared


def test_only_these_jobs_are_in_no_group():
    of_recordings = {"synthesise", "reverberate", "measure", "measure_originals"}
    of_recordings |= {"embed", "embed_again", "waveform_feature"}
    of_spaces = {"map_tsne", "map_umap", "clusters"}
    others = {"weights", "originals", "flow", "clips", "explorer", "findings", "report"}
    others |= {"listening_test", "scatter_sounds", "render", "render_rooms", "vae", "tune_vae"}
    others |= {"tune_flow", "frames", "frames_in_rooms", "network_predictor"}
    targets = {"all", "embeddings", "projections"}
    assert rules() - set(profile("slurm")["groups"]) == (
        of_recordings | of_spaces | others | targets
    )


@pytest.mark.parametrize("name", CLUSTERS)
def test_groups_hold_all_their_members(name):
    # Of groups that hold some of them, Snakemake runs members twice; see docs/cluster.md.
    assert min(profile(name)["group-components"].values()) >= 100_000


def test_default_profile_says_nothing_of_where_and_with_what_jobs_run():
    # It would win over any other profile.
    about_jobs = {"cores", "jobs", "executor", "groups", "group-components", "retries"}
    about_jobs |= {"resources", "default-resources", "set-resources", "set-threads"}
    assert not set(profile("default")) & about_jobs


def test_default_profile_shares_all_but_the_cache_below_home():
    everything = {use.item_to_choice() for use in SharedFSUsage.all()}
    assert everything - set(profile("default")["shared-fs-usage"]) == {"source-cache"}


def test_gpu_profile_is_that_of_slurm_with_a_gpu_for_what_trains_and_embeds():
    gpu = profile("slurm-gpu")
    resources = gpu.pop("set-resources")
    assert {rule for rule, asked in resources.items() if asked["gpu"] == 1} == GPU_RULES
    assert set(resources) == GPU_RULES
    assert gpu == profile("slurm")


# The programs of cluster-generic, with stand-ins for a scheduler's own.


@pytest.fixture
def scheduler(tmp_path, monkeypatch):
    """Give a function that puts a stand-in for a scheduler's program into the search path."""
    commands = tmp_path / "bin"
    commands.mkdir()
    monkeypatch.setenv("PATH", f"{commands}{os.pathsep}{Path(sys.executable).parent}")
    monkeypatch.delenv("LATENTAUDIO_SCHEDULER", raising=False)
    monkeypatch.chdir(tmp_path)

    def stand_in(name: str, answer: str = "", code: int = 0) -> None:
        path = commands / name
        said = shlex.quote(str(tmp_path / "said"))
        path.write_text(
            f'#!/bin/sh\necho "$@" >> {said}\necho {shlex.quote(answer)}\nexit {code}\n'
        )
        path.chmod(0o755)

    return stand_in


def call(program: str, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, str(PROGRAMS / program), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "job.sh"
    job = {"type": "group", "groupid": "decoding", "threads": 4}
    job["resources"] = {"mem_mb": 6000, "runtime": 90}
    path.write_text(f"#!/bin/sh\n# properties = {json.dumps(job)}\n")
    return path


@pytest.mark.parametrize(
    ("commands", "answer", "job_id", "asked"),
    [
        (
            ["qsub"],
            "77.server",
            "77.server",
            ["ncpus=4:mem=6000mb", "walltime=01:30:00", "-N decoding"],
        ),
        (["qsub", "qconf"], "77", "77", ["-pe smp 4", "h_vmem=1500M,h_rt=01:30:00"]),
        (
            ["bsub"],
            "Job <77> is submitted to queue <normal>.",
            "77",
            ["-n 4", "-M 6000MB", "-W 90"],
        ),
        (["sbatch"], "77;here", "77", ["--cpus-per-task 4", "--mem 6000", "--time 90"]),
    ],
    ids=["pbs", "sge", "lsf", "slurm"],
)
def test_submit_asks_the_scheduler_it_finds(
    scheduler, script, tmp_path, monkeypatch, commands, answer, job_id, asked
):
    monkeypatch.setenv("LATENTAUDIO_SUBMIT_OPTIONS", "-q 'long jobs'")
    for command in commands:
        scheduler(command, answer)
    done = call("submit", str(script))
    assert done.stdout.strip() == job_id, done.stderr
    said = (tmp_path / "said").read_text()
    assert all(words in said for words in asked), said
    assert said.strip().endswith(f"-q long jobs {script}")


def test_submit_says_what_the_scheduler_refused(scheduler, script):
    scheduler("sbatch", "invalid partition", code=1)
    done = call("submit", str(script))
    assert done.returncode != 0
    assert "sbatch --parsable" in done.stderr
    assert "invalid partition" in done.stderr


def test_submit_without_a_scheduler_says_where_to_run(scheduler, script):
    assert "where jobs can be submitted" in call("submit", str(script)).stderr


@pytest.mark.parametrize(
    ("commands", "status"),
    [
        ({"qsub": "", "qstat": "Job Id: 77\n    job_state = R\n"}, "running"),
        ({"qsub": "", "qstat": "    job_state = F\n    Exit_status = 0\n"}, "success"),
        ({"qsub": "", "qstat": "    job_state = F\n    Exit_status = 271\n"}, "failed"),
        ({"bsub": "", "bjobs": "PEND"}, "running"),
        ({"bsub": "", "bjobs": "DONE"}, "success"),
        ({"bsub": "", "bjobs": "EXIT"}, "failed"),
        ({"sbatch": "", "squeue": "PENDING"}, "running"),
        ({"sbatch": "", "squeue": "COMPLETED"}, "success"),
        ({"sbatch": "", "squeue": "OUT_OF_MEMORY"}, "failed"),
        ({"sbatch": "", "squeue": None, "sacct": "CANCELLED by 0"}, "failed"),
        ({"qsub": "", "qconf": "", "qstat": "job_number: 77"}, "running"),
        ({"qsub": "", "qconf": "", "qstat": None, "qacct": "exit_status  0"}, "success"),
        ({"qsub": "", "qconf": "", "qstat": None, "qacct": "exit_status  137"}, "failed"),
    ],
)
def test_status_is_one_of_three_words(scheduler, commands, status):
    for name, answer in commands.items():
        scheduler(name, answer or "", code=1 if answer is None else 0)
    assert call("status", "77").stdout == f"{status}\n"


def test_cancel_names_all_jobs(scheduler, tmp_path):
    for name in ("bsub", "bkill"):
        scheduler(name)
    assert call("cancel", "77", "78").returncode == 0
    assert (tmp_path / "said").read_text() == "77 78\n"


def test_lock_of_the_cluster_adds_what_is_missing_with_hashes():
    text = (REPOSITORY / "requirements-cluster.lock").read_text()
    added = re.findall(r"^([a-z0-9-]+)==[^ ]+ \\\n +--hash=sha256:", text, re.MULTILINE)
    assert len(added) == text.count("==")
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    assert set(project["optional-dependencies"]["cluster"]) <= set(added)
    locked = (REPOSITORY / "requirements.lock").read_text()
    assert not any(re.search(rf"^{name}==", locked, re.MULTILINE) for name in added)
    assert not re.search(r"https?://|--(extra-)?index|--find-links|file:", text)
