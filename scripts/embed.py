"""Send the snippets of one recording through YAMNet and write the activations of its layers."""

import argparse
from contextlib import ExitStack
from pathlib import Path

from latentaudio import cli
from latentaudio.artifacts import RECORDINGS, SNIPPETS, read_table
from latentaudio.embeddings import EmbeddingWriter
from latentaudio.seeds import generator
from latentaudio.sounds.recordings import snippets_of
from latentaudio.sounds.waveforms import snippet_waveforms
from latentaudio.yamnet.embed import embed_snippets
from latentaudio.yamnet.network import Readout, YamNet, use_threads
from latentaudio.yamnet.permuted import permuted
from latentaudio.yamnet.weights import digest, load_parameters


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--audio", type=Path, required=True, help="the recording")
    parser.add_argument("--recording-id", required=True)
    parser.add_argument("--recordings", type=Path, required=True, help="table of recordings")
    parser.add_argument("--snippets", type=Path, required=True, help="table of snippets")
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--layers", type=int, nargs="+", required=True)
    parser.add_argument("--activations", type=Path, nargs="+", required=True, help="one a layer")
    parser.add_argument("--output", type=Path, required=True, help="logits and log-mel patches")
    parser.add_argument(
        "--permuted-activations", type=Path, nargs="*", default=[], help="of the control network"
    )
    parser.add_argument("--seed", type=int, help="of the control's permutations")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()

    use_threads(args.threads)
    ids, starts = snippets_of(read_table(args.snippets, SNIPPETS), args.recording_id)
    snippets = snippet_waveforms(
        args.audio, read_table(args.recordings, RECORDINGS), args.recording_id, starts
    )
    parameters = load_parameters(args.weights)
    plans = [(parameters, args.activations, args.output)]
    if args.permuted_activations:
        control = permuted(parameters, generator(args.seed, "permuted weights"))
        plans.append((control, args.permuted_activations, None))
    with ExitStack() as stack:
        readouts = []
        for values, paths, output in plans:
            by_layer = dict(zip(args.layers, paths, strict=True))
            writer = EmbeddingWriter(by_layer, output, {"weights_sha256": digest(values)})
            readout = Readout(YamNet(values), args.layers)
            readouts.append((readout, stack.enter_context(writer)))
        embed_snippets(
            snippets,
            ids,
            readouts,
            cli.Progress(f"embedding {args.recording_id}", len(ids)),
        )


if __name__ == "__main__":
    cli.run(main)
