"""Draw how many recordings each class that is predicted has."""

from pathlib import Path

from latentaudio.artifacts import NOTES, RECORDINGS, read_table
from latentaudio.figures import class_counts
from latentaudio.figures.program import figure_parser
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument("--tasks", nargs="+", required=True, help="factors of classes")
    parser.add_argument("--recordings", type=Path, required=True, help="table of recordings")
    parser.add_argument("--notes", type=Path, help="table of notes")
    parser.add_argument("--note", help="note by which recordings are told apart")
    args = parser.parse_args()
    recordings = read_table(args.recordings, RECORDINGS).to_pandas()
    note = None
    if args.notes is not None:
        notes = read_table(args.notes, NOTES, ["recording_id", args.note]).to_pandas()
        note = notes.set_index("recording_id")[args.note].loc[recordings["recording_id"]]
        note = note.set_axis(recordings.index)
    save_figure(class_counts.draw(recordings, args.tasks, note), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
