"""Many runs of Snakemake that compute nothing, at little cost.

A dry run by its command takes seconds of a processor, most of them to import Snakemake. So this
file is also a program that imports it once, and forks a child for each run.
"""

import atexit
import functools
import gc
import json
import logging
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml
from tiny_project import REPOSITORY, Outcome, Project


def dry_runs(runs: Sequence[tuple[Project, dict]], checkouts: Sequence[Path] = ()) -> list[Outcome]:
    """Run each project, which stays as it is, with a configuration that may not be its own.

    Each run can have a checkout of the code of its own; by default all use this repository.
    """
    with tempfile.TemporaryDirectory() as folder:
        calls = []
        checkouts = checkouts or [REPOSITORY] * len(runs)
        for number, (project, config) in enumerate(runs):
            path = Path(folder) / f"{number}.yaml"
            path.write_text(yaml.safe_dump(config), encoding="utf-8")
            # So quiet, a dry run ends when it knows its jobs.
            words = ("--dry-run", "--quiet", "rules", "progress")
            calls.append(_arguments(project, path, *words, checkout=checkouts[number]))
        return _outcomes(calls)


def rule_graphs(projects: Sequence[Project]) -> list[set[tuple[str, str]]]:
    """List pairs of rules of which the second reads what the first makes, by project."""
    graphs = []
    for outcome in _each(projects, "--rulegraph"):
        names = dict(re.findall(r'(\d+)\[label = "(\w+)"', outcome.text))
        arrows = re.findall(r"(\d+) -> (\d+)", outcome.text)
        graphs.append({(names[one], names[two]) for one, two in arrows if names[two] != "all"})
    return graphs


def settle(project: Project) -> None:
    """Have Snakemake take all results that are there for made with the project's settings."""
    _each([project], "--touch", "--cores", "1")


def pretend_finished(projects: Sequence[Project]) -> None:
    """Make Snakemake believe that projects have run, by empty files in place of their results."""
    for project, summary in zip(projects, _each(projects, "--summary"), strict=True):
        _, lines = summary.text.split("output_file\t", 1)
        for line in lines.splitlines()[1:]:
            path = project.folder / line.split("\t")[0]
            path.parent.mkdir(parents=True, exist_ok=True)
            # What has no suffix is a folder.
            if path.suffix:
                path.touch()
            else:
                path.mkdir(exist_ok=True)
    # By force, because nothing is recorded of files that happen to have been made in order.
    _each(projects, "--touch", "--forceall", "--cores", "1")
    for project in projects:
        _pretend_benchmarks(project)


def _pretend_benchmarks(project: Project) -> None:
    """Make the benchmarks that jobs read, which no summary lists, older than any result."""
    for record in (project.folder / ".snakemake" / "metadata").iterdir():
        for name in json.loads(record.read_text(encoding="utf-8"))["input"]:
            path = project.folder / name
            if "benchmarks" in path.parts and not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
                os.utime(path, (0, 0))


def _each(projects: Sequence[Project], *arguments: str) -> list[Outcome]:
    calls = []
    for project in projects:
        path = project.folder / "config.yaml"
        path.write_text(yaml.safe_dump(project.config), encoding="utf-8")
        calls.append(_arguments(project, path, *arguments))
    outcomes = _outcomes(calls)
    for outcome in outcomes:
        assert outcome.code == 0, outcome.text
    return outcomes


def _arguments(
    project: Project, config: Path, *arguments: str, checkout: Path = REPOSITORY
) -> list[str]:
    return [
        *("--snakefile", str(checkout / "Snakefile"), "--directory", str(project.folder)),
        *("--configfile", str(config), *arguments),
    ]


def _outcomes(calls: Sequence[Sequence[str]]) -> list[Outcome]:
    """Call Snakemake with lists of arguments, as many at a time as there are processors."""
    program = _program()
    assert program.stdin is not None
    assert program.stdout is not None
    print(json.dumps(calls), file=program.stdin, flush=True)
    return [Outcome(*outcome) for outcome in json.loads(program.stdout.readline())]


@functools.cache
def _program() -> subprocess.Popen[str]:
    program = subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # As on a machine without other profiles or settings of its user.
        env={k: v for k, v in os.environ.items() if not k.startswith("SNAKEMAKE")},
    )
    # It ends when it is told nothing more.
    atexit.register(program.communicate)
    return program


# -- The program ----------------------------------------------------------------------------------


def main() -> None:
    _import_what_every_run_needs()
    gc.freeze()  # so that children share what is here instead of copying it
    for line in sys.stdin:
        print(json.dumps(_forked(json.loads(line))), flush=True)


def _import_what_every_run_needs() -> None:
    # Snakemake imports these two when it needs them; the library is what rules/common.smk imports.
    import pandas  # noqa: F401
    import smart_open  # noqa: F401
    import snakemake.cli

    import latentaudio.datasets.configured
    import latentaudio.datasets.listing
    import latentaudio.datasets.parts
    import latentaudio.networks.yamnet.description
    import latentaudio.workflow.config
    import latentaudio.workflow.environment  # noqa: F401
    from latentaudio.workflow.provenance import code_digest

    snakemake.cli.get_argument_parser()
    scripts = list((REPOSITORY / "scripts").glob("*/*.py"))
    assert scripts
    for script in scripts:
        code_digest(script, REPOSITORY)  # which remembers what it has read


def _forked(calls: Sequence[list[str]]) -> list[tuple[int, str]]:
    codes: dict[int, int] = {}
    running: dict[int, int] = {}

    def wait_for_one() -> None:
        process, status = os.wait()
        codes[running.pop(process)] = os.waitstatus_to_exitcode(status)

    with tempfile.TemporaryDirectory() as folder:
        said = [Path(folder) / str(number) for number in range(len(calls))]
        for number, arguments in enumerate(calls):
            if len(running) == os.cpu_count():
                wait_for_one()
            running[_fork(arguments, said[number])] = number
        while running:
            wait_for_one()
        return [(codes[number], path.read_text()) for number, path in enumerate(said)]


def _fork(arguments: list[str], output: Path) -> int:
    """Call Snakemake in a child, of which the process id is returned."""
    process = os.fork()
    if process:
        return process
    from snakemake.cli import main as snakemake
    from snakemake.logging import logger

    logger.addFilter(_print_jobs)
    code: object = 1
    try:
        with output.open("w") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        snakemake(arguments)
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # Not sys.exit(), because the parent's files are not the child's to close.
        os._exit(code if isinstance(code, int) else 1)


def _print_jobs(record: logging.LogRecord) -> bool:
    """Say how many jobs there are, however quiet Snakemake was told to be."""
    if hasattr(record, "stats"):
        print(record.getMessage())
    return True


if __name__ == "__main__":
    main()
