"""The command line of latentaudio: ``python -m latentaudio COMMAND``.

The exit code is 0 when the command worked, 2 when it did not, with an error on stderr, and, as of
other programs, 130 when it was stopped by Ctrl-C and 141 when what it prints to was closed (as by
``head``). What else it means is said by the help of a command.
"""

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Sequence

from latentaudio import __version__
from latentaudio.commands.registry import COMMANDS
from latentaudio.errors import LatentAudioError

FAILED = 2

#: Shells add this to the number of a signal that ended a program.
_SIGNALLED = 128


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
        code = int(args.run(args))
        if sys.stdout is not None:
            sys.stdout.flush()
    except LatentAudioError as error:
        print(f"error: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("stopped by Ctrl-C", file=sys.stderr)
        return _SIGNALLED + signal.SIGINT
    except BrokenPipeError:
        _give_up_stdout()
        return _SIGNALLED + signal.SIGPIPE
    except OSError as error:
        if error.filename is not None:
            raise
        _give_up_stdout()
        print(f"error: standard output cannot be written ({error.strerror})", file=sys.stderr)
        return FAILED
    return code


def _give_up_stdout() -> None:
    """Have Python write what is left, when it ends, to nowhere: it would only fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
