"""Move sounds along the factor axes of a flow, and from one sound to another.

Coordinates go back to the values of the space by its projection, exactly, if its activations are
given; otherwise they are kept as they are.
"""

from pathlib import Path

from latentaudio.datasets.splits import TRAINING
from latentaudio.flow import checkpoint
from latentaudio.flow.latents import leading_projections, read_latents
from latentaudio.known_factors.flow_views import axis_names, axis_steps, flow_morph, flow_views
from latentaudio.known_factors.shown_values import way_to_values
from latentaudio.known_factors.view_program import Axes, read_inputs, view_parser, write_tables
from latentaudio.known_factors.views import FLOW
from latentaudio.networks.tensorflow_core import use_threads
from latentaudio.workflow import cli


def main() -> None:
    parser = view_parser(__doc__, needs_projections=True)
    parser.add_argument("--flow", type=Path, required=True, help="folder of the flow")
    parser.add_argument("--latents", type=Path, required=True, help="latents.parquet of the flow")
    args = parser.parse_args()

    use_threads(args.threads)
    inputs = read_inputs(args)
    ids, chosen, rows = inputs.ids, inputs.chosen, inputs.shown.rows
    flow, layout = checkpoint.load(args.flow)
    latents = read_latents(args.latents, ids, inputs.groups, layout)
    coordinates = leading_projections(args.projections, ids, rows, layout)
    restore = way_to_values(args.space, args.activations, args.pca_model, ids, rows, coordinates)
    own = latents.z[:, layout.residual :]
    views = flow_views(
        flow,
        layout,
        chosen.sounds,
        coordinates[: len(chosen.sounds)],
        axis_steps(own[latents.split == TRAINING], args.steps),
        restore,
    )
    views += inputs.morphs(
        coordinates,
        lambda pair, ends, places: flow_morph(flow, pair, ends, args.morph_steps, restore, places),
    )
    names = axis_names(layout)
    axes = Axes(names, [None] * len(names), latents.split, latents.rows, own)
    write_tables(args, FLOW, layout.dimensions, inputs, views, axes)


if __name__ == "__main__":
    cli.run(main)
