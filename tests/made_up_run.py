"""Tables of a made-up run, small but in the real format, for tests of the report.

Comparisons of layers and tests of moves are computed from random numbers by the library.
"""

import hashlib
import io
import json
import pickle
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import permutations, product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import yaml
from made_up_representations import Representations, write_representations
from matplotlib.figure import Figure
from places import REPOSITORY

from latentaudio import artifacts
from latentaudio.decoding.best_layer import best_layers
from latentaudio.decoding.chance_comparisons import compare_with_chance
from latentaudio.decoding.comparisons import compare_layers
from latentaudio.decoding.decoders import KNN, KNN_PERMUTED, PROBE
from latentaudio.decoding.feature_comparisons import compare_with_features
from latentaudio.features.technical import TECHNICAL
from latentaudio.figures.registry import figure_names
from latentaudio.findings.files import read_judged
from latentaudio.findings.judge import judge
from latentaudio.findings.run import Predicted, Run
from latentaudio.findings.storage import write_findings
from latentaudio.networks.associations import Associations
from latentaudio.networks.registry import describe
from latentaudio.prediction.origins import origins_of
from latentaudio.report.files import read_run
from latentaudio.transfer.class_shifts import class_shifts
from latentaudio.transfer.dose_response import dose_response
from latentaudio.transfer.effects import transfer_tests
from latentaudio.transfer.examples import example_table
from latentaudio.transfer.measure import DISTANCES_SCHEMA, outputs_schema
from latentaudio.transfer.moved_outputs import summarise_outputs
from latentaudio.transfer.replicates import transfer_replicates
from latentaudio.transfer.selection import Bounds, _overlap

LETTERS = {"material": ["wood", "metal", "glass"], "action": ["tapping", "rubbing"]}
YAMNET = describe("yamnet")
#: Representations whose traversals are shown.
TRAVERSALS = ["log_mel_convolution_1d_beta_vae-constant_beta_4_seed_1", "flow_log_mel"]
#: Change of the distance of logits by a move that goes as predicted.
MOVED = 6.0


def config(factors: Sequence[str], **dataset: Any) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for name in ("config", "layers", "known_factors", "listening"):
        text = (REPOSITORY / "config" / f"{name}.yaml").read_text(encoding="utf-8")
        merged |= yaml.safe_load(text)
    merged["dataset"].update(factors=list(factors), **dataset)
    return merged


@dataclass
class MadeUp:
    """Properties of a made-up run.

    Attributes
    ----------
    classes
        Labels by factor.
    layers
        Numbers of the decoded layers; the third from last is the best.
    features
        Names of the decoded features, all worse than the best layer and better than layer 1.
    told
        Factors that technical properties tell.
    flow_layers
        Numbers of the layers with a flow.
    groups
        Number of groups of each cell.
    decoders
        Decoders with scores.
    own, other
        Share of the variance of each axis that its own and the other factors explain.
    random, permuted
        Effect of each control, as a share of the effect of the move; None for no such control.
    effect
        Effect of the moves, in units of `MOVED`.
    spread
        Standard deviation of the effect over snippets.
    pairs
        Whether any pair of classes has enough sounds.
    seeds
        Seeds of the flows.
    moved_groups
        Number of groups of the moved sounds of a pair.
    intervals
        Whether there are enough held-out groups for intervals of the axes.
    shift
        Shift of the projections by controls, as a share of the shift by moves.
    decoded
        Whether the run has the study of layers; without it there should be no flow of a layer.
    numeric
        Whether the factors have values instead of classes, in Hz.
    representations
        The comparison of the study of known factors; None in a run without it.
    """

    classes: Mapping[str, Sequence[str]] = field(default_factory=lambda: LETTERS)
    layers: Sequence[int] = (1, 8, 9, 12, 14)
    features: Sequence[str] = ()
    told: Sequence[str] = ()
    flow_layers: Sequence[int] = (9,)
    groups: int = 12
    decoders: Sequence[str] = (KNN, PROBE, KNN_PERMUTED)
    own: float = 0.8
    other: float = 0.02
    random: float | None = 0.1
    permuted: float | None = 0.1
    effect: float = 1.0
    spread: float = 1.0
    pairs: bool = True
    seeds: Sequence[int] = (1, 2)
    moved_groups: int = 6
    intervals: bool = True
    shift: float = 1.0
    decoded: bool = True
    numeric: bool = False
    representations: Representations | None = None

    @property
    def factors(self) -> list[str]:
        return list(self.classes)

    @property
    def studies(self) -> list[str]:
        known = self.representations is not None
        return ["layers"] * self.decoded + ["known_factors"] * known

    @property
    def cells(self) -> list[tuple[str, ...]]:
        return list(product(*self.classes.values()))


def judged(run: Run) -> Run:
    """Judge the claims of a run of which tables were changed."""
    return replace(run, findings=judge(run, _judged_studies(run.config)))


def write_judged(folder: Path, plan: MadeUp, merged: Mapping[str, Any]) -> Path:
    """Judge the claims by the tables of a folder; return the file of findings."""
    path = folder / "report" / "findings.json"
    alpha = merged["transfer"]["alpha"]
    studies = _judged_studies(merged)
    predicting = None
    if "prediction" in studies:
        predicting = Predicted(origins=origins_of(merged, YAMNET))
    run = read_judged(
        folder,
        merged["run"],
        plan.factors,
        plan.flow_layers,
        alpha=alpha,
        studies=studies,
        predicting=predicting,
    )
    write_findings(path, judge(run, studies))
    return path


def _judged_studies(merged: Mapping[str, Any]) -> list[str]:
    """The studies of a run that claim something."""
    return [name for name in merged["studies"] if name != "explorer"]


def read(folder: Path, plan: MadeUp, merged: Mapping[str, Any], lock: Path) -> Run:
    """Judge the claims of a run by its files, and read it as the report does."""
    findings = write_judged(folder, plan, merged)
    return read_run(folder, merged, plan.flow_layers, findings, lock, TRAVERSALS)


def generator(*keys: object) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(repr(keys).encode()))


def write_run(folder: Path, plan: MadeUp, *, first_half: bool = True) -> None:
    """Write all files that the report reads; without `first_half`, only those of flows."""
    if first_half:
        _write_dataset(folder, plan)
        for study in plan.studies:
            for name in figure_names(of_flow=False, study=study):
                if name in ("traversals", "morphs", "gallery"):
                    continue
                _write_figure(folder / "figures" / f"{name}.png")
        if plan.decoded:
            _write_decoding(folder, plan)
        if plan.representations is not None:
            views = folder / "figures" / "known_factors"
            for name in TRAVERSALS:
                _write_figure(views / name / "traversals.png")
            for name in ("morphs", "gallery"):
                _write_figure(views / f"{name}.png")
            write_representations(folder, plan.representations)
    snippets = artifacts.read_table(
        folder / "dataset" / "snippets.parquet", artifacts.SNIPPETS
    ).to_pandas()
    for number in plan.flow_layers:
        _write_flow(folder, plan, number, snippets)
        _write_transfer(folder, plan, number, snippets)
        for name in figure_names(of_flow=True):
            _write_figure(folder / "figures" / YAMNET.layer(number).folder / f"{name}.png")


@cache
def _figure(name: str) -> bytes:
    figure = Figure(figsize=(6, 1.2))
    figure.text(0.5, 0.5, f"{name} (made up)", ha="center", va="center")
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=72)
    return buffer.getvalue()


def _write_figure(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_figure(path.stem))


# -- First half ------------------------------------------------------------------------------------


def snippets_of(plan: MadeUp, per_group: int = 4) -> pd.DataFrame:
    rows = []
    for cell in plan.cells:
        recording = "_".join(cell)
        for index in range(plan.groups * per_group):
            rows.append(
                {
                    "snippet_id": f"{recording}#{index:05d}",
                    "recording_id": recording,
                    "start_s": 0.975 * index,
                    "group": f"{recording}/block_{index // per_group:03d}",
                    **dict(zip(plan.factors, cell, strict=True)),
                    "padded": False,
                    "level_db": -20.0,
                }
            )
    return pd.DataFrame(rows)


def _write_dataset(folder: Path, plan: MadeUp) -> None:
    snippets = snippets_of(plan)
    recordings = pd.DataFrame(
        [
            {
                "recording_id": "_".join(cell),
                "path": f"{'_'.join(cell)}.wav",
                "sha256": "0" * 64,
                "sound_sha256": "_".join(cell),
                "samplerate": 32000,
                "channels": 1,
                "channel_read": None,
                "duration_s": 60.0,
                "group": "_".join(cell),
                **dict(zip(plan.factors, cell, strict=True)),
                "augmentation_of": None,
                "gain": 1.0,
                "n_snippets": 4 * plan.groups,
                "n_silent": 1,
                "n_padded": 0,
            }
            for cell in plan.cells
        ]
    )
    if plan.numeric:
        for name in plan.factors:
            snippets[name] = generator(name).uniform(100, 800, len(snippets))
    artifacts.write_table(
        recordings, folder / "dataset" / "recordings.parquet", artifacts.RECORDINGS
    )
    artifacts.write_table(snippets, folder / "dataset" / "snippets.parquet", artifacts.SNIPPETS)


def scores_of(plan: MadeUp, folds: int = 10) -> pd.DataFrame:
    best = plan.layers[max(0, len(plan.layers) - 3)]
    rows = []
    spaces = [*plan.layers, *plan.features, TECHNICAL]
    for factor, scheme, decoder, space, fold in product(
        plan.factors, ("grouped", "random"), plan.decoders, spaces, range(1, folds + 1)
    ):
        number = space if isinstance(space, int) else None
        if decoder == KNN_PERMUTED and (scheme == "random" or number is None):
            continue
        noise = generator(factor, scheme, decoder, space, fold).normal(0, 0.02)
        level = 0.6 if number is None else 0.75 - 0.04 * abs(number - best)
        level += 0.1 if scheme == "random" else 0
        level = 0.35 if decoder == KNN_PERMUTED else level
        chance = 1 / len(plan.classes[factor])
        if space == TECHNICAL:
            level = 0.9 if factor in plan.told else chance
        rows.append(
            {
                "factor": factor,
                "scheme": scheme,
                "decoder": decoder,
                "space": space if number is None else YAMNET.layer(number).folder,
                "layer": number,
                "layer_name": None if number is None else YAMNET.layer(number).name,
                "fold": fold,
                "n_train": 900,
                "n_test": 100,
                "accuracy": level + noise,
                "balanced_accuracy": level + noise,
                "chance": chance,
                "balanced_chance": chance,
            }
        )
    return pd.DataFrame(rows)


_COMPUTED: dict[bytes, pd.DataFrame] = {}


def once(compute: Callable[..., pd.DataFrame], *arguments: Any, **options: Any) -> pd.DataFrame:
    """Compute a table once for all plans that have the same numbers; most differ elsewhere."""
    content = pickle.dumps((compute.__qualname__, arguments, sorted(options.items())))
    key = hashlib.sha256(content).digest()
    if key not in _COMPUTED:
        _COMPUTED[key] = compute(*arguments, **options)
    return _COMPUTED[key].copy()


def _write_decoding(folder: Path, plan: MadeUp) -> None:
    scores = scores_of(plan)
    artifacts.write_table(scores, folder / "knn" / "scores.parquet", artifacts.SCORES)
    (folder / "stats").mkdir(parents=True, exist_ok=True)
    options = {"metric": "accuracy", "family": "per_factor", "alpha": 0.05}
    comparisons = once(compare_layers, scores, **options)
    artifacts.write_csv(folder / "stats" / "layers.csv", comparisons)
    if plan.features:
        artifacts.write_csv(folder / "stats" / "features.csv", once(compare_with_features, scores))
    technical = once(compare_with_chance, scores, TECHNICAL)
    artifacts.write_csv(folder / "stats" / "technical.csv", technical)
    best = best_layers(scores, scheme="grouped")
    artifacts.write_json(folder / "stats" / "best_layer.json", best)
    heard = [
        {
            **dict(zip(plan.factors, cell, strict=True)),
            "n_snippets": 48,
            "rank": rank,
            "class_name": YAMNET.classes[rank],
            "mean_score": 0.5 / rank,
            "top_share": 0.5 / rank,
        }
        for cell in plan.cells
        for rank in range(1, 6)
    ]
    artifacts.write_csv(folder / "stats" / "classes.csv", pd.DataFrame(heard))
    variance = [
        {
            "layer": number,
            "layer_name": YAMNET.layer(number).name,
            "component": component,
            "explained_variance": 1.0,
            "explained_variance_ratio": 0.006,
            "cumulative": 0.006 * component,
        }
        for number in plan.layers
        for component in range(1, 65)
    ]
    artifacts.write_csv(folder / "pca" / "explained_variance.csv", pd.DataFrame(variance))


# -- Flows -----------------------------------------------------------------------------------------


def splits_of(snippets: pd.DataFrame) -> pd.Series:
    groups = snippets["group"].drop_duplicates().tolist()
    draw = {group: generator("split", group).random() for group in groups}
    chance = snippets["group"].map(draw)
    return pd.Series(
        np.select([chance < 0.3, chance < 0.4], ["held_out", "validation"], "training")
    )


def metrics_of(
    plan: MadeUp, number: int, seed: int, snippets: pd.DataFrame, labels: str = "true"
) -> dict[str, Any]:
    splits = splits_of(snippets)
    rng = generator("metrics", number, seed, labels)
    axes, gaps, correlations = [], [], []
    quality = {"flow": 1.0, "pca": 0.4, "lda": 0.9}
    for space, share in quality.items():
        for axis, factor in product(plan.factors, plan.factors):
            eta = share * plan.own if axis == factor else plan.other
            eta = 0.05 if labels == "permuted" else eta
            eta = float(np.clip(eta + rng.normal(0, 0.005), 0.001, 0.999))
            chance = 1 / len(plan.classes[factor])
            accuracy = chance + (1 - chance) * 0.7 * eta
            axes.append(
                {
                    "space": space,
                    "axis": axis,
                    "factor": factor,
                    "own": axis == factor,
                    "eta_squared": eta,
                    "eta_squared_low": max(0.0, eta - 0.05),
                    "eta_squared_high": min(1.0, eta + 0.05),
                    "knn_accuracy": accuracy,
                    "knn_accuracy_low": accuracy - 0.04,
                    "knn_accuracy_high": accuracy + 0.04,
                    "chance": chance,
                }
            )
        for factor in plan.factors:
            gaps.append(
                {
                    "space": space,
                    "factor": factor,
                    "mutual_information_gap": 0.4 * share,
                    "top_information": 1.1 * share,
                    "second_information": 0.1,
                }
            )
        for index, one in enumerate(plan.factors):
            for two in plan.factors[index + 1 :]:
                r = float(rng.normal(0, 0.05))
                correlations.append(
                    {
                        "space": space,
                        "axis_a": one,
                        "axis_b": two,
                        "r": r,
                        "r_low": r - 0.1,
                        "r_high": r + 0.1,
                    }
                )
    if not plan.intervals:
        for row in (*axes, *correlations):
            row |= {name: None for name in row if name.endswith(("_low", "_high"))}
    residual = {
        "residual_mean_abs_skew": 0.2,
        "residual_mean_abs_excess_kurtosis": 0.4,
        "residual_normality_rejected_share": 0.3,
        "residual_dimensions": 32 - len(plan.factors),
        "largest_axis_residual_r": 0.21,
    }
    return {
        "layer": number,
        "layer_name": YAMNET.layer(number).name,
        "seed": seed,
        "labels": labels,
        "dimensions": {"residual": 32 - len(plan.factors), **dict.fromkeys(plan.factors, 1)},
        "snippets": {
            name: int((splits == name).sum()) for name in ("training", "validation", "held_out")
        },
        "groups": {
            name: int(snippets.loc[(splits == name).to_numpy(), "group"].nunique())
            for name in ("training", "validation", "held_out")
        },
        "inverse_error": 3.2e-6,
        "confidence": 0.95,
        "bootstrap": 1000,
        "interval_note": ""
        if plan.intervals
        else "no intervals: only one held-out group has material 'wood', so its variation between "
        "groups is unknown",
        "axes": axes,
        "gaps": gaps,
        "correlations": correlations,
        "spaces": [
            {"space": "flow", "bits_per_dimension": 1.62, **residual},
            {"space": "pca", "bits_per_dimension": 2.05, **residual},
            {"space": "lda", "bits_per_dimension": None, **dict.fromkeys(residual)},
        ],
    }


def _write_flow(folder: Path, plan: MadeUp, number: int, snippets: pd.DataFrame) -> None:
    home = folder / "flow" / YAMNET.layer(number).folder
    home.mkdir(parents=True, exist_ok=True)
    metrics = {seed: metrics_of(plan, number, seed, snippets) for seed in plan.seeds}
    artifacts.write_json(home / "metrics.json", metrics[plan.seeds[0]])
    if plan.permuted is not None:
        control = folder / "control" / "flow" / YAMNET.layer(number).folder
        control.mkdir(parents=True, exist_ok=True)
        artifacts.write_json(
            control / "metrics.json", metrics_of(plan, number, 1, snippets, "permuted")
        )
    replicates = [
        {**row, "seed": seed, "inverse_error": of_seed["inverse_error"]}
        for seed, of_seed in metrics.items()
        for row in of_seed["axes"]
        if row["space"] == "flow"
    ]
    columns = ["seed", "axis", "factor", "own", "eta_squared", "eta_squared_low"]
    columns += ["eta_squared_high", "knn_accuracy", "inverse_error"]
    artifacts.write_csv(home / "replicates.csv", pd.DataFrame(replicates)[columns])
    epochs = np.arange(1, 31)
    history = pd.DataFrame(
        {
            "epoch": epochs,
            "step": 40 * epochs,
            "learning_rate": 0.005 / epochs,
            "train_loss": 32 * np.exp(-epochs / 8) + 20,
            "validation_loss": 30 * np.exp(-epochs / 8) + 22 + 0.01 * (epochs - 22) ** 2,
            "held_out_loss": 30 * np.exp(-epochs / 8) + 22.5 + 0.01 * (epochs - 22) ** 2,
        }
    )
    history["best"] = history["validation_loss"] == history["validation_loss"].min()
    artifacts.write_csv(home / "history.csv", history)
    stages = pd.DataFrame(
        {
            "stage": [1, 2, 3],
            "change": [6.1, 5.7, 5.9],
            "affine": [5.6, 5.2, 5.3],
            "higher_order": [1.1, 1.3, 1.6],
            "affine_share": [0.84, 0.8, 0.77],
            "higher_order_share": [0.16, 0.2, 0.23],
        }
    )
    artifacts.write_csv(home / "stages.csv", stages)
    latents = pa.table(
        {
            "snippet_id": snippets["snippet_id"].tolist(),
            "split": splits_of(snippets).tolist(),
        }
    )
    artifacts.write_table(latents, home / "latents.parquet", artifacts.LATENTS)


# -- Moves -----------------------------------------------------------------------------------------


def factor_pairs(plan: MadeUp) -> list[tuple[str, str, str]]:
    sets = [(name, list(labels)) for name, labels in plan.classes.items()]
    pairs = [(name, own, other) for name, labels in sets for own, other in permutations(labels, 2)]
    if len(plan.factors) > 1:
        pairs += [
            ("+".join(plan.factors), " + ".join(own), " + ".join(other))
            for own, other in permutations(plan.cells, 2)
            if all(a != b for a, b in zip(own, other, strict=True))
        ]
    return pairs


def pairs_of(plan: MadeUp) -> pd.DataFrame:
    rows = []
    for index, (factor, own, other) in enumerate(factor_pairs(plan)):
        used = plan.pairs and index % 5 != 4
        few = f"1 atypical held-out sounds of '{own}' towards '{other}', fewer than 3"
        rows.append(
            {
                "factor": factor,
                "own": own,
                "other": other,
                "typical_own": "-0.8",
                "typical_other": "0.9",
                "separation": 1.7 - 0.03 * (index % 7),
                "n_typical_own": 40,
                "n_typical_other": 38,
                "n_atypical": 12 if used else 1,
                "n_groups": 6 if used else 1,
                "n_moved": 12 if used else 0,
                "used": used,
                "reason": "" if used else few if index % 2 else _overlap(0.2, BOUNDS),
            }
        )
    return pd.DataFrame(rows)


#: Bounds as in the configuration.
BOUNDS = Bounds(typical=0.3, atypical=0.2, least_sounds=3, sounds_per_pair=100)


def distances_of(plan: MadeUp, seed: int) -> pa.Table:
    rows = []
    conditions = {"own": 1.0, "other": 1.0}
    for control, share in (("random", plan.random), ("permuted", plan.permuted)):
        if share is not None:
            conditions |= {f"{control}_{side}": share for side in ("own", "other")}
    used = pairs_of(plan)
    for pair in used[used["used"]].to_dict("records"):
        rng = generator("distances", seed, pair["factor"], pair["own"], pair["other"])
        for index in range(12):
            row = {
                **{key: pair[key] for key in ("factor", "own", "other")},
                "snippet_id": f"{pair['own']}#{index:05d}",
                "group": str(index % plan.moved_groups)
                if plan.moved_groups == 1
                else f"{pair['own']}/{index % plan.moved_groups}",
            }
            level = rng.normal(110, 8)
            rows.append({**row, **_distance("before", 0.0, level, level + 15)})
            rows.append({**row, **_distance("no_move", 2e-6, level, level + 15)})
            for condition, share in conditions.items():
                sign = -1 if condition.endswith("own") else 1
                shift = plan.shift if "_" in condition else 1.0
                change = plan.effect * MOVED * share + rng.normal(0, plan.spread, 2)
                rows.append(
                    {
                        **row,
                        **_distance(
                            condition, 4.0, level + sign * change[0], level + 15 - sign * change[1]
                        ),
                        "shift": shift,
                    }
                )
    return pa.Table.from_pylist(rows, schema=DISTANCES_SCHEMA)


def _distance(condition: str, output_change: float, own: float, other: float) -> dict[str, Any]:
    return {
        "condition": condition,
        "move": 0.9,
        "shift": 0.0,
        "output_change": output_change,
        "logits_to_own": own,
        "logits_to_other": other,
        "js_to_own": own / 60,
        "js_to_other": other / 60,
    }


def outputs_of(plan: MadeUp, associations: Associations) -> pa.Table:
    rows = []
    used = pairs_of(plan)
    for pair in used[used["used"]].to_dict("records"):
        rng = generator("outputs", pair["factor"], pair["own"], pair["other"])
        sides = associations.sides(pair["factor"], pair["own"], pair["other"])
        for index in range(6):
            start = rng.normal(-5, 1.5, len(YAMNET.classes)).astype(np.float32)
            for position in (None, 0.0, 0.25, 0.5, 0.75, 1.0):
                logits = start + rng.normal(0, 0.1, start.size).astype(np.float32)
                if position is not None:
                    logits[list(sides.other)] += 3 * (position - 0.5)
                    logits[list(sides.own)] -= 3 * (position - 0.5)
                rows.append(
                    {
                        **{key: pair[key] for key in ("factor", "own", "other")},
                        "snippet_id": f"{pair['own']}#{index:05d}",
                        "group": "0"
                        if plan.moved_groups == 1
                        else f"{pair['own']}/{index % plan.moved_groups}",
                        "position": float("nan") if position is None else position,
                        "logits": logits.tolist(),
                    }
                )
    return pa.Table.from_pylist(rows, schema=outputs_schema(521))


def _write_transfer(folder: Path, plan: MadeUp, number: int, snippets: pd.DataFrame) -> None:
    home = folder / "transfer" / YAMNET.layer(number).folder
    home.mkdir(parents=True, exist_ok=True)
    artifacts.write_csv(home / "pairs.csv", pairs_of(plan))
    artifacts.write_table(distances_of(plan, 1), home / "distances.parquet", artifacts.DISTANCES)
    options = {"alpha": 0.05, "resamples": 50, "seed": 1}
    tests = once(transfer_tests, distances_of(plan, 1), list(plan.classes), **options)
    artifacts.write_csv(home / "tests.csv", tests)
    # All seeds have the same results; tests of disagreement change them.
    replicates = transfer_replicates(dict.fromkeys(plan.seeds, tests))
    artifacts.write_csv(home / "replicates.csv", replicates)
    associations = Associations(config(plan.factors)["transfer"]["associated"], YAMNET)
    summary = summarise_outputs(outputs_of(plan, associations).to_batches(), associations)
    shifts = class_shifts(summary, largest=5, resamples=50, seed=1)
    artifacts.write_csv(home / "class_shifts.csv", shifts)
    dose = dose_response(summary, resamples=50, seed=1)
    artifacts.write_csv(home / "dose_response.csv", dose)
    artifacts.write_csv(home / "examples.csv", example_table(summary, count=3))


def to_json(merged: Mapping[str, Any]) -> str:
    return json.dumps(merged, ensure_ascii=False)
