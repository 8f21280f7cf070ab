"""Fit a head to the means of recordings for one fold of a task, and predict all recordings.

The means are those of the activations of a space (--activations), or of frames (--frames).
"""

import json
from dataclasses import asdict
from pathlib import Path

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.features.frames import FrameSettings
from latentaudio.prediction.fit_head import fit_head_of
from latentaudio.prediction.frame_files import read_frames
from latentaudio.prediction.head_kinds import KINDS
from latentaudio.prediction.program import job_of, predictor_parser
from latentaudio.prediction.recording_values import frame_statistics, snippet_means
from latentaudio.prediction.task_data import fold_splits
from latentaudio.workflow import cli


def main() -> None:
    parser = predictor_parser(__doc__)
    files = parser.add_mutually_exclusive_group(required=True)
    files.add_argument("--activations", type=Path, nargs="+", help="the space's files")
    files.add_argument("--frames", type=Path, nargs="+", help="files of frames")
    parser.add_argument("--space", help="name of the space")
    parser.add_argument("--network", default="", help="name of the network that it is of")
    parser.add_argument("--frame-settings", type=json.loads, help="of frames, as JSON")
    parser.add_argument("--samplerate", type=int, help="of the waveforms of frames, Hz")
    parser.add_argument("--kind", choices=KINDS, required=True)
    args = parser.parse_args()
    if args.activations and not args.space:
        parser.error("--activations needs --space")
    if args.frames and not (args.frame_settings and args.samplerate):
        parser.error("--frames needs --frame-settings and --samplerate")
    job = job_of(args)
    ids = job.data.recording_ids
    if args.activations:
        snippets = read_table(args.snippets, SNIPPETS)
        means = snippet_means(args.space, args.activations, snippets, ids)
        values = args.space
    else:
        settings = FrameSettings.of(args.frame_settings)
        means = frame_statistics(read_frames(args.frames, settings, args.samplerate, ids.tolist()))
        values = {**asdict(settings), "samplerate": args.samplerate}
    splits = fold_splits(
        job.data,
        args.fold,
        validation_fraction=0.0,
        seed=args.seed,
        training_seed=args.training_seed,
    )
    fit_head_of(
        job.data,
        splits,
        means,
        args.folder,
        kind=args.kind,
        network=args.network,
        values=values,
        seed=job.seed,
    )


if __name__ == "__main__":
    cli.run(main)
