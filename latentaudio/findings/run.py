"""The tables of a run, from which its findings are computed and its report is written.

A table or value that a run does not have, or that was not read, is empty or ``None``. Findings then
say what was not tested, and the report what is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from latentaudio.decoding.layer_scores import features_in
from latentaudio.factor_types import Factor, parse_factors
from latentaudio.findings.lookup import distinct, records
from latentaudio.findings.record import Findings
from latentaudio.networks.base import NetworkDescription
from latentaudio.networks.registry import describe
from latentaudio.prediction.origins import Origins
from latentaudio.statistics.intervals import CONFIDENCE

#: Studies by the names that the configuration has for them.
LAYERS, KNOWN_FACTORS, PREDICTION = "layers", "known_factors", "prediction"
#: Name of the flow's latent space in the tables of disentanglement.
FLOW = "flow"
#: Columns that identify a row of a table of tests.
OUTCOME_KEYS = ("factor", "move", "reference", "contrast", "distance", "level")

#: Columns of the metrics that hold names or truth values; all others are numbers.
_METRIC_NAMES = ("space", "axis", "axis_a", "axis_b", "factor", "own")


def _no_table() -> pd.DataFrame:
    return pd.DataFrame()


def feature_names(scores: pd.DataFrame) -> list[str]:
    """List the features in a table of scores."""
    return distinct(features_in(scores)["space"]) if len(scores) else []


@dataclass(frozen=True)
class FlowRun:
    """The flow of one layer, and the sounds moved along its axes.

    Attributes
    ----------
    layer, folder
        Number of the layer (from 1), and its name in paths.
    alpha
        Family-wise error rate of the tests of moves.
    metrics
        Content of ``metrics.json`` for the main seed; None where it is missing.
    permuted
        Content of ``metrics.json`` for the flow trained on permuted labels; None where the run has
        no such control.
    history, stages, replicates
        Tables of ``flow/<layer>/``.
    pairs, tests, class_shifts, dose_response, examples, transfer_replicates
        Tables of ``transfer/<layer>/``.
    splits
        ``snippet_id`` and ``split`` of every snippet that was given to the flow.
    unmoved_change
        Largest change of a logit in sounds mapped through the flow and back without a move.
    control_shifts
        Mean shift of the projections by each control (``random``, ``permuted``), as a share of the
        mean shift by the moves that it controls for.
    figures
        Bytes of the PNG files, by name.
    """

    layer: int
    folder: str
    alpha: float
    metrics: Mapping[str, Any] | None = None
    permuted: Mapping[str, Any] | None = None
    history: pd.DataFrame = field(default_factory=_no_table)
    stages: pd.DataFrame = field(default_factory=_no_table)
    replicates: pd.DataFrame = field(default_factory=_no_table)
    pairs: pd.DataFrame = field(default_factory=_no_table)
    tests: pd.DataFrame = field(default_factory=_no_table)
    class_shifts: pd.DataFrame = field(default_factory=_no_table)
    dose_response: pd.DataFrame = field(default_factory=_no_table)
    examples: pd.DataFrame = field(default_factory=_no_table)
    transfer_replicates: pd.DataFrame = field(default_factory=_no_table)
    splits: pd.DataFrame = field(default_factory=_no_table)
    unmoved_change: float | None = None
    control_shifts: Mapping[str, float] = field(default_factory=dict)
    figures: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def outcomes(self) -> dict[tuple[str, ...], dict[str, Any]]:
        """Rows of `tests`, indexed by `OUTCOME_KEYS` for quick lookup."""
        return {tuple(str(row[key]) for key in OUTCOME_KEYS): row for row in records(self.tests)}

    def metric(self, name: str, permuted: bool = False) -> pd.DataFrame:
        """Return a list of records of the metrics as a table, empty where there is none.

        Null becomes NaN, which can be compared with numbers.
        """
        metrics = self.permuted if permuted else self.metrics
        table = pd.DataFrame((metrics or {}).get(name) or [])
        return table.astype({name: float for name in table if name not in _METRIC_NAMES})


@dataclass(frozen=True)
class KnownFactors:
    """The tables of the study of known factors; empty in a run without it.

    Attributes
    ----------
    comparison, contrasts, seeds
        ``known_factors/comparison.csv``, ``contrasts.csv`` and, for the report only,
        ``comparison_seeds.csv``.
    tuning
        ``known_factors/tuning.csv``: the settings that methods tried; for the report only.
    traversals
        By name of the representations that have pictures: bytes of the PNG file, by the name of
        the figure; for the report only.
    """

    comparison: pd.DataFrame = field(default_factory=_no_table)
    contrasts: pd.DataFrame = field(default_factory=_no_table)
    seeds: pd.DataFrame = field(default_factory=_no_table)
    tuning: pd.DataFrame = field(default_factory=_no_table)
    traversals: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)


@dataclass(frozen=True)
class Predicted:
    """The tables of the study of prediction; empty in a run without it.

    Attributes
    ----------
    scores, by_fold
        ``prediction/scores.csv`` and ``fold_scores.csv``.
    comparisons, per_class, per_label
        ``prediction/comparisons.csv``, ``per_class.csv`` and ``per_label.csv``, for the report
        only.
    origins
        Where the models have what they know; for the judgement only.
    alpha
        Family-wise error rate of the tests between models.
    """

    scores: pd.DataFrame = field(default_factory=_no_table)
    by_fold: pd.DataFrame = field(default_factory=_no_table)
    comparisons: pd.DataFrame = field(default_factory=_no_table)
    per_class: pd.DataFrame = field(default_factory=_no_table)
    per_label: pd.DataFrame = field(default_factory=_no_table)
    origins: Origins = field(default_factory=Origins)
    alpha: float = 1 - CONFIDENCE


@dataclass(frozen=True)
class Run:
    """A run: the tables of its studies, and what only its report shows.

    Attributes
    ----------
    name
        Name of the run.
    factors
        Names of the factors.
    scores, comparisons
        ``knn/scores.parquet`` and ``stats/layers.csv``.
    feature_comparisons
        ``stats/features.csv``, the comparisons of layers with features.
    technical
        ``stats/technical.csv``, the comparisons of technical properties with chance.
    best
        Content of ``stats/best_layer.json``.
    flows
        The flows, one per layer.
    known_factors
        The tables of the study of known factors.
    predicted
        The tables of the study of prediction.
    config
        The merged configuration.
    recordings, snippets, folds
        Tables of ``dataset/``.
    passed_over
        ``dataset/passed_over.csv``: the files of a searched folder that are not used.
    near_copies
        ``dataset/near_copies.csv``: pairs of recordings that may be copies of each other.
    heard
        ``stats/classes.csv``: the output classes of the sounds before any move.
    explained_variance
        ``pca/explained_variance.csv``.
    people
        ``listening/scores.csv``: the scores of listeners.
    figures
        Bytes of the PNG files, by name.
    versions
        Versions of the packages that can change results, by name.
    findings
        What the run says about each claim.
    """

    name: str
    factors: list[str]
    scores: pd.DataFrame = field(default_factory=_no_table)
    comparisons: pd.DataFrame = field(default_factory=_no_table)
    feature_comparisons: pd.DataFrame = field(default_factory=_no_table)
    technical: pd.DataFrame = field(default_factory=_no_table)
    best: Mapping[str, Any] = field(default_factory=dict)
    flows: tuple[FlowRun, ...] = ()
    known_factors: KnownFactors = field(default_factory=KnownFactors)
    predicted: Predicted = field(default_factory=Predicted)
    config: Mapping[str, Any] = field(default_factory=dict)
    recordings: pd.DataFrame = field(default_factory=_no_table)
    snippets: pd.DataFrame = field(default_factory=_no_table)
    folds: pd.DataFrame = field(default_factory=_no_table)
    passed_over: pd.DataFrame = field(default_factory=_no_table)
    near_copies: pd.DataFrame = field(default_factory=_no_table)
    heard: pd.DataFrame = field(default_factory=_no_table)
    explained_variance: pd.DataFrame = field(default_factory=_no_table)
    people: pd.DataFrame = field(default_factory=_no_table)
    figures: Mapping[str, bytes] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)

    def has(self, study: str) -> bool:
        """Return whether a study is one of the run's, by the configuration."""
        return study in self.config["studies"]

    @cached_property
    def network(self) -> NetworkDescription:
        """What is known of the network, by the configuration."""
        chosen = self.config["network"]
        return describe(chosen["name"], chosen["module"])

    @property
    def layers(self) -> list[int]:
        """Numbers of the decoded layers, ascending."""
        return sorted(int(layer) for layer in self.scores["layer"].dropna().unique())

    @property
    def features(self) -> list[str]:
        """Names of the decoded features, in the order of the scores."""
        return feature_names(self.scores)

    @cached_property
    def typed_factors(self) -> dict[str, Factor]:
        """The factors with their types, by name, by the configuration."""
        return {one.name: one for one in parse_factors(self.config["dataset"]["factors"])}

    @property
    def scheme(self) -> str:
        """Name of the scheme of folds on which conclusions rest."""
        return str(self.best["scheme"])

    @property
    def metric(self) -> str:
        """Name of the score by which layers are compared for categorical factors."""
        return str(self.best["metric"])

    def metric_of(self, factor: str) -> str:
        """Return the name of the score by which layers are compared for a factor."""
        return str(self.best["factors"][factor]["metric"])

    def decoder_of(self, factor: str) -> str:
        """Return the name of the decoder by which layers are compared for a factor."""
        return str(self.best["factors"][factor]["decoder"])

    @property
    def main_flow(self) -> FlowRun | None:
        """The flow by which claims are judged: of the overall best layer, or else the first."""
        if not self.flows:
            return None
        best = int(self.best["overall"]["layer"])
        return next((flow for flow in self.flows if flow.layer == best), self.flows[0])
