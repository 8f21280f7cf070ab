"""The section on representations of sounds whose factors are known: tables, figures, notes."""

from collections.abc import Iterator

from latentaudio.features.feature import find_feature
from latentaudio.figures.registry import FIGURES
from latentaudio.findings.lookup import distinct, select
from latentaudio.findings.run import KNOWN_FACTORS, Run
from latentaudio.known_factors.representations import VAE
from latentaudio.report.blocks import (
    Block,
    Details,
    Heading,
    Items,
    Paragraph,
    Text,
    picture,
    rich,
    titled,
)
from latentaudio.report.known_factor_tables import (
    comparison_table,
    factors_table,
    seeds_table,
    titles,
)
from latentaudio.report.known_factor_tuning import tuning_table
from latentaudio.report.methods_known_factors import likelihood
from latentaudio.report.numbers import count, listing
from latentaudio.report.section import Section

#: The page of the players, as seen from the report.
PLAYERS = "../known_factors/players/index.html"
#: Figures of scores, and of what representations decode.
_OF_SCORES = (
    *("known_factors_comparison", "metric_by_beta"),
    *("factor_importance", "latent_scatter"),
)
_DECODED = ("morphs", "gallery")
_DIGITS = ("digits_by_beta", "digits_traversals")


def write(run: Run) -> list[Block]:
    """Compare the representations, and show what they decode."""
    return [
        Paragraph(
            "Each row is a representation of the same sounds, scored on the same held-out sounds. "
            "Flow and supervised axes had labels; components and autoencoders had none."
        ),
        comparison_table(run),
        Details("How much seeds differ", (seeds_table(run),)),
        Details("The own axis of each factor", (factors_table(run),)),
        *_tried(run),
        Heading("How to read the table"),
        Items(tuple(notes(run))),
        Heading("The scores in pictures"),
        *(block for name in _OF_SCORES for block in picture(run.figures, name)),
        Details(
            "How autoencoders and flows were trained",
            tuple(picture(run.figures, "known_factors_curves")),
        ),
        Heading("What representations decode"),
        Paragraph(
            rich(
                'All representations can be heard side by side on <a href="{}">the page of the '
                "players</a>, which works in a browser without a network connection. "
                "Of several seeds, traversals, morphs and players show the first, or the one that "
                "the configuration names, and say which; validation did not choose it.",
                PLAYERS,
            )
        ),
        *_traversals(run),
        *(block for name in _DECODED for block in picture(run.figures, name)),
        *_digits(run),
    ]


def _tried(run: Run) -> list[Block]:
    """Show which settings were chosen, in runs in which some method had a choice."""
    if run.known_factors.tuning["chosen"].all():
        return []
    return [Details("Settings chosen on validation sounds", (tuning_table(run),))]


def _digits(run: Run) -> list[Block]:
    """Show what beta does to codes of handwritten digits, in runs that train these."""
    shown = [name for name in _DIGITS if FIGURES[name].is_in(run.config)]
    if not shown:
        return []
    pictures = [block for name in shown for block in picture(run.figures, name)]
    return [Heading("What beta does to handwritten digits"), *pictures]


def _traversals(run: Run) -> list[Block]:
    """Show the traversals of the first representation, and the others folded."""
    shown = [
        (name, picture(own, "traversals")) for name, own in run.known_factors.traversals.items()
    ]
    if not shown:
        return [
            Paragraph(
                "No traversals are drawn: the values that these representations decode are no "
                "frames and bands of a spectrogram. The players have the sounds."
            )
        ]
    first, *others = shown
    named = _titles_of_views(run)
    return [
        *first[1],
        *(Details(f"Traversals of {named.get(name, name)}", tuple(own)) for name, own in others),
    ]


def _titles_of_views(run: Run) -> dict[str, str]:
    """Give the titles of trainings by the names of the folders of their views."""
    known = titles(run)
    seeds = run.known_factors.seeds.drop_duplicates(["representation", "seed"])
    named: dict[str, str] = {}
    for name, seed in zip(seeds["representation"], seeds["seed"], strict=True):
        folder = str(name).removeprefix(f"{VAE}/").replace("/", "_")
        # Of flows, the first seed is shown.
        named.setdefault(folder, known[name])
        named[f"{folder}_seed_{seed}"] = f"{known[name]}, seed {seed}"
    return named


def notes(run: Run) -> Iterator[Text]:
    """Say what a reader of the table should know of its columns."""
    yield titled(
        "Two intervals",
        "the interval over sounds says how much a score would change with other sounds, the "
        "interval over seeds how much it would change with another training. Neither can replace "
        "the other; the tests use both.",
    )
    yield titled(
        "The number of units matters",
        "DCI weighs all units, so a code of 32 units of which most hold little has another value "
        "than its informative units alone. Compare rows with equal numbers of units, or read MIG "
        "beside it.",
    )
    yield titled(
        "Reconstruction",
        "R² is the share of the variance of held-out sounds that comes back, measured on the input "
        "of each representation. Inputs differ: the input of a flow is the first "
        f"{run.config['flow']['components']} components, and what these leave out does not count.",
    )
    yield from _of_beta(run)
    yield titled(
        "Settings tried",
        "every method used the best of so many settings on validation sounds, all methods of "
        "equally many. Supervised axes and flows chose by the factors, autoencoders by their own "
        "loss, without any label. Every beta, model and objective is a row of its own, and none "
        "was chosen by its scores. The highest of many rows is therefore a choice made on the "
        "held-out sounds.",
    )
    yield titled(
        "Order",
        "MIG and η² do not depend on the order of values; R² and |ρ| do. The flow is told which "
        "sounds share a class or bin, but not which bin is higher, so its axes may fold: they "
        "encode the values, but not in their order (high η², low |ρ|).",
    )
    yield titled(
        "Modularity",
        "known_factors/comparison.csv also has modularity. Whether it counts a unit that encodes "
        "nothing as modular is a matter of chance, so inactive units are left out, and no verdict "
        "rests on it.",
    )


def _of_beta(run: Run) -> Iterator[Text]:
    vaes = select(run.known_factors.comparison, kind=VAE)
    if vaes.empty:
        return
    vae = run.config["vae"]
    sizes = [f"{count(_values(run, space))} values of {space}" for space in distinct(vaes["space"])]
    yield titled(
        "Beta has a scale",
        "it weighs the rate against the log-likelihood summed over all values of a sound (here "
        f"{listing(sizes)}; {likelihood(vae)}). With another likelihood, variance or number of "
        "values, the same beta means something else. Compare autoencoders by their rate, the mean "
        "information of a code about its sound, and by what comes back.",
    )


def _values(run: Run, space: str) -> int:
    """Count the values of a space that autoencoders see."""
    vae = run.config["vae"]
    if vae["spaces"][space] == "components":
        return int(vae["components"])
    return find_feature(space, run.network).space.size


SECTION = Section(
    "representations",
    "Representations of the sounds",
    order=72,
    write=write,
    study=KNOWN_FACTORS,
    needs=tuple(
        f"known_factors/{name}.csv" for name in ("comparison", "comparison_seeds", "tuning")
    ),
)
