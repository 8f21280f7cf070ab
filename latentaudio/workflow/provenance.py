"""A digest of what a program computes, so that a workflow can tell when its results are outdated.

The digest covers the program, every module of this package that it imports, directly or not, and
the data files that these name. Only what can change a result counts: docstrings, comments,
annotations, imports of this package, the wording of errors and help texts do not, nor does the
name or the folder of a module. Nothing is executed.
"""

import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from latentaudio.workflow.remembered_sources import read_source
from latentaudio.workflow.source_code import Source, content_digest

PACKAGE = "latentaudio"

#: Modules that say how a job is started, watched and ended, or which member of a registry it runs,
#: but not what it computes.
NO_COMPUTATION = frozenset(
    {
        "latentaudio/errors.py",
        "latentaudio/imports.py",
        "latentaudio/networks/registry.py",
        "latentaudio/workflow/cli.py",
        "latentaudio/workflow/run_lock.py",
    }
)


def code_digest(program: Path, root: Path, members: Iterable[str] = ()) -> str:
    """Digest what a program computes.

    Parameters
    ----------
    program
        A Python file.
    root
        The folder that holds the package ``latentaudio``.
    members
        Dotted names of further modules that the program runs and does not import by name: the
        members of a registry that a job asks for. They may lie outside this package; of what they
        import, modules of their own package count then too.

    Returns
    -------
    str
        32 hexadecimal digits. Equal for programs that compute the same, wherever their modules lie.
    """
    files = code_of(program, root, members)
    homes = _homes(root, members)
    parts = [_digest_of(path, homes) for path in files if path.suffix == ".py"]
    data = [file for file in files if _is_data(file)]
    parts += [f"{file.name} {content_digest(file.read_bytes())}" for file in data]
    # The program comes first, the order of the others means nothing.
    return content_digest("\n".join([parts[0], *sorted(parts[1:])]).encode())[:32]


def code_of(program: Path, root: Path, members: Iterable[str] = ()) -> list[Path]:
    """List a program, the modules that take part in what it computes, and the data they name.

    Files named ``__init__.py`` are left out, and so is `NO_COMPUTATION`.

    Parameters
    ----------
    program, root, members
        As for `code_digest`.

    Returns
    -------
    list of Path
        `program` first, the others sorted.
    """
    homes = _homes(root, members)
    found: set[Path] = set()
    waiting = [program, *(_module_file(name, homes) for name in members)]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting.extend(one.file for one in _links(path, homes))
    named = {name for path in found for name in _source(path).texts}
    data = {file for home in homes for file in _data_files(*home) if file.name in named}
    return [program, *sorted((found - {program}) | data)]


#: Packages whose modules count, each with the folder that it lies in.
_Homes = tuple[tuple[str, Path], ...]


def _homes(root: Path, members: Iterable[str]) -> _Homes:
    """Locate this package and those of the members."""
    homes = {PACKAGE: root}
    for name in members:
        package = name.split(".")[0]
        if package in homes:
            continue
        spec = importlib.util.find_spec(package)
        if spec is None or spec.origin is None:
            raise FileNotFoundError(f"{name}: no such module in {root}, and none is installed")
        file = Path(spec.origin)
        homes[package] = (file.parent if file.name == "__init__.py" else file).parent
    return tuple(homes.items())


@dataclass(frozen=True)
class _Link:
    """A module that counts and that another imports from: what it takes, and under which name."""

    file: Path
    taken: str
    name: str


def _links(path: Path, homes: _Homes) -> list[_Link]:
    return _found_links(path, path.stat().st_mtime_ns, homes)


@cache
def _found_links(path: Path, changed_ns: int, homes: _Homes) -> list[_Link]:
    links = []
    for module, taken, name in _read(path, changed_ns).imported:
        root = dict(homes).get(module.split(".")[0])
        if root is None:
            continue
        # What is taken may itself be a module.
        inner, outer = _path_of(f"{module}.{taken}", root), _path_of(module, root)
        file = inner if taken and inner.is_file() else outer
        counts = file.relative_to(root).as_posix() not in NO_COMPUTATION
        if counts and file.name != "__init__.py":
            links.append(_Link(file, "" if file == inner else taken, name))
    return links


def _digest_of(path: Path, homes: _Homes) -> str:
    """Digest a module and where its names come from, which tells two things of one name apart."""
    packages = dict(homes)
    source = _source(path)
    outside = [
        f"{module} {taken} {name}"
        for module, taken, name in source.imported
        if module.split(".")[0] not in packages and name in source.names
    ]
    inside = [f"{_source(link.file).form} {link.taken} {link.name}" for link in _links(path, homes)]
    return content_digest("\n".join([source.form, *sorted(outside), *sorted(inside)]).encode())


def _source(path: Path) -> Source:
    return _read(path, path.stat().st_mtime_ns)


@cache  # most programs share most modules
def _read(path: Path, changed_ns: int) -> Source:
    return read_source(path)


def _path_of(name: str, root: Path) -> Path:
    """Give the file of a module or a package by its dotted name."""
    path = root.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _module_file(name: str, homes: _Homes) -> Path:
    root = dict(homes)[name.split(".")[0]]
    path = _path_of(name, root)
    if not path.is_file():
        raise FileNotFoundError(f"{name}: no such module in {root}")
    return path


@cache
def _data_files(package: str, root: Path) -> list[Path]:
    return [path for path in sorted((root / package).rglob("*.*")) if _is_data(path)]


def _is_data(path: Path) -> bool:
    return path.suffix not in {".py", ".pyc", ".pyi"} and path.is_file()
