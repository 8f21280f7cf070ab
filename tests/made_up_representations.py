"""Tables of a made-up comparison of representations, in the real format, without any training.

Scores are made up; means, intervals and differences are computed from them by the library.
"""

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from latentaudio import artifacts
from latentaudio.known_factors.comparison import compare, gather, scores_table
from latentaudio.known_factors.contrasts import contrasts
from latentaudio.tuning import (
    TUNING_FILE,
    Criterion,
    Tuning,
    gathered,
    settings_of,
    write_tuning,
)

#: MIG of each representation by name, in runs in which everything went as expected.
MIG = {
    "components/log_mel": 0.03,
    "vae/log_mel/convolution_1d/beta_vae-constant/beta_1": 0.10,
    "vae/log_mel/convolution_1d/beta_vae-constant/beta_4": 0.20,
    "flow/log_mel": 0.46,
    "ridge/log_mel": 0.56,
    "network/log_mel": 0.63,
}
#: Share of the input that comes back, by kind.
BACK = {"components": 1.0, "vae": 0.85, "flow": 0.999999, "ridge": 0.3, "network": 0.35}
HALVES, GROUPS = 20, 200


@dataclass
class Representations:
    """Properties of a made-up comparison.

    Attributes
    ----------
    factors
        Names of the factors, all numeric.
    mig
        MIG of each representation by its name.
    seeds
        Seeds of what is trained.
    collapsed
        Names of VAEs whose posterior collapsed.
    folded
        Factor whose axis folds in the flow.
    returns
        Share of the input that comes back from VAEs.
    """

    factors: Sequence[str] = ("pitch", "decay")
    mig: Mapping[str, float] = field(default_factory=lambda: MIG)
    seeds: Sequence[int] = (1, 2, 3)
    collapsed: Sequence[str] = ()
    folded: str = ""
    returns: float = BACK["vae"]


def write_representations(folder: Path, plan: Representations) -> None:
    """Write the tables of ``known_factors/``."""
    trainings = [
        (name, seed)
        for name in plan.mig
        for seed in (plan.seeds if name.split("/")[0] in ("vae", "flow", "network") else [None])
    ]
    scores = gather(
        scores_table(_description(plan, *one), _scores(plan, *one)) for one in trainings
    )
    halves = [_half_samples(plan, *one) for one in trainings]
    tables = {
        "comparison_seeds": scores,
        "comparison": compare(scores),
        "contrasts": contrasts(scores, halves),
    }
    for name, table in tables.items():
        artifacts.write_csv(folder / "known_factors" / f"{name}.csv", table)
    _write_tuning(folder)


#: Settings of each method, the value of each on validation sounds by its seed, and the criterion.
TRIED = {
    ("ridge", ""): ({"penalty": [1, 100]}, {None: [0.5, 0.6]}, Criterion("score", False)),
    ("network", ""): (
        {"weight_decay": [0.01, 1]},
        {1: [0.8, 0.9], 2: [0.9, 0.8], 3: [0.8, 0.9]},
        Criterion("score", False),
    ),
    ("flow", ""): ({"noise": [0.25, 0.5]}, {1: [3.5, 3.0]}, Criterion("loss of pairs", True)),
    ("vae", "convolution_1d"): (
        {"learning_rate": [0.001, 0.003]},
        {1: [700.0, math.inf]},
        Criterion("negative bound", True),
    ),
}


def _write_tuning(folder: Path) -> None:
    paths = []
    for (method, model), (grid, found, criterion) in TRIED.items():
        for seed, values in found.items():
            paths.append(folder / method / str(seed) / TUNING_FILE)
            tuning = Tuning(criterion, settings_of(grid), values)
            own = {"method": method, "space": "log_mel", "model": model, "seed": seed}
            write_tuning(paths[-1], tuning, **own)
    artifacts.write_csv(folder / "known_factors" / TUNING_FILE, gathered(paths))


def _noise(*keys: object) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(repr(keys).encode()))


def _description(plan: Representations, name: str, seed: int | None) -> dict[str, object]:
    kind, space, *rest = name.split("/")
    model, objective, beta = rest if rest else (None, None, None)
    collapsed = name in plan.collapsed
    return {
        "representation": name,
        "kind": kind,
        "space": space,
        "model": model,
        "objective": objective.split("-")[0] if objective else None,
        "schedule": objective.split("-")[1] if objective else None,
        "beta": float(beta.removeprefix("beta_")) if beta else None,
        "seed": seed,
        "dimensions": {"vae": 10, "ridge": 2, "network": 2}.get(kind, 32),
        "active_units": (0 if collapsed else 4) if kind == "vae" else None,
        "rate": (0.01 if collapsed else 7.3) if kind == "vae" else None,
        "parameters": 0 if kind == "components" else 12345,
        "reconstruction_r2": plan.returns if kind == "vae" else BACK[kind],
        "round_trip_error": {"flow": 2e-6, "components": 0.0}.get(kind),
        "validation_score": float(seed or 0),
        "settings_tried": 1 if kind == "components" else 3,
        "collapsed": collapsed,
    }


def _value(plan: Representations, name: str, seed: int | None, metric: str) -> float:
    share = {"dci_disentanglement": 1.5, "dci_completeness": 1.4, "sap_r2": 1.2}.get(metric, 1.0)
    spread = 0.0 if seed is None else _noise(name, seed, metric).normal(0, 0.01)
    return share * plan.mig[name] + spread


def _scores(plan: Representations, name: str, seed: int | None) -> list[dict[str, object]]:
    records = []
    whole = ("mig", "dci_disentanglement", "dci_completeness", "sap_r2", "modularity")
    for metric in whole:
        value = _value(plan, name, seed, metric)
        records.append(_record(metric, None, value))
    for factor in plan.factors:
        folds = factor == plan.folded and name.startswith("flow")
        records.append(_record("own_axis_eta2", factor, 0.9))
        records.append(_record("own_axis_r2", factor, 0.1 if folds else 0.85))
        records.append(_record("own_axis_abs_rank_correlation", factor, 0.3 if folds else 0.92))
    for metric in ("own_axis_eta2", "own_axis_r2", "own_axis_abs_rank_correlation"):
        values = [one["value"] for one in records if one["metric"] == metric]
        records.append(_record(metric, None, float(np.mean(values))))
    records.append({**_record("varying_units", None, 4.0), "low": None, "high": None})
    return records


def _record(metric: str, factor: str | None, value: float) -> dict[str, object]:
    bounds = {"low": value - 0.03, "high": value + 0.03}
    return {"metric": metric, "factor": factor, "value": value, **bounds, "note": ""}


def _half_samples(plan: Representations, name: str, seed: int | None) -> pd.DataFrame:
    rows = []
    for metric in ("mig", "dci_disentanglement"):
        value = _value(plan, name, seed, metric)
        # What half of the sounds changes is much the same for all representations.
        shared = _noise(metric).normal(0, 0.02, HALVES)
        own = _noise(name, metric).normal(0, 0.005, HALVES)
        for number, change in enumerate([0.0, *(shared + own)]):
            rows.append((name, seed, metric, number, GROUPS, value + change))
    columns = ["representation", "seed", "metric", "half_sample", "groups", "value"]
    return pd.DataFrame(rows, columns=columns).astype({"seed": "Int64"})
