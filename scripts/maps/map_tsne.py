"""Map the sounds in a space by t-SNE."""

import argparse
from pathlib import Path

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.maps.map_quality import measure_quality
from latentaudio.maps.sound_map import write_map
from latentaudio.maps.sound_rows import find_sounds
from latentaudio.maps.tsne_map import tsne_map
from latentaudio.seeds import generator, integer_seed
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=Path, required=True, help="table of snippets")
    parser.add_argument("--sounds", type=Path, required=True, help="table of the chosen sounds")
    parser.add_argument("--space", required=True)
    parser.add_argument("--title", required=True, help="of the space")
    parser.add_argument("--perplexity", type=float, required=True)
    parser.add_argument("--steps", type=int, required=True, help="of the optimisation")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--model", type=Path, required=True, help="projection of the space")
    parser.add_argument("projections", type=Path)
    parser.add_argument("output", type=Path, help="map to write")
    args = parser.parse_args()
    sounds = find_sounds(args.sounds, read_table(args.snippets, SNIPPETS, ["snippet_id"]))
    coordinates = sounds.coordinates(args.projections, args.model)
    shown = tsne_map(
        coordinates,
        args.perplexity,
        args.steps,
        integer_seed(args.seed, "map tsne", args.space),
        generator(args.seed, "map tsne sample", args.space),
    )
    quality = measure_quality(
        coordinates, shown.points, generator(args.seed, "map quality", args.space, shown.method)
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
