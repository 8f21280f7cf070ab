"""Describe the moves of the chosen sounds along the axes of a flow."""

import argparse
import json
from functools import partial
from pathlib import Path

import numpy as np

from latentaudio.artifacts import MOVES, SNIPPETS, read_table, write_document
from latentaudio.factor_types import factors_from_json
from latentaudio.maps.factor_axes_map import on_axes
from latentaudio.maps.move_paths import Placing, on_components, sounds_on_axes
from latentaudio.maps.moved_sounds import largest_effects, read_distances, read_moved_sounds
from latentaudio.maps.moves_document import moves_document
from latentaudio.maps.sound_map import TRANSFORM, read_metadata
from latentaudio.maps.sound_rows import find_sounds
from latentaudio.networks.associations import Associations
from latentaudio.networks.registry import describe
from latentaudio.networks.tensorflow_core import use_threads
from latentaudio.tables import labels_of, strings
from latentaudio.transfer.moved_outputs import read_moved
from latentaudio.transfer.trained_flow import load_flow
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    cli.add_network_options(parser)
    parser.add_argument(
        "--associated",
        type=json.loads,
        required=True,
        help='JSON: {"factor": {"class label": ["name of an output class"]}}',
    )
    parser.add_argument("--snippets", type=Path, required=True, help="table of snippets")
    parser.add_argument("--sounds", type=Path, required=True, help="table of the chosen sounds")
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--space", required=True, help="layer of the flow")
    parser.add_argument("--typical", type=float, required=True)
    parser.add_argument("--flow", type=Path, required=True, help="folder of the flow")
    parser.add_argument("--outputs", type=Path, required=True, help="of moved sounds")
    parser.add_argument("--distances", type=Path, required=True, help="of moved sounds")
    parser.add_argument("--axes-map", help="name of the map of the factor axes, if there is one")
    parser.add_argument("--component-map", help="name of the map of the components, likewise")
    parser.add_argument("--component-map-file", type=Path, help="its file")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("output", type=Path, help="JSON file to write")
    args = parser.parse_args()
    use_threads(args.threads)  # of the flow
    snippets = read_table(args.snippets, SNIPPETS)
    sounds = find_sounds(args.sounds, snippets)
    groups = strings(snippets, "group")
    flow, latents = load_flow(args.flow, sounds.all_ids, groups)
    on_map = np.full(len(sounds.all_ids), -1)
    on_map[sounds.rows] = np.arange(len(sounds.rows))
    on_axis = sounds_on_axes(
        z=flow.latents,
        rows=on_map[latents.rows],
        groups=groups[latents.rows],
        splits=latents.split,
        labels={name: of[latents.rows] for name, of in labels_of(snippets, args.factors).items()},
        layout=flow.layout,
        within=args.typical,
    )
    placings: dict[str, Placing] = {}
    if args.axes_map:
        placings[args.axes_map] = partial(on_axes, layout=flow.layout)
    if args.component_map:
        transform = np.array(read_metadata(args.component_map_file, TRANSFORM))
        placings[args.component_map] = partial(
            on_components, decode=flow.network.decode, transform=transform
        )
    chosen = set(sounds.ids.tolist())
    distances = read_distances(args.distances, chosen)
    associations = Associations(args.associated, describe(args.network, args.network_module))
    moved = read_moved_sounds(read_moved(args.outputs), chosen)
    moves = largest_effects(moved, associations, distances)
    ids = sounds.all_ids[latents.rows].tolist()
    document = moves_document(
        moves,
        distances,
        on_axis,
        {name: index for index, name in enumerate(ids)},
        space=args.space,
        axes_map=args.axes_map,
        placings=placings,
    )
    write_document(args.output, MOVES, document)


if __name__ == "__main__":
    cli.run(main)
