"""Learn an axis for each factor from the projections of a space, with labels."""

import argparse
import json
from pathlib import Path

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.factor_types import factors_from_json
from latentaudio.known_factors.axes_files import write_axes
from latentaudio.known_factors.known_snippets import known_snippets, known_split
from latentaudio.known_factors.representations import components
from latentaudio.known_factors.supervised_axes import METHODS, supervised_axes
from latentaudio.projection.storage import read_projections
from latentaudio.seeds import integer_seed
from latentaudio.tables import strings
from latentaudio.tuning import settings_of
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=Path, required=True, help="table of snippets")
    parser.add_argument("--projections", type=Path, required=True)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    cli.add_split_options(parser)
    parser.add_argument("--components", type=int, required=True, help="as many as a flow is given")
    parser.add_argument("--method", choices=list(METHODS), required=True)
    parser.add_argument(
        "--settings", type=json.loads, required=True, help='JSON: {"penalty": [1, 100]}'
    )
    parser.add_argument("--space", required=True)
    parser.add_argument("--axes-seed", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True, help="seed of the run")
    parser.add_argument("folder", type=Path, help="folder to write to")
    args = parser.parse_args()
    snippets = read_table(args.snippets, SNIPPETS)
    ids, sounds = strings(snippets, "snippet_id"), known_snippets(snippets, args.factors)
    split = known_split(sounds, args.held_out_fraction, args.validation_fraction, args.seed)
    raw = components(args.space, read_projections(args.projections, ids), split, args.components)
    found = supervised_axes(
        args.method,
        raw.codes,
        sounds,
        split,
        settings_of(args.settings),
        seed=integer_seed(args.seed, "supervised axes", args.space, args.axes_seed),
    )
    write_axes(
        args.folder,
        found,
        method=args.method,
        space=args.space,
        seed=args.axes_seed,
        factors=sounds.names,
        snippet_ids=ids,
        split=split,
    )


if __name__ == "__main__":
    cli.run(main)
