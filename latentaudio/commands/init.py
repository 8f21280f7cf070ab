"""Propose a configuration for a folder of recordings, or for a table of them.

Factors, groups and folds are proposed from the names of files, or from the columns of a table (CSV,
TSV or Parquet; one that lies in or beside the folder is found). The configuration is written with
comments: what each decision rests on, and what else is possible. What could not be told is listed.
No sound is read, apart from the headers of some files, for their lengths.

Exit code: 0 when a configuration was written; 1 when names and tables say nothing, so that a table
to fill in was written instead; 2 when the recordings cannot be used.
"""

import argparse
import shlex
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from latentaudio.commands.written_files import check_name, write_files
from latentaudio.datasets.configured import configured_source
from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.proposing.columns import Column
from latentaudio.datasets.proposing.proposal import Proposal, propose
from latentaudio.errors import LatentAudioError
from latentaudio.networks.registry import describe
from latentaudio.workflow.config import (
    DEFAULTS_FOLDER,
    SCHEMA,
    check_config,
    read_config,
    results_folder,
)
from latentaudio.workflow.proposed_config import (
    ProposedConfig,
    manifest_beside,
    manifest_text,
    proposed_config,
)
from latentaudio.workflow.proposed_text import inline, run_name
from latentaudio.workflow.settings_files import laid_over, read_settings

NOTHING_PROPOSED = 1

#: Names of tables that say nothing about what is in them.
_GENERAL = frozenset({"labels", "manifest", "meta", "metadata", "data", "table", "annotations"})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "source", metavar="FOLDER", type=Path, help="recordings, or a table of them"
    )
    parser.add_argument(
        "--root", type=Path, help="folder of the recordings of a table (default: its own folder)"
    )
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="file to write (default: config/<name>.yaml)"
    )
    parser.add_argument("--force", action="store_true", help="replace files that exist")


def run(args: argparse.Namespace) -> int:
    """Write the proposal, and say what it rests on."""
    proposal = propose(args.source, args.root)
    output = args.output or _default_output(args.source, proposal)
    check_name(output)
    if not proposal.roles.factors:
        return _write_skeleton(proposal, output, replace=args.force)
    defaults = read_config(DEFAULTS_FOLDER)
    proposed = proposed_config(proposal, output, defaults)
    files = {output: proposed.text}
    if proposed.manifest is not None:
        files[manifest_beside(output)] = proposed.manifest
    write_files(files, replace=args.force)
    _report(proposal, proposed)
    if problem := _problem(output, defaults):
        print(f"\nto be corrected first: {problem}")
    print("\nwrote " + " and ".join(map(str, files)))
    name = shlex.quote(str(output))
    print(f"next: read it, then\n  latentaudio check {name}\n  make run CONFIG={name}")
    return 0


def _default_output(source: Path, proposal: Proposal) -> Path:
    """Name the configuration after the folder, or after a table with a name of its own."""
    name = source.stem if source.is_file() else source.absolute().name
    if source.is_file() and name.casefold() in _GENERAL:
        name = proposal.root.absolute().name
    return Path("config") / f"{run_name(name)}.yaml"


def _write_skeleton(proposal: Proposal, output: Path, *, replace: bool) -> int:
    """Write a table to fill in, where names and tables say nothing."""
    path = output.with_suffix(".csv")
    empty = Column("label", ("",) * len(proposal.paths))
    write_files({path: manifest_text(proposal.paths, [empty])}, replace=replace)
    _print_roles(proposal)
    print("\nnothing can be proposed: " + f"{proposal.origin} do not say what the recordings are.")
    _print_wrapped(
        f"Fill in {path}: a label in each row. Rename the column to what it is, e.g. species; add "
        "columns for further factors, and one named group if recordings share an object, an animal "
        "or a speaker.",
        "",
    )
    root, table = shlex.quote(str(proposal.root)), shlex.quote(str(path))
    print(f"\nwrote {path}\nnext: fill it in, then\n  latentaudio init {table} --root {root}")
    return NOTHING_PROPOSED


def _report(proposal: Proposal, proposed: ProposedConfig) -> None:
    _print_roles(proposal)
    print()
    for setting in proposed.settings:
        _print_wrapped(f"{setting.key}: {inline(setting.value)} ({setting.why})", "  ")
    if proposed.doubts:
        print("\ncould not tell:")
        for doubt in proposed.doubts:
            _print_wrapped(doubt, "- ")


def _print_roles(proposal: Proposal) -> None:
    print(f"{proposal.root}: from {proposal.origin}")
    for note in proposal.notes:
        _print_wrapped(note, "  ")
    if proposal.pattern:
        print(f"  pattern: {proposal.pattern}")
    for role in proposal.roles.roles:
        use = role.use if role.factor is None or not role.factor.is_numeric else "numeric factor"
        _print_wrapped(f"{role.column.name}: {use} ({role.reason})", "  ")


def _print_wrapped(text: str, bullet: str) -> None:
    print(textwrap.fill(text, 100, initial_indent=bullet, subsequent_indent=" " * len(bullet)))


def _problem(output: Path, defaults: Mapping[str, Any]) -> str:
    """Check the configuration as a run does, but for the sounds; empty if it can be used."""
    try:
        config = laid_over(defaults, read_settings(output))
        check_config(config, DEFAULTS_FOLDER / SCHEMA)
        snippet = describe(config["network"]["name"], config["network"]["module"]).snippet
        list_recordings(configured_source(config, results_folder(config), snippet))
    except LatentAudioError as error:
        return str(error)
    return ""
