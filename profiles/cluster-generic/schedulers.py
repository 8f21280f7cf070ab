"""How `submit`, `status` and `cancel` talk to PBS, LSF, Grid Engine and SLURM.

Only the standard library is used: these programs run with the Python of a login node.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

RUNNING, SUCCESS, FAILED = "running", "success", "failed"

#: Seconds between queries about a job that the scheduler does not know: it may only be busy.
PATIENCE_S = (1, 5, 10)


class UnknownJobError(Exception):
    """The scheduler does not know the state of a job."""


@dataclass(frozen=True)
class Request:
    """The resources that a job asks for."""

    name: str
    cores: int
    memory_mb: int
    minutes: int
    log: str

    @property
    def time(self) -> str:
        """The time limit as ``hours:minutes:seconds``."""
        return f"{self.minutes // 60:02d}:{self.minutes % 60:02d}:00"


@dataclass(frozen=True)
class Scheduler:
    """How to talk to a scheduler.

    Attributes
    ----------
    commands
        Programs by which the scheduler is recognised.
    submit
        Function that gives the words of the command before the job's script.
    job_id
        Regular expression that finds the job's identifier in the output of that command.
    status
        Function that queries the state of a job.
    cancel
        Command that is followed by the identifiers.
    """

    commands: tuple[str, ...]
    submit: Callable[[Request], list[str]]
    job_id: str
    status: Callable[[str], str]
    cancel: str


def _ask(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0 or not done.stdout.strip():
        raise UnknownJobError(done.stderr.strip() or f"no answer from {shlex.join(command)}")
    return done.stdout


def _field(name: str, text: str) -> str | None:
    found = re.search(rf"^\s*{name}\s*[=: ]\s*(\S+)", text, re.MULTILINE | re.IGNORECASE)
    return found.group(1) if found else None


def _of_exit(code: str | None) -> str:
    return SUCCESS if code == "0" else FAILED


def _pbs_submit(job: Request) -> list[str]:
    chunk = f"select=1:ncpus={job.cores}:mem={job.memory_mb}mb"
    return [
        *("qsub", "-V", "-N", job.name, "-j", "oe", "-o", job.log),
        *("-l", chunk, "-l", f"walltime={job.time}"),
    ]


def _pbs_status(job_id: str) -> str:
    # -x includes finished jobs, if the server keeps a history.
    text = _ask("qstat", "-x", "-f", job_id)
    if _field("job_state", text) in ("F", "C", "X"):
        return _of_exit(_field("exit_status", text))
    return RUNNING


def _sge_submit(job: Request) -> list[str]:
    environment = os.environ.get("LATENTAUDIO_SGE_PE", "smp")
    # Memory is requested per slot.
    per_slot = -(-job.memory_mb // job.cores)
    return [
        *("qsub", "-terse", "-V", "-cwd", "-N", job.name, "-j", "y", "-o", job.log),
        *("-pe", environment, str(job.cores), "-l", f"h_vmem={per_slot}M,h_rt={job.time}"),
    ]


def _sge_status(job_id: str) -> str:
    try:
        _ask("qstat", "-j", job_id)
    except UnknownJobError:
        account = _ask("qacct", "-j", job_id)
        return _of_exit(_field("exit_status", account))
    return RUNNING


def _lsf_submit(job: Request) -> list[str]:
    return [
        *("bsub", "-J", job.name, "-n", str(job.cores), "-R", "span[hosts=1]"),
        *("-M", f"{job.memory_mb}MB", "-R", f"rusage[mem={job.memory_mb}MB]"),
        *("-W", str(job.minutes), "-o", f"{job.log}/%J.log"),
    ]


def _lsf_status(job_id: str) -> str:
    state = _ask("bjobs", "-noheader", "-o", "stat", job_id).strip()
    return {"DONE": SUCCESS, "EXIT": FAILED}.get(state, RUNNING)


def _slurm_submit(job: Request) -> list[str]:
    return [
        *("sbatch", "--parsable", "--job-name", job.name, "--output", f"{job.log}/%j.log"),
        *("--ntasks", "1", "--cpus-per-task", str(job.cores)),
        *("--mem", str(job.memory_mb), "--time", str(job.minutes)),
    ]


def _slurm_status(job_id: str) -> str:
    try:
        state = _ask("squeue", "--noheader", "--states=all", "--format=%T", "--jobs", job_id)
    except UnknownJobError:
        command = ("sacct", "--noheader", "--parsable2", "--allocations", "--format=State")
        state = _ask(*command, "--jobs", job_id)
    state = state.split()[0]
    if state == "COMPLETED":
        return SUCCESS
    active = ("PENDING", "RUNNING", "SUSPENDED", "CONFIGURING", "COMPLETING", "REQUEUED")
    return RUNNING if state in active else FAILED


SCHEDULERS = {
    "slurm": Scheduler(("sbatch",), _slurm_submit, r"\d+", _slurm_status, "scancel"),
    "lsf": Scheduler(("bsub",), _lsf_submit, r"(?<=Job <)\d+", _lsf_status, "bkill"),
    "sge": Scheduler(("qsub", "qconf"), _sge_submit, r"\d+", _sge_status, "qdel"),
    "pbs": Scheduler(("qsub",), _pbs_submit, r"\d+\S*", _pbs_status, "qdel"),
}


def scheduler() -> Scheduler:
    """Find the scheduler of this machine, or use the one that LATENTAUDIO_SCHEDULER names."""
    if chosen := os.environ.get("LATENTAUDIO_SCHEDULER"):
        if chosen not in SCHEDULERS:
            sys.exit(f"LATENTAUDIO_SCHEDULER={chosen}: choose one of {', '.join(SCHEDULERS)}")
        return SCHEDULERS[chosen]
    for one in SCHEDULERS.values():
        if all(shutil.which(command) for command in one.commands):
            return one
    sys.exit("none of sbatch, bsub and qsub found: run Snakemake where jobs can be submitted")


def submit(script: str) -> str:
    """Submit a script that Snakemake wrote, and give the job's identifier."""
    here = scheduler()
    properties = re.search(r"^# properties = (.*)$", Path(script).read_text(), re.MULTILINE)
    if properties is None:
        sys.exit(f"{script}: no line '# properties = ...' found; expected a script by Snakemake")
    job = json.loads(properties.group(1))
    logs = Path("logs", "cluster")
    logs.mkdir(parents=True, exist_ok=True)
    resources = job["resources"]
    request = Request(
        # Groups have no rule. Schedulers need short names of plain characters.
        name=re.sub(r"\W", "_", job.get("rule") or job["groupid"])[:15],
        cores=job.get("threads", 1),
        memory_mb=resources["mem_mb"],
        minutes=resources["runtime"],
        log=str(logs),
    )
    extra = shlex.split(os.environ.get("LATENTAUDIO_SUBMIT_OPTIONS", ""))
    command = [*here.submit(request), *extra, script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(here.job_id, done.stdout)
    if done.returncode != 0 or found is None:
        sys.exit(f"{shlex.join(command)}\n{done.stderr}{done.stdout}")
    return found.group()


def status(job_id: str) -> str:
    """Report whether a job is running or how it ended; an unknown job counts as failed."""
    here = scheduler()
    for pause in (*PATIENCE_S, None):
        try:
            return here.status(job_id)
        except UnknownJobError as error:
            if pause is None:
                print(f"{job_id}: {error}", file=sys.stderr)
                return FAILED
            time.sleep(pause)
    raise AssertionError


def cancel(job_ids: list[str]) -> None:
    """Cancel jobs."""
    subprocess.run([scheduler().cancel, *job_ids], check=True)
