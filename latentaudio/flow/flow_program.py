"""What the programs that train flows share: their options, and what these stand for."""

import json
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.factor_types import factors_from_json
from latentaudio.factors import FactorLayout, factor_layout
from latentaudio.features.space import layer_number
from latentaudio.flow.invertible import FlowNetwork, build_network
from latentaudio.flow.training import Epoch
from latentaudio.flow.training_data import FlowData, flow_data
from latentaudio.projection.storage import read_projections
from latentaudio.seeds import integer_seed
from latentaudio.tables import strings


def training_parser(description: str | None) -> ArgumentParser:
    """Create a parser with the options that say what is trained, on which sounds."""
    parser = ArgumentParser(description=description)
    parser.add_argument("--snippets", type=Path, required=True)
    parser.add_argument("--projections", type=Path, required=True)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument(
        "--classes", type=json.loads, default={}, help='JSON: {"factor": ["class to keep"]}'
    )
    parser.add_argument("--held-out-fraction", type=float, required=True)
    parser.add_argument("--validation-fraction", type=float, required=True)
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
    return parser


@dataclass(frozen=True)
class Given:
    """What a program is given to train a flow.

    Attributes
    ----------
    data
        The snippets.
    projections
        Standardised projections of these snippets, shape ``[n, d]``.
    layout
        Which coordinates of the flow belong to which factor.
    sizes
        Arguments of `latentaudio.flow.invertible.build_network`.
    seed
        Seed of weights, pairs and noise.
    """

    data: FlowData
    projections: np.ndarray
    layout: FactorLayout
    sizes: tuple[int, int, int, int]
    seed: int

    def new_network(self) -> FlowNetwork:
        """Build a flow that is not trained yet, always with the same weights."""
        return build_network(*self.sizes, self.seed)


def read_given(args: Namespace) -> Given:
    """Read what the options of `training_parser` name."""
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
    names = [factor.name for factor in args.factors]
    return Given(
        data,
        everything[data.rows, : args.components],
        factor_layout(names, args.components, args.dimensions_per_factor),
        (args.components, args.stages, args.hidden_units, args.hidden_layers),
        integer_seed(args.seed, "flow", layer_number(args.space) or args.space, args.flow_seed),
    )


def print_epoch(epoch: Epoch) -> None:
    """Say how far a training is."""
    print(
        f"epoch {epoch.epoch}: training loss {epoch.train_loss:.3f}, validation loss "
        f"{epoch.validation_loss:.3f}, held-out loss {epoch.held_out_loss:.3f}",
        file=sys.stderr,
    )
