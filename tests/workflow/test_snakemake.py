"""What the workflow does because of how Snakemake is.

Tests of a fault pass while Snakemake has it. When one fails, what it names can go.
"""

import subprocess
import sys
from itertools import accumulate, pairwise

import pytest
from places import REPOSITORY
from snakemake import benchmark

MEMBERS = 24
#: Dry runs that may hide a fault of groups: it depends on the order of a set, and most show it.
TRIES = 8

# Which jobs are needed is known when `choose` is done.
CHECKPOINT = """
checkpoint choose:
    output: "choice.txt"
    shell: "echo 1 > {output}"

def chosen(wildcards):
    with checkpoints.choose.get().output[0].open() as file:
        return f"member_{file.read().strip()}.txt"

rule member:
    output: "member_{number}.txt"
    group: "group"
    shell: "touch {output}"
"""


# -- Looking at jobs ------------------------------------------------------------------------------


@pytest.fixture
def timer(monkeypatch):
    """Something that looks at a job; no time passes, and `delays` lists when it looks next."""

    class Timer(benchmark.ScheduledPeriodicTimer):
        def __init__(self):
            super().__init__(benchmark.BENCHMARK_INTERVAL)
            self.delays = []

        def work(self):
            pass

    class NoTime:
        def __init__(self, delay, action):
            timer.delays.append(delay)

        def start(self):
            pass

        cancel = start

    monkeypatch.setattr(benchmark, "DaemonTimer", NoTime)
    timer = Timer()
    return timer


@pytest.fixture
def patches(monkeypatch):
    """What the workflow changes in Snakemake, for the time of a test."""
    schedule = benchmark.ScheduledPeriodicTimer._schedule
    monkeypatch.setattr(benchmark.ScheduledPeriodicTimer, "_schedule", schedule)
    exec((REPOSITORY / "rules" / "patches.smk").read_text(), {})


def looks(timer, seconds: float) -> list[float]:
    """List the moments at which a job is looked at that takes so long."""
    timer.start()
    while sum(timer.delays) < seconds:
        timer._action()
    return [0, *accumulate(timer.delays)]


def longest_gap(moments: list[float]) -> float:
    """Give the longest time between two looks, as a part of what came before and of 10 s."""
    return max((late - early) / (early + 10) for early, late in pairwise(moments))


def test_snakemake_alone_looks_too_rarely(timer):
    # rules/patches.smk
    assert longest_gap(looks(timer, 600)) > 0.5


def test_patched_it_looks_often_enough_and_not_too_often(timer, patches):
    moments = looks(timer, 600)
    assert longest_gap(moments) < 0.06
    assert len(moments) < 100
    assert max(timer.delays) <= 30


def test_nobody_looks_at_a_job_that_has_ended(timer, patches):
    # Snakemake 9.21 went on for ever when a job ended during a look.
    timer.start()
    timer.work = timer.cancel
    timer._action()
    assert len(timer.delays) == 1
    timer._action()
    assert len(timer.delays) == 1


# -- Groups ---------------------------------------------------------------------------------------


@pytest.fixture
def snakemake(tmp_path):
    """Give a function that starts Snakemake on some rules beside `choose` and `member`."""

    def start(rules: str, *arguments: str) -> subprocess.Popen:
        (tmp_path / "Snakefile").write_text(CHECKPOINT + rules)
        return subprocess.Popen(
            [sys.executable, "-m", "snakemake", "--cores", "1", *arguments],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return start


def listed(rule: str, dry_run: subprocess.Popen, enough: int) -> int:
    """Count the jobs of a rule that a dry run lists, and stop it when there are enough."""
    count = 0
    with dry_run:
        for line in dry_run.stdout:
            count += f"rule {rule}:" in line
            # Groups that share members may keep a dry run busy for ever.
            if count == enough:
                dry_run.kill()
                break
    return count


@pytest.mark.workflow
def test_snakemake_runs_members_twice_where_a_group_holds_some_of_them(snakemake):
    # profiles/*/config.v9+.yaml: group-components. Issue 1217 of Snakemake.
    rules = f"""
rule all:
    input: chosen, expand("member_{{number}}.txt", number=range({MEMBERS}))
    output: "all.txt"
    shell: "touch {{output}}"
"""
    snakemake(rules, "choice.txt").communicate()
    plan = ("--dry-run", "all.txt", "--group-components")
    too_many = MEMBERS + 1
    assert listed("member", snakemake(rules, *plan, "group=100000"), too_many) == MEMBERS
    assert any(
        listed("member", snakemake(rules, *plan, "group=8"), too_many) == too_many
        for _ in range(TRIES)
    )


@pytest.mark.workflow
def test_snakemake_runs_a_member_twice_where_a_checkpoint_replaces_some_of_a_group(snakemake):
    # profiles/*/config.v9+.yaml: groups. Issue 4202 of Snakemake; where jobs are submitted, it ends
    # with a KeyError.
    rules = """
rule after:
    input: chosen
    output: "after.txt"
    {group}
    shell: "touch {output}"

rule all:
    default_target: True
    input: "after.txt", expand("member_{number}.txt", number=[1, 2, 3])
"""
    plan = ("--dry-run", "--group-components", "group=100000")
    assert listed("after", snakemake(rules.replace("{group}", ""), *plan), 2) == 1
    rules = rules.replace("{group}", 'group: "group"')
    assert any(listed("after", snakemake(rules, *plan), 2) == 2 for _ in range(TRIES))
