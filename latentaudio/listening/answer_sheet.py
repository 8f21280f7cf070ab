"""Two tables of a listening test: the sheet for answers, and the key, which listeners never see.

Columns about a factor begin with `ANSWER` or `TRUE`, because a factor may bear the name of any
other column.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from latentaudio.listening.trials import Trial

if TYPE_CHECKING:
    import pandas as pd

ANSWER, TRUE = "answer_", "true_"

#: Columns of the sheet before the answers. The page of the test fills in the last two.
SHEET_COLUMNS = ("test", "listener", "trial", "block", "file", "plays", "reaction_s")


def answer_sheet(trials: Sequence[Trial], factors: Iterable[str], test: str) -> "pd.DataFrame":
    """Make the sheet that listeners fill in: one row per trial, in the order of the test.

    Parameters
    ----------
    trials
        Trials of the test.
    factors
        Names of the factors.
    test
        Digest of the test; see `latentaudio.listening.trials.digest_of`.
    """
    import pandas as pd

    rows = [
        {
            "test": test,
            "listener": "",
            "trial": trial.number,
            "block": trial.block,
            "file": trial.file,
            "plays": "",
            "reaction_s": "",
        }
        for trial in trials
    ]
    columns = [*SHEET_COLUMNS, *(ANSWER + factor for factor in factors)]
    return pd.DataFrame(rows).reindex(columns=columns, fill_value="")


def answer_key(trials: Sequence[Trial], test: str, scale: float) -> "pd.DataFrame":
    """Make the key: what each trial is, with its class of each factor.

    ``snippets`` is the number of snippets that begin within the slice; the first is
    ``snippet_id``. ``held_out`` says whether no flow was trained on its group, ``scale`` by what
    the samples were multiplied.
    """
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "test": test,
                "trial": trial.number,
                "block": trial.block,
                "file": trial.file,
                "snippet_id": trial.slice.snippet_id,
                "snippets": len(trial.slice.rows),
                "recording_id": trial.slice.recording_id,
                "start_s": trial.slice.start_s,
                "group": trial.slice.group,
                "held_out": trial.held_out,
                "scale": scale,
                **{TRUE + factor: label for factor, label in trial.slice.labels.items()},
            }
            for trial in trials
        ]
    )
