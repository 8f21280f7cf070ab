"""Pass the snippets of one part of the recordings through a network and write its activations."""

import argparse
from contextlib import ExitStack
from pathlib import Path

from latentaudio.datasets.file_digests import Digests
from latentaudio.datasets.part_waveforms import part_waveforms
from latentaudio.datasets.sound_options import add_sound_options
from latentaudio.embeddings.forward_pass import embed_snippets
from latentaudio.embeddings.writing import EmbeddingWriter, OutputFile
from latentaudio.features.space import layer_space
from latentaudio.networks.registry import implementation
from latentaudio.seeds import generator
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    cli.add_network_options(parser)
    parser.add_argument("--measured", type=Path, required=True, help="measurements of the part")
    add_sound_options(parser)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--layers", type=int, nargs="+", required=True)
    parser.add_argument("--activations", type=Path, nargs="+", required=True, help="one per layer")
    parser.add_argument("--output", type=Path, help="logits and log-mel patches")
    parser.add_argument(
        "--permuted-activations", type=Path, nargs="*", default=[], help="the control network's"
    )
    parser.add_argument("--compression-level", type=int, required=True)
    parser.add_argument("--seed", type=int, help="seed of the control's permutations")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()

    # A second thread compresses and writes; any further ones compute.
    writing = min(args.threads - 1, 1)
    network = implementation(args.network, args.network_module)
    network.use_threads(args.threads - writing)
    described = network.description
    ids, snippets = part_waveforms(
        args.measured,
        described.snippet,
        Digests(args.digests),
        skip_unreadable=args.skip_unreadable,
    )
    output = OutputFile(args.output, described) if args.output else None
    plans = [(network.from_weights(args.weights), args.activations, output)]
    if args.permuted_activations:
        permute = generator(args.seed, "permuted weights")
        control = network.from_weights(args.weights, permute)
        plans.append((control, args.permuted_activations, None))
    spaces = [layer_space(described.layer(number), described) for number in args.layers]
    with ExitStack() as stack:
        readers = []
        for one, paths, outputs in plans:
            writer = EmbeddingWriter(
                dict(zip(spaces, paths, strict=True)),
                outputs,
                {"weights_sha256": one.weights_sha256},
                compression_level=args.compression_level,
                threads=writing,
            )
            readers.append((one.reader(args.layers), stack.enter_context(writer)))
        embed_snippets(snippets, ids, readers, cli.Progress("snippets embedded", len(ids)))


if __name__ == "__main__":
    cli.run(main)
