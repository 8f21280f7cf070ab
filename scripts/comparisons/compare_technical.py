"""Compare what technical properties of the files tell about the factors with chance."""

from latentaudio.artifacts import SCORES, read_table, write_csv
from latentaudio.decoding.chance_comparisons import compare_with_chance
from latentaudio.features.technical import TECHNICAL
from latentaudio.workflow import cli


def main() -> None:
    args = cli.comparison_parser(__doc__).parse_args()
    scores = read_table(args.scores, SCORES).to_pandas()
    table = compare_with_chance(scores, TECHNICAL, metric=args.metric, alpha=args.alpha)
    write_csv(args.output, table)


if __name__ == "__main__":
    cli.run(main)
