"""Compare the first and the best layer with features such as the log-mel spectrogram."""

from latentaudio.artifacts import SCORES, read_table, write_csv
from latentaudio.decoding.feature_comparisons import compare_with_features
from latentaudio.workflow import cli


def main() -> None:
    parser = cli.comparison_parser(__doc__)
    cli.add_family_option(parser)
    args = parser.parse_args()
    scores = read_table(args.scores, SCORES).to_pandas()
    table = compare_with_features(scores, metric=args.metric, family=args.family, alpha=args.alpha)
    write_csv(args.output, table)


if __name__ == "__main__":
    cli.run(main)
