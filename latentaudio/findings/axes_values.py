"""Look up how much each axis of a flow, of PCA or of LDA encodes about each factor."""

from latentaudio.disentanglement.folding import LEAST_ORDER
from latentaudio.findings.lookup import distinct, is_number, is_true, only, records, select
from latentaudio.findings.run import FLOW, FlowRun

#: Least ratio of the eta squared of an axis' own factor to that of any other, for an axis that
#: counts as the factor's own.
LEAST_RATIO = 5.0
#: Largest difference that counts as an exact inverse, in standard deviations of the projections.
EXACT = 1e-3


def spaces(flow: FlowRun) -> list[str]:
    """List the measured spaces, the flow first."""
    axes = flow.metric("axes")
    return [] if axes.empty else distinct(axes["space"])


def axis_names(flow: FlowRun) -> list[str]:
    """List the factors that have an axis in the flow."""
    axes = select(flow.metric("axes"), space=FLOW)
    return [] if axes.empty else distinct(axes["axis"])


def axis_values(
    flow: FlowRun, axis: str, factor: str, *, space: str = FLOW, permuted: bool = False
) -> dict[str, float] | None:
    """Look up the measures of an axis for a factor; None where there are none."""
    return only(flow.metric("axes", permuted), space=space, axis=axis, factor=factor)


def own_values(
    flow: FlowRun, axis: str, *, space: str = FLOW, permuted: bool = False
) -> dict[str, float] | None:
    """Look up the measures of an axis for its own factor; None where eta squared is missing."""
    row = axis_values(flow, axis, axis, space=space, permuted=permuted)
    return row if row is not None and is_number(row["eta_squared"]) else None


def value_correlation(flow: FlowRun, axis: str, *, space: str = FLOW) -> dict[str, float] | None:
    """Look up how closely an axis follows the values of its factor; None where it has none."""
    return only(flow.metric("values"), space=space, axis=axis, factor=axis)


def follows_order(row: dict[str, float]) -> bool:
    """Check whether an axis follows the order of the values (of several coordinates: a line)."""
    order = row["rho"] if is_number(row["rho"]) else row["r"]
    return is_number(order) and order >= LEAST_ORDER


def strongest_other(flow: FlowRun, axis: str, space: str = FLOW) -> dict[str, float] | None:
    """Find the other factor with the largest eta squared; None where there is only one factor."""
    rows = select(flow.metric("axes"), space=space, axis=axis)
    others = rows[~rows["own"].map(is_true) & rows["eta_squared"].notna()] if len(rows) else rows
    if others.empty:
        return None
    return records(others.sort_values("eta_squared", ascending=False))[0]


def permuted_shares(flow: FlowRun) -> dict[str, float]:
    """Look up eta squared of each axis's own factor in the flow trained on permuted labels."""
    return {
        axis: row["eta_squared"]
        for axis in axis_names(flow)
        if (row := own_values(flow, axis, permuted=True)) is not None
    }


def has_interval(row: dict[str, float]) -> bool:
    """Check whether eta squared has an interval; with too few groups it has none."""
    return is_number(row["eta_squared_low"]) and is_number(row["eta_squared_high"])
