"""Which noise suits a flow, by its loss on validation sounds."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from latentaudio.datasets.splits import TRAINING, VALIDATION, check_validation
from latentaudio.factors import FactorLayout
from latentaudio.flow.invertible import FlowNetwork
from latentaudio.flow.training import Epoch, TrainingSettings, train
from latentaudio.flow.training_data import FlowData, pair_samplers
from latentaudio.seeds import integer_seed
from latentaudio.tuning import Criterion, Setting, Tuning, try_settings

CRITERION = Criterion("loss of pairs, without noise", lowest=True)


def tune_flow(
    new_network: Callable[[], FlowNetwork],
    layout: FactorLayout,
    data: FlowData,
    projections: np.ndarray,
    settings: TrainingSettings,
    tried: Sequence[Setting],
    *,
    seed: int,
    on_epoch: Callable[[Epoch], None] | None = None,
) -> Tuning:
    """Train a flow with each of some settings, as `latentaudio.flow.fit.fit_flow` does with one.

    Settings must leave the loss as it is, or their losses could not be compared: the noise does, as
    validation pairs have none.

    Parameters
    ----------
    new_network
        Builds a flow that is not trained yet, always with the same weights.
    layout, data, projections, seed, on_epoch
        See `latentaudio.flow.fit.fit_flow`.
    settings
        What all trainings have in common.
    tried
        Settings that take the place of some of these.

    Raises
    ------
    DatasetError
        If there are no validation sounds.
    TrainingError
        If the training diverges with every setting.
    """
    check_validation(data.splits, "flow.validation_fraction")
    samplers = pair_samplers(data, projections)

    def least_loss(setting: Setting) -> float:
        result = train(
            new_network(),
            layout,
            samplers[TRAINING],
            samplers[VALIDATION],
            replace(settings, **setting),
            integer_seed(seed, "flow training"),
            on_epoch=on_epoch,
        )
        return result.history[result.best_epoch - 1].validation_loss

    return try_settings(tried, CRITERION, least_loss)
