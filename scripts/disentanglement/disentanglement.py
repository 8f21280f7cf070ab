"""Measure how well a flow gives each factor its own axis, compared with PCA and LDA."""

import argparse
from pathlib import Path

from latentaudio.artifacts import SNIPPETS, read_table, write_json
from latentaudio.datasets.splits import HELD_OUT, TRAINING
from latentaudio.disentanglement.metrics import measure
from latentaudio.disentanglement.spaces import flow_space, lda_space, pca_space
from latentaudio.factor_types import factors_from_json
from latentaudio.flow.latents import leading_projections, read_latents, read_layout
from latentaudio.seeds import generator
from latentaudio.tables import labels_of, strings, values_of
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=Path, required=True, help="table of snippets")
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--layer", type=int, required=True)
    parser.add_argument("--layer-name", required=True, help="recorded in the result")
    parser.add_argument("--seed-of-flow", type=int, required=True, help="recorded in the result")
    parser.add_argument(
        "--labels",
        choices=["true", "permuted"],
        required=True,
        help="labels the flow was trained on, recorded in the result; true labels are used here",
    )
    parser.add_argument("--projections", type=Path, required=True)
    parser.add_argument("--latents", type=Path, required=True)
    parser.add_argument("--architecture", type=Path, required=True)
    parser.add_argument("--neighbors", type=int, required=True)
    parser.add_argument("--bootstrap", type=int, required=True, help="resamples of groups")
    parser.add_argument("--seed", type=int, required=True, help="seed of the run")
    parser.add_argument("output", type=Path, help="metrics.json to write")
    args = parser.parse_args()
    snippets = read_table(args.snippets, SNIPPETS)
    ids, groups = strings(snippets, "snippet_id"), strings(snippets, "group")
    layout = read_layout(args.architecture, [factor.name for factor in args.factors])
    latents = read_latents(args.latents, ids, groups, layout)
    classes = labels_of(snippets, args.factors)
    labels = {name: classes[name][latents.rows] for name in layout.names}
    projections = leading_projections(args.projections, ids, latents.rows, layout)
    training = latents.split == TRAINING
    measures = measure(
        [
            flow_space(latents.z, latents.log_det, layout),
            pca_space(projections, labels, training, layout),
            lda_space(projections, labels, training, layout),
        ],
        labels,
        groups[latents.rows],
        latents.split,
        neighbors=args.neighbors,
        bootstrap=args.bootstrap,
        # The same draws for all flows of a layer, so that only the flows differ.
        generator=generator(args.seed, "disentanglement", args.layer),
        numbers={
            factor.name: factor.scaled(values_of(snippets, factor))[latents.rows]
            for factor in args.factors
            if factor.is_numeric
        },
    )
    content = {
        "layer": args.layer,
        "layer_name": args.layer_name,
        "seed": args.seed_of_flow,
        "labels": args.labels,
        "dimensions": {name: len(range(layout.dimensions)[s]) for name, s in layout.slices.items()},
        "inverse_error": float(latents.inverse_error[latents.split == HELD_OUT].max()),
        **measures,
    }
    write_json(args.output, content)


if __name__ == "__main__":
    cli.run(main)
