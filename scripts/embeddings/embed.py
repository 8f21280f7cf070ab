"""Pass the snippets of one part of the recordings through YAMNet and write its activations."""

import argparse
from contextlib import ExitStack
from pathlib import Path

from latentaudio.artifacts import RECORDINGS, SNIPPETS, read_table
from latentaudio.datasets.configured import from_json
from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.parts import divide, part_waveforms
from latentaudio.embeddings.forward_pass import embed_snippets
from latentaudio.embeddings.writing import EmbeddingWriter
from latentaudio.networks.tensorflow_core import use_threads
from latentaudio.networks.yamnet.network import Readout, YamNet
from latentaudio.networks.yamnet.permuted_weights import permuted
from latentaudio.networks.yamnet.weights import digest, load_parameters
from latentaudio.seeds import generator
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
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
    use_threads(args.threads - writing)
    ids, snippets = part_waveforms(
        divide(list_recordings(args.source), args.parts)[args.part],
        read_table(args.recordings, RECORDINGS),
        read_table(args.snippets, SNIPPETS),
    )
    parameters = load_parameters(args.weights)
    plans = [(parameters, args.activations, args.output)]
    if args.permuted_activations:
        control = permuted(parameters, generator(args.seed, "permuted weights"))
        plans.append((control, args.permuted_activations, None))
    with ExitStack() as stack:
        readouts = []
        for values, paths, output in plans:
            writer = EmbeddingWriter(
                dict(zip(args.layers, paths, strict=True)),
                output,
                {"weights_sha256": digest(values)},
                compression_level=args.compression_level,
                threads=writing,
            )
            readout = Readout(YamNet(values), args.layers)
            readouts.append((readout, stack.enter_context(writer)))
        embed_snippets(snippets, ids, readouts, cli.Progress(f"embedding {args.part}", len(ids)))


if __name__ == "__main__":
    cli.run(main)
