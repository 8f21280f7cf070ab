"""Map sounds by their coordinates on the axes of a flow."""

import argparse
from pathlib import Path

import numpy as np

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.factor_types import factors_from_json
from latentaudio.flow.latents import read_latents, read_layout
from latentaudio.maps.factor_axes_map import factor_axes_map
from latentaudio.maps.map_quality import measure_quality
from latentaudio.maps.sound_map import write_map
from latentaudio.maps.sound_rows import find_sounds
from latentaudio.seeds import generator
from latentaudio.tables import strings
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=Path, required=True, help="table of snippets")
    parser.add_argument("--sounds", type=Path, required=True, help="table of the chosen sounds")
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--space", required=True)
    parser.add_argument("--title", required=True, help="of the space")
    parser.add_argument("--model", type=Path, required=True, help="projection of the space")
    parser.add_argument("--projections", type=Path, required=True)
    parser.add_argument("--architecture", type=Path, required=True, help="of the flow")
    parser.add_argument("--latents", type=Path, required=True, help="of the flow")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("output", type=Path, help="map to write")
    args = parser.parse_args()
    snippets = read_table(args.snippets, SNIPPETS, ["snippet_id", "group"])
    sounds = find_sounds(args.sounds, snippets)
    layout = read_layout(args.architecture, [factor.name for factor in args.factors])
    latents = read_latents(args.latents, sounds.all_ids, strings(snippets, "group"), layout)
    place = np.full(len(sounds.all_ids), -1)
    place[latents.rows] = np.arange(len(latents.rows))
    places = place[sounds.rows]
    known = places >= 0
    shown = factor_axes_map(latents.z[places[known]], known, layout)
    quality = measure_quality(
        sounds.coordinates(args.projections, args.model)[known],
        shown.points[known],
        generator(args.seed, "map quality", args.space, shown.method),
    )
    write_map(
        args.output,
        shown,
        quality,
        space=args.space,
        space_title=args.title,
        snippet_ids=sounds.ids,
    )


if __name__ == "__main__":
    cli.run(main)
