"""Predict new sounds by a trained predictor.

CHECKPOINT is the folder of a model, results/<run>/prediction/<task>/<model>, whose seeds and folds
are averaged, or that of one training, .../<model>/seed_<S>/<fold>. FILEs are sounds of any length
from 0.1 s, any sample rate and number of channels (WAV, FLAC, OGG, MP3 and others); folders are
searched, with their subfolders. Sounds are read and cut as the recordings that the predictor was
trained on.

Classes are given with calibrated probabilities, numbers with an interval in which 95% of true
values should lie. A sound is marked as unlike anything trained on if it is farther from the
training recordings than 99% of those that were left out.

Exit code: 0 when all files were predicted; 1 when some could not be, which are listed at the end,
on stderr; 2 when nothing could be predicted at all. Stopped by Ctrl-C (130), it has written
nothing.
"""

import argparse
import io
import json
import os
import re
import sys
import tempfile
from pathlib import Path

from latentaudio.audio.formats import AUDIO_SUFFIXES
from latentaudio.errors import ArtifactError, ResourceError, WeightsError

SOME_FAILED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "checkpoint", metavar="CHECKPOINT", type=_path, help="folder of a predictor"
    )
    parser.add_argument("files", metavar="FILE", nargs="+", type=_path, help="sounds, or folders")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", dest="form", action="store_const", const="json", help="as JSON")
    form.add_argument("--csv", dest="form", action="store_const", const="csv", help="as CSV")
    parser.add_argument(
        "--output",
        type=_path,
        metavar="FILE",
        help="file to write, complete or not at all; .json and .csv need not be asked for",
    )
    parser.add_argument(
        "--top", type=_positive, default=3, metavar="N", help="classes to show (default: 3)"
    )
    parser.add_argument(
        "--weights", default="auto", help="of the network, as key network.weights (default: auto)"
    )


def run(args: argparse.Namespace) -> int:
    """Predict all files, then print or write what was found."""
    _check_output(args.output)
    # TensorFlow tells at its start which hardware it lacks, on stderr; its errors are exceptions.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # Late, because they import what mistakes above should not wait for.
    from latentaudio.artifacts import atomic_path
    from latentaudio.commands.predict_text import FORMS, Found
    from latentaudio.commands.terminal_text import one_line
    from latentaudio.prediction.new_sounds.files import sound_files
    from latentaudio.prediction.new_sounds.heard_sounds import Failures
    from latentaudio.prediction.new_sounds.predictor import Predictor
    from latentaudio.progress.counted import counted

    failures = Failures()
    paths = sound_files(args.files, failures)
    try:
        predictor = Predictor(args.checkpoint, args.weights)
    except WeightsError as error:
        # Networks name the key of the configuration, of which there is none here.
        text = re.sub(r"network\.weights( in the configuration)?", "--weights", str(error))
        raise WeightsError(text) from error
    for package, (trained, now) in predictor.other_versions().items():
        print(f"note: trained with {package} {trained}, predicting with {now}", file=sys.stderr)
    with counted("files", len(paths)) as progress:
        predictions = list(predictor.predict(paths, failures, progress))
        progress(len(paths))
    found = Found(args.checkpoint, predictor, predictions, failures.reasons, args.top)
    form = args.form or _form_of(args.output)
    text = FORMS[form](found)
    if args.output and text:
        with atomic_path(args.output) as temporary:
            temporary.write_text(text, encoding="utf-8")
    elif text:
        _print(text, form)
    for reason in failures.reasons.values():
        print(f"error: {one_line(reason)}", file=sys.stderr)
    if not predictions:
        raise ArtifactError("none of the files could be predicted; see above")
    return SOME_FAILED if failures.reasons else 0


def _positive(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a whole number of 1 or more")
    return value


def _path(text: str) -> Path:
    """Refuse no name at all, as of a variable that is not set: it would be the present folder."""
    if not text:
        raise argparse.ArgumentTypeError("found an empty name, expected that of a file or folder")
    return Path(text)


def _check_output(output: Path | None) -> None:
    """Refuse to write over what may be a sound, or where nothing can be written."""
    if output is None:
        return
    if output.suffix.lower() in AUDIO_SUFFIXES:
        raise ResourceError(f"{output}: the name of a sound; give one such as predictions.csv")
    if output.is_dir():
        raise ResourceError(f"{output}: is a folder; give the name of a file")
    try:
        folder = next(one for one in output.absolute().parents if one.exists())
        # Only trying tells: who may do anything is still refused by some file systems.
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ResourceError(
            f"{output}: cannot be written ({error.strerror}); give a file in a folder that can be "
            "written to (--output)"
        ) from error


def _form_of(output: Path | None) -> str:
    suffix = "" if output is None else output.suffix.lower().removeprefix(".")
    return suffix if suffix in {"json", "csv"} else "text"


def _print(text: str, form: str) -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        if form == "json" and not _can_encode(text, sys.stdout.encoding):
            text = json.dumps(json.loads(text), indent=2) + "\n"  # JSON has escapes of its own
        # Names of files need not be text, nor need a pipe take every character.
        sys.stdout.reconfigure(errors="backslashreplace")
    print(text, end="")


def _can_encode(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
