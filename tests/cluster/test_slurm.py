"""The workflow on a real SLURM: what is submitted, what is tried again, and the same results."""

import copy
import importlib.util
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cluster.slurm import PARTITION, Cluster, UnavailableError, running_cluster
from tiny_known_factors import KNOWN, LAYER
from tiny_prediction import PREDICTED, write_clips
from tiny_project import REPOSITORY, TONES, Outcome, Project, project_of_tones

PLUGINS = ("snakemake_executor_plugin_slurm", "snakemake_executor_plugin_cluster_generic")
pytestmark = [
    pytest.mark.workflow,
    pytest.mark.skipif(
        not all(importlib.util.find_spec(plugin) for plugin in PLUGINS),
        reason="plugins for clusters are missing: make cluster",
    ),
]

#: As little as has every rule, for each job takes seconds to start.
SMALL = copy.deepcopy(TONES)
SMALL["network"]["layers"] = [9, 14]
LAYERS = ["09", "14"]
# What is not kept is temporary.
SMALL["embeddings"] = {"parts": 2, "keep": [9]}
SMALL["folds"] = {"grouped": 2, "random": 2}
SMALL["flow"]["seeds"] = [1]
SMALL["control"] = {"permuted_labels": False}

# What differs from the profiles: there is no accounting, and nobody wants to wait.
FOR_SLURM = [
    "--slurm-no-account",
    *("--slurm-status-command", "squeue"),
    *("--slurm-init-seconds-before-status-checks", "2"),
]
SANDBOX = {"slurm": FOR_SLURM, "slurm-gpu": FOR_SLURM, "cluster-generic": []}
POLLING = ["--seconds-between-status-checks", "2", "--latency-wait", "10"]

Job = dict[str, str]


@pytest.fixture(scope="module")
def cluster():
    try:
        with running_cluster() as running:
            yield running
    except UnavailableError as error:
        pytest.skip(str(error))


@dataclass
class Run:
    """What Snakemake said, and the jobs that SLURM was given."""

    outcome: Outcome
    jobs: list[Job]

    def of(self, group: str) -> list[Job]:
        return [job for job in self.jobs if job["Comment"].startswith(f"rule_{group}")]

    def listing(self) -> str:
        """Tell what SLURM was given, a line a job; `make test-cluster` shows it."""
        finished = len(re.findall(r"^Finished jobid: ", self.outcome.text, re.MULTILINE))
        heading = f"{finished} jobs of Snakemake in {len(self.jobs)} jobs of SLURM"
        columns = ("JobId", "JobState", "NumCPUs", "MinMemoryNode", "Comment")
        rows = ["  ".join(job.get(name, "") for name in columns) for job in self.jobs]
        return "\n".join([heading, "  ".join(columns), *rows])


def run_through(profile: str, cluster: Cluster, project: Project, *arguments: str) -> Run:
    before = len(cluster.jobs())
    path = REPOSITORY / "profiles" / profile
    outcome = project.snakemake(
        "--profile", str(path), "--printshellcmds", *SANDBOX[profile], *POLLING, *arguments
    )
    assert outcome.code == 0, outcome.text
    run = Run(outcome, cluster.jobs()[before:])
    print(run.listing())
    return run


class CancelFirst(threading.Thread):
    """Cancels the first job of a group as soon as it runs."""

    def __init__(self, cluster: Cluster, group: str):
        super().__init__()
        self.cluster, self.group = cluster, group
        self.cancelled: str | None = None
        self.ended = threading.Event()

    def run(self):
        while self.cancelled is None and not self.ended.wait(0.5):
            for job in Run(Outcome(0, ""), self.cluster.jobs()).of(self.group):
                if job["JobState"] == "RUNNING":
                    self.cancelled = job["JobId"]
                    self.cluster.cancel(self.cancelled)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.join()


@pytest.fixture(scope="module")
def local(cluster, tmp_path_factory):
    # After the cluster is there, because without it there is nothing to compare.
    project = project_of_tones(tmp_path_factory.mktemp("local"), **SMALL)
    outcome = project.snakemake("--cores", "2")
    assert outcome.code == 0, outcome.text
    return project


@pytest.fixture(scope="module")
def remote(local, tmp_path_factory):
    return project_of_tones(tmp_path_factory.mktemp("remote"), **SMALL)


@pytest.fixture(scope="module")
def run(cluster, remote):
    with CancelFirst(cluster, "comparisons") as thread:
        run = run_through("slurm", cluster, remote)
    run.cancelled = thread.cancelled
    return run


def assert_same_bytes(local: Project, remote: Project) -> None:
    """Compare all results of two projects but those that tell of times."""

    def contents(project: Project) -> dict[Path, bytes]:
        return {
            path: (project.results / path).read_bytes()
            for path in project.artifacts()
            if path.parts[0] != "benchmarks" and path.name != "costs.csv"
        }

    here, there = contents(local), contents(remote)
    assert here.keys() == there.keys()
    assert [path for path in sorted(here) if here[path] != there[path]] == []


def test_cluster_gives_the_same_bytes_as_this_machine(local, remote, run):
    assert_same_bytes(local, remote)


def test_all_jobs_went_through_slurm_and_short_ones_together(run):
    finished = re.findall(r"^Finished jobid: (\d+)", run.outcome.text, re.MULTILINE)
    assert len(finished) == len(set(finished))
    submitted = re.findall(r"with SLURM jobid (\d+)", run.outcome.text)
    assert sorted(submitted, key=int) == [job["JobId"] for job in run.jobs]
    assert len(submitted) < len(finished) / 2
    assert {job["Partition"] for job in run.jobs} == {PARTITION}
    once = ["dataset", "overview", "best", "moves", "report"]
    once += [f"{stage}_layer_{layer}" for stage in ("projections", "decoding") for layer in LAYERS]
    assert {group: len(run.of(group)) for group in once} == dict.fromkeys(once, 1)


def test_a_group_asks_for_no_more_than_its_largest_member(run):
    # Its members run one after the other.
    assert {job["NumCPUs"] for job in run.jobs} == {"1"}
    assert megabytes(run.of("moves")[0]) <= 3000


def test_a_cancelled_job_is_tried_again_with_more_memory_and_time(run):
    first, second = run.of("comparisons")
    assert first["JobId"] == run.cancelled
    assert (first["JobState"], second["JobState"]) == ("CANCELLED", "COMPLETED")
    assert megabytes(second) == 2 * megabytes(first)
    assert minutes(second) == 2 * minutes(first)


def test_a_job_that_is_killed_for_its_memory_gets_more(cluster, remote, run):
    target = remote.results / "stats" / "tsne.parquet"
    before = target.read_bytes()
    again = run_through(
        "slurm",
        cluster,
        remote,
        "--set-resources=tsne:mem_mb=250 * 4 ** (attempt - 1)",
        *("--force", "--", str(target.relative_to(remote.folder))),
    )
    first, second = again.jobs
    assert (megabytes(first), megabytes(second)) == (250, 1000)
    assert first["JobState"] != "COMPLETED"
    assert second["JobState"] == "COMPLETED"
    assert target.read_bytes() == before


def test_a_flow_is_given_a_gpu_where_the_profile_asks_for_one(cluster, remote, run):
    assert not any("TresPerJob" in job for job in run.jobs)
    target = f"results/tones/flow/{layer_of_flow(remote)}/weights.npz"
    (job,) = run_through("slurm-gpu", cluster, remote, "--force", "--", target).jobs
    assert job["TresPerJob"] == "gres:gpu:1"


def test_cluster_generic_sends_folds_together_and_learns_that_they_are_done(cluster, remote, run):
    targets = [remote.results / "knn" / "layer_09" / f"fold_0{fold}.parquet" for fold in (1, 2)]
    before = [target.read_bytes() for target in targets]
    again = run_through(
        *("cluster-generic", cluster, remote, "--force", "--"),
        *(str(target.relative_to(remote.folder)) for target in targets),
    )
    (job,) = again.jobs
    # Here the members of a group run side by side.
    assert job["NumCPUs"] == "2"
    assert f"external jobid '{job['JobId']}'" in again.outcome.text
    assert [target.read_bytes() for target in targets] == before


def here_and_there(
    cluster: Cluster, folder: Path, config: Mapping[str, Any], root: str = ""
) -> Run:
    """Run a study on this machine and on the cluster, with clips in `root`, and compare bytes."""
    local, remote = (Project(folder / name, config) for name in ("local", "remote"))
    for project in (local, remote):
        project.folder.mkdir()
        if root:
            write_clips(project.folder / root)
    outcome = local.snakemake("--cores", "2")
    assert outcome.code == 0, outcome.text
    run = run_through("slurm", cluster, remote)
    assert_same_bytes(local, remote)
    assert {job["NumCPUs"] for job in run.jobs} == {"1"}
    assert {job["JobState"] for job in run.jobs} == {"COMPLETED"}
    return run


def test_the_study_of_known_factors_gives_the_same_bytes_in_few_jobs(cluster, tmp_path):
    run = here_and_there(cluster, tmp_path, KNOWN)
    once = ["dataset", f"projections_{LAYER}", f"axes_{LAYER}", "known_factors", "digits", "views"]
    assert {group: len(run.of(group)) for group in once} == dict.fromkeys(once, 1)
    # One job for each autoencoder and each flow.
    assert (len(run.of("vae")), len(run.of("flow"))) == (3, 2)


def test_the_study_of_prediction_gives_the_same_bytes_in_few_jobs(cluster, tmp_path):
    run = here_and_there(cluster, tmp_path, PREDICTED, root=PREDICTED["dataset"]["root"])
    once = ["dataset", "heads_embedding", "heads_descriptors", "prediction"]
    assert {group: len(run.of(group)) for group in once} == dict.fromkeys(once, 1)
    # One job for each network, of two, on each of two tasks and three folds.
    assert len(run.of("network_predictor")) == 12


def layer_of_flow(project: Project) -> str:
    (path,) = (project.results / "flow").glob("layer_*")
    return path.name


def megabytes(job: Job) -> float:
    number, unit = re.fullmatch(r"([\d.]+)([MG])", job["MinMemoryNode"]).groups()
    return float(number) * {"M": 1, "G": 1024}[unit]


def minutes(job: Job) -> int:
    days, hours, minutes, _ = re.fullmatch(
        r"(?:(\d+)-)?(\d+):(\d+):(\d+)", job["TimeLimit"]
    ).groups()
    return int(days or 0) * 1440 + int(hours) * 60 + int(minutes)
