"""Train a network on crops for one fold of a task, and predict all recordings."""

import json
import sys
from pathlib import Path

from latentaudio.features.frames import FrameSettings
from latentaudio.networks.tensorflow_core import use_threads
from latentaudio.prediction.crop_networks.fit_network import FrameSource, fit_network
from latentaudio.prediction.crop_networks.network_settings import NetworkSettings
from latentaudio.prediction.crop_networks.network_training import Epoch
from latentaudio.prediction.familiarity.hearing import Hearing, save_hearing
from latentaudio.prediction.familiarity.known_networks import network_familiarity
from latentaudio.prediction.frames.frame_files import read_frames
from latentaudio.prediction.frames.reverberant_names import read_in_rooms
from latentaudio.prediction.program import job_of, predictor_parser
from latentaudio.prediction.tasks.task_data import fold_splits
from latentaudio.workflow import cli


def main() -> None:
    parser = predictor_parser(__doc__)
    parser.add_argument("--frames", type=Path, nargs="+", required=True, help="files of frames")
    parser.add_argument(
        "--frames-in-rooms", type=Path, nargs="*", default=[], help="files of these, if any"
    )
    parser.add_argument("--frame-settings", type=json.loads, required=True, help="of these, JSON")
    parser.add_argument("--samplerate", type=int, required=True, help="of the waveforms, Hz")
    parser.add_argument("--network", type=json.loads, required=True, help="settings, as JSON")
    parser.add_argument("--validation-fraction", type=float, required=True)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    use_threads(args.threads)
    job = job_of(args)
    settings = NetworkSettings.of(args.network)
    frames = FrameSettings.of(args.frame_settings)
    splits = fold_splits(
        job.data,
        args.fold,
        validation_fraction=args.validation_fraction,
        seed=args.seed,
        training_seed=args.training_seed,
    )
    ids = job.data.recording_ids.tolist()
    recordings = read_frames(args.frames, frames, args.samplerate, ids)
    in_rooms = read_in_rooms(args.frames_in_rooms, frames, args.samplerate, ids, settings.rooms)
    progress = cli.Progress("epochs", settings.epochs)
    loss, score = (name.replace("_", " ") for name in job.data.task_kind.measures)

    def report(epoch: Epoch) -> None:
        progress(epoch.epoch)
        print(
            f"epoch {epoch.epoch}: training {loss} {epoch.training_loss:.3f}, "
            f"{score} {epoch.training_score:.2f}; validation "
            f"{loss} {epoch.validated_loss:.3f}, {score} {epoch.validation_score:.2f}",
            file=sys.stderr,
        )

    hearing = Hearing.now(args.hearing)
    saved = fit_network(
        job.data,
        splits,
        FrameSource(recordings, frames, args.samplerate, in_rooms),
        settings,
        args.folder,
        seed=job.seed,
        on_epoch=report,
    )
    known = network_familiarity(job.data, splits, recordings, saved.network)
    save_hearing(args.folder, hearing, known)


if __name__ == "__main__":
    cli.run(main)
