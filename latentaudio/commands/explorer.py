"""Write a configuration that makes a map of sounds, to be heard in the browser.

It needs nothing but a folder of clips, of which each is heard around its loudest point, or one long
recording, of which a point is made every 0.48 s (less often if these would be too many). Labels to
show may come from a table or from the names of the clips; without either, names are read that are
those of a published data set.

Exit code: 0 when a configuration was written, or is there already; 2 when the sounds, the table or
the pattern cannot be used.
"""

import argparse
import shlex
import sys
from pathlib import Path

from latentaudio.commands.written_files import check_name, write_files
from latentaudio.datasets.configured import configured_source
from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.written_paths import path_advice
from latentaudio.errors import ConfigError, DatasetError, LatentAudioError
from latentaudio.networks.registry import describe
from latentaudio.workflow.config import (
    DEFAULT_FILES,
    DEFAULTS_FOLDER,
    SCHEMA,
    check_config,
    read_config,
    results_folder,
)
from latentaudio.workflow.proposed_map import (
    ProposedMap,
    map_name,
    map_of_folder,
    map_of_recording,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "source", metavar="FOLDER|FILE", type=Path, help="clips, or one long recording"
    )
    parser.add_argument("--labels", type=Path, metavar="TABLE", help="labels of the clips")
    parser.add_argument(
        "--pattern", help="regular expression of paths; its named groups are labels"
    )
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="file to write (default: config/<name>.yaml)"
    )
    parser.add_argument("--force", action="store_true", help="replace files that exist")
    parser.add_argument(
        "--path-only", action="store_true", help="print only the path of the file, for scripts"
    )


def run(args: argparse.Namespace) -> int:
    """Write the configuration, and say what to run."""
    taken = [Path(name).stem for name in DEFAULT_FILES]
    output = args.output or Path("config") / f"{map_name(args.source, taken)}.yaml"
    check_name(output)
    proposed = _proposed(args, output)
    # A script may be called again; what is there and the same was not edited.
    changed = {path: text for path, text in proposed.files.items() if _text(path) != text}
    write_files(changed, replace=args.force)
    try:
        _check(output)
    except LatentAudioError:
        for path in changed:  # which would be in the way of a better one
            path.unlink()
        raise
    # A script reads the path, and its user the rest.
    said = sys.stderr if args.path_only else sys.stdout
    for note in proposed.notes:
        print(note, file=said)
    if args.path_only:
        print(output)
        return 0
    found = "wrote" if changed else "found as it should be:"
    print(f"\n{found} {' and '.join(map(str, proposed.files))}")
    print(f"next:\n  make run CONFIG={shlex.quote(str(output))}")
    return 0


def _proposed(args: argparse.Namespace, output: Path) -> ProposedMap:
    if args.source.is_dir():
        return map_of_folder(args.source, output, args.labels, args.pattern)
    if not args.source.is_file():
        raise DatasetError(
            f"{args.source}: no such folder or file; give a folder of clips, or one long recording"
            f"{path_advice(args.source)}"
        )
    for name in ("labels", "pattern"):
        if getattr(args, name) is not None:
            raise ConfigError(f"--{name}: only clips have labels, but {args.source} is one file")
    defaults = read_config(DEFAULTS_FOLDER)
    return map_of_recording(args.source, output, defaults, defaults["explorer"]["sounds"])


def _check(output: Path) -> None:
    """Check the configuration as a run does, but for the sounds."""
    config = read_config(DEFAULTS_FOLDER, [output])
    check_config(config, DEFAULTS_FOLDER / SCHEMA)
    snippet = describe(config["network"]["name"], config["network"]["module"]).snippet
    list_recordings(configured_source(config, results_folder(config), snippet))


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None
