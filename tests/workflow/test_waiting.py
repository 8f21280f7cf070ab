"""Jobs that wait for others, which make none of their inputs.

The first test passes while Snakemake lacks such an order. When it fails, rules/patches.smk can
become simpler.
"""

import subprocess
import sys

import pytest
from places import REPOSITORY

pytestmark = pytest.mark.workflow

#: A check and heavy jobs, which tell when they began and ended.
RULES = """
rule all:
    default_target: True
    input: "check.txt", expand("heavy_{number}.txt", number=range(3))

rule check:
    output: "check.txt"
    params: config["setting"]
    shell: "sleep 1; {config[check]}; date +%s.%N > {output}"

rule heavy:
    input: AFTER
    output: "heavy_{number}.txt"
    params: config["setting"]
    shell: "date +%s.%N > {output}"
"""


def snakemake(folder, head, *arguments, setting=1, check="true"):
    (folder / "Snakefile").write_text(head + RULES)
    return subprocess.run(
        [
            *(sys.executable, "-m", "snakemake", *arguments),
            *("--config", f"setting={setting}", f"check={check}"),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )


def test_snakemake_alone_overlooks_changes_behind_an_input_of_any_age(tmp_path):
    ancient = "AFTER = ancient('check.txt')\n"
    assert snakemake(tmp_path, ancient, "--cores", "2").returncode == 0
    again = snakemake(tmp_path, ancient, "--dry-run", "--quiet", "rules", setting=2)
    assert again.returncode == 0
    # The setting is one of the heavy jobs, too.
    assert "check" in again.stdout + again.stderr
    assert "heavy" not in again.stdout + again.stderr


@pytest.fixture
def head():
    patches = (REPOSITORY / "rules" / "patches.smk").read_text()
    return f"{patches}\nAFTER = []\nWAITS['heavy'] = {{'check'}}\n"


def test_jobs_wait_for_a_check_that_makes_none_of_their_inputs(tmp_path, head):
    done = snakemake(tmp_path, head, "--cores", "4")
    assert done.returncode == 0, done.stderr
    checked = float((tmp_path / "check.txt").read_text())
    began = [float(path.read_text()) for path in tmp_path.glob("heavy_*.txt")]
    assert len(began) == 3
    assert min(began) > checked
    again = snakemake(tmp_path, head, "--dry-run", "--quiet", "rules", setting=2)
    assert "heavy" in again.stdout + again.stderr


def test_nothing_starts_after_a_check_that_failed(tmp_path, head):
    done = snakemake(tmp_path, head, "--cores", "4", "--keep-going", check="false")
    assert done.returncode == 1
    assert list(tmp_path.glob("heavy_*.txt")) == []
