"""Render one file of additive tones, one tone after the other."""

import argparse
import json
import sys
from pathlib import Path

from latentaudio.synthesis.tone_design import ToneDesign
from latentaudio.synthesis.tone_set import ToneSet
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--design",
        type=lambda text: ToneDesign.restored(json.loads(text)),
        required=True,
        help="the fields of a ToneDesign, as JSON",
    )
    parser.add_argument("--file", type=int, required=True, help="number of the file, from 1")
    parser.add_argument("output", type=Path, help="WAV file to write")
    args = parser.parse_args()
    tones = ToneSet(args.design)
    losing = tones.write(args.output, args.file)
    print(
        f"{len(tones.numbers(args.file))} tones, of which {losing} are without their highest "
        "partials, which would be at or above half the sample rate",
        file=sys.stderr,
    )


if __name__ == "__main__":
    cli.run(main)
