"""Write the report of a run."""

import argparse
from pathlib import Path

from latentaudio.artifacts import atomic_path
from latentaudio.report.files import parse_config, read_run
from latentaudio.report.page import render
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", required=True, help="merged configuration as JSON")
    parser.add_argument("--results", type=Path, required=True, help="folder results/<run>")
    parser.add_argument(
        "--flow-layers", type=int, nargs="*", default=[], help="numbers of the layers with a flow"
    )
    parser.add_argument(
        "--traversals", nargs="*", default=[], help="representations whose traversals are shown"
    )
    parser.add_argument("--findings", type=Path, required=True, help="findings.json")
    parser.add_argument("--lock", type=Path, required=True, help="requirements.lock")
    parser.add_argument("--output", type=Path, required=True, help="HTML file to write")
    args = parser.parse_args()
    config = parse_config(args.config)
    run = read_run(
        args.results, config, args.flow_layers, args.findings, args.lock, args.traversals
    )
    with atomic_path(args.output) as temporary:
        temporary.write_text(render(run), encoding="utf-8")


if __name__ == "__main__":
    cli.run(main)
