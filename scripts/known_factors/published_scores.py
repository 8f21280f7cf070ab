"""Score a representation of sounds whose factors are known by published metrics."""

import argparse
from pathlib import Path

import pyarrow as pa

from latentaudio.artifacts import SNIPPETS, read_table, write_csv
from latentaudio.datasets.splits import HELD_OUT, TRAINING
from latentaudio.disentanglement.known_sounds import KnownSounds
from latentaudio.disentanglement.published_scores import published_scores
from latentaudio.disentanglement.scored_code import KnownCode
from latentaudio.factor_types import factors_from_json
from latentaudio.known_factors.comparison import scores_table
from latentaudio.known_factors.contrasts import write_half_samples
from latentaudio.known_factors.known_snippets import known_snippets, known_split
from latentaudio.known_factors.representations import (
    COMPONENTS,
    FLOW,
    VAE,
    Representation,
    Snippets,
    components,
    read_axes,
    read_flow,
    read_vae,
)
from latentaudio.known_factors.unit_tables import importance_table, shown_sounds
from latentaudio.projection.storage import read_projections
from latentaudio.tables import strings
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=Path, required=True, help="table of snippets")
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    cli.add_split_options(parser)
    parser.add_argument("--kind", choices=[COMPONENTS, FLOW, VAE, "axes"], required=True)
    parser.add_argument("--space", required=True)
    parser.add_argument("--training", type=Path, help="folder of the training; not of components")
    parser.add_argument("--training-seed", type=int, help="seed of a flow or a VAE")
    parser.add_argument("--tuning", type=Path, help="settings that a flow or a VAE was tried with")
    parser.add_argument("--projections", type=Path, help="input of components and of a flow")
    parser.add_argument("--components", type=int, help="as many as a flow is given")
    parser.add_argument("--half-samples", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True, help="seed of the run")
    parser.add_argument("folder", type=Path, help="folder to write to")
    args = parser.parse_args()
    snippets = read_table(args.snippets, SNIPPETS)
    everything = known_snippets(snippets, args.factors)
    found = _represented(args, snippets, everything)
    sounds = everything.of(found.rows)
    held_out = found.split == HELD_OUT
    code = KnownCode(found.codes, sounds, found.split == TRAINING, held_out, axes=found.axes or {})
    scored = published_scores(code, seed=args.seed, half_samples=args.half_samples)
    write_csv(args.folder / "scores.csv", scores_table(found.description, scored.records()))
    write_half_samples(args.folder / "half_samples.parquet", found.name, found.seed, scored.scores)
    importances = importance_table(scored.importances, sounds.names)
    write_csv(args.folder / "importances.csv", importances)
    shown = shown_sounds(found.codes[held_out], sounds.of(held_out), scored.importances)
    write_csv(args.folder / "shown.csv", shown)


def _represented(
    args: argparse.Namespace, snippets: pa.Table, sounds: KnownSounds
) -> Representation:
    columns = Snippets(strings(snippets, "snippet_id"), sounds.groups)
    if args.kind == VAE:
        return read_vae(args.training, columns, args.training_seed, args.tuning)
    if args.kind == "axes":
        return read_axes(args.training, columns)
    projections = read_projections(args.projections, columns.ids)
    if args.kind == COMPONENTS:
        split = known_split(sounds, args.held_out_fraction, args.validation_fraction, args.seed)
        return components(args.space, projections, split, args.components)
    return read_flow(
        args.training,
        args.space,
        projections,
        columns,
        sounds.names,
        args.training_seed,
        args.tuning,
    )


if __name__ == "__main__":
    cli.run(main)
