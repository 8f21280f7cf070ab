"""The design of a proposed data set: cells, classes that can be tested, blocks of recordings."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from latentaudio.datasets.messages import quoted
from latentaudio.datasets.proposing.proposal import Proposal
from latentaudio.errors import DatasetError
from latentaudio.workflow.proposed_sizes import Known, Setting, fitting_bins

#: Recordings that are shorter (s) are not cut into blocks.
SHORTEST_FOR_BLOCKS = 12.0

_GUARD_S = 1.0
_MOST_BLOCKS = 20
_SHORTEST_STEP_S = 3.0

#: Groups that a class needs: one to train on, one to test on.
FEWEST_GROUPS = 2


@dataclass
class Design:
    """What is known about each recording (or block), settings of the data set, and doubts."""

    known: Known
    settings: list[Setting] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def fitting_design(
    proposal: Proposal, seconds: Sequence[float] | None, snippet_s: float, hop_s: float
) -> Design:
    """Fit the design to the recordings that there are.

    Parameters
    ----------
    proposal
        The proposal, with a factor at least.
    seconds
        Length of each recording; None if it is not known.
    snippet_s, hop_s
        Length of a snippet, and distance between the starts of successive ones (s).

    Raises
    ------
    DatasetError
        When no class of any factor could be tested.
    """
    columns = {role.column.name: role.column for role in proposal.roles.roles}
    given = {use: [r.column for r in proposal.roles.used_as(use)] for use in ("group", "fold")}
    factors = tuple(proposal.roles.factors)
    design = Design(
        Known(
            factors=factors,
            labels={one.name: columns[one.name].values for one in factors},
            groups=given["group"][0].values if given["group"] else proposal.paths,
            folds=given["fold"][0].values if given["fold"] else None,
            snippets=[
                _count(one, snippet_s, hop_s) for one in seconds or [0.0] * len(proposal.paths)
            ],
        )
    )
    if seconds is None:
        design.doubts.append("how long the recordings are; each counts as one snippet here")
    elif not given["group"] and not given["fold"]:
        _cut_into_blocks(design, seconds, snippet_s, hop_s)
    bins = [fitting_bins(f, design.known) if f.is_numeric else f for f in design.known.factors]
    design.known = replace(design.known, factors=tuple(bins))
    return design


def _count(seconds: float, snippet_s: float, hop_s: float) -> int:
    """Count the snippets of a recording; a shorter one is padded to one."""
    return 1 + max(0, int((seconds - snippet_s) // hop_s))


def _cut_into_blocks(
    design: Design, seconds: Sequence[float], snippet_s: float, hop_s: float
) -> None:
    """Propose blocks where cells have one recording each, which is long."""
    known = design.known
    cells = Counter(zip(*(known.labels[name] for name in _categorical(known)), strict=True))
    shortest = min(seconds)
    if not cells or median(cells.values()) > 1 or shortest < SHORTEST_FOR_BLOCKS:
        return
    blocks = min(_MOST_BLOCKS, int(shortest // _SHORTEST_STEP_S))
    block_s = int(2 * (shortest / blocks - _GUARD_S)) / 2
    design.settings += [
        Setting(
            "dataset.block_s",
            block_s,
            f"most cells have a single recording of {shortest:.0f} s or more, so its groups are "
            "blocks; better: several recordings of each cell, and null here",
        ),
        Setting("dataset.guard_s", _GUARD_S, "gap between blocks, so that they share no sound"),
    ]
    design.doubts.append(
        "how far results hold for other recordings: blocks of one recording share its object, room "
        "and microphone"
    )
    counts = [int((one + _GUARD_S) // (block_s + _GUARD_S)) for one in seconds]
    rows = [row for row, count in enumerate(counts) for _ in range(count)]
    design.known = replace(
        _rows(known, rows),
        groups=[f"{known.groups[row]} {index}" for index, row in enumerate(rows)],
        snippets=[_count(block_s, snippet_s, hop_s)] * len(rows),
    )


def leave_out_rare_classes(design: Design, fewest: int) -> None:
    """Leave out classes with few groups, and factors that then have fewer than two classes.

    Raises
    ------
    DatasetError
        When no factor is left.
    """
    present = {setting.key: setting.value for setting in design.settings}
    select: dict[str, list[str]] = present.get("dataset.select", {})
    while rare := _rare(design.known, fewest):
        name, labels = rare
        known = design.known
        kept = sorted(set(known.labels[name]) - labels)
        if len(kept) < 2:
            _leave_out(design, name)
            select.pop(name, None)
            continue
        select[name] = kept
        design.doubts.append(
            f"whether there is more of {name} {quoted(sorted(labels)[:3])}"
            f"{', ...' if len(labels) > 3 else ''}: {len(labels)} class(es) with fewer "
            f"than {fewest} groups, too few to train and test on, are left out"
        )
        wanted = [row for row, label in enumerate(known.labels[name]) if label in kept]
        design.known = _rows(known, wanted)
    changed = ("dataset.select", "dataset.complete_design")
    design.settings = [one for one in design.settings if one.key not in changed]
    if select:
        why = (
            f"classes with fewer than {fewest} groups are left out; add recordings of them (other "
            "objects, animals, speakers) to keep them"
        )
        design.settings.append(Setting("dataset.select", select, why))
    _note_empty_cells(design)


def _rare(known: Known, fewest: int) -> tuple[str, set[str]] | None:
    """Find a factor with classes that have too few groups, and these classes."""
    for name in _categorical(known):
        groups = defaultdict(set)
        for label, group in zip(known.labels[name], known.groups, strict=True):
            groups[label].add(group)
        if few := {label for label, own in groups.items() if len(own) < fewest}:
            return name, few
        if len(groups) < 2:
            return name, set(groups)
    return None


def _leave_out(design: Design, name: str) -> None:
    known = design.known
    factors = tuple(one for one in known.factors if one.name != name)
    if not factors:
        raise DatasetError(
            f"no two classes of {name} have enough groups, some to train on and some to test on; "
            "add recordings (of other objects, animals or speakers), or give a table that says "
            "more about these"
        )
    design.known = replace(known, factors=factors)
    design.doubts.append(f"how to test {name}: fewer than two of its classes have enough groups")


def _note_empty_cells(design: Design) -> None:
    known = design.known
    labels = [known.labels[name] for name in _categorical(known)]
    if not labels:
        return
    present = set(zip(*labels, strict=True))
    every = list(itertools.islice(itertools.product(*map(sorted, map(set, labels))), 1_000_000))
    if len(present) < len(every):
        first = next(cell for cell in every if cell not in present)
        design.settings.append(
            Setting(
                "dataset.complete_design",
                False,
                f"{len(every) - len(present)} of {len(every)} cells (combinations of classes) have "
                f"no recording, e.g. {' x '.join(first)}; factors are then partly confounded",
            )
        )


def _categorical(known: Known) -> list[str]:
    return [factor.name for factor in known.factors if not factor.is_numeric]


def _rows(known: Known, rows: Sequence[int]) -> Known:
    """Take some recordings, perhaps several times."""

    def taken(values: Sequence[str]) -> list[str]:
        return [values[row] for row in rows]

    labels: Mapping[str, Sequence[str]] = {n: taken(own) for n, own in known.labels.items()}
    return replace(
        known,
        labels=labels,
        groups=taken(known.groups),
        folds=None if known.folds is None else taken(known.folds),
        snippets=[known.snippets[row] for row in rows],
    )
