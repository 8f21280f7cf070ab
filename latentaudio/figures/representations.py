"""How figures call, order and colour the representations of sounds whose factors are known."""

from collections.abc import Hashable, Mapping

import pandas as pd

from latentaudio.figures.style import GREY, OKABE_ITO
from latentaudio.known_factors.representations import COMPONENTS, FLOW, VAE
from latentaudio.vae.model_titles import OBJECTIVES, model_title

#: Columns that tell apart VAEs which differ in more than beta.
VAE_KEY = ["space", "model", "objective", "schedule"]
#: Most spaces of representations that stand for others.
SPACES = 2

#: Colour and marker of each kind, in the order in which kinds are drawn.
KINDS: Mapping[str, tuple[str, str]] = {
    COMPONENTS: (GREY, "s"),
    VAE: (OKABE_ITO[0], "o"),
    FLOW: (OKABE_ITO[4], "D"),
    "ridge": (OKABE_ITO[2], "^"),
    "lda": (OKABE_ITO[2], "v"),
    "network": (OKABE_ITO[3], "P"),
}
_KIND_TITLES = {
    COMPONENTS: "raw components",
    VAE: "VAE",
    FLOW: "flow",
    "ridge": "ridge (linear)",
    "lda": "LDA (linear)",
    "network": "network (bound)",
}


def in_kind_order(table: pd.DataFrame) -> pd.DataFrame:
    """List each representation of a table once: by kind, then as VAEs are compared.

    Parameters
    ----------
    table
        Columns ``representation, kind, space, model, objective, schedule, beta``, in any number of
        rows.

    Returns
    -------
    pandas.DataFrame
        These columns and ``title``, one row for each representation.
    """
    columns = ["representation", "kind", "space", "model", "objective", "schedule", "beta"]
    known = table.drop_duplicates("representation")[columns]
    rank = {kind: index for index, kind in enumerate(KINDS)}
    objectives = {objective: index for index, objective in enumerate(OBJECTIVES)}
    known = (
        known.assign(rank=known["kind"].map(rank), minimised=known["objective"].map(objectives))
        .sort_values(["rank", "space", "model", "minimised", "schedule", "beta"], kind="stable")
        .drop(columns=["rank", "minimised"])
    )
    spaces = known.groupby("kind")["space"].nunique()
    titles = [
        _title(row, several_spaces=spaces[row["kind"]] > 1) for row in known.to_dict("records")
    ]
    return known.assign(title=titles).reset_index(drop=True)


def _title(row: Mapping[Hashable, object], *, several_spaces: bool) -> str:
    return ", ".join(
        [_KIND_TITLES[str(row["kind"])] + (f" {way}" if (way := way_of(row)) else "")]
        + ([f"β {row['beta']:g}"] if row["kind"] == VAE else [])
        + ([str(row["space"])] if several_spaces else [])
    )


def way_of(row: Mapping[Hashable, object]) -> str:
    """Name the model, objective and schedule of a row; empty where the row is of no VAE."""
    return model_title(str(row["model"]), str(row["objective"]), str(row["schedule"]))


def representative(table: pd.DataFrame) -> list[str]:
    """List the representations that stand for all others where each takes much room.

    Of the first `SPACES` spaces: raw components, flow, one linear map, and the network. Of VAEs:
    the lowest and the highest beta of the first that was trained at several, or else the first VAE.
    No score is looked at: validation losses do not compare VAEs of different beta, and scores on
    held-out sounds must not choose.

    Parameters
    ----------
    table
        As for `in_kind_order`, in the order in which representations were asked for.
    """
    known = table.drop_duplicates("representation")
    chosen = _of_first_vae(known[known["kind"] == VAE])
    others = known[known["kind"] != VAE]
    for space in list(dict.fromkeys(others["space"]))[:SPACES]:
        own = others[others["space"] == space].drop_duplicates("kind")
        by_kind = dict(zip(own["kind"], own["representation"], strict=True))
        if "ridge" in by_kind:
            by_kind.pop("lda", None)
        chosen += by_kind.values()
    return chosen


def _of_first_vae(vaes: pd.DataFrame) -> list[str]:
    if vaes.empty:
        return []
    trained = [rows for _, rows in vaes.groupby(VAE_KEY, sort=False)]
    several = [rows for rows in trained if rows["beta"].nunique() > 1]
    shown = (several or trained)[0].sort_values("beta")["representation"].tolist()
    return list(dict.fromkeys([shown[0], shown[-1]]))
