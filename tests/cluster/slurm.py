"""A throw-away SLURM on this machine: one node, one partition, no accounting, loopback only."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

PROGRAMS = ("slurmctld", "slurmd", "sbatch", "munged")
PACKAGES = ("slurmctld", "slurmd", "slurm-client", "munge")
PARTITION = "sandbox"

#: Programs that jobs start look for the configuration here: within a job, the executor's plugin
#: drops SLURM_CONF from the environment.
SYSTEM_CONFIG = Path("/etc/slurm/slurm.conf")

# Memory is accounted for by polling, not by cgroups, which a container may lack; a job that uses
# more than it asked for is still killed. The node has more processors than the machine, as jobs
# that ask for four would else wait for ever; and finished jobs stay visible, as there is no
# accounting to ask for them.
CONFIG = """\
ClusterName=sandbox
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={daemon_port}
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
SlurmUser=root
SlurmdUser=root
MailProg=/bin/true
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=0
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill
MinJobAge=3600
KillWait=2
GresTypes=gpu
NodeName={host} NodeAddr=127.0.0.1 CPUs={processors} RealMemory={memory_mb} Gres=gpu:1 State=UNKNOWN
PartitionName={partition} Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


class UnavailableError(Exception):
    """SLURM can be neither found nor installed here."""


def install() -> None:
    """Install SLURM from Debian's packages, where it is missing."""
    if os.geteuid() != 0:
        raise UnavailableError("a throw-away SLURM needs root")
    if all(shutil.which(program) for program in PROGRAMS):
        return
    if shutil.which("apt-get") is None:
        raise UnavailableError(f"no apt-get to install {', '.join(PACKAGES)} with")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *PACKAGES]):
        with _no_services():
            done = subprocess.run(
                ["apt-get", "--quiet", *command],
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode != 0:
            raise UnavailableError(f"apt-get {command[0]} failed: {done.stderr.strip()[-500:]}")


@contextmanager
def _no_services() -> Iterator[None]:
    """Keep Debian from starting what it installs."""
    policy = Path("/usr/sbin/policy-rc.d")
    if policy.exists():
        yield
        return
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink()


class Cluster:
    """A running SLURM."""

    def jobs(self) -> list[dict[str, str]]:
        """List all jobs since the start, finished ones too, as SLURM describes them."""
        text = _output("scontrol", "--oneliner", "show", "job")
        lines = [line for line in text.splitlines() if line.startswith("JobId=")]
        return [
            dict(word.split("=", 1) for word in line.split() if "=" in word)
            for line in sorted(lines, key=lambda line: int(line.split()[0].split("=")[1]))
        ]

    def cancel(self, job_id: str) -> None:
        _output("scancel", job_id)


@contextmanager
def running_cluster(processors: int = 8) -> Iterator[Cluster]:
    """Start a SLURM with a folder of its own, and stop just what was started."""
    install()
    with TemporaryDirectory(prefix="slurm-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        try:
            with _started(folder, processors):
                yield Cluster()
        except TimeoutError as error:
            logs = [path.read_text() for path in sorted((folder / "log").iterdir())]
            raise TimeoutError("\n".join([str(error), *logs])) from error


@contextmanager
def _started(folder: Path, processors: int) -> Iterator[None]:
    # Munge wants its socket where everybody can reach it.
    folder.chmod(0o755)
    for name in ("state", "spool", "log"):
        (folder / name).mkdir()
    key = folder / "munge.key"
    key.write_bytes(secrets.token_bytes(128))
    key.chmod(0o600)
    host = socket.gethostname().split(".")[0]
    controller_port, daemon_port = _free_ports(2)
    config = folder / "slurm.conf"
    config.write_text(
        CONFIG.format(
            folder=folder,
            host=host,
            controller_port=controller_port,
            daemon_port=daemon_port,
            processors=processors,
            memory_mb=64_000,
            partition=PARTITION,
        )
    )
    # A GPU by name, which jobs can be given though nothing computes on it.
    (folder / "gres.conf").write_text("Name=gpu File=/dev/null\n")
    with ExitStack() as started:
        started.enter_context(_system_config(config))
        started.enter_context(
            _daemon(
                folder,
                "munged",
                "--foreground",
                f"--socket={folder}/munge.socket",
                f"--key-file={key}",
                f"--pid-file={folder}/munged.pid",
                f"--log-file={folder}/log/munged.log",
                f"--seed-file={folder}/munge.seed",
            )
        )
        _wait_for(lambda: _succeeds("munge", "--no-input", f"--socket={folder}/munge.socket"))
        started.enter_context(_daemon(folder, "slurmctld", "-D", "-f", str(config)))
        _wait_for(lambda: _succeeds("scontrol", "ping"))
        started.enter_context(_daemon(folder, "slurmd", "-D", "-f", str(config), "-N", host))
        _wait_for(lambda: "idle" in _output("sinfo", "--noheader", "--format=%t"))
        started.callback(_cancel_all)
        yield


def _cancel_all() -> None:
    _output("scancel", f"--partition={PARTITION}")
    _wait_for(lambda: not _output("squeue", "--noheader", "--states=PD,R,CG"))


@contextmanager
def _system_config(config: Path) -> Iterator[None]:
    if SYSTEM_CONFIG.exists():
        raise UnavailableError(f"{SYSTEM_CONFIG} belongs to another cluster")
    SYSTEM_CONFIG.parent.mkdir(exist_ok=True)
    # A link into nothing is what a killed test has left.
    SYSTEM_CONFIG.unlink(missing_ok=True)
    SYSTEM_CONFIG.symlink_to(config)
    try:
        yield
    finally:
        SYSTEM_CONFIG.unlink()


@contextmanager
def _daemon(folder: Path, name: str, *arguments: str) -> Iterator[None]:
    """Run a daemon as a child that ends with this process, however that ends."""
    with (folder / "log" / f"{name}.out").open("w") as log:
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", name, *arguments],
            stdout=log,
            stderr=subprocess.STDOUT,
            # The terminal's Ctrl-C is for the test, which then stops its daemons in order.
            start_new_session=True,
            env={**os.environ, "SLURM_CONF": f"{folder}/slurm.conf"},
        )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_ports(count: int) -> list[int]:
    with ExitStack() as sockets:
        bound = [sockets.enter_context(socket.socket()) for _ in range(count)]
        for one in bound:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in bound]


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"SLURM was not ready after {seconds:g} s")
        time.sleep(0.1)
