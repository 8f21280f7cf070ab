"""Write the tables of recordings and snippets, or report all recordings that cannot be used."""

import argparse
import sys
from pathlib import Path

from latentaudio.datasets.acoustic_columns import with_acoustics
from latentaudio.datasets.configured import from_json
from latentaudio.datasets.found_files import kinds_passed_over, passed_over, write_passed_over
from latentaudio.datasets.left_out import leave_out
from latentaudio.datasets.listing import list_recordings, skipped_segments
from latentaudio.datasets.measured_files import read_measured
from latentaudio.datasets.measuring import usable
from latentaudio.datasets.near_copies import write_near_copies
from latentaudio.datasets.recordings import tabulate, write_tables
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--source", type=from_json, required=True, help="the fields of a Source, as JSON"
    )
    parser.add_argument("--samplerate", type=int, required=True, help="of snippets, Hz")
    parser.add_argument(
        "--blocks-are-groups", action="store_true", help="blocks of a recording are groups"
    )
    parser.add_argument(
        "--duplicates", choices=["error", "join"], required=True, help="one sound in several groups"
    )
    parser.add_argument("--recordings", type=Path, required=True, help="table to write")
    parser.add_argument("--snippets", type=Path, required=True, help="table to write")
    parser.add_argument("--passed-over", type=Path, required=True, help="table to write")
    parser.add_argument("--near-copies", type=Path, required=True, help="table to write")
    parser.add_argument(
        "--acoustics", type=Path, nargs="*", default=[], help="tables of sounds at distances"
    )
    parser.add_argument("measured", type=Path, nargs="+", help="measurements of all parts")
    args = parser.parse_args()
    others = passed_over(args.source) + skipped_segments(args.source)
    listed = list_recordings(args.source, names_checked=True)
    found = read_measured(args.measured)
    outcomes = [found[one.recording_id] for one in listed]
    if args.source.skip_unreadable:
        listed, measured, left_out = leave_out(listed, outcomes)
    else:
        measured, left_out = usable(outcomes), []
    recordings, snippets, summary = tabulate(
        listed,
        measured,
        factors=args.source.factors,
        samplerate=args.samplerate,
        blocks_are_groups=args.blocks_are_groups,
        # Where nothing is decoded, copies are but two points.
        duplicates=None if args.source.labels_only else args.duplicates,
        rendered=args.source.is_rendered,
    )
    print(
        f"{summary.n_recordings} recordings ({summary.duration_s / 60:.1f} minutes), "
        f"{summary.n_snippets} snippets, of which {summary.n_padded} are padded; "
        f"{summary.n_silent} silent snippets are dropped; {summary.n_amplified} recordings have a "
        "gain above 40 dB",
        file=sys.stderr,
    )
    if args.source.is_rendered and summary.n_repeated:
        print(
            f"{summary.n_repeated} sounds repeat the samples of others with other values (a "
            "parameter has no effect on them) and share their group",
            file=sys.stderr,
        )
    if others:
        print(
            f"{len(others)} others are passed over: {', '.join(kinds_passed_over(others))}",
            file=sys.stderr,
        )
    if left_out:
        print(
            f"{len(left_out)} recordings cannot be used and are left out: see {args.passed_over}",
            file=sys.stderr,
        )
    if summary.near_copies:
        print(
            f"{len(summary.near_copies)} pairs of recordings in different groups may be copies of "
            f"each other: see {args.near_copies}",
            file=sys.stderr,
        )
    if args.acoustics:
        recordings = with_acoustics(recordings, args.acoustics)
    write_near_copies(summary.near_copies, args.near_copies)
    write_passed_over(others + left_out, args.passed_over)
    write_tables(recordings, snippets, args.recordings, args.snippets)


if __name__ == "__main__":
    cli.run(main)
