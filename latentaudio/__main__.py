"""The command line of latentaudio: ``python -m latentaudio COMMAND``.

The exit code is 0 when the command worked, and 2 when it did not, with an error on stderr. What
else it means is said by the help of a command.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence

from latentaudio import __version__
from latentaudio.commands.registry import COMMANDS
from latentaudio.errors import LatentAudioError

FAILED = 2


def parser_for(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Make the parser; only the command that is called is imported."""
    parser = argparse.ArgumentParser(
        prog="latentaudio", description="Tools around the runs of latentaudio's workflow."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        described = commands.add_parser(
            name, help=command.help, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        if name in arguments:
            module = importlib.import_module(command.module)
            described.description = module.__doc__
            module.add_arguments(described)
            described.set_defaults(run=module.run)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments
        Words of the command line, by default those of this process.

    Returns
    -------
    int
        The exit code.
    """
    words = sys.argv[1:] if arguments is None else arguments
    args = parser_for(words).parse_args(words)
    try:
        return int(args.run(args))
    except LatentAudioError as error:
        print(f"error: {error}", file=sys.stderr)
        return FAILED


if __name__ == "__main__":
    sys.exit(main())
