"""Synthesise one recording: all objects of one material under one action."""

import argparse
from pathlib import Path

from latentaudio.synthesis.factorial import write_recording
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--material", required=True)
    parser.add_argument("--action", required=True)
    parser.add_argument("--objects", type=int, required=True)
    parser.add_argument("--seconds-per-object", type=float, required=True)
    parser.add_argument("--samplerate", type=int, required=True, help="sample rate (Hz)")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("output", type=Path, help="WAV file to write")
    args = parser.parse_args()
    write_recording(
        args.output,
        args.material,
        args.action,
        objects=args.objects,
        seconds_per_object=args.seconds_per_object,
        samplerate=args.samplerate,
        seed=args.seed,
    )


if __name__ == "__main__":
    cli.run(main)
