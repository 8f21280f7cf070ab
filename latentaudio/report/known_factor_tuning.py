"""The table of the settings that methods tried on validation sounds."""

import math
from collections import Counter

import pandas as pd

from latentaudio.findings.run import Run
from latentaudio.report.blocks import Table, Text
from latentaudio.report.numbers import plural

_OF_TUNING = ["method", "space", "model"]


def tuning_table(run: Run) -> Table:
    """Show which settings each method tried in each space, and which were chosen."""
    tried = run.known_factors.tuning
    return Table(
        "All settings were tried on the same validation sounds. A model of autoencoders chose "
        "once, at beta 1, for all its trainings, and a flow for all its seeds; a network chose for "
        "each seed.",
        ["method", "space", "model", "settings", "criterion", "chosen"],
        [_row(rows) for _, rows in tried.groupby(_OF_TUNING, sort=False)],
        words=6,
        source="known_factors/tuning.csv",
    )


def _row(rows: pd.DataFrame) -> list[Text]:
    """Describe the settings of a method in a space; seeds of a network chose each for itself."""
    pairs = rows["setting"].str.partition("=")
    rows = rows.assign(key=pairs[0], value=pairs[2])
    first = rows.iloc[0]
    diverged = set(rows.loc[rows["validation_value"].map(math.isinf), "value"])
    values = [
        f"{value} (diverged)" if value in diverged else value
        for value in dict.fromkeys(rows["value"])
    ]
    chosen = Counter(rows.loc[rows["chosen"], "value"])
    return [
        *(first[name] for name in _OF_TUNING),
        f"{first['key'].replace('_', ' ')}: {', '.join(values)}",
        first["criterion"],
        ", ".join(
            value if len(chosen) == 1 else f"{value} ({plural(count, 'seed')})"
            for value, count in chosen.items()
        ),
    ]
