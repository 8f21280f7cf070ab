"""Print the folder of the results of a run, after checking its files of settings.

Snakemake reads these files before the workflow does, and stops at a mistake without naming its
place. `make run` therefore calls this first.
"""

import argparse
from pathlib import Path

from latentaudio.workflow.config import DEFAULTS_FOLDER, read_config, results_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="*",
        type=Path,
        help="settings, as after Snakemake's --configfile; none for the run of the defaults",
    )


def run(args: argparse.Namespace) -> int:
    """Print the folder."""
    print(results_folder(read_config(DEFAULTS_FOLDER, args.files)))
    return 0
