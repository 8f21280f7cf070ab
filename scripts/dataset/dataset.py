"""Check all recordings, and write the tables of recordings and snippets."""

import argparse
import sys
from pathlib import Path

from latentaudio.audio.heard_band import HeardBand
from latentaudio.audio.rate import SnippetFormat
from latentaudio.datasets.configured import from_json
from latentaudio.datasets.found_files import kinds_passed_over, passed_over, write_passed_over
from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.near_copies import write_near_copies
from latentaudio.datasets.recordings import build_tables, write_tables
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--source", type=from_json, required=True, help="the fields of a Source, as JSON"
    )
    parser.add_argument("--samplerate", type=int, required=True, help="of snippets, Hz")
    parser.add_argument("--snippet-samples", type=int, required=True, help="length of snippets")
    parser.add_argument("--lowest-hz", type=float, required=True, help="that the network hears")
    parser.add_argument("--highest-hz", type=float, required=True, help="that the network hears")
    parser.add_argument("--channels", choices=["mean", "left", "right", "loudest"], required=True)
    parser.add_argument("--normalise", choices=["peak", "rms", "none"], required=True)
    parser.add_argument("--hop-s", type=float, required=True)
    parser.add_argument("--block-s", type=float)
    parser.add_argument("--guard-s", type=float, required=True)
    parser.add_argument("--silence-db", type=float, required=True)
    parser.add_argument(
        "--duplicates", choices=["error", "join"], required=True, help="one sound in several groups"
    )
    parser.add_argument("--threads", type=int, default=1, help="number of files read at a time")
    parser.add_argument("--recordings", type=Path, required=True, help="table to write")
    parser.add_argument("--snippets", type=Path, required=True, help="table to write")
    parser.add_argument("--passed-over", type=Path, required=True, help="table to write")
    parser.add_argument("--near-copies", type=Path, required=True, help="table to write")
    args = parser.parse_args()
    others = passed_over(args.source)
    recordings, snippets, summary = build_tables(
        list_recordings(args.source, names_checked=True),
        factors=args.source.factors,
        snippet=SnippetFormat(args.samplerate, args.snippet_samples),
        hop_s=args.hop_s,
        block_s=args.block_s,
        guard_s=args.guard_s,
        channels=args.channels,
        band=HeardBand(args.lowest_hz, args.highest_hz),
        normalise=args.normalise,
        silence_db=args.silence_db,
        duplicates=args.duplicates,
        workers=args.threads,
    )
    print(
        f"{summary.n_recordings} recordings ({summary.duration_s / 60:.1f} minutes), "
        f"{summary.n_snippets} snippets, of which {summary.n_padded} are padded; "
        f"{summary.n_silent} silent snippets are dropped; {summary.n_amplified} recordings have a "
        "gain above 40 dB",
        file=sys.stderr,
    )
    if others:
        print(
            f"{len(others)} other files are passed over: {', '.join(kinds_passed_over(others))}",
            file=sys.stderr,
        )
    if summary.near_copies:
        print(
            f"{len(summary.near_copies)} pairs of recordings in different groups may be copies of "
            f"each other: see {args.near_copies}",
            file=sys.stderr,
        )
    write_near_copies(summary.near_copies, args.near_copies)
    write_passed_over(others, args.passed_over)
    write_tables(recordings, snippets, args.recordings, args.snippets)


if __name__ == "__main__":
    cli.run(main)
