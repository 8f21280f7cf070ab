"""Pass the snippets of one part of the recordings through a network and write its activations."""

import argparse
from contextlib import ExitStack
from pathlib import Path

from latentaudio.artifacts import RECORDINGS, SNIPPETS, read_table
from latentaudio.datasets.configured import from_json
from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.parts import divide, part_waveforms
from latentaudio.embeddings.forward_pass import embed_snippets
from latentaudio.embeddings.writing import EmbeddingWriter, OutputFile
from latentaudio.features.space import layer_space
from latentaudio.networks.registry import implementation
from latentaudio.seeds import generator
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    cli.add_network_options(parser)
    parser.add_argument(
        "--source", type=from_json, required=True, help="fields of a Source, as JSON"
    )
    parser.add_argument("--parts", type=int, required=True, help="number of parts")
    parser.add_argument("--part", required=True, help="part to embed, e.g. part_001")
    parser.add_argument("--recordings", type=Path, required=True, help="table of recordings")
    parser.add_argument("--snippets", type=Path, required=True, help="table of snippets")
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
        divide(list_recordings(args.source, names_checked=True), args.parts)[args.part],
        read_table(args.recordings, RECORDINGS),
        read_table(args.snippets, SNIPPETS),
        described.snippet,
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
        embed_snippets(snippets, ids, readers, cli.Progress(f"embedding {args.part}", len(ids)))


if __name__ == "__main__":
    cli.run(main)
