"""Which source files a program runs, so that a workflow can tell when its results are outdated."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path


def code_of(program: Path, root: Path) -> list[Path]:
    """List a program, the modules of this package that it imports, and the data they read.

    Imports are read from the source, directly or not, those within functions too; nothing is
    executed.

    Parameters
    ----------
    program
        A Python file.
    root
        The folder that holds the package ``latentaudio``.

    Returns
    -------
    list of Path
        Sorted, `program` first.
    """
    found: set[Path] = set()
    waiting = [program]
    while waiting:
        path = waiting.pop()
        for name in _imported_names(path, path.stat().st_mtime_ns):
            waiting.extend(module for module in _files_of(name, root) if module not in found)
            found.update(_files_of(name, root))
    data = {file for module in found for file in _data_of(module)}
    return [program, *sorted(found | data)]


@cache
def _data_of(module: Path) -> list[Path]:
    """Find the files beside a module, other than modules, that it mentions by name."""
    text = module.read_text(encoding="utf-8")
    return [
        file
        for file in module.parent.glob("*.*")
        if file.suffix != ".py" and file.is_file() and file.name in text
    ]


@cache  # most programs share most modules
def _imported_names(path: Path, changed_ns: int) -> frozenset[str]:
    """List the dotted names that a file imports; of ``from a import b`` both ``a`` and ``a.b``."""
    names: set[str] = set()
    for node in _statements(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(name for name in names if name.split(".")[0] == "latentaudio")


def _statements(parent: ast.AST) -> Iterator[ast.AST]:
    """Walk through all statements, but not their expressions, which import nothing."""
    for field in ("body", "orelse", "handlers", "finalbody", "cases"):
        for child in getattr(parent, field, []):
            yield child
            yield from _statements(child)


@cache
def _files_of(name: str, root: Path) -> list[Path]:
    """Find the files that importing a dotted name runs: the module and the packages around it."""
    parts = name.split(".")
    files = [root.joinpath(*parts[:end], "__init__.py") for end in range(1, len(parts) + 1)]
    files.append(root.joinpath(*parts).with_suffix(".py"))
    return [file for file in files if file.is_file()]
