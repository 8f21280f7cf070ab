"""Show the map of a finished run to browsers on this machine.

Only the folder ``explorer`` of the results is served, and only to this machine. The page may as
well be opened as a file, by a double click on ``explorer/index.html``.
"""

import argparse
from pathlib import Path

from latentaudio.commands.page_server import PORT, page_server


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "results", metavar="RESULTS_FOLDER", type=Path, help="of a run, e.g. results/demo"
    )
    parser.add_argument(
        "--port", type=int, help=f"port to listen at (default: {PORT}, or any that is free)"
    )


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl+C is pressed."""
    with page_server(args.results / "explorer", args.port) as server:
        # Whoever reads the address may press Ctrl+C before anything is served.
        try:
            print(f"{server.address} shows {args.results}; Ctrl+C ends it", flush=True)
            server.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0
