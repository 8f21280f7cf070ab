"""How a sound-recognition network represents the factors of sounds, layer by layer.

A file at the top of a folder is shared; a folder is a stage. Data walks downwards through the
rooms, and an import never goes back up:

``errors``, ``imports``, ``seeds``, ``units``, ``settings``, ``new_folder``, ``artifacts``,
``finished_run``, ``factor_names``, ``factors``, ``factor_types``, ``tables``, ``tuning`` (the
ground) -> ``statistics`` -> ``audio`` -> ``synthesis`` -> ``datasets`` -> ``networks`` ->
``features`` -> ``embeddings`` -> ``projection`` -> ``decoding`` -> ``training`` -> ``flow`` and
``vae`` -> ``prediction`` -> ``disentanglement`` -> ``transfer`` -> ``known_factors`` -> ``maps`` ->
``explorer`` -> ``listening`` -> ``findings`` -> ``figures`` -> ``report`` -> ``workflow`` ->
``progress`` -> ``commands``.

The library holds all computation and never imports Snakemake; ``workflow`` is what programs and
rules need around it, and ``progress`` what a run shows while it goes on. Only ``networks``,
``flow``, ``vae`` and ``prediction`` import TensorFlow. For work in a notebook, `read_run` gives the
tables of a finished run, and `latentaudio.networks.load` a network.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from latentaudio.finished_run import read_run as read_run

__all__ = ["read_run"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:  # noqa: ANN401
    # Late, so that programs start quickly.
    if name == "read_run":
        from latentaudio.finished_run import read_run

        return read_run
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
