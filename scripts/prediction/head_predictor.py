"""Fit a head to the means of recordings for one fold of a task, and predict all recordings.

The means are those of the activations of a space (--activations), or of frames (--frames); a
head can also see columns of the table of recordings (--columns), or nothing (--kind constant).
"""

import json
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.embeddings.reading import weights_of
from latentaudio.features.frames import FrameSettings
from latentaudio.prediction.familiarity.hearing import Hearing, save_hearing
from latentaudio.prediction.familiarity.known_recordings import head_familiarity
from latentaudio.prediction.frames.blind_descriptors import recording_reverberation
from latentaudio.prediction.frames.frame_files import read_frames
from latentaudio.prediction.heads.fit_head import fit_head_of
from latentaudio.prediction.heads.head_kinds import (
    CONSTANT,
    KINDS,
    REVERBERATION,
    STATISTICS,
    SUMMARIES,
)
from latentaudio.prediction.heads.recording_values import (
    column_values,
    frame_statistics,
    snippet_means,
)
from latentaudio.prediction.program import Job, job_of, predictor_parser
from latentaudio.prediction.tasks.task_data import fold_splits
from latentaudio.workflow import cli


def seen_by(args: Namespace, job: Job) -> tuple[np.ndarray, str | dict[str, Any]]:
    """Read what a head sees of each recording, and say what it is."""
    ids = job.data.recording_ids
    if args.activations:
        snippets = read_table(args.snippets, SNIPPETS)
        means = snippet_means(args.space, args.activations, snippets, ids)
        # Components are found in single precision.
        return means.astype(np.float32) if args.components else means, args.space
    if args.columns:
        return column_values(job.recordings, args.columns), {"columns": args.columns}
    if args.frames:
        settings = FrameSettings.of(args.frame_settings)
        frames = read_frames(args.frames, settings, args.samplerate, ids.tolist())
        said = {**asdict(settings), "samplerate": args.samplerate}
        if args.summary == REVERBERATION:
            return recording_reverberation(frames, args.samplerate), {
                **said,
                "summary": args.summary,
            }
        return frame_statistics(frames), said
    return np.zeros((len(ids), 1)), ""


def main() -> None:
    parser = predictor_parser(__doc__)
    files = parser.add_mutually_exclusive_group()
    files.add_argument("--activations", type=Path, nargs="+", help="the space's files")
    files.add_argument("--frames", type=Path, nargs="+", help="files of frames")
    files.add_argument("--columns", nargs="+", help="of the table of recordings")
    parser.add_argument("--summary", choices=SUMMARIES, default=STATISTICS, help="of frames")
    parser.add_argument("--components", type=int, help="principal components that are seen")
    parser.add_argument("--space", help="name of the space")
    parser.add_argument("--network", default="", help="name of the network that it is of")
    parser.add_argument("--network-module", help="module that registers it, if not built in")
    parser.add_argument("--frame-settings", type=json.loads, help="of frames, as JSON")
    parser.add_argument("--samplerate", type=int, help="of the waveforms of frames, Hz")
    parser.add_argument("--kind", choices=KINDS, required=True)
    args = parser.parse_args()
    if not (args.activations or args.frames or args.columns or args.kind == CONSTANT):
        parser.error("--activations, --frames or --columns is needed, but for --kind constant")
    if args.activations and not args.space:
        parser.error("--activations needs --space")
    if args.frames and not (args.frame_settings and args.samplerate):
        parser.error("--frames needs --frame-settings and --samplerate")
    job = job_of(args)
    means, values = seen_by(args, job)
    splits = fold_splits(
        job.data,
        args.fold,
        validation_fraction=0.0,
        seed=args.seed,
        training_seed=args.training_seed,
    )
    hearing = Hearing.now(
        args.hearing,
        network_module=args.network_module,
        weights_sha256=weights_of(args.activations[0]) if args.activations else None,
    )
    saved = fit_head_of(
        job.data,
        splits,
        means,
        args.folder,
        kind=args.kind,
        network=args.network,
        values=values,
        seed=job.seed,
        components=args.components,
    )
    reduced = saved.head.maps.reduced(means)
    known = head_familiarity(job.data, splits, reduced, job.seed)
    save_hearing(args.folder, hearing, known)


if __name__ == "__main__":
    cli.run(main)
