"""Tests of whether moved sounds come closer to where they were moved to, and beat the controls.

The published test compares, sound by sound, the distance to typical sounds before and after the
move. Snippets of one group are alike and one snippet serves several pairs, so the same test is
also made on the means of the groups, and the interval is bootstrapped by group.
"""

import gc
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from statsmodels.stats.multitest import multipletests

from latentaudio.errors import ArtifactError, ConfigError
from latentaudio.factors import FACTOR_JOIN
from latentaudio.seeds import generator
from latentaudio.statistics.bootstrap import interval_of_mean, sums_by_group
from latentaudio.statistics.tests import paired_t

Floats = NDArray[np.float64]

DISTANCES = ("logits", "js")
LEVELS = ("snippet", "group")

#: The two conditions whose distances each contrast compares, the second taken from the first;
#: ``{move}`` stands for the class moved to.
CONTRASTS = {
    "before": ("{move}", "before"),
    "random": ("{move}", "random_{move}"),
    "permuted": ("{move}", "permuted_{move}"),
    "random_alone": ("random_{move}", "before"),
    "permuted_alone": ("permuted_{move}", "before"),
    "no_move": ("no_move", "before"),
}

#: The contrasts that a move must win for its effect to be more than any change would bring.
CONTROLS = {"random": "a random direction", "permuted": "a flow of permuted labels"}

#: Columns of `transfer_tests`.
COLUMNS = [
    *("factor", "distance", "move", "reference", "effect", "expected_sign", "published"),
    *("contrast", "level", "n", "n_groups", "mean_before", "mean_after", "difference"),
    *("ci_low", "ci_high", "boot_low", "boot_high", "test", "statistic", "df"),
    *("p", "p_bonferroni", "p_holm", "family_size", "effect_size", "effect_name"),
    *("as_expected", "significant", "verdict", "note"),
]

_PAIR = ["own", "other", "snippet_id", "group"]
_VALUES = [f"{distance}_to_{side}" for distance in DISTANCES for side in ("own", "other")]
_KEYS = ["factor", *_PAIR, "condition"]

#: What `transfer_tests` reads of the table of distances.
READ_COLUMNS = [*_KEYS, *_VALUES]


#: The distance to the own class less that to the other.
RELATIVE = "relative"


class Effect(NamedTuple):
    """Change of the distance to one class of a pair, when a sound is moved to one of them.

    Attributes
    ----------
    move
        ``"own"`` or ``"other"``, the class moved to.
    reference
        Of the same two the class that distance is measured to, or `RELATIVE`.
    """

    move: str
    reference: str

    @property
    def text(self) -> str:
        """Name the effect in words."""
        if self.reference == RELATIVE:
            return f"to {self.move} class, distance to own less that to other class"
        return f"to {self.move} class, distance to {self.reference} class"

    @property
    def expected_sign(self) -> int:
        """Closer (-1) to the class moved to, farther (+1) from the other."""
        towards = "own" if self.reference == RELATIVE else self.reference
        return -1 if self.move == towards else 1


EFFECTS = tuple(
    Effect(move, reference) for reference in ("own", "other", RELATIVE) for move in ("own", "other")
)


def transfer_tests(
    distances: pa.Table, factors: Sequence[str], *, alpha: float, resamples: int, seed: int
) -> pd.DataFrame:
    """Test every effect of the moves, against the sounds before and against the controls.

    Parameters
    ----------
    distances
        One row per moved snippet, pair and condition, with the columns `READ_COLUMNS`.
    factors
        In the order in which they are told of; several at once come last.
    alpha
        Family-wise error rate.
    resamples
        Of the cluster bootstrap.
    seed
        The run's seed.

    Returns
    -------
    pandas.DataFrame
        One row per factor, distance, effect, contrast and level, with the columns `COLUMNS`.
        ``difference`` is ``mean_after - mean_before``, tested by a paired t-test whose values are
        one per snippet and pair (level ``snippet``) or the mean of those of each group
        (``group``). In the contrasts with a control, ``mean_before`` is the mean of the control's
        distances, from which the move's are told apart. ``boot_low, boot_high`` is the cluster
        bootstrap's interval of the difference. p is corrected over all tested factors and effects
        of the same distance, contrast and level; relative effects are a family of their own.
        ``expected_sign`` is that of the effect in every contrast, so that a control that is
        ``significant`` does what only the move should do.
        ``verdict`` is given in the rows of contrast ``before``: a move is beyond a control when
        their contrast, at the same distance and level, is significant. Where nothing could be
        tested, the values are missing and ``note`` says why.

    Raises
    ------
    ArtifactError
        When a sound has several rows of one pair and condition, or several groups.
    ConfigError
        When `alpha` is not between 0 and 1.

    References
    ----------
    .. [1] Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian
       Journal of Statistics 6, 65-70.
    """
    if not 0 < alpha < 1:
        raise ConfigError(f"alpha: found {alpha}, expected a number between 0 and 1")
    rows = [
        _row(factor, wide, distance, effect, contrast, level, resamples, seed)
        for factor, wide in _by_factor(distances, factors)
        for distance in DISTANCES
        for effect in EFFECTS
        for contrast in CONTRASTS
        for level in LEVELS
    ]
    return _with_verdicts(_corrected(pd.DataFrame(rows, columns=COLUMNS), alpha), alpha)


def _by_factor(distances: pa.Table, factors: Sequence[str]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give each factor's distances, one row a sound and pair, columns (distance, condition)."""
    frame = distances.select(READ_COLUMNS).to_pandas()
    for factor in dict.fromkeys([*factors, FACTOR_JOIN.join(factors)]):
        rows = frame[frame["factor"] == factor]
        if rows.empty:
            continue
        repeated = rows.duplicated([*_PAIR[:3], "condition"])
        if repeated.any():
            own, other, snippet, condition = rows.loc[
                repeated, ["own", "other", "snippet_id", "condition"]
            ].iloc[0]
            raise ArtifactError(
                f"distances: snippet '{snippet}' has more than one row of factor '{factor}', pair "
                f"'{own}' to '{other}', condition '{condition}'; make the distances again"
            )
        wide = rows.pivot(index=_PAIR, columns="condition", values=_VALUES)
        if wide.index.droplevel("group").has_duplicates:
            twice = wide.index[wide.index.droplevel("group").duplicated()][0]
            raise ArtifactError(
                f"distances: snippet '{twice[2]}' is of several groups within factor '{factor}'; "
                "make the distances again"
            )
        yield str(factor), wide


def _row(
    factor: str,
    wide: pd.DataFrame,
    distance: str,
    effect: Effect,
    contrast: str,
    level: str,
    resamples: int,
    seed: int,
) -> dict[str, Any]:
    after, before, groups, notes = _compared(wide, distance, effect, contrast)
    if contrast == "no_move" and after.size:
        notes.append(f"largest change {np.abs(after - before).max():.3g}")
    if level == "snippet" and after.size and np.unique(groups).size < 2:
        notes.append("all sounds are of one group")
    if level == "group":
        after, before, groups = _means_by_group(after, before, groups)
    cell = (factor, distance, *effect, contrast, level)
    return {
        "factor": factor,
        "distance": distance,
        **effect._asdict(),
        "effect": effect.text,
        "expected_sign": effect.expected_sign,
        "published": distance == "logits" and effect.reference == "own",
        "contrast": contrast,
        "level": level,
        "n": after.size,
        "n_groups": np.unique(groups).size,
        **_statistics(after, before, level, notes),
        **_bootstrapped(
            after - before, groups, resamples, generator(seed, "transfer tests", *cell)
        ),
    }


def _compared(
    wide: pd.DataFrame, distance: str, effect: Effect, contrast: str
) -> tuple[Floats, Floats, NDArray[np.str_], list[str]]:
    """Distances of the sounds that have both, their groups, and notes on those that have not."""
    conditions = [template.format(move=effect.move) for template in CONTRASTS[contrast]]
    present_in_table = wide.columns.get_level_values("condition")
    absent = [name for name in conditions if name not in present_in_table]
    if absent:
        return np.empty(0), np.empty(0), np.empty(0, str), [f"no condition '{absent[0]}'"]
    after, before = (_distance(wide, distance, effect.reference, name) for name in conditions)
    present = np.isfinite(after) & np.isfinite(before)
    left_out = int((~present).sum())
    notes = [f"{left_out} of {present.size} sounds have no distance"] if left_out else []
    groups = wide.index.get_level_values("group").to_numpy(dtype=str)
    return after[present], before[present], groups[present], notes


def _distance(wide: pd.DataFrame, distance: str, reference: str, condition: str) -> Floats:
    if reference == RELATIVE:
        own, other = (_distance(wide, distance, side, condition) for side in ("own", "other"))
        return own - other
    return wide[f"{distance}_to_{reference}", condition].to_numpy(np.float64)


def _means_by_group(
    after: Floats, before: Floats, groups: NDArray[np.str_]
) -> tuple[Floats, Floats, NDArray[np.str_]]:
    sums, counts = sums_by_group(after, groups)
    return sums / counts, sums_by_group(before, groups)[0] / counts, np.unique(groups)


def _statistics(after: Floats, before: Floats, level: str, notes: list[str]) -> dict[str, Any]:
    if not after.size:
        return {"note": "; ".join([*notes, "not tested"])}
    means: dict[str, Any] = {
        "mean_before": float(before.mean()),
        "mean_after": float(after.mean()),
        "difference": float((after - before).mean()),
    }
    if after.size < 2:
        return {**means, "note": "; ".join([*notes, f"only one {level}, not tested"])}
    outcome = asdict(paired_t(after, before))
    means["difference"] = outcome.pop("estimate")
    notes = [*notes, outcome.pop("note").replace("scores", "differences")]
    return {**means, **outcome, "note": "; ".join(note for note in notes if note)}


def _bootstrapped(
    differences: Floats, groups: NDArray[np.str_], resamples: int, rng: np.random.Generator
) -> dict[str, Any]:
    sums, counts = sums_by_group(differences, groups)
    low, high = interval_of_mean(sums, counts, resamples=resamples, rng=rng)
    return {"boot_low": float(low), "boot_high": float(high)}


def _corrected(table: pd.DataFrame, alpha: float) -> pd.DataFrame:
    """Add the corrected p and what follows from them; rows without a test belong to no family."""
    tested = table["p"].notna()
    keys = ["distance", "contrast", "level", table["reference"] == RELATIVE]
    families = table[tested].astype({"p": float}).groupby(keys)["p"]
    # multipletests collects garbage on every call, which takes most of the time here and grows
    # with the program; frozen objects are not looked at.
    gc.freeze()
    for method in ("bonferroni", "holm"):
        table[f"p_{method}"] = families.transform(
            lambda p, method=method: multipletests(p, method=method)[1]
        ).astype(float)
    gc.unfreeze()
    table["family_size"] = families.transform("size").astype("Int64")
    table["df"] = table["df"].astype("Int64")
    table["as_expected"] = np.sign(table["difference"].astype(float)) == table["expected_sign"]
    table["significant"] = (table["p_bonferroni"] <= alpha) & table["as_expected"]
    return table


def _with_verdicts(table: pd.DataFrame, alpha: float) -> pd.DataFrame:
    effect = ["factor", "distance", "move", "reference", "level"]
    verdicts = {
        rows.index[rows["contrast"] == "before"][0]: _verdict(
            {str(row["contrast"]): row for _, row in rows.iterrows()}, alpha
        )
        for _, rows in table.groupby(effect, sort=False)
    }
    # An empty table would make an empty column of numbers.
    column = pd.Series(verdicts, dtype="str").reindex(table.index, fill_value="")
    return table.assign(verdict=column)[COLUMNS]


def _verdict(rows: dict[str, pd.Series], alpha: float) -> str:
    moved = rows["before"]
    if pd.isna(moved["p"]):
        return "not tested: too few sounds"
    if moved["p_bonferroni"] > alpha:
        return "no significant change"
    if not moved["as_expected"]:
        return "opposite to the prediction"
    beaten = [name for key, name in CONTROLS.items() if rows[key]["significant"]]
    missing = [name for key, name in CONTROLS.items() if pd.isna(rows[key]["p"])]
    failed = [name for name in CONTROLS.values() if name not in (*beaten, *missing)]
    if failed:
        outcome = f"but not beyond {' nor '.join(failed)}"
    elif beaten:
        outcome = f"and beyond {'both controls' if not missing else beaten[0]}"
    else:
        outcome = "but without a control"
    lacking = f" ({' and '.join(missing)} not available)" if missing else ""
    return f"as predicted, {outcome}{lacking}"
