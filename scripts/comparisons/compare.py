"""Compare the layers' decoding scores, with corrected tests, effect sizes and intervals."""

from latentaudio.artifacts import SCORES, read_table, write_csv
from latentaudio.decoding.comparisons import compare_layers
from latentaudio.workflow import cli


def main() -> None:
    parser = cli.comparison_parser(__doc__)
    cli.add_family_option(parser)
    args = parser.parse_args()
    scores = read_table(args.scores, SCORES).to_pandas()
    table = compare_layers(scores, metric=args.metric, family=args.family, alpha=args.alpha)
    write_csv(args.output, table)


if __name__ == "__main__":
    cli.run(main)
