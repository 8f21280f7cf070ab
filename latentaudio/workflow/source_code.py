"""What counts of a Python file: its statements without what cannot change a result."""

import ast
import hashlib
from dataclasses import dataclass, field
from typing import Any

#: Fields of syntax trees that hold annotations, or only say whether a name is read or written.
_NOT_COMPUTED = frozenset({"annotation", "returns", "type_comment", "ctx"})


@dataclass
class Source:
    """What counts of a Python file.

    Attributes
    ----------
    form
        Digest of its statements.
    imported
        Module, what is taken from it (or nothing), and the name that this is given.
    names, texts
        Names and short texts that its statements hold.
    """

    form: str = ""
    imported: list[tuple[str, str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)


def parse_source(content: bytes) -> Source:
    """Parse the content of a Python file.

    Raises
    ------
    SyntaxError
        When it is not valid Python.
    """
    source = Source()
    source.form = content_digest(repr(_form(ast.parse(content).body, source)).encode())
    return source


def content_digest(content: bytes) -> str:
    """Digest the content of a file (SHA-256, hexadecimal)."""
    return hashlib.sha256(content).hexdigest()


def _form(node: Any, source: Source) -> Any:  # noqa: ANN401
    """Write what counts of a syntax tree as nested tuples, and collect its imports."""
    match node:
        case list():
            return [_form(part, source) for part in node if not _is_passed_over(part, source)]
        case ast.Name():
            source.names.add(node.id)
            return node.id
        case ast.Constant():
            if isinstance(node.value, str) and len(node.value) < 100:
                source.texts.add(node.value)
            return ("constant", node.value)
        case ast.Raise():
            return ("Raise", _form(_without_wording(node.exc), source))
        case ast.AST():
            fields = [
                _form(value, source)
                for name, value in ast.iter_fields(node)
                if name not in _NOT_COMPUTED
            ]
            return (type(node).__name__, *fields)
    return node


def _is_passed_over(node: object, source: Source) -> bool:
    """Tell what does not count: docstrings, imports (which are noted), and help texts."""
    match node:
        case ast.Import():
            source.imported += [
                (alias.name, "", alias.asname or alias.name.split(".")[0]) for alias in node.names
            ]
            return True
        case ast.ImportFrom(module=str(module)):
            source.imported += [
                (module, alias.name, alias.asname or alias.name) for alias in node.names
            ]
            return True
        case ast.Expr(value=ast.Constant(value=str())) | ast.Pass() | ast.keyword(arg="help"):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
    return False


def _without_wording(error: ast.expr | None) -> ast.expr | None:
    """Blank the texts of an error; what else it is made of stays."""

    class Blank(ast.NodeTransformer):
        def visit_Constant(self, node: ast.Constant) -> ast.AST:
            return ast.Constant("") if isinstance(node.value, str) else node

        def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
            return ast.Constant("")

    return None if error is None else Blank().visit(error)
