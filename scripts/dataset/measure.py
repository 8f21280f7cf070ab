"""Measure one part of the recordings, and plan their snippets."""

import argparse
from pathlib import Path

from latentaudio.audio.heard_band import HeardBand
from latentaudio.audio.rate import SnippetFormat
from latentaudio.datasets.configured import from_json
from latentaudio.datasets.file_digests import Digests
from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.measured_files import write_measured
from latentaudio.datasets.measuring import Plan, measure_all
from latentaudio.datasets.parts import divide
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--source", type=from_json, required=True, help="the fields of a Source, as JSON"
    )
    parser.add_argument("--parts", type=int, required=True, help="number of parts")
    parser.add_argument("--part", required=True, help="part to measure, e.g. part_001")
    parser.add_argument("--samplerate", type=int, required=True, help="of snippets, Hz")
    parser.add_argument("--snippet-samples", type=int, required=True, help="length of snippets")
    parser.add_argument("--lowest-hz", type=float, required=True, help="that the network hears")
    parser.add_argument("--highest-hz", type=float, required=True, help="that the network hears")
    parser.add_argument("--channels", choices=["mean", "left", "right", "loudest"], required=True)
    parser.add_argument("--normalise", choices=["peak", "rms", "none"], required=True)
    parser.add_argument("--hop-s", type=float, required=True)
    parser.add_argument("--block-s", type=float)
    parser.add_argument("--guard-s", type=float, required=True)
    parser.add_argument("--chosen", choices=["all", "loudest"], default="all")
    parser.add_argument("--remainder", choices=["drop", "pad"], default="drop")
    parser.add_argument("--silence-db", type=float, required=True)
    parser.add_argument("--threads", type=int, default=1, help="number of files read at a time")
    parser.add_argument("--digests", type=Path, help="index of the digests of files")
    parser.add_argument("output", type=Path, help="table to write")
    args = parser.parse_args()
    plan = Plan.of(
        SnippetFormat(args.samplerate, args.snippet_samples),
        hop_s=args.hop_s,
        block_s=args.block_s,
        guard_s=args.guard_s,
        chosen=args.chosen,
        remainder=args.remainder,
        channels=args.channels,
        band=HeardBand(args.lowest_hz, args.highest_hz),
        normalise=args.normalise,
        silence_db=args.silence_db,
    )
    recordings = divide(list_recordings(args.source, names_checked=True), args.parts)[args.part]
    write_measured(
        args.output, recordings, measure_all(recordings, plan, args.threads, Digests(args.digests))
    )


if __name__ == "__main__":
    cli.run(main)
