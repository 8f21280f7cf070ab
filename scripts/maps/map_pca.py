"""Map sounds by their first principal components in several spaces, each turned onto the last."""

import argparse
from pathlib import Path

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.maps.component_maps import component_maps
from latentaudio.maps.map_quality import measure_quality
from latentaudio.maps.sound_map import write_map
from latentaudio.maps.sound_rows import find_sounds
from latentaudio.projection.models import load_projection
from latentaudio.seeds import generator
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=Path, required=True, help="table of snippets")
    parser.add_argument("--sounds", type=Path, required=True, help="table of the chosen sounds")
    parser.add_argument("--spaces", nargs="+", required=True, help="in the order of the maps")
    parser.add_argument("--titles", nargs="+", required=True, help="one per space")
    parser.add_argument("--models", type=Path, nargs="+", required=True, help="one per space")
    parser.add_argument("--projections", type=Path, nargs="+", required=True, help="one per space")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("outputs", type=Path, nargs="+", help="maps to write, one per space")
    args = parser.parse_args()
    sounds = find_sounds(args.sounds, read_table(args.snippets, SNIPPETS, ["snippet_id"]))
    components = [sounds.components(path) for path in args.projections]
    explained = [load_projection(path).explained_variance_ratio for path in args.models]
    maps = component_maps(list(zip(components, explained, strict=True)))
    files = zip(args.projections, args.models, strict=True)
    described = zip(args.spaces, args.titles, files, maps, args.outputs, strict=True)
    for space, title, of_space, shown, path in described:
        quality = measure_quality(
            sounds.coordinates(*of_space),
            shown.points,
            generator(args.seed, "map quality", space, shown.method),
        )
        write_map(path, shown, quality, space=space, space_title=title, snippet_ids=sounds.ids)


if __name__ == "__main__":
    cli.run(main)
