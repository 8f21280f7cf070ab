"""Parts shared by the programs that compute frames of the recordings of one part."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from latentaudio.datasets.file_digests import Digests
from latentaudio.datasets.part_waveforms import part_recordings
from latentaudio.datasets.sound_options import add_sound_options


def frames_parser(description: str | None) -> ArgumentParser:
    """Create a parser with the options that all of them have."""
    parser = ArgumentParser(description=description)
    parser.add_argument("--settings", type=json.loads, required=True, help="of frames, as JSON")
    parser.add_argument("--samplerate", type=int, required=True, help="of the waveforms, Hz")
    parser.add_argument("--measured", type=Path, required=True, help="measurements of the part")
    add_sound_options(parser)
    parser.add_argument("output", type=Path, help="file to write")
    return parser


def recordings_of(args: Namespace) -> Iterator[tuple[str, np.ndarray]]:
    """Stream the recordings that `frames_parser` asks for, one at a time."""
    return part_recordings(
        args.measured,
        args.samplerate,
        Digests(args.digests),
        skip_unreadable=args.skip_unreadable,
    )
