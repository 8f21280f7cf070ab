"""Judge the claims of a run, and write the findings."""

import argparse
from pathlib import Path

from latentaudio.factor_types import factors_from_json
from latentaudio.findings.files import read_judged
from latentaudio.findings.judge import STUDIES, judge
from latentaudio.findings.run import Predicted
from latentaudio.findings.storage import write_findings
from latentaudio.prediction.origins import Origins, origins_from_json
from latentaudio.statistics.intervals import CONFIDENCE
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, required=True, help="folder results/<run>")
    parser.add_argument("--run", required=True, help="name of the run")
    parser.add_argument(
        "--studies", nargs="+", choices=list(STUDIES), required=True, help="studies of the run"
    )
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument(
        "--flow-layers", type=int, nargs="*", default=[], help="numbers of the layers with a flow"
    )
    parser.add_argument(
        "--alpha", type=float, required=True, help="family-wise error rate of the tests of moves"
    )
    parser.add_argument(
        "--origins",
        type=origins_from_json,
        default=Origins(),
        help="JSON: where models of prediction have what they know",
    )
    parser.add_argument(
        "--prediction-alpha",
        type=float,
        default=1 - CONFIDENCE,
        help="family-wise error rate of the tests between models of prediction",
    )
    parser.add_argument("--output", type=Path, required=True, help="JSON file to write")
    args = parser.parse_args()
    run = read_judged(
        args.results,
        args.run,
        [factor.name for factor in args.factors],
        args.flow_layers,
        alpha=args.alpha,
        studies=args.studies,
        predicting=Predicted(origins=args.origins, alpha=args.prediction_alpha),
    )
    write_findings(args.output, judge(run, args.studies))


if __name__ == "__main__":
    cli.run(main)
