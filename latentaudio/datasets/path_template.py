"""Paths made of the cells of a table, as in ``audio/fold{fold}/{slice_file_name}``."""

import string
from collections.abc import Mapping

from latentaudio.errors import ConfigError

#: Where a manifest names its files unless a template says otherwise.
PATH = "path"


def template_columns(template: str | None, key: str = "dataset.path_template") -> tuple[str, ...]:
    """Return the columns that stand in braces in a template; of none, the column ``path``.

    Parameters
    ----------
    template
        The template; None for none.
    key
        Key of the configuration that it is the value of, for messages.

    Raises
    ------
    ConfigError
        When braces do not pair, hold no name, or hold more than one.

    Examples
    --------
    >>> template_columns("audio/fold{fold}/{slice_file_name}"), template_columns(None)
    (('fold', 'slice_file_name'), ('path',))
    """
    if template is None:
        return (PATH,)
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as error:
        raise ConfigError(_unfit(key, template, str(error))) from error
    columns = [name for _, name, _, _ in parts if name is not None]
    if not columns:
        raise ConfigError(_unfit(key, template, "no column in braces"))
    if "" in columns:
        raise ConfigError(_unfit(key, template, "braces without a name"))
    if any(form or conversion for _, _, form, conversion in parts):
        raise ConfigError(_unfit(key, template, "':' or '!' in braces"))
    return tuple(columns)


def fill_template(template: str | None, cells: Mapping[str, str]) -> str:
    """Return the path that a row names; empty if one of its cells is.

    Examples
    --------
    >>> fill_template("{part}/{fname}.wav", {"part": "dev", "fname": "64760"})
    'dev/64760.wav'
    """
    columns = template_columns(template)
    if not all(cells[name] for name in columns):
        return ""
    if template is None:
        return cells[PATH]
    # Not str.format, which would take "a.b" for an attribute of a.
    return "".join(
        text + ("" if name is None else cells[name])
        for text, name, _, _ in string.Formatter().parse(template)
    )


def _unfit(key: str, template: str, why: str) -> str:
    return (
        f"{key}: {template!r} found ({why}), expected a path with the names of "
        "columns in braces, such as 'audio/fold{fold}/{slice_file_name}'"
    )
