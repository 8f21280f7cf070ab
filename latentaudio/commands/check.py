"""Check the data set of a run, and show what was found, before anything is computed.

All recordings are read and checked as in the run: names and labels, sounds, levels, copies, folds,
sizes and disk space. Factors are decoded from technical properties of the files alone, as a
baseline. Nothing is written. Paths are relative to the working folder, as in the run.

Exit code: 0 when the data set can be used, with or without warnings; 1 when it cannot, with all
errors that can be found at once.
"""

import argparse
import io
import os
import sys
from pathlib import Path

from latentaudio.errors import ConfigError
from latentaudio.workflow.config import DEFAULTS_FOLDER, SCHEMA, check_config, read_config

UNUSABLE = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "files",
        metavar="CONFIG",
        nargs="*",
        type=Path,
        help="settings, as after Snakemake's --configfile; none for the run of the defaults",
    )
    parser.add_argument(
        "--cores", type=int, default=os.cpu_count() or 1, help="number of files read at a time"
    )


def run(args: argparse.Namespace) -> int:
    """Print what was found, then warnings and errors."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Names of files need not be text, nor need a pipe take every character.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        config = read_config(DEFAULTS_FOLDER, args.files)
        check_config(config, DEFAULTS_FOLDER / SCHEMA)
    except ConfigError as error:
        print(f"error: {error}")
        return UNUSABLE
    # Late, because they import what mistakes in a file of settings should not wait for.
    from latentaudio.commands.check_text import inspection_text
    from latentaudio.workflow.inspection import inspect_run

    found = inspect_run(config, max(1, args.cores))
    for text in inspection_text(found):
        print(text)
    return UNUSABLE if found.errors else 0
