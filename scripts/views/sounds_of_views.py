"""Make all views audible: a WAV file for each row of the tables of views."""

import argparse
from pathlib import Path

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.datasets.file_digests import Digests
from latentaudio.datasets.sound_options import add_sound_options
from latentaudio.factor_types import factors_from_json
from latentaudio.features.inversion.inversion import inverted
from latentaudio.known_factors.chosen_file import held_out_rows, read_chosen
from latentaudio.known_factors.view_folders import Training, make_sounds, read_tables
from latentaudio.known_factors.view_waveforms import find_waveforms
from latentaudio.networks.registry import describe
from latentaudio.projection.storage import read_projections
from latentaudio.seeds import generator
from latentaudio.tables import strings
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    cli.add_network_options(parser)
    parser.add_argument("--views", type=Path, nargs="+", required=True, help="tables of views")
    parser.add_argument("--chosen", type=Path, required=True, help="sounds to show")
    parser.add_argument("--snippets", type=Path, required=True)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--held-out-fraction", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--iterations", type=int, required=True, help="of Griffin-Lim")
    parser.add_argument(
        "--nearest", nargs="*", default=[], help="spaces without a way back to sound"
    )
    parser.add_argument(
        "--projections", type=Path, nargs="*", default=[], help="of these spaces, in their order"
    )
    add_sound_options(parser)
    parser.add_argument("--output", type=Path, required=True, help="folder to write")
    parser.add_argument("measured", type=Path, nargs="+", help="measurements of all parts")
    args = parser.parse_args()

    network = describe(args.network, args.network_module)
    snippets = read_table(args.snippets, SNIPPETS)
    ids = strings(snippets, "snippet_id")
    known = ~held_out_rows(snippets, args.factors, args.held_out_fraction, args.seed)
    digests = Digests(args.digests)
    make_sounds(
        args.output,
        read_tables(args.views),
        read_chosen(args.chosen),
        {
            space: Training(ids[known], read_projections(path, ids)[known])
            for space, path in zip(args.nearest, args.projections, strict=True)
        },
        lambda wanted: find_waveforms(
            args.measured,
            network.snippet,
            wanted,
            digests,
            skip_unreadable=args.skip_unreadable,
        ),
        # The same first phases for all sounds.
        lambda space, values: inverted(
            space, values, network, generator(args.seed, "phases of views"), args.iterations
        ),
        network.samplerate,
    )


if __name__ == "__main__":
    cli.run(main)
