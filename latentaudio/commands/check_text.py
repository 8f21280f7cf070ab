"""What `latentaudio check` prints: one function for each part, in lines of at most 100 columns."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
from markupsafe import Markup
from numpy.typing import ArrayLike

from latentaudio.commands.terminal_text import columns, padded
from latentaudio.datasets.found_files import kinds_passed_over
from latentaudio.decoding.decoders import DECODERS, kind_of
from latentaudio.factors import cells_of
from latentaudio.findings.run import Run
from latentaudio.findings.scores import technical_comparison
from latentaudio.report import caveats_sounds
from latentaudio.report.numbers import score_name
from latentaudio.report.technical import technical_caveats
from latentaudio.tables import labels_of, strings
from latentaudio.workflow.config import results_folder
from latentaudio.workflow.inspection import NOT_MADE, Inspection

WIDTH = 100
#: Rows of a table, or items of a list, after which it is cut: a grid has thousands of cells.
MOST_ROWS = 20
#: Time that embedding takes for a snippet and network, of YAMNet with all layers on two cores (s);
#: see docs/performance.md.
EMBEDDING_S = 0.0027

_INDENT = "  "


def inspection_text(found: Inspection) -> Iterator[str]:
    """Describe what was found of a data set, then list warnings and errors.

    The last line says whether the data set can be used.
    """
    yield _title(found)
    if found.listed:
        yield from _recordings(found)
        yield from _cells(found)
    if found.snippets is not None:
        yield from _snippets(found, found.snippets)
    if found.disk is not None and found.snippets is not None:
        yield from _cost(found, len(found.snippets), found.disk)
    if found.decodes:
        yield from _technical(found)
    warnings = _warnings(found)
    if warnings:
        yield _heading("Warnings")
    yield from (_wrapped(text, "- ") for text in warnings)
    yield from (f"\nerror: {error}" for error in found.errors)
    yield "\n" + _verdict(len(warnings), len(found.errors))


def _verdict(warnings: int, errors: int) -> str:
    if errors:
        return f"This data set cannot be used as it is: {_counted(errors, 'error')}, see above."
    if warnings:
        return f"This data set can be used, with {_counted(warnings, 'warning')}, see above."
    return "This data set can be used."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


# -- The parts -------------------------------------------------------------------------------------


def _title(found: Inspection) -> str:
    source = found.source
    where = source.place
    return f"run {found.config['run']!r} ({results_folder(found.config)}): {source.kind}, {where}"


def _recordings(found: Inspection) -> Iterator[str]:
    listed = found.listed
    copies = sum(one.augmentation_of is not None for one in listed)
    yield _heading("Recordings")
    yield _line(
        "number",
        f"{len(listed)}" + (f", of which {copies} are altered copies of others" if copies else ""),
    )
    for factor in found.source.factors:
        values = {one.factors[factor.name] for one in listed}
        text = f"{len(values)} classes"
        if factor.is_numeric:
            numbers = sorted(map(float, values))
            text = f"{len(values)} values, {numbers[0]:g} to {numbers[-1]:g}"
        yield _line(factor.title, f"{factor.type}, {text}")
    for task, lists in found.lists.items():
        yield _line(task, _labels_text(list(lists.values()), found.label_columns[task].fewest))
    if found.left_out:
        yield _line("left out", f"{len(found.left_out)} recordings that cannot be used:")
        for path, reason in found.left_out[:MOST_ROWS]:
            yield _wrapped(f"{path}: {reason}", 2 * _INDENT)
        if len(found.left_out) > MOST_ROWS:
            yield f"{2 * _INDENT}... and {len(found.left_out) - MOST_ROWS} more"
    if found.others:
        kinds = ", ".join(kinds_passed_over(found.others))
        yield _line("passed over", f"{len(found.others)} other files: {kinds}")
    if found.recordings is None:
        if found.planned:
            yield _line("sounds", f"not checked: {NOT_MADE}")
        return
    if found.planned:
        yield _line("twins", f"not checked: {NOT_MADE}")
    yield from _measured(found.recordings)


def _labels_text(lists: Sequence[Sequence[str]], fewest: int) -> str:
    every = {label for labels in lists for label in labels}
    rare = f"; those of fewer than {fewest} groups are left out" if fewest > 1 else ""
    return f"{len(every)} labels, {_spread([len(one) for one in lists], 0)} of a recording{rare}"


def _measured(recordings: pa.Table) -> Iterator[str]:
    table = recordings.to_pandas()
    yield _line("total duration", f"{table['duration_s'].sum() / 60:.1f} minutes")
    for title, values in {
        "duration (s)": table["duration_s"],
        "level (dB)": table["rms_db"],
        "noise floor (dB)": table["noise_floor_db"],
        "gain (dB)": 20 * np.log10(table["gain"]),
    }.items():
        yield _line(title, _spread(values))
    for title, name in {
        "sample rates": "samplerate",
        "channels": "channels",
        "formats": "file_format",
    }.items():
        counts = table[name].value_counts()
        yield _line(title, ", ".join(f"{value} ({count})" for value, count in counts.items()))
    repeated = int(table["sound_sha256"].duplicated().sum())
    if repeated:
        yield _line("copies", f"{repeated} repeat the samples of another one, in the same group")


def _cells(found: Inspection) -> Iterator[str]:
    """Count recordings, groups and snippets by cell, if there are factors."""
    factors = found.source.factors
    if not factors:
        return
    snippets = found.snippets
    if snippets is None:
        table = pa.table(
            {one.name: pa.array([r.factors[one.name] for r in found.listed]) for one in factors}
            | {
                "group": pa.array([one.group for one in found.listed]),
                "recording_id": pa.array([one.recording_id for one in found.listed]),
            }
        )
    else:
        table = snippets
    labels = labels_of(table, factors)
    rows = []
    numbers = cells_of(labels)
    ids, groups = strings(table, "recording_id"), strings(table, "group")
    for members in [numbers == number for number in np.unique(numbers)]:
        names = [str(values[members][0]) for values in labels.values()]
        counts = [len(set(ids[members])), len(set(groups[members])), np.count_nonzero(members)]
        rows.append([*names, *map(str, counts[:2]), "-" if snippets is None else str(counts[2])])
    rows.sort()
    possible = int(np.prod([len(np.unique(values)) for values in labels.values()]))
    yield _heading(f"Cells of the design ({len(rows)} of {possible} have recordings)")
    header = [*(one.title for one in factors), "recordings", "groups", "snippets"]
    yield from _table(header, rows, words=len(factors))


def _snippets(found: Inspection, snippets: pa.Table) -> Iterator[str]:
    groups = pd.Series(strings(snippets, "group"))
    title = "Snippets and folds" if found.tests_on_folds else "Snippets"
    yield _heading(title + " (planned: silent ones will be dropped)" * found.planned)
    yield _line("number", str(len(snippets)))
    yield _line("groups", f"{groups.nunique()}, of {_spread(groups.value_counts(), 0)} snippets")
    if found.recordings is not None:
        table = found.recordings.to_pandas()
        yield _line("padded", f"{table['n_padded'].sum()}, of recordings shorter than a snippet")
        yield _line("silent", f"{table['n_silent'].sum()} more, which are left out")
    if not found.tests_on_folds:
        return
    names = groups.to_numpy()
    for scheme, assigned in found.folds.items():
        numbers, sizes = np.unique(assigned, return_counts=True)
        members = [len(set(names[assigned == number])) for number in numbers]
        note = ", on which conclusions rest" if scheme == found.scheme else ""
        yield _line(
            f"{scheme} folds",
            f"{len(numbers)}, of {_spread(sizes, 0)} snippets, {_spread(members, 0)} groups{note}",
        )


def _cost(found: Inspection, snippets: int, disk: Mapping[str, float]) -> Iterator[str]:
    yield _heading("Cost")
    yield _line(
        "disk",
        f"about {disk['activations_gb']:.2f} GB of activations, of which {disk['kept_gb']:.2f} GB "
        f"are kept; {disk['free_gb']:.2f} GB are free",
    )
    if found.config["network"]["name"] == "yamnet":
        networks = 2 if found.config["control"]["permuted_weights"] else 1
        seconds = snippets * networks * EMBEDDING_S
        text = f"about {max(seconds, 1):.0f} s on two cores, besides the start of its jobs"
        yield _line("embedding", text)


def _technical(found: Inspection) -> Iterator[str]:
    yield _heading("Technical baseline (decoding from rate, channels, duration, level and format)")
    if found.technical is None:
        yield f"{_INDENT}not computed: {found.why_not}"
        return
    run = _as_run(found)
    rows = []
    for name in run.factors:
        row = technical_comparison(run, name)
        if row is not None:
            numbers = [f"{row[key]:.2f}" for key in ("mean_score", "mean_chance", "difference")]
            above = "above chance" if row["reject"] else ""
            p = f"{row['p']:.2g}" if row["p"] >= 0.001 else "<0.001"
            rows.append([name, score_name(row["metric"]), *numbers, p, above])
    header = ["factor", "score", "mean", "chance", "difference", "p", ""]
    yield from _table(header, rows, words=2)


def _warnings(found: Inspection) -> list[str]:
    """Collect the caveats that the report of the run would have."""
    if found.snippets is None:
        return []
    run = _as_run(found)
    checks = []
    if not found.source.labels_only:  # these are about what is decoded
        checks += [caveats_sounds.few_groups, caveats_sounds.design]
        checks += [caveats_sounds.near_copies] if found.recordings is not None else []
    if found.recordings is not None:
        checks.append(caveats_sounds.large_gains)
    if found.technical is not None:
        checks.append(technical_caveats)
    return [Markup(text).striptags() for check in checks for text in check(run)]


def _as_run(found: Inspection) -> Run:
    """Put what is known where the report of a finished run looks for it."""
    assert found.snippets is not None
    factors = found.source.factors
    labels = labels_of(found.snippets, factors)
    metric = found.config["comparisons"]["metric"]
    mains = {one.kind: one.name for one in DECODERS.values() if one.is_main}
    pairs = pd.DataFrame([vars(pair) for pair in found.near_copies])
    return Run(
        name=found.config["run"],
        factors=found.source.names,
        config=found.config,
        recordings=pd.DataFrame() if found.recordings is None else found.recordings.to_pandas(),
        snippets=found.snippets.to_pandas().assign(**labels),
        near_copies=pairs,
        technical=pd.DataFrame() if found.technical is None else found.technical,
        best={
            "scheme": found.scheme,
            "metric": metric,
            "factors": {
                one.name: {
                    "metric": "r2" if one.is_numeric else metric,
                    "decoder": mains[kind_of(one)],
                }
                for one in factors
            },
        },
    )


# -- Lines and tables ------------------------------------------------------------------------------


def _heading(text: str) -> str:
    return f"\n{text}"


def _line(name: str, text: str) -> str:
    return _wrapped(text, f"{_INDENT}{padded(name, 18)} ")


def _wrapped(text: str, first: str) -> str:
    """Wrap a text; the first line begins with `first`, the others with as many blanks."""
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * columns(first),
        break_on_hyphens=False,
    )


def _spread(values: ArrayLike, digits: int = 1) -> str:
    """Give the smallest, the middle and the largest of some values."""
    low, middle, high = (
        f"{value:.{digits}f}" for value in np.quantile(np.asarray(values), [0, 0.5, 1])
    )
    return low if low == high else f"{low} to {high} (median {middle})"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], words: int) -> Iterator[str]:
    """Align columns; the first `words` hold text, which is cut to fit, the others numbers."""
    shown = [list(header), *map(list, rows[:MOST_ROWS])]
    widths = [max(map(columns, column)) for column in zip(*shown, strict=True)]
    numbers = sum(widths[words:]) + 2 * len(widths)
    most = max(8, (WIDTH - numbers) // max(words, 1))
    # Short columns leave their room to long ones.
    spare = sum(max(0, most - width) for width in widths[:words])
    long = [width > most for width in widths[:words]]
    most += spare // max(sum(long), 1)
    for row in shown:
        cells = [
            padded(_cut(cell, most), min(width, most)) if column < words else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield (_INDENT + "  ".join(cells)).rstrip()
    if len(rows) > MOST_ROWS:
        yield f"{_INDENT}... and {len(rows) - MOST_ROWS} more"


def _cut(text: str, width: int) -> str:
    if columns(text) <= width:
        return text
    while columns(text) > width - 3:
        text = text[:-1]
    return text + "..."
