"""The registry of commands."""

from collections.abc import Mapping
from typing import NamedTuple


class Command(NamedTuple):
    """A command: the module that holds it, and what it does, for ``--help``."""

    module: str
    help: str


COMMANDS: Mapping[str, Command] = {
    "check": Command(
        "latentaudio.commands.check", "check the data set of a run, and show what was found"
    ),
    "compare": Command(
        "latentaudio.commands.compare", "list what differs between the findings of two runs"
    ),
    "explorer": Command(
        "latentaudio.commands.explorer", "write a configuration that makes a map of your sounds"
    ),
    "init": Command("latentaudio.commands.init", "propose a configuration for your recordings"),
    "predict": Command("latentaudio.commands.predict", "predict new sounds by a trained predictor"),
    "results": Command(
        "latentaudio.commands.results", "check files of settings, and print the folder of results"
    ),
    "serve": Command(
        "latentaudio.commands.serve", "show the map of a finished run to browsers on this machine"
    ),
}
