"""Tables of tasks of numbers: what was predicted of each recording while it was held out."""

from collections.abc import Sequence

import pandas as pd

from latentaudio.datasets.splits import HELD_OUT
from latentaudio.prediction.scoring.number_scores import kind_of
from latentaudio.prediction.scoring.score_tables import Trained, by_model


def predicted_values(trainings: Sequence[Trained]) -> pd.DataFrame:
    """List predictions of held-out recordings, in the unit of the factor.

    Returns
    -------
    pandas.DataFrame
        Columns ``task, model, seed, fold, recording_id, group, truth, predicted``, and ``low,
        high``, the ends of the 95% interval of each.
    """
    tables = []
    for (task, model), own in by_model(trainings):
        for one in own:
            held_out = one.predictions.of(HELD_OUT)
            low, high = kind_of(held_out).interval(held_out.outputs, held_out.calibration)
            tables.append(
                pd.DataFrame(
                    {
                        "task": task,
                        "model": model,
                        "seed": one.seed,
                        "fold": one.fold,
                        "recording_id": held_out.recording_ids,
                        "group": held_out.groups,
                        "truth": held_out.targets,
                        "predicted": held_out.predicted,
                        "low": low,
                        "high": high,
                    }
                )
            )
    return pd.concat(tables, ignore_index=True)
