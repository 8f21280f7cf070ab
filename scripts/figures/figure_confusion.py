"""Draw the predictions at each factor's best layer."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from latentaudio.artifacts import PREDICTIONS, read_json, read_table
from latentaudio.factor_types import factors_from_json
from latentaudio.figures import confusion
from latentaudio.figures.program import figure_parser
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument("--best", type=Path, required=True, help="best_layer.json")
    parser.add_argument(
        "--predictions", type=Path, nargs="+", required=True, help="predictions of all folds"
    )
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    args = parser.parse_args()
    best = read_json(args.best, "best_layer")
    layers = pa.array(sorted({one["layer"] for one in best["factors"].values()}), pa.int16())
    tables = (read_table(path, PREDICTIONS) for path in args.predictions)
    wanted = [table.filter(pc.is_in(table["layer"], layers)) for table in tables]
    figure = confusion.draw(pa.concat_tables(wanted).to_pandas(), best, args.factors)
    save_figure(figure, args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
