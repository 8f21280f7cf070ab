"""Scores of codes whose disentanglement is known, for docs/metrics.md.

python benchmarks/metrics.py            print the tables
python benchmarks/metrics.py --table    write them into docs/metrics.md
"""

import argparse
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import tables
from benchmarks.themes import REPOSITORY
from latentaudio.disentanglement import attribute_gap, dci
from latentaudio.disentanglement.information import mutual_information
from latentaudio.disentanglement.known_sounds import KnownSounds
from latentaudio.disentanglement.modularity import modularity
from latentaudio.disentanglement.published_scores import published_scores
from latentaudio.disentanglement.scored_code import KnownCode, Scored

DOCUMENT = REPOSITORY / "docs" / "metrics.md"
NAMES = ("pitch", "slope", "partials", "decay")
CLASSES = 5
TRAINING, HELD_OUT = 3000, 1000
#: Sets of sounds that intervals are compared with.
SETS = 40


def known(factors: np.ndarray, *, numeric: bool = True) -> KnownSounds:
    """Describe sounds by the classes (also values, if numeric) of their factors, ``[n, 4]``."""
    columns = dict(zip(NAMES, factors.T, strict=True))
    values = {name: column.astype(float) for name, column in columns.items()} if numeric else {}
    return KnownSounds(NAMES, columns, values, np.arange(len(factors)))


def random_factors(count: int) -> np.ndarray:
    """Draw factors of five classes independently, shape ``[count, 4]``."""
    return np.random.default_rng(1).integers(CLASSES, size=(count, len(NAMES)))


def complete_factors(repeats: int) -> np.ndarray:
    """List every combination of classes equally often, shape ``[repeats * 625, 4]``."""
    grid = np.meshgrid(*[np.arange(CLASSES)] * len(NAMES), indexing="ij")
    return np.tile(np.stack(grid, axis=-1).reshape(-1, len(NAMES)), (repeats, 1))


def closed_cases(factors: np.ndarray) -> dict[str, np.ndarray]:
    """Make codes of factors, shapes ``[n, d]``."""
    draw = np.random.default_rng(2)
    z = (factors - factors.mean(axis=0)) / factors.std(axis=0)
    noise = draw.normal(size=(len(z), 6))
    half = np.sqrt(0.5) * np.array([[1, 1], [-1, 1]])
    in_pairs = np.kron(np.eye(2), half)
    rotation = np.linalg.qr(draw.normal(size=(4, 4)))[0]
    return {
        "identity": z,
        "permuted, scaled": z[:, [2, 0, 3, 1]] * [2.0, -0.5, 3.0, -1.0],
        "identity + 3 noise": np.hstack([z, noise[:, :3]]),
        "duplicated": np.hstack([z, z]),
        "rotated in pairs": z @ in_pairs,
        "random rotation": z @ rotation,
        "two of four + 2 noise": np.hstack([z[:, :2], noise[:, :2]]),
        "folded": np.abs(z),
        "noise": noise[:, :4],
    }


#: Columns of the table, and the metrics in them.
COLUMNS: Mapping[str, str] = {
    "MIG": "mig",
    "SAP R2": "sap_r2",
    "SAP SVC": "sap_svc",
    "DCI D": "dci_disentanglement",
    "DCI C": "dci_completeness",
    "DCI I": "dci_informativeness",
    "modularity": "modularity",
    "explicitness": "explicitness",
    "FactorVAE": "factor_vae",
    "beta-VAE": "beta_vae",
    "own eta2": "own_axis_eta2",
    "own R2": "own_axis_r2",
    "own rank r": "own_axis_abs_rank_correlation",
}


def case_rows() -> list[dict[str, object]]:
    """Score all codes; one row each."""
    factors = random_factors(TRAINING + HELD_OUT)
    rows: list[dict[str, object]] = []
    for name, codes in closed_cases(factors).items():
        held_out = np.arange(len(codes)) >= TRAINING
        code = KnownCode(codes, known(factors), ~held_out, held_out)
        records = published_scores(code, seed=0, half_samples=2).records()
        whole = {one["metric"]: one["value"] for one in records if one["factor"] is None}
        rows.append({"code": name, **{title: shown(whole[key]) for title, key in COLUMNS.items()}})
    return rows


def shown(value: float | None) -> str:
    """Format a score."""
    return "" if value is None else f"{value:.3f}"


def importance_rows() -> list[dict[str, object]]:
    """Compare models that DCI could take importances from, by its disentanglement."""
    factors = random_factors(TRAINING)
    cases = closed_cases(factors)
    rows: list[dict[str, object]] = []
    for name in ("identity", "identity + 3 noise", "random rotation", "noise"):
        code = cases[name]
        row: dict[str, object] = {"code": name}
        for kind, numeric in (("values", True), ("classes", False)):
            for by in ("forest", "boosting"):
                found = dci.fit(code, known(factors, numeric=numeric), 0, by=by).importances
                row[f"{by}, {kind}"] = shown(dci.disentanglement(found))
        row["forest of some units, classes"] = shown(
            dci.disentanglement(importances_of_some_units(code, factors))
        )
        rows.append(row)
    return rows


def importances_of_some_units(code: np.ndarray, factors: np.ndarray) -> np.ndarray:
    """Fit forests as scikit-learn does by default: some random units are tried at each split."""
    forests = [RandomForestClassifier(50, min_samples_leaf=5, random_state=0) for _ in NAMES]
    return np.stack(
        [
            forest.fit(code, column).feature_importances_
            for forest, column in zip(forests, factors.T, strict=True)
        ],
        axis=1,
    )


def modularity_rows() -> list[dict[str, object]]:
    """Compute modularity with and without units of noise."""
    factors = random_factors(TRAINING)
    code = closed_cases(factors)["identity + 3 noise"]
    known_of = np.stack([mutual_information(code, column) for column in factors.T], axis=1)
    without = np.arange(7) < 4
    return [
        {"units": "all seven", "modularity": shown(modularity(known_of))},
        {"units": "the four that are active", "modularity": shown(modularity(known_of, without))},
    ]


def classifier_rows() -> list[dict[str, object]]:
    """Compute the SVC form of SAP of perfect codes by the number of training sounds."""
    rows: list[dict[str, object]] = []
    for count in (300, 1000, 3000, 10_000):
        gaps = []
        for seed in range(4):
            draw = np.random.default_rng(seed)
            factors = draw.integers(CLASSES, size=(count + HELD_OUT, len(NAMES)))
            code = closed_cases(factors)["identity"]
            for column in factors.T:
                hits = attribute_gap.classifier_hits(
                    code[:count], column[:count], code[count:], column[count:]
                )
                gaps.append(float(attribute_gap.gap_of_best(hits.mean(axis=0))))
        rows.append(
            {
                "training sounds": f"{count:,}",
                "mean of 16 factors": shown(float(np.mean(gaps))),
                "lowest": shown(min(gaps)),
                "highest": shown(max(gaps)),
            }
        )
    return rows


def interval_rows() -> list[dict[str, object]]:
    """Compare the deviations of half samples with those over further sets of sounds."""
    sets = [scores_of_another_set(seed) for seed in range(SETS)]
    rows: list[dict[str, object]] = []
    for metric in COLUMNS.values():
        values = np.array([scores[metric].values[0] for scores in sets])
        halves = [scores[metric].values[1:].std(ddof=1) for scores in sets]
        intervals = [scores[metric].record() for scores in sets]
        covered = [one["low"] <= values.mean() <= one["high"] for one in intervals]
        rows.append(
            {
                "metric": metric,
                "mean": shown(float(values.mean())),
                "deviation over sets": f"{values.std(ddof=1):.4f}",
                "of half samples": f"{np.mean(halves):.4f}",
                "intervals with the mean": f"{np.mean(covered):.0%}",
            }
        )
    return rows


def scores_of_another_set(seed: int) -> dict[str, Scored]:
    """Score a code of other sounds: three factors, slightly mixed with five units of noise."""
    draw = np.random.default_rng(seed)
    count, names = 1200, NAMES[:3]
    factors = draw.uniform(size=(count, 3))
    units = np.hstack([(factors - 0.5) * np.sqrt(12), draw.normal(size=(count, 5))])
    mixing = np.linalg.qr(np.random.default_rng(5).normal(size=(8, 8)))[0]
    code = units @ (0.7 * np.eye(8) + 0.3 * mixing) + 0.3 * draw.normal(size=units.shape)
    classes = dict(zip(names, (factors.T * 9).astype(int), strict=True))
    values = dict(zip(names, factors.T, strict=True))
    sounds = KnownSounds(names, classes, values, np.arange(count))
    held_out = np.arange(count) >= 800
    scored = KnownCode(code, sounds, ~held_out, held_out)
    scores = published_scores(scored, seed=seed, half_samples=60).scores
    return {score.metric: score for score in scores if score.factor is None}


def seconds() -> dict[str, object]:
    """Measure the processor time of all scores of 32 units, with intervals."""
    factors = np.random.default_rng(3).uniform(size=(TRAINING + HELD_OUT, 4))
    draw = np.random.default_rng(4)
    units = np.hstack([factors, 0.3 * draw.normal(size=(len(factors), 28))])
    code = units @ np.linalg.qr(draw.normal(size=(32, 32)))[0]
    classes = dict(zip(NAMES, (factors.T * 9).astype(int), strict=True))
    values = dict(zip(NAMES, factors.T, strict=True))
    row: dict[str, object] = {
        "sounds": f"{TRAINING:,} + {HELD_OUT:,}",
        "units": "32, mixed at random",
        "half samples": "200",
    }
    for title, of_factors in (("4 numeric factors", values), ("4 categorical factors", {})):
        sounds = KnownSounds(NAMES, classes, of_factors, np.arange(len(code)))
        held_out = np.arange(len(code)) >= TRAINING
        start = time.process_time()
        published_scores(KnownCode(code, sounds, ~held_out, held_out), seed=0, half_samples=200)
        row[f"{title} (s)"] = f"{time.process_time() - start:.1f}"
    return row


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--table", action="store_true", help=f"write them into {DOCUMENT.name}")
    args = parser.parse_args()
    with threadpool_limits(1):
        found = {
            "closed cases": case_rows(),
            "importances": importance_rows(),
            "classifier": classifier_rows(),
            "modularity": modularity_rows(),
            "intervals": interval_rows(),
            "time": [seconds()],
        }
    formatted = {name: tables.markdown(rows) for name, rows in found.items()}
    if args.table:
        tables.fill(DOCUMENT, formatted)
    else:
        print("\n".join(formatted.values()))


if __name__ == "__main__":
    main()
