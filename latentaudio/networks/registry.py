"""The networks that a configuration can name.

A network has two parts, each found where ``"module:name"`` says: a `NetworkDescription`, whose
module must import neither TensorFlow nor pandas, and a subclass of `Network`. Neither is imported
before it is asked for.
"""

import importlib
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

from latentaudio.errors import ConfigError, did_you_mean
from latentaudio.networks.base import Network, NetworkDescription


class Registration(NamedTuple):
    """Where the two parts of a network are found, each as ``"module:name"``."""

    description: str
    implementation: str


_REGISTERED = {
    "yamnet": Registration(
        "latentaudio.networks.yamnet.description:DESCRIPTION",
        "latentaudio.networks.yamnet.implementation:YamNetwork",
    ),
}

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def register(name: str, description: str, implementation: str) -> None:
    """Register a network of one's own.

    The call belongs in the module that ``network.module`` of the configuration names.

    Parameters
    ----------
    name
        Name in the configuration: lower-case letters, digits and underscores.
    description, implementation
        Where its `NetworkDescription` and its subclass of `Network` are found, as
        ``"module:name"``. They may be in one module, if that imports TensorFlow in functions only.

    Raises
    ------
    ConfigError
        When the name is impossible, or another network has it.

    Examples
    --------
    >>> register("small", "my_network:DESCRIPTION", "my_network:Small")
    >>> registered("small").implementation
    'my_network:Small'
    """
    found = Registration(description, implementation)
    if not _NAME.fullmatch(name):
        raise ConfigError(
            f"network '{name}': not a name for a network; use lower-case letters, digits and "
            "underscores, and begin with a letter"
        )
    if _REGISTERED.get(name, found) != found:
        raise ConfigError(
            f"network '{name}': already registered as {_REGISTERED[name].implementation}; "
            "register yours with another name"
        )
    _REGISTERED[name] = found


def registered(name: str, module: str | None = None) -> Registration:
    """Look up a network.

    Parameters
    ----------
    name
        Name of the network.
    module
        Dotted name of a module that registers networks, which is imported first. It may lie in the
        working folder, or be installed.

    Raises
    ------
    ConfigError
        When there is no such module, or no network of that name.
    """
    if module is not None:
        if str(Path.cwd()) not in sys.path:
            sys.path.append(str(Path.cwd()))
        _imported(module, "network.module")
    if name not in _REGISTERED:
        hint = did_you_mean(name, _REGISTERED)
        raise ConfigError(
            f"network.name: '{name}' found, expected one of {', '.join(sorted(_REGISTERED))}{hint} "
            "(a network of your own is registered by the module that network.module names)"
        )
    return _REGISTERED[name]


def describe(name: str, module: str | None = None) -> NetworkDescription:
    """Get the description of a network, which is found as `registered` says.

    Raises
    ------
    ConfigError
        When it cannot be found, or is no description of that network.

    Examples
    --------
    >>> yamnet = describe("yamnet")
    >>> yamnet.title, yamnet.samplerate, yamnet.snippet_s, len(yamnet.classes)
    ('YAMNet', 16000, 0.975, 521)
    >>> yamnet.layer(9)
    Layer(number=9, name='Conv 8 pw', shape=(6, 4, 512))
    """
    where = registered(name, module).description
    found = _part(where, f"network '{name}'")
    if not isinstance(found, NetworkDescription) or found.name != name:
        raise ConfigError(
            f"network '{name}': {where} is not a NetworkDescription with that name; correct its "
            "registration"
        )
    return found


def implementation(name: str, module: str | None = None) -> type[Network]:
    """Get the class of a network, which is found as `registered` says.

    Raises
    ------
    ConfigError
        When it cannot be found, or is no subclass of `Network`.
    """
    where = registered(name, module).implementation
    found = _part(where, f"network '{name}'")
    if not (isinstance(found, type) and issubclass(found, Network)):
        raise ConfigError(
            f"network '{name}': {where} is not a subclass of latentaudio.networks.base.Network; "
            "correct its registration"
        )
    return found


def description_modules(name: str, module: str | None = None) -> list[str]:
    """List the modules that a program runs when it asks for the description of a network."""
    described = _module_of(registered(name, module).description)
    return list(dict.fromkeys([*filter(None, [module]), described]))


def network_modules(name: str, module: str | None = None) -> list[str]:
    """List the modules that a program runs when it asks for a network."""
    implemented = _module_of(registered(name, module).implementation)
    return list(dict.fromkeys([*description_modules(name, module), implemented]))


def _module_of(where: str) -> str:
    return where.partition(":")[0]


def _part(where: str, user: str) -> Any:  # noqa: ANN401
    module, _, name = where.partition(":")
    found = getattr(_imported(module, user), name, None)
    if found is None:
        raise ConfigError(
            f"{user}: module {module} has no '{name}'; registrations are written 'module:name'"
        )
    return found


def _imported(module: str, user: str) -> Any:  # noqa: ANN401
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        # A missing library within the module is another problem, and the traceback says which.
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise
        raise ConfigError(
            f"{user}: no module '{module}'; give the dotted name of a module that lies in "
            f"{Path.cwd()} or is installed"
        ) from error
