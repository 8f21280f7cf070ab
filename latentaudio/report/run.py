"""The tables of a run from which the report is written.

A table or value that a run does not have is empty or ``None``; the report then says that it is
missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from latentaudio.decoding.scores import CHANCE_COLUMNS

#: Name of the flow's latent space in the tables of disentanglement.
FLOW = "flow"
#: Columns that identify a row of a table of tests.
OUTCOME_KEYS = ("factor", "move", "reference", "contrast", "distance", "level")

#: Columns of the metrics that hold names or truth values; all others are numbers.
_METRIC_NAMES = ("space", "axis", "axis_a", "axis_b", "factor", "own")


def _no_table() -> pd.DataFrame:
    return pd.DataFrame()


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
class Run:
    """A run: its configuration, the tables of layer decoding, and its flows.

    Attributes
    ----------
    config
        The merged configuration.
    recordings, snippets
        Tables of ``dataset/``.
    scores, comparisons
        ``knn/scores.parquet`` and ``stats/layers.csv``.
    best
        Content of ``stats/best_layer.json``.
    heard
        ``stats/classes.csv``: the AudioSet classes of the sounds before any move.
    explained_variance
        ``pca/explained_variance.csv``.
    figures
        Bytes of the PNG files, by name.
    flows
        The flows, one per layer.
    versions
        Versions of the packages that can change results, by name.
    """

    config: Mapping[str, Any]
    recordings: pd.DataFrame
    snippets: pd.DataFrame
    scores: pd.DataFrame
    comparisons: pd.DataFrame
    best: Mapping[str, Any]
    heard: pd.DataFrame = field(default_factory=_no_table)
    explained_variance: pd.DataFrame = field(default_factory=_no_table)
    figures: Mapping[str, bytes] = field(default_factory=dict)
    flows: tuple[FlowRun, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of the run."""
        return str(self.config["run"])

    @property
    def factors(self) -> list[str]:
        """Names of the factors."""
        return [str(name) for name in self.config["dataset"]["factors"]]

    @property
    def alpha(self) -> float:
        """Family-wise error rate of the comparisons of layers."""
        return float(self.config["comparisons"]["alpha"])

    @property
    def layers(self) -> list[int]:
        """Numbers of the decoded layers, ascending."""
        return sorted(int(layer) for layer in self.scores["layer"].unique())

    @property
    def metric(self) -> str:
        """Name of the score by which layers are compared."""
        return str(self.best["metric"])

    @property
    def chance_column(self) -> str:
        """Column of the scores that holds the chance level of `metric`."""
        return CHANCE_COLUMNS[self.metric]

    @property
    def main_flow(self) -> FlowRun | None:
        """The flow by which claims are judged: of the overall best layer, or else the first."""
        best = int(self.best["overall"]["layer"])
        at_best = [flow for flow in self.flows if flow.layer == best]
        return next(iter(at_best or self.flows), None)


def setting(config: Mapping[str, Any], dotted: str) -> Any:  # noqa: ANN401
    """Look up a key such as ``"flow.sigma"``; return None where it is missing.

    Examples
    --------
    >>> setting({"flow": {"sigma": 0.9}}, "flow.sigma"), setting({}, "flow.sigma")
    (0.9, None)
    """
    value: Any = config
    for key in dotted.split("."):
        if not isinstance(value, Mapping) or key not in value:
            return None
        value = value[key]
    return value


def select(table: pd.DataFrame, **equal: object) -> pd.DataFrame:
    """Keep the rows in which every named column has the given value.

    Examples
    --------
    >>> select(pd.DataFrame({"a": [1, 2], "b": [3, 4]}), a=2)["b"].tolist()
    [4]
    >>> len(select(pd.DataFrame(), a=2))
    0
    """
    if table.empty:
        return table
    mask = pd.Series(True, index=table.index)
    for name, value in equal.items():
        mask &= table[name] == value
    return table[mask]


def only(table: pd.DataFrame, **equal: object) -> dict[str, Any] | None:
    """Return the one row in which every named column has the given value, or None.

    Raises
    ------
    ValueError
        When there are several such rows.
    """
    rows = records(select(table, **equal))
    if len(rows) > 1:
        raise ValueError(f"{len(rows)} rows with {equal}; expected at most one")
    return rows[0] if rows else None


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dictionaries with the columns as keys."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def distinct(values: pd.Series) -> list[str]:
    """List the distinct values in the order in which they appear."""
    return [str(value) for value in dict.fromkeys(values.tolist())]


def is_true(value: object) -> bool:
    """Read a truth value from a table; empty cells count as false."""
    return str(value).lower() == "true"
