"""Draw the traversals of one representation, as a grid and as a moving picture."""

from pathlib import Path

from latentaudio.figures import moving_traversals, traversals
from latentaudio.figures.animation import save_animation
from latentaudio.figures.program import figure_parser
from latentaudio.figures.space_pictures import picture_scale
from latentaudio.figures.style import save_figure
from latentaudio.known_factors.axis_factors import read_axes
from latentaudio.known_factors.chosen_file import read_chosen
from latentaudio.known_factors.views import read_views
from latentaudio.networks.registry import describe
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    cli.add_network_options(parser)
    parser.add_argument("--gif", type=Path, required=True, help="GIF file to write")
    parser.add_argument("--views", type=Path, required=True, help="views.parquet")
    parser.add_argument("--axes", type=Path, required=True, help="axes.csv")
    parser.add_argument("--chosen", type=Path, required=True, help="sounds to show")
    args = parser.parse_args()
    representation, views = read_views(args.views)
    associations = read_axes(args.axes, "traversals")
    chosen = read_chosen(args.chosen)
    sound = chosen.sounds[0]
    network = describe(args.network, args.network_module)
    scale = picture_scale(representation.space, representation.shape, network)
    figure = traversals.draw(representation, views, sound, associations, scale, chosen.texts[sound])
    save_figure(figure, args.svg, args.png)
    frames = moving_traversals.frames(representation, views, sound, associations, scale)
    save_animation(frames, args.gif)


if __name__ == "__main__":
    cli.run(main)
