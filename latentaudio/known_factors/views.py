"""Views: decoded sounds of a representation, as a table of one row a sound."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import VIEWS, read_table, reading, write_table
from latentaudio.errors import ArtifactError
from latentaudio.vae.collapse import ACTIVE

ViewName = Literal["original", "reconstruction", "traversal", "morph"]
ORIGINAL, RECONSTRUCTION, TRAVERSAL, MORPH = get_args(ViewName)

RepresentationKind = Literal["vae", "flow", "mixing"]
VAE, FLOW, MIXING = get_args(RepresentationKind)

_ABOUT = "about"
_SCHEMA = pa.schema(
    {
        "view": pa.string(),
        "snippet_id": pa.string(),
        "other_id": pa.string(),
        "axis": pa.string(),
        "step": pa.int32(),
        "position": pa.float64(),
        "rate": pa.float64(),
    }
)


@dataclass(frozen=True)
class Representation:
    """What decoded the views of a table.

    Attributes
    ----------
    name
        Name in paths, e.g. ``"convolution_1d_beta_4"``.
    title
        Name in texts, e.g. ``"VAE, 1-D convolution, β = 4"``.
    kind
        ``"vae"``, ``"flow"``, or ``"mixing"`` of two waveforms.
    space
        Name of the space of the values, e.g. ``"log_mel_48x32"``.
    shape
        Shape of the values of one sound.
    components
        Whether the values are principal coordinates of the space instead of its own values.
    """

    name: str
    title: str
    kind: RepresentationKind
    space: str
    shape: tuple[int, ...]
    components: bool = False

    @property
    def size(self) -> int:
        """Number of values of one sound."""
        return int(np.prod(self.shape))


@dataclass(frozen=True)
class View:
    """One decoded sound.

    Attributes
    ----------
    view
        ``"original"``, ``"reconstruction"``, ``"traversal"`` or ``"morph"``.
    snippet_id
        Snippet that it began with.
    values
        Values in the units in which the space is stored, shape ``[size]``, float32.
    other_id
        Snippet at the other end of a morph, else None.
    axis
        Unit or factor that is traversed, else None.
    step
        Number of the step, from 0.
    position
        Coordinate on the axis; share of the other sound for a morph; else None.
    rate
        KL divergence of the unit from its prior, mean over validation sounds (nats); None for a
        flow.
    """

    view: ViewName
    snippet_id: str
    values: np.ndarray
    other_id: str | None = None
    axis: str | None = None
    step: int = 0
    position: float | None = None
    rate: float | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """What the steps of one traversal or morph have in common."""
        return self.view, self.snippet_id, self.other_id or "", self.axis or ""


def write_views(path: Path, representation: Representation, views: Sequence[View]) -> None:
    """Write the views of a representation.

    Parameters
    ----------
    path
        Table to write: the columns of `View`, and the representation in its metadata.
    representation
        What decoded them.
    views
        The views, in the order in which they are shown.

    Raises
    ------
    ArtifactError
        When the views do not make sense, e.g. because a model has diverged.
    """
    if problem := _problem(representation, views):
        raise ArtifactError(f"{path}: {problem}; nothing was written")
    values = np.stack([one.values for one in views]).astype(np.float32)
    table = pa.table(
        {
            **{name: [getattr(one, name) for one in views] for name in _SCHEMA.names},
            "values": pa.FixedSizeListArray.from_arrays(
                pa.array(values.ravel()), representation.size
            ),
        },
        schema=_SCHEMA.append(pa.field("values", pa.list_(pa.float32(), representation.size))),
    )
    about = json.dumps(asdict(representation), ensure_ascii=False)
    write_table(table, path, VIEWS, {_ABOUT: about})


def read_views(path: Path) -> tuple[Representation, list[View]]:
    """Read what `write_views` wrote.

    Raises
    ------
    ArtifactError
        When the table is missing, damaged, or its rows do not make sense.
    """
    table = read_table(path, VIEWS)
    with reading(path, VIEWS):
        representation = _representation(json.loads(table.schema.metadata[_ABOUT.encode()]))
        values = table["values"].combine_chunks()
        matrix = values.flatten().to_numpy().reshape(-1, values.type.list_size)
        rows = table.select(_SCHEMA.names).to_pylist()
        views = [View(**row, values=own) for row, own in zip(rows, matrix, strict=True)]
        if problem := _problem(representation, views):
            raise ValueError(problem)
    return representation, views


def _representation(about: dict[str, Any]) -> Representation:
    known = {one.name for one in fields(Representation)}
    if set(about) != known:
        raise ValueError(f"its representation has {sorted(about)}, expected {sorted(known)}")
    return Representation(**{**about, "shape": tuple(about["shape"])})


def _problem(representation: Representation, views: Sequence[View]) -> str | None:
    """Say what is wrong with views; None if nothing is."""
    if representation.kind not in get_args(RepresentationKind):
        return f"a representation of kind '{representation.kind}' found"
    if not views:
        return "no views found, expected at least one"
    for one in views:
        if found := _problem_of(one, representation.size):
            return f"{one.view} of '{one.snippet_id}', axis {one.axis}, step {one.step}: {found}"
    for path, steps in paths_of(views).items():
        numbers = [one.step for one in steps]
        if numbers != list(range(len(steps))):
            return f"{' '.join(filter(None, path))}: steps {numbers} found, expected 0, 1, 2, ..."
        positions = [one.position for one in steps if one.position is not None]
        if positions != sorted(positions):
            return f"{' '.join(filter(None, path))}: positions {positions} do not ascend"
    return None


def _problem_of(one: View, size: int) -> str | None:
    if one.view not in get_args(ViewName):
        return f"unknown view, expected one of {', '.join(get_args(ViewName))}"
    if (one.axis is not None) != (one.view == TRAVERSAL):
        return "an axis belongs to traversals, and to nothing else"
    if (one.other_id is not None) != (one.view == MORPH):
        return "another sound belongs to morphs, and to nothing else"
    if (one.position is not None) != (one.view in (TRAVERSAL, MORPH)):
        return "a position belongs to traversals and morphs, and to nothing else"
    if np.shape(one.values) != (size,):
        return f"values of shape {np.shape(one.values)} found, expected ({size},)"
    numbers = [*filter(None, (one.position, one.rate))]
    if not np.isfinite(one.values).all() or not np.isfinite(numbers).all():
        return "values that are not finite"
    return None


def paths_of(views: Iterable[View], *names: ViewName) -> dict[tuple[str, ...], list[View]]:
    """Group views by traversal, morph, original or reconstruction, in the order of the table.

    Parameters
    ----------
    views
        The views.
    names
        Kinds of views to keep; all if none is named.

    Returns
    -------
    dict
        The steps of each, by `View.path`.
    """
    found: dict[tuple[str, ...], list[View]] = {}
    for one in views:
        if not names or one.view in names:
            found.setdefault(one.path, []).append(one)
    return found


def traversals_of(views: Iterable[View], snippet_id: str) -> list[list[View]]:
    """List the traversals of one sound: units by descending rate, axes without one as they come."""
    steps = [
        own for own in paths_of(views, "traversal").values() if own[0].snippet_id == snippet_id
    ]
    return sorted(steps, key=lambda own: -(own[0].rate or 0.0))


def is_collapsed(traversals: Iterable[Sequence[View]]) -> bool:
    """Check whether traversals are of units, and none of these is active.

    Examples
    --------
    >>> unit = View("traversal", "a", np.zeros(1), axis="unit 1", position=0.0, rate=0.01)
    >>> is_collapsed([[unit]]), is_collapsed([])
    (True, False)
    """
    rates = [own[0].rate for own in traversals]
    return bool(rates) and all(rate is not None and rate <= ACTIVE for rate in rates)


def active_traversals(views: Iterable[View], snippet_id: str) -> list[list[View]]:
    """List the traversals of one sound as `traversals_of` does, without units that are not active.

    Along these, nothing changes. Where no unit is active, all are listed, which shows it.
    """
    traversals = traversals_of(views, snippet_id)
    if is_collapsed(traversals):
        return traversals
    return [own for own in traversals if own[0].rate is None or own[0].rate > ACTIVE]


def snippets_of(views: Iterable[View], name: ViewName) -> list[str]:
    """List the sounds that have a view of a kind, in the order of the table."""
    return list(dict.fromkeys(one.snippet_id for one in views if one.view == name))
