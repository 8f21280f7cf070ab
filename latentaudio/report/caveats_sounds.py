"""Caveats about the recordings, their groups and the design."""

import math
from collections.abc import Iterator

import pandas as pd

from latentaudio.audio.levels import LARGE_GAIN_DB, is_large
from latentaudio.datasets.splits import HELD_OUT
from latentaudio.findings.lookup import distinct, records
from latentaudio.findings.run import LAYERS, Run
from latentaudio.report.blocks import Text, titled
from latentaudio.report.dataset import (
    empty_cells,
    groups_by_class,
    has_cells,
    snippets_by_split,
)
from latentaudio.report.numbers import MOST_NAMED, first_few, number, plural
from latentaudio.report.settings import setting

#: Classes with fewer groups than this, in total or held out, are named.
FEW_GROUPS = 10
FEW_HELD_OUT = 5
#: Ratio of the snippets of the largest and smallest class above which they differ in size.
UNEQUAL = 2.0


def few_groups(run: Run) -> Iterator[Text]:
    """Name classes with few groups, in total or held out."""
    for factor in run.factors:
        few = groups_by_class(run.snippets, factor)
        few = few[few < FEW_GROUPS]
        if len(few):
            yield titled(
                f"Few groups of {factor}",
                f"{_counted(few)}. With fewer than {FEW_GROUPS} groups, "
                f"{'folds' if run.has(LAYERS) else 'splits'} and intervals depend on single "
                "objects, and the class may be recognised by features that these share by chance.",
            )
    splits = snippets_by_split(run)
    if HELD_OUT not in splits:
        return
    given = pd.concat(splits.values()).sort_index()
    for factor in run.factors:
        classes = distinct(given[factor])
        few = groups_by_class(splits[HELD_OUT], factor).reindex(classes, fill_value=0)
        few = few[few < FEW_HELD_OUT]
        if len(few):
            yield titled(
                f"Few held-out groups of {factor}",
                f"{_counted(few)}. All claims about axes and moves of these classes rest on them.",
            )


def large_gains(run: Run) -> Iterator[Text]:
    """Name recordings so quiet that normalising them amplifies their noise as well."""
    gains = run.recordings.set_index("recording_id")["gain"]
    gains = gains[is_large(gains)].sort_values(ascending=False)
    if len(gains):
        named = [f"{name} ({number(20 * math.log10(gain), 0)} dB)" for name, gain in gains.items()]
        yield titled(
            "Some recordings are very quiet",
            f"{first_few(named)} had a gain above {LARGE_GAIN_DB:g} dB. Their noise, and the steps "
            "of a coarse sample format, were amplified too, and may be what is "
            f"{'decoded' if run.has(LAYERS) else 'represented'}.",
        )


def _counted(groups: pd.Series) -> str:
    return first_few([f"{label} ({plural(int(size), 'group')})" for label, size in groups.items()])


def blocks(run: Run) -> Iterator[Text]:
    """State that blocks of a recording share what held-out groups should not."""
    if setting(run.config, "dataset.block_s") is not None:
        yield titled(
            "Groups are blocks of recordings",
            "a held-out block shares its object, room and microphone with blocks used in "
            "training. Generalisation to new objects is not tested.",
        )


def tones(run: Run) -> Iterator[Text]:
    """State that additive tones stand for no other sounds."""
    if setting(run.config, "dataset.source") == "additive":
        yield titled(
            "Synthetic tones are not natural sounds",
            "each is a sum of partials. What holds for them need not hold for natural sounds, and "
            "nothing on this page claims that it does.",
        )


def rooms(run: Run) -> Iterator[Text]:
    """State that simulated rooms stand for no others."""
    if setting(run.config, "dataset.source") == "distances":
        yield titled(
            "Simulated rooms are not recordings",
            "walls absorb alike everywhere and at all frequencies, sources radiate alike in all "
            "directions, and nothing else is in the room. What holds here need not hold for "
            "recordings at these distances.",
        )


def design(run: Run) -> Iterator[Text]:
    """Name empty cells and classes of unequal size."""
    empty = empty_cells(run) if has_cells(run) else []
    if empty:
        yield titled(
            "Not every combination of classes has sounds",
            f"{first_few(empty)}. The factors are therefore correlated, and an effect of one may "
            "be due to another.",
        )
    # Quantile bins of numeric factors are about equal in size.
    categorical = [one.name for one in run.typed_factors.values() if not one.is_numeric]
    for factor in categorical:
        sizes = run.snippets[factor].value_counts()
        if sizes.max() > UNEQUAL * sizes.min():
            yield titled(
                f"Classes of {factor} differ in size",
                f"{sizes.index[0]} has {plural(int(sizes.max()), 'snippet')}, {sizes.index[-1]} "
                f"{plural(int(sizes.min()), 'snippet')}. {_of_unequal_classes(run)}",
            )


def _of_unequal_classes(run: Run) -> str:
    if run.has(LAYERS):
        return (
            "Accuracy can then be had by naming the large classes; compare it with chance, or use "
            "balanced accuracy."
        )
    return "Measures of separation then rest mostly on the large classes."


def near_copies(run: Run) -> Iterator[Text]:
    """Name recordings in different groups that may be copies of each other."""
    pairs = [f"{row['recording_a']} and {row['recording_b']}" for row in records(run.near_copies)]
    if pairs:
        more = f" and {len(pairs) - MOST_NAMED} more pairs" if len(pairs) > MOST_NAMED else ""
        named = "; ".join(pairs[:MOST_NAMED]) + more
        yield titled(
            "Some recordings may be copies of each other",
            f"{named} sound alike, apart from level, codec or start, but are in "
            "different groups (dataset/near_copies.csv). A model tested on one may thus have been "
            "trained on the other. If they are copies, put them in one group or remove one.",
        )
