"""Options of the programs that read the sounds of recordings."""

from argparse import ArgumentParser
from pathlib import Path


def add_sound_options(parser: ArgumentParser) -> None:
    """Add options for where digests of files are found, and for what is no sound."""
    parser.add_argument("--digests", type=Path, help="index of the digests of files")
    parser.add_argument("--skip-unreadable", action="store_true", help="pass over what is no sound")
