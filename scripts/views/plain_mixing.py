"""Mix the waveforms of pairs of sounds, and compute the values of the mixtures in a space."""

import argparse
from pathlib import Path

from latentaudio.datasets.file_digests import Digests
from latentaudio.datasets.sound_options import add_sound_options
from latentaudio.features.feature import find_feature
from latentaudio.known_factors.chosen_file import read_chosen
from latentaudio.known_factors.mixed_values import values_through
from latentaudio.known_factors.mixing import mixed_views
from latentaudio.known_factors.view_waveforms import find_waveforms
from latentaudio.known_factors.views import Representation, write_views
from latentaudio.networks.registry import implementation
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    cli.add_network_options(parser)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--chosen", type=Path, required=True, help="sounds to show")
    parser.add_argument("--space", required=True, help="a feature, e.g. log_mel_48x32")
    parser.add_argument("--morph-steps", type=int, required=True)
    add_sound_options(parser)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--output", type=Path, required=True, help="table of views to write")
    parser.add_argument("measured", type=Path, nargs="+", help="measurements of all parts")
    args = parser.parse_args()

    network = implementation(args.network, args.network_module)
    network.use_threads(args.threads)
    feature = find_feature(args.space, network.description)
    chosen = read_chosen(args.chosen)
    pairs = [(pair.first, pair.second) for pair in chosen.pairs]
    waveforms = find_waveforms(
        args.measured,
        network.description.snippet,
        [name for pair in pairs for name in pair],
        Digests(args.digests),
        skip_unreadable=args.skip_unreadable,
    )
    values_of = values_through(feature, network.from_weights(args.weights).reader([]))
    views = mixed_views(pairs, waveforms, args.morph_steps, values_of)
    representation = Representation(
        "plain_mixing", "plain mixing", "mixing", args.space, feature.space.shape
    )
    write_views(args.output, representation, views)


if __name__ == "__main__":
    cli.run(main)
