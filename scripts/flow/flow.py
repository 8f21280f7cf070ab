"""Train a flow on the projections of one space, and map all snippets into its space."""

import argparse
import json
import sys
from pathlib import Path

from latentaudio.artifacts import SNIPPETS, read_table, write_csv
from latentaudio.datasets.splits import HELD_OUT
from latentaudio.factor_types import factors_from_json
from latentaudio.factors import factor_layout
from latentaudio.features.space import layer_number
from latentaudio.flow.fit import fit_flow, write_encoded
from latentaudio.flow.invertible import build_network
from latentaudio.flow.stages import stage_table
from latentaudio.flow.training import Epoch, TrainingSettings
from latentaudio.flow.training_data import flow_data
from latentaudio.networks.tensorflow_core import use_threads
from latentaudio.projection.storage import read_projections
from latentaudio.seeds import integer_seed
from latentaudio.tables import strings
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=Path, required=True)
    parser.add_argument("--projections", type=Path, required=True)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument(
        "--classes", type=json.loads, default={}, help='JSON: {"factor": ["class to keep"]}'
    )
    parser.add_argument("--held-out-fraction", type=float, required=True)
    parser.add_argument("--validation-fraction", type=float, required=True)
    parser.add_argument(
        "--permute-labels", action="store_true", help="train a control on permuted labels"
    )
    parser.add_argument("--components", type=int, required=True)
    parser.add_argument(
        "--dimensions-per-factor", type=json.loads, default={}, help='JSON: {"factor": 2}'
    )
    parser.add_argument("--stages", type=int, required=True)
    parser.add_argument("--hidden-units", type=int, required=True)
    parser.add_argument("--hidden-layers", type=int, required=True)
    parser.add_argument("--training", type=json.loads, required=True, help="JSON: hyperparameters")
    parser.add_argument("--space", required=True)
    parser.add_argument("--flow-seed", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--latents", type=Path, required=True, help="table to write")
    parser.add_argument("--stage-table", type=Path, required=True, help="table to write")
    parser.add_argument("folder", type=Path, help="folder for checkpoint and history")
    args = parser.parse_args()

    use_threads(args.threads)
    snippets = read_table(args.snippets, SNIPPETS)
    data = flow_data(
        snippets,
        args.factors,
        args.classes,
        held_out_fraction=args.held_out_fraction,
        validation_fraction=args.validation_fraction,
        seed=args.seed,
    )
    everything = read_projections(args.projections, strings(snippets, "snippet_id"))
    projections = everything[data.rows, : args.components]
    settings = TrainingSettings(**args.training)
    names = [factor.name for factor in args.factors]
    layout = factor_layout(names, args.components, args.dimensions_per_factor)
    seed = integer_seed(args.seed, "flow", layer_number(args.space) or args.space, args.flow_seed)
    network = build_network(
        args.components, args.stages, args.hidden_units, args.hidden_layers, seed
    )
    progress = cli.Progress("epochs", settings.epochs)

    def report(epoch: Epoch) -> None:
        progress(epoch.epoch)
        print(
            f"epoch {epoch.epoch}: training loss {epoch.train_loss:.3f}, validation loss "
            f"{epoch.validation_loss:.3f}, held-out loss {epoch.held_out_loss:.3f}",
            file=sys.stderr,
        )

    fit_flow(
        network,
        layout,
        data,
        projections,
        settings,
        args.folder,
        seed=seed,
        permute=args.permute_labels,
        on_epoch=report,
    )
    write_encoded(args.latents, network, data, projections)
    write_csv(args.stage_table, stage_table(network, projections[data.splits == HELD_OUT]))


if __name__ == "__main__":
    cli.run(main)
