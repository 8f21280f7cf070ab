r"""Differences between the scores of two representations of the same sounds, with their intervals.

A score depends on the sounds and on the seed of the training. Half samples of sounds are the same
for all representations, so the error from the sounds is that of the differences in half samples:
what makes sounds hard for both cancels. The error from seeds is the variance between seeds over
their number. That variance is pooled over all representations of a kind (all VAEs, all flows),
because three seeds alone say little about it, and a VAE trained once would say nothing:

.. math:: e^2 = s_\text{sounds}^2 + s_a^2 / n_a + s_b^2 / n_b.

The difference over :math:`e` is compared with Student's t, with degrees of freedom by Welch and
Satterthwaite [1]_. Where nothing is drawn, there is no error from seeds. Differences of the same
claim and metric are a family, and p is corrected over it by Holm's method.

References
----------
.. [1] Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance components.
   Biometrics Bulletin 2, 110-114.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.stats import t as student

from latentaudio.artifacts import HALF_SAMPLES, read_table, write_table
from latentaudio.disentanglement.scored_code import Scored
from latentaudio.errors import ArtifactError
from latentaudio.known_factors.representations import COMPONENTS, FLOW, VAE
from latentaudio.statistics.corrections import holm
from latentaudio.statistics.intervals import CONFIDENCE

#: Claims about pairs of representations.
BETA, WITHOUT_LABELS, WITH_LABELS, LINEAR = (
    "beta_helps",
    "vae_finds_factors",
    "flow_finds_factors",
    "linear_map_suffices",
)
#: Scores that claims rest on: one asks whether a factor is in one unit, one whether a unit has one
#: factor.
METRICS = ("mig", "dci_disentanglement")
#: The supervised method that a flow is compared with.
RIDGE = "ridge"
COLUMNS = (
    *("claim", "metric", "a", "b", "difference", "low", "high", "sounds_error", "seeds_error"),
    *("df", "p", "p_holm", "seeds_a", "seeds_b", "collapsed_a", "collapsed_b", "note"),
)
NO_SPREAD = "the spread over seeds is unknown"


class Pair(NamedTuple):
    """A claim that representation `a` scores higher than representation `b`."""

    claim: str
    a: str
    b: str


def write_half_samples(path: Path, name: str, seed: int | None, scored: Sequence[Scored]) -> None:
    """Write the values of the scores of a whole code in the data and in every half sample."""
    whole = [one for one in scored if one.factor is None]
    lengths = [len(one.values) for one in whole]
    table = pa.table(
        {
            "representation": pa.array([name] * sum(lengths), pa.string()),
            "seed": pa.array([seed] * sum(lengths), pa.int64()),
            "metric": pa.array(np.repeat([one.metric for one in whole], lengths), pa.string()),
            "half_sample": np.concatenate([np.arange(length) for length in lengths]),
            "groups": np.repeat([one.groups for one in whole], lengths),
            "value": np.concatenate([one.values for one in whole]),
        }
    )
    write_table(table, path, HALF_SAMPLES)


def read_half_samples(path: Path) -> pd.DataFrame:
    """Read what `write_half_samples` wrote; ``half_sample`` 0 is the data."""
    return read_table(path, HALF_SAMPLES).to_pandas().astype({"seed": "Int64"})


def contrasts(scores: pd.DataFrame, half_samples: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Compare the pairs of representations that claims are about.

    Parameters
    ----------
    scores
        As `latentaudio.known_factors.comparison.gather` returns it.
    half_samples
        As `read_half_samples` returns them, for the same trainings.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`, one row for each pair and metric of `METRICS`. ``difference`` is a minus
        b; ``low, high`` its interval at level `CONFIDENCE`, not corrected; ``p`` two-sided;
        ``collapsed_a, collapsed_b`` how many of the seeds collapsed. Values that are undefined are
        NaN.

    Raises
    ------
    ArtifactError
        If half samples of two representations are not of the same groups.
    """
    halves = pd.concat(half_samples, ignore_index=True)
    described = scores.drop_duplicates("representation").set_index("representation")
    trainings = scores.drop_duplicates(["representation", "seed"])
    collapsed = trainings.groupby("representation")["collapsed"].sum().astype(int)
    kinds = {str(name): str(kind) for name, kind in described["kind"].items()}
    rows = []
    for metric in METRICS:
        of_metric = halves[halves["metric"] == metric]
        measured = {
            str(name): _measured(metric, str(name), members)
            for name, members in of_metric.groupby("representation", sort=False)
        }
        spreads = _spreads(measured, kinds)
        for pair in pairs(described, _values(scores, metric)):
            rows.append(
                {
                    "claim": pair.claim,
                    "metric": metric,
                    "a": pair.a,
                    "b": pair.b,
                    **_contrast(pair, measured, spreads, kinds),
                    "collapsed_a": collapsed[pair.a],
                    "collapsed_b": collapsed[pair.b],
                }
            )
    table = pd.DataFrame(rows, columns=[name for name in COLUMNS if name != "p_holm"])
    families = table["p"].groupby([table["claim"], table["metric"]], sort=False)
    return table.assign(p_holm=families.transform(_holm))[list(COLUMNS)]


def pairs(described: pd.DataFrame, values: Mapping[str, float]) -> Iterator[Pair]:
    """List the pairs of representations that claims are about.

    Parameters
    ----------
    described
        Columns ``kind, space, model, objective, schedule, beta`` by representation.
    values
        The score by representation, by which the components are chosen that VAEs of another space
        are compared with.

    Yields
    ------
    Pair
        Each beta above 1 and beta 1 of the same VAE otherwise; each VAE and the components of its
        space (where these were not scored, those with the highest score); each flow and each VAE;
        ridge and the flow of its space.
    """
    vaes, flows = (described[described["kind"] == kind] for kind in (VAE, FLOW))
    for _, alike in vaes.groupby(["space", "model", "objective", "schedule"], sort=False):
        for one in alike.index[alike["beta"] == 1]:
            for name in alike.index[alike["beta"] > 1]:
                yield Pair(BETA, str(name), str(one))
    raw = described[described["kind"] == COMPONENTS]
    for name in vaes.index:
        own = raw.index[raw["space"] == vaes.loc[name, "space"]]
        if len(raw):
            reference = own[0] if len(own) else max(raw.index, key=lambda one: values[one])
            yield Pair(WITHOUT_LABELS, str(name), str(reference))
    for flow in flows.index:
        for name in vaes.index:
            yield Pair(WITH_LABELS, str(flow), str(name))
        for ridge in described.index[described["kind"] == RIDGE]:
            if described.loc[ridge, "space"] == flows.loc[flow, "space"]:
                yield Pair(LINEAR, str(ridge), str(flow))


@dataclass(frozen=True)
class _Measured:
    """A score of all seeds of a representation: ``[seeds, 1 + half samples]``, and of what."""

    values: np.ndarray
    groups: int
    drawn: bool

    @property
    def seeds(self) -> np.ndarray:
        return self.values[:, 0]


class _Spread(NamedTuple):
    variance: float
    freedom: int


def _measured(metric: str, name: str, members: pd.DataFrame) -> _Measured:
    groups = members["groups"].unique()
    seeds = members["seed"].fillna(-1)
    if len(groups) > 1 or seeds.value_counts().nunique() > 1:
        raise ArtifactError(
            f"known_factors: half samples of the seeds of '{name}' in {metric} are not of the same "
            "groups; delete the scores, and the next run will make them again"
        )
    wide = members.assign(seed=seeds).pivot(index="seed", columns="half_sample", values="value")
    return _Measured(wide.to_numpy(np.float64), int(groups[0]), bool(members["seed"].notna().all()))


def _values(scores: pd.DataFrame, metric: str) -> dict[str, float]:
    rows = scores[(scores["metric"] == metric) & (scores["factor"] == "")]
    return {str(k): float(v) for k, v in rows.groupby("representation")["value"].mean().items()}


def _spreads(
    measured: Mapping[str, _Measured], kinds: Mapping[str, str]
) -> dict[str, _Spread | None]:
    """Pool the variance between seeds over the representations of each kind; None if unknown."""
    spreads: dict[str, _Spread | None] = {}
    for kind in dict.fromkeys(kinds.values()):
        of_kind = [one for name, one in measured.items() if kinds[name] == kind]
        seeds = [one.seeds[np.isfinite(one.seeds)] for one in of_kind]
        freedom = sum(max(len(one) - 1, 0) for one in seeds)
        if not any(one.drawn for one in of_kind):
            spreads[kind] = _Spread(0.0, 0)
        elif freedom:
            squares = sum(float(((one - one.mean()) ** 2).sum()) for one in seeds if len(one))
            spreads[kind] = _Spread(squares / freedom, freedom)
        else:
            spreads[kind] = None
    return spreads


def _contrast(
    pair: Pair,
    measured: Mapping[str, _Measured],
    spreads: Mapping[str, _Spread | None],
    kinds: Mapping[str, str],
) -> dict[str, Any]:
    a, b = measured[pair.a], measured[pair.b]
    if a.groups != b.groups or a.values.shape[1] != b.values.shape[1]:
        raise ArtifactError(
            f"known_factors: half samples of '{pair.a}' and '{pair.b}' are of {a.groups} and "
            f"{b.groups} groups; represent the same sounds with the same split"
        )
    differences = a.values.mean(axis=0) - b.values.mean(axis=0)
    sounds = _error_of_sounds(differences[1:], a.groups)
    # What is pooled for both representations is one estimate.
    shares: dict[str, float] = {}
    for name in (pair.a, pair.b):
        shares[kinds[name]] = shares.get(kinds[name], 0.0) + 1 / len(measured[name].values)
    known = {kind: spread for kind in shares if (spread := spreads[kind]) is not None}
    seeds = [
        _Spread(spread.variance * shares[kind], spread.freedom) for kind, spread in known.items()
    ]
    error = math.sqrt(sounds.variance + sum(one.variance for one in seeds))
    freedom = _freedom([sounds, *seeds])
    difference = float(differences[0])
    reach = float(student.ppf((1 + CONFIDENCE) / 2, freedom)) * error
    return {
        "difference": difference,
        "low": difference - reach,
        "high": difference + reach,
        "sounds_error": math.sqrt(sounds.variance),
        "seeds_error": math.sqrt(sum(one.variance for one in seeds)),
        "df": freedom,
        "p": _p(difference, error, freedom),
        "seeds_a": len(a.values),
        "seeds_b": len(b.values),
        "note": "" if len(known) == len(shares) else NO_SPREAD,
    }


def _error_of_sounds(halves: np.ndarray, groups: int) -> _Spread:
    finite, half = halves[np.isfinite(halves)], groups // 2
    if len(finite) < 2:
        return _Spread(math.nan, 0)
    return _Spread(float(finite.var(ddof=1)) * half / (groups - half), min(len(finite), groups) - 1)


def _freedom(parts: Sequence[_Spread]) -> float:
    total = sum(one.variance for one in parts)
    if not total > 0:
        return float(parts[0].freedom)
    return total**2 / sum(one.variance**2 / one.freedom for one in parts if one.freedom)


def _p(difference: float, error: float, freedom: float) -> float:
    if not math.isfinite(error) or not math.isfinite(difference):
        return math.nan
    if error == 0:
        return 0.0 if difference else 1.0
    return float(2 * student.sf(abs(difference) / error, freedom))


def _holm(p: pd.Series) -> pd.Series:
    tested = p.dropna()
    return pd.Series(holm(tested.to_numpy(np.float64)), tested.index).reindex(p.index)
