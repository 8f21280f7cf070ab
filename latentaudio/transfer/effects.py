"""Tests of whether moved sounds approach the class they were moved to, and more than controls do.

The published test compares, sound by sound, the distance to typical sounds before and after the
move. Snippets of the same group are similar, and a snippet may belong to several pairs, so the same
test is also done on the means of the groups, and the interval is bootstrapped by group.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from latentaudio.errors import ArtifactError, ConfigError
from latentaudio.factor_names import FACTOR_JOIN
from latentaudio.seeds import generator
from latentaudio.statistics.bootstrap import interval_of_mean, sums_by_group
from latentaudio.statistics.corrections import corrected_p
from latentaudio.statistics.tests import paired_t

Floats = NDArray[np.float64]

DISTANCES = ("logits", "js")
LEVELS = ("snippet", "group")

#: The two conditions whose distances each contrast compares: the first minus the second;
#: ``{move}`` stands for the class moved to.
CONTRASTS = {
    "before": ("{move}", "before"),
    "random": ("{move}", "random_{move}"),
    "permuted": ("{move}", "permuted_{move}"),
    "random_alone": ("random_{move}", "before"),
    "permuted_alone": ("permuted_{move}", "before"),
    "no_move": ("no_move", "before"),
}

#: The contrasts that must be significant for an effect to be more than that of any other change.
CONTROLS = {"random": "a random direction", "permuted": "a flow of permuted labels"}

#: Columns of the table made by `transfer_tests`.
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

#: Columns of the table of distances that `transfer_tests` needs.
READ_COLUMNS = [*_KEYS, *_VALUES]

#: The reference of relative effects: the distance to the own class minus that to the other.
RELATIVE = "relative"


class Effect(NamedTuple):
    """The change of the distance to one class of a pair when sounds are moved to one of them.

    Attributes
    ----------
    move
        The class moved to, ``"own"`` or ``"other"``.
    reference
        The class that the distance is measured to, ``"own"`` or ``"other"``; or `RELATIVE`.
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
        """Sign of the predicted change: -1 for the class moved to, +1 for the other class."""
        towards = "own" if self.reference == RELATIVE else self.reference
        return -1 if self.move == towards else 1


EFFECTS = tuple(
    Effect(move, reference) for reference in ("own", "other", RELATIVE) for move in ("own", "other")
)


def transfer_tests(
    distances: pa.Table, factors: Sequence[str], *, alpha: float, resamples: int, seed: int
) -> pd.DataFrame:
    """Test every effect of the moves, relative to before the move and relative to the controls.

    Parameters
    ----------
    distances
        One row per moved snippet, pair and condition, with the columns `READ_COLUMNS`.
    factors
        Row order; joint moves come last.
    alpha
        Family-wise error rate.
    resamples
        Number of resamples of groups.
    seed
        The run's seed.

    Returns
    -------
    pandas.DataFrame
        One row per factor, distance, effect, contrast and level, with the columns `COLUMNS`.
        ``difference`` is ``mean_after - mean_before``. It is tested by a paired t-test with one
        value per snippet and pair (level ``snippet``) or with the mean of these values in each
        group (level ``group``), and Holm's correction [1]_ is given beside Bonferroni's. In
        contrasts with a control, ``mean_before`` is the mean of the control's distances.
        ``boot_low, boot_high`` is the interval of the difference by cluster bootstrap. p is
        corrected over all tested factors and effects of the same distance, contrast and level;
        relative effects are a family of their own. ``expected_sign`` is that of the effect in
        every contrast, so a control that is ``significant`` has the effect that only the move
        should have. ``verdict`` is given in rows of contrast ``before``: a move is beyond a control
        if their contrast, at the same distance and level, is significant. Where nothing could be
        tested, the values are missing and ``note`` says why.

    Raises
    ------
    ArtifactError
        If a sound has several rows of the same pair and condition, or several groups.
    ConfigError
        If `alpha` is not between 0 and 1.

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
    """Yield the distances of each factor: rows (sound, pair), columns (distance, condition)."""
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
                f"distances: snippet '{twice[2]}' has several groups within factor '{factor}'; "
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
    """Select the sounds with both distances: distances, groups, and notes on the others."""
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
    """Add corrected p and what follows from them; rows without a test belong to no family."""
    tested = table["p"].notna()
    keys = ["distance", "contrast", "level", table["reference"] == RELATIVE]
    families = table[tested].astype({"p": float}).groupby(keys)["p"]
    for name, values in corrected_p(families).items():
        table[name] = values.astype(float)
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
    # Without `dtype`, an empty table would get a numeric column.
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
