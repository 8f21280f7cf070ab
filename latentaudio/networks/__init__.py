"""Networks whose layers are read out, and the meaning of their output classes.

`load` gives a network for work in a notebook.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from latentaudio.networks.listening import load as load

__all__ = ["load"]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    # Late, because most programs need no more than names and numbers of a network.
    if name == "load":
        from latentaudio.networks.listening import load

        return load
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
