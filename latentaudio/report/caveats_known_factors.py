"""Caveats about the comparison of representations."""

from collections.abc import Iterator

from latentaudio.findings.lookup import distinct, select
from latentaudio.findings.run import Run
from latentaudio.known_factors.representations import VAE
from latentaudio.report.blocks import Text, titled
from latentaudio.report.known_factor_tables import collapsed_seeds, folded_words, titles
from latentaudio.report.methods_known_factors import inputs_of_autoencoders, relative_to_sounds
from latentaudio.report.numbers import first_few, listing, plural
from latentaudio.report.settings import setting


def collapsed(run: Run) -> Iterator[Text]:
    """Name autoencoders whose posterior collapsed."""
    named = [
        f"{title} ({plural(times, 'training')})"
        for name, title in titles(run).items()
        if (times := collapsed_seeds(run, name))
    ]
    if named:
        yield titled(
            "The posterior of some autoencoders collapsed",
            f"{first_few(named)}. None of their units is active, so their codes carry hardly any "
            "information, and their scores say that beta was too large for the likelihood, and "
            "nothing about the model.",
        )


def folded(run: Run) -> Iterator[Text]:
    """Name axes that do not follow the order of the values that they encode."""
    words = folded_words(run)
    if words:
        yield titled(
            "Some axes fold",
            f"{first_few(words)}. They encode the factor, but not in the order of its values: high "
            "and low values lie at the same place. MIG does not see this. A move along such an "
            "axis does not change the factor in one direction.",
        )


def one_seed(run: Run) -> Iterator[Text]:
    """Name autoencoders that were trained once."""
    vaes = select(run.known_factors.comparison, kind=VAE).drop_duplicates("representation")
    once = set(vaes.loc[vaes["seeds"] == 1, "representation"])
    named = [title for name, title in titles(run).items() if name in once]
    if named:
        yield titled(
            "Some autoencoders were trained once",
            f"{first_few(named)}. Their spread over seeds is assumed to equal that of the other "
            "autoencoders; if all were trained once, it is unknown, and intervals are too narrow.",
        )


def other_inputs(run: Run) -> Iterator[Text]:
    """Say where autoencoders and other representations had different inputs."""
    vae, components = (setting(run.config, key) for key in ("vae", "flow.components"))
    own = setting(run.config, "known_factors.spaces")
    vaes = select(run.known_factors.comparison, kind=VAE)
    spaces = distinct(vaes["space"]) if len(vaes) else []
    same = {space for space in own if vae["spaces"].get(space) == "components"}
    if relative_to_sounds(vae):
        same = set()
    if spaces and (vae["components"] != components or set(spaces) - same):
        yield titled(
            "Autoencoders had other inputs than flows",
            f"flows, raw components and supervised axes see the first {components} components of "
            f"{listing(own)}; autoencoders see "
            f"{listing(inputs_of_autoencoders(vae, spaces))}. A part of the differences may be due "
            "to the input.",
        )


#: Checks of the tables.
FOUND = (collapsed, folded, one_seed, other_inputs)


def standing(run: Run) -> Iterator[Text]:
    """List the limits that all such comparisons have."""
    if setting(run.config, "dataset.source") in ("additive", "synthetic"):
        yield titled(
            "The sounds were made from their factors",
            "few factors describe them completely, and these were drawn independently. Recordings "
            "have factors that nobody lists.",
        )
    yield titled(
        "Scores depend on bins and classifiers",
        "MIG cuts units into bins, DCI rests on random forests, SAP on straight lines. "
        "Representations are compared by the same ones; values of other studies may not be "
        "comparable.",
    )
    yield titled(
        "Betas and models were set beforehand",
        "an autoencoder whose beta was searched for with labels would no longer be without labels, "
        "and validation losses of different betas cannot be compared. Which beta scores highest is "
        "seen only in held-out scores; as the result of a choice, such a score is optimistic.",
    )
