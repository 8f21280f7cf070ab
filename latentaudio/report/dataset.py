"""The section on sounds: the recordings, the snippets cut from them, and their splits."""

import pandas as pd

from latentaudio.datasets.found_files import kinds_passed_over
from latentaudio.datasets.segments import TOO_SHORT
from latentaudio.datasets.splits import SPLITS, VALIDATION
from latentaudio.findings.lookup import distinct, records
from latentaudio.findings.run import KNOWN_FACTORS, LAYERS, Run
from latentaudio.prediction.tasks.tasks import label_columns
from latentaudio.report.blocks import Block, Details, Paragraph, Table, Text, picture, rich
from latentaudio.report.numbers import count, first_few, listing, number, plural, share
from latentaudio.report.section import Section
from latentaudio.report.settings import setting


def write(run: Run) -> list[Block]:
    """Describe the sounds of the run."""
    blocks: list[Block] = [Paragraph(_recordings(run)), Paragraph(_snippets(run))]
    if run.factors:
        blocks.append(_classes(run))
    if run.has(LAYERS):
        blocks.append(Paragraph(_splits(run), tone="body" if has_splits(run) else "missing"))
    elif run.has(KNOWN_FACTORS):
        blocks.append(Paragraph(_same_split(run)))
    if len(run.factors) > 1 and has_cells(run):
        blocks.append(Details("Every cell of the design", (_cells(run),)))
    return [*blocks, *(picture(run.figures, "spectrograms") if run.has(LAYERS) else [])]


def has_cells(run: Run) -> bool:
    """Check whether the combinations of classes are a design of the run.

    Values drawn from ranges meet in bins by chance; only layers are decoded, and flows of layers
    trained, by these bins. Without factors there are none.
    """
    numeric = any(one.is_numeric for one in run.typed_factors.values())
    return bool(run.factors) and (run.has(LAYERS) or not numeric)


def has_splits(run: Run) -> bool:
    """Check whether the splits of the snippets for the main flow are known."""
    return run.main_flow is not None and not run.main_flow.splits.empty


def snippets_by_split(run: Run) -> dict[str, pd.DataFrame]:
    """Divide the snippets that were given to the main flow into their splits.

    Returns
    -------
    dict
        The snippets of every split that has any; empty where there is no flow.
    """
    if not has_splits(run):
        return {}
    assert run.main_flow is not None
    # Not joined as a column, because a factor may be called "split".
    of_snippet = run.main_flow.splits.set_index("snippet_id")["split"]
    splits = run.snippets["snippet_id"].map(of_snippet)
    tables = {name: run.snippets[splits == name] for name in SPLITS}
    return {name: table for name, table in tables.items() if len(table)}


def groups_by_class(table: pd.DataFrame, factor: str) -> pd.Series:
    """Count the groups of each class of a factor."""
    return table.groupby(factor, sort=False)["group"].nunique()


def empty_cells(run: Run) -> list[str]:
    """List the cells without snippets."""
    classes = [distinct(run.snippets[factor]) for factor in run.factors]
    every = pd.MultiIndex.from_product(classes, names=run.factors)
    present = set(map(tuple, run.snippets[run.factors].drop_duplicates().to_numpy().tolist()))
    return [" + ".join(cell) for cell in every.tolist() if tuple(cell) not in present]


def _recordings(run: Run) -> Text:
    recordings = run.recordings
    copies = recordings["augmentation_of"].notna() & (recordings["augmentation_of"] != "")
    rates = sorted(recordings["samplerate"].unique())
    seconds = float(recordings["duration_s"].sum())
    source = setting(run.config, "dataset.source")
    text = (
        f"{plural(len(recordings), 'recording')} ({number(seconds / 60, 1)} minutes in all, "
        f"{_lengths(recordings['duration_s'])}; sampled at "
        f"{listing([f'{rate / 1000:g} kHz' for rate in rates])}; source: {source}). "
    )
    if copies.any():
        text += f"{count(copies.sum())} of them are reverberated copies, kept in the groups of "
        text += "their originals. "
    text += _segments(recordings) + _equal_sounds(recordings) + _passed_over(run)
    names = [
        f"{factor.title} (numeric, here in {plural(run.snippets[name].nunique(), 'bin')})"
        if factor.is_numeric
        else f"{name} ({plural(run.snippets[name].nunique(), 'class', 'classes')})"
        for name, factor in run.typed_factors.items()
    ]
    if not names:
        labels = listing(list(label_columns(run.config)))
        return text + f"There are no factors, only lists of labels ({labels})."
    factors = "The factor is" if len(names) == 1 else "The factors are"
    return text + f"{factors} {listing(names)}."


def _equal_sounds(recordings: pd.DataFrame) -> str:
    """Count recordings with the samples of another one; settled when recordings were checked."""
    repeated = int(recordings["sound_sha256"].duplicated().sum())
    if not repeated:
        return ""
    return (
        f"{plural(repeated, 'recording')} {'repeats' if repeated == 1 else 'repeat'} the samples "
        "of another, in the same group. "
    )


def _segments(recordings: pd.DataFrame) -> str:
    """Count the recordings that are parts of files."""
    if "end_s" not in recordings:
        return ""
    parts = recordings[recordings["end_s"].notna()]
    files = parts["path"].nunique()
    return (
        f"{count(len(parts))} of them {'is a segment' if len(parts) == 1 else 'are segments'} of "
        f"{plural(files, 'file')}. "
    )


def _passed_over(run: Run) -> str:
    files = run.passed_over
    if files.empty:
        return ""
    short = int(files["reason"].eq(TOO_SHORT).sum())
    if short:  # of a manifest, which passes nothing else over
        return (
            f"{plural(short, 'segment')} shorter than a snippet {'was' if short == 1 else 'were'} "
            "left out (dataset/passed_over.csv). "
        )
    kinds = kinds_passed_over(zip(files["path"], files["reason"], strict=True))
    return (
        f"{plural(len(files), 'other file')} of the folder {'was' if len(files) == 1 else 'were'} "
        f"passed over: {first_few(kinds)} (dataset/passed_over.csv). "
    )


def _lengths(seconds: pd.Series) -> str:
    shortest, longest = (f"{number(value, 1)} s" for value in (seconds.min(), seconds.max()))
    return f"{shortest} each" if shortest == longest else f"from {shortest} to {longest} each"


def _snippets(run: Run) -> Text:
    silent, padded = run.recordings["n_silent"].sum(), run.recordings["n_padded"].sum()
    hop = setting(run.config, "dataset.hop_s")
    return (
        f"They were cut into {plural(len(run.snippets), 'snippet')} of "
        f"{run.network.snippet_s:g} s, one every {hop:g} s, from "
        f"{plural(run.snippets['group'].nunique(), 'group')}. {_undivided(run)}"
        f"{plural(int(silent), 'silent snippet')} (below "
        f"{number(setting(run.config, 'dataset.silence_db'), 0)} dB) "
        f"{'was' if silent == 1 else 'were'} dropped, and {plural(int(padded), 'short snippet')} "
        f"{'was' if padded == 1 else 'were'} padded with silence."
    )


def _undivided(run: Run) -> str:
    divides = "Grouped folds and the splits for flows" if run.has(LAYERS) else "Splits"
    return f"{divides} never divide a group. "


def _same_split(run: Run) -> Text:
    """State how representations are split, in a run that has nothing else."""
    held_out, validation = (
        share(setting(run.config, f"{section}_fraction"))
        for section in ("split.held_out", "flow.validation")
    )
    return (
        f"Whole groups were divided, for all representations alike: {held_out} are held out, "
        f"{validation} of the others decide when training stops and which settings and seeds are "
        "chosen, and the rest is for training. All scores are of held-out sounds"
        + (
            ", to which principal components were fitted, too (pca.fit_on)."
            if setting(run.config, "pca.fit_on") == "all"
            else ", which were not used in any fit or choice."
        )
    )


def _classes(run: Run) -> Table:
    splits = snippets_by_split(run)
    rows: list[list[Text]] = []
    for factor in run.factors:
        groups = groups_by_class(run.snippets, factor)
        sizes = run.snippets[factor].value_counts(sort=False)
        of_split = {name: groups_by_class(table, factor) for name, table in splits.items()}
        rows += [
            [
                rich("<b>{}</b>", factor) if index == 0 else "",
                label,
                count(sizes[label]),
                count(groups[label]),
                *(count(of_split[name].get(label, 0)) for name in splits),
            ]
            for index, label in enumerate(_labels(run, factor))
        ]
    return Table(
        "Number of snippets and groups of each class.",
        [
            "factor",
            "class",
            "snippets",
            "groups",
            *(f"groups: {name.replace('_', ' ')}" for name in splits),
        ],
        rows,
        words=2,
        source="dataset/snippets.parquet",
    )


def _labels(run: Run, factor: str) -> list[str]:
    """List the classes of a factor as they appear, or the bins of its values in their order."""
    labels = distinct(run.snippets[factor])
    return sorted(labels) if run.typed_factors[factor].is_numeric else labels


def _splits(run: Run) -> Text:
    if not has_splits(run):
        return (
            "The splits of the groups for flows are not shown, because this run has no table of "
            "latents (flow/<layer>/latents.parquet)."
        )
    splits = snippets_by_split(run)
    parts = [
        f"{plural(len(table), 'snippet')} of {plural(table['group'].nunique(), 'group')} "
        f"({name.replace('_', ' ')})"
        for name, table in splits.items()
    ]
    stopped = (
        "with early stopping on the validation groups"
        if VALIDATION in splits
        else "for all epochs, because there are too few groups for a validation split"
    )
    return (
        f"Whole groups were divided for the flow: {listing(parts)}. Flows are fitted to the "
        f"training groups {stopped}. All results in the sections on axes and moves are for the "
        f"held-out groups, {_uses_of_held_out(run)}. Only the typical sounds of a class, with "
        "which moved sounds are compared, may be from any split."
    )


def _uses_of_held_out(run: Run) -> str:
    """State which steps of the analysis used the held-out groups."""
    used = []
    if setting(run.config, "pca.fit_on") == "all":
        used.append("principal components were fitted to all groups (pca.fit_on)")
    if setting(run.config, "flow.layer") == "best":
        used.append("the layer was chosen on folds of all groups (flow.layer)")
    if not used:
        return "which were not used in any fit or choice"
    return f"to which no flow was fitted; however, {listing(used)}"


def _cells(run: Run) -> Table:
    cells = run.snippets.groupby(run.factors, sort=True).agg(
        snippets=("snippet_id", "size"), groups=("group", "nunique")
    )
    empty = empty_cells(run)
    rows = [
        [*map(str, cell), count(row["snippets"]), count(row["groups"])]
        for cell, row in zip(cells.index.tolist(), records(cells), strict=True)
    ]
    return Table(
        "Number of snippets and groups of each cell (combination of classes)"
        + (f"; {plural(len(empty), 'cell')} without sounds." if empty else "."),
        [*run.factors, "snippets", "groups"],
        rows,
        words=len(run.factors),
    )


SECTION = Section(
    "data",
    "The sounds",
    order=20,
    write=write,
    needs=("dataset/recordings.parquet", "dataset/snippets.parquet"),
    study=None,
)
