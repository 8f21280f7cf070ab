"""Divide the sounds in a space into clusters."""

import argparse
from pathlib import Path

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.factor_types import factors_from_json
from latentaudio.maps.clustering import find_clusters, write_clusters
from latentaudio.maps.sound_rows import find_sounds
from latentaudio.seeds import integer_seed
from latentaudio.tables import labels_of
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=Path, required=True, help="table of snippets")
    parser.add_argument("--sounds", type=Path, required=True, help="table of the chosen sounds")
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--space", required=True)
    parser.add_argument("--method", choices=["kmeans", "hdbscan"], required=True)
    parser.add_argument("--number", type=int, required=True, help="clusters of kmeans")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--model", type=Path, required=True, help="projection of the space")
    parser.add_argument("projections", type=Path)
    parser.add_argument("output", type=Path, help="table to write")
    args = parser.parse_args()
    snippets = read_table(args.snippets, SNIPPETS)
    sounds = find_sounds(args.sounds, snippets)
    clusters = find_clusters(
        sounds.coordinates(args.projections, args.model),
        args.method,
        args.number,
        integer_seed(args.seed, "clusters", args.space),
    )
    labels = {name: of[sounds.rows] for name, of in labels_of(snippets, args.factors).items()}
    write_clusters(args.output, sounds.ids, clusters, labels)


if __name__ == "__main__":
    cli.run(main)
