"""Which noise suits a flow, by how well its axes tell the classes of validation sounds apart.

The loss would not do: it is mostly about the many coordinates that belong to no factor, and those
are fitted best with little noise. A flow is told which sounds share a class, so classes may choose.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from latentaudio.datasets.splits import TRAINING, VALIDATION, check_validation
from latentaudio.disentanglement.variance import eta_squared_by_coordinate
from latentaudio.factors import FactorLayout
from latentaudio.flow.invertible import FlowNetwork
from latentaudio.flow.training import Epoch, TrainingSettings, train
from latentaudio.flow.training_data import FlowData, pair_samplers
from latentaudio.seeds import integer_seed
from latentaudio.tuning import Criterion, Setting, Tuning, try_settings

CRITERION = Criterion("share of variance of axes that classes explain", lowest=False)


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
    judged = data.splits == VALIDATION
    labels = {factor: classes[judged] for factor, classes in data.labels.items()}

    def explained(setting: Setting) -> float:
        network = new_network()
        train(
            network,
            layout,
            samplers[TRAINING],
            samplers[VALIDATION],
            replace(settings, **setting),
            integer_seed(seed, "flow training"),
            on_epoch=on_epoch,
        )
        z, _ = network.encode(projections[judged])
        return _share(z, labels, layout)

    return try_settings(tried, CRITERION, explained)


def _share(z: np.ndarray, labels: Mapping[str, np.ndarray], layout: FactorLayout) -> float:
    """Average over factors what their classes explain of the variance of their axes."""
    shares = []
    for factor in layout.names:
        axis = z[:, layout.slices[factor]]
        of_coordinates = np.nan_to_num(eta_squared_by_coordinate(axis, labels[factor]))
        shares.append(of_coordinates @ axis.var(axis=0) / max(axis.var(axis=0).sum(), 1e-300))
    return float(np.mean(shares))
