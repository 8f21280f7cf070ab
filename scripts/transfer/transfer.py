"""Move held-out sounds along the axes of a flow, and measure the network's outputs."""

import argparse
from pathlib import Path

from latentaudio.artifacts import SNIPPETS, read_table, write_csv
from latentaudio.embeddings.reading import find_logits, iterate_activations, units_in
from latentaudio.factor_types import factors_from_json
from latentaudio.flow.latents import leading_projections
from latentaudio.networks.base import layer_folder
from latentaudio.networks.registry import implementation
from latentaudio.networks.tensorflow_core import use_threads
from latentaudio.projection.models import load_projection
from latentaudio.projection.sampling import collect
from latentaudio.seeds import integer_seed
from latentaudio.tables import labels_of, strings
from latentaudio.transfer.design import Sounds, design_moves
from latentaudio.transfer.measure import measure, write_measures
from latentaudio.transfer.moves import moved_outputs
from latentaudio.transfer.selection import Bounds
from latentaudio.transfer.trained_flow import load_flow
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    cli.add_network_options(parser)
    parser.add_argument("--snippets", type=Path, required=True)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--layer", type=int, required=True)
    parser.add_argument("--flow-seed", type=int, required=True)
    parser.add_argument("--flow", type=Path, required=True, help="folder of the flow")
    parser.add_argument("--permuted-flow", type=Path, help="folder of the control flow")
    parser.add_argument("--projection", type=Path, required=True)
    parser.add_argument("--projections", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--activations", type=Path, nargs="+", required=True, help="of the layer")
    parser.add_argument(
        "--outputs-before", type=Path, nargs="+", required=True, help="of the network"
    )
    parser.add_argument("--typical", type=float, required=True)
    parser.add_argument("--atypical", type=float, required=True)
    parser.add_argument("--least-sounds", type=int, required=True)
    parser.add_argument("--sounds-per-pair", type=int, required=True)
    parser.add_argument("--references", type=int, required=True)
    parser.add_argument("--random-directions", type=int, required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--pairs", type=Path, required=True, help="table to write")
    parser.add_argument("--distances", type=Path, required=True, help="table to write")
    parser.add_argument("--outputs", type=Path, required=True, help="table to write")
    args = parser.parse_args()

    use_threads(args.threads)  # of the flow
    network = implementation(args.network, args.network_module)
    network.use_threads(args.threads)
    snippets = read_table(args.snippets, SNIPPETS)
    ids = strings(snippets, "snippet_id")
    groups = strings(snippets, "group")
    flow, latents = load_flow(args.flow, ids, groups)
    permuted = load_flow(args.permuted_flow, ids, groups)[0] if args.permuted_flow else None
    sounds = Sounds(
        snippet_ids=ids[latents.rows],
        groups=groups[latents.rows],
        splits=latents.split,
        labels={name: of[latents.rows] for name, of in labels_of(snippets, args.factors).items()},
        projections=leading_projections(args.projections, ids, latents.rows, flow.layout),
    )
    design = design_moves(
        sounds,
        flow,
        permuted,
        Bounds(args.typical, args.atypical, args.least_sounds, args.sounds_per_pair),
        references=args.references,
        random_directions=args.random_directions,
        steps=args.steps,
        seed=integer_seed(args.seed, "transfer", args.layer, args.flow_seed),
    )
    continuation = network.from_weights(args.weights).continuation(args.layer)
    outputs = moved_outputs(
        design.plan,
        collect(
            iterate_activations(layer_folder(args.layer), args.activations, ids),
            latents.rows[design.plan.moved_sounds],
            units_in(args.activations[0]),
        ),
        load_projection(args.projection),
        lambda activations: continuation(activations).logits,
    )
    references = find_logits(args.outputs_before, design.reference_ids())
    progress = cli.Progress("sounds moved", len(design.plan.sounds))
    write_measures(
        measure(design, references, outputs),
        args.distances,
        args.outputs,
        len(network.description.classes),
        progress,
    )
    write_csv(args.pairs, design.table())


if __name__ == "__main__":
    cli.run(main)
