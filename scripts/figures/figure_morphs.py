"""Draw morphs between two sounds: representations in one space, and plain mixing."""

from pathlib import Path

from latentaudio.figures import morphs
from latentaudio.figures.program import figure_parser
from latentaudio.figures.space_pictures import picture_scale
from latentaudio.figures.style import save_figure
from latentaudio.known_factors.chosen_file import read_chosen
from latentaudio.known_factors.view_folders import read_tables
from latentaudio.networks.registry import describe
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    cli.add_network_options(parser)
    parser.add_argument("--space", required=True, help="space of the pictures")
    parser.add_argument("--views", type=Path, nargs="+", required=True, help="tables of views")
    parser.add_argument("--chosen", type=Path, required=True, help="sounds to show")
    args = parser.parse_args()
    shown = {
        one: views
        for one, views in read_tables(args.views).items()
        if one.space == args.space and not one.components
    }
    shape = next((one.shape for one in shown), ())
    scale = picture_scale(args.space, shape, describe(args.network, args.network_module))
    save_figure(morphs.draw(shown, read_chosen(args.chosen), scale), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
