"""What Snakemake drops or misreads of its command line, without a word."""

import itertools
import shlex
from collections.abc import Sequence
from pathlib import Path

import yaml

from latentaudio.errors import ConfigError


def check_command_line(words: Sequence[str], files: Sequence[Path], entries: Sequence[str]) -> None:
    """Check the words that give settings to Snakemake.

    Parameters
    ----------
    words
        The command line without the program, as far as it is known.
    files
        Files that Snakemake took for those of ``--configfile``.
    entries
        What it took for those of ``--config``, each ``key=value``.

    Raises
    ------
    ConfigError
        When an option is given twice, of which Snakemake uses the last; a file is a result, so it
        was meant as a target; or an entry is a section, whose values Snakemake takes for text.
    """
    _refuse_repeated_options(words)
    results = Path("results").absolute()
    for file in files:
        if file.is_relative_to(results) and file.suffix not in (".yaml", ".yml"):
            target = file.relative_to(results.parent)
            raise ConfigError(
                f"--configfile: found {target}, which is a result. This option takes all words up "
                "to the next option; if the file is a target, write it before all options: "
                f"snakemake {target} --cores 8 --configfile ..."
            )
    for entry in entries:
        section, _, text = entry.partition("=")
        if isinstance(_parsed(text), dict):
            raise ConfigError(
                f"--config {entry}: a section found, but Snakemake would take all its values for "
                f"text. Write the line\n    {section}: {text}\n"
                "into a file, and add the file to those after --configfile"
            )


def _refuse_repeated_options(words: Sequence[str]) -> None:
    given: dict[str, list[list[str]]] = {"--configfile": [], "--config": []}
    values: list[str] = []  # of the option that is being read
    for word in words:
        if word == "--":  # only targets follow
            break
        if word.startswith("-C") and word != "-C":
            word = f"--config={word.removeprefix('-C')}"
        if word.startswith("-"):
            values = []
            name, equals, value = word.partition("=")
            if option := _option(name):
                given[option].append(values)
            if equals:
                # Such an option takes no further words.
                values.append(value)
                values = []
        else:
            values.append(word)
    for option, found in given.items():
        if len(found) > 1:
            together = shlex.join(itertools.chain.from_iterable(found))
            raise ConfigError(
                f"{option}: given {len(found)} times, but Snakemake uses the last one only; give "
                f"it once, with all values: {option} {together}"
            )


def _option(name: str) -> str | None:
    """Give the option that a word names, which may be shortened."""
    if name.startswith("--configf"):
        return "--configfile"
    return "--config" if name in ("--config", "-C") else None


def _parsed(text: str) -> object:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None
