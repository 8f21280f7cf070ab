"""Judge whether flows trained from other seeds show the same effects of moves."""

from collections.abc import Iterator
from dataclasses import dataclass

from latentaudio.factor_names import FACTOR_JOIN
from latentaudio.findings import reasons
from latentaudio.findings.flows import at_flow, for_flows
from latentaudio.findings.lookup import is_true, select
from latentaudio.findings.record import Finding, value
from latentaudio.findings.run import FlowRun, Run
from latentaudio.findings.verdicts import HOLDS, IN_PART, NOT, UNTESTED
from latentaudio.transfer.effects import EFFECTS, RELATIVE

SEEDS_AGREE = "seeds_agree_on_moves"


def seed_findings(run: Run) -> Iterator[Finding]:
    """Judge the agreement of seeds, for every flow; that on joint moves does not count."""
    yield from for_flows(run, SEEDS_AGREE, every_seed)
    if len(run.factors) > 1:
        for flow in run.flows:
            joint = every_seed(flow, FACTOR_JOIN.join(run.factors), counts=False)
            yield at_flow(run, flow, joint)


def every_seed(flow: FlowRun, factor: str, *, counts: bool = True) -> Finding:
    """Judge whether the flows of all seeds show the same effects of moves of a factor."""
    found = replications(flow, factor)
    if not found:
        why = reasons.NO_EFFECT if several_seeds(flow) else reasons.ONE_SEED
        return Finding(SEEDS_AGREE, UNTESTED, factor=factor, reasons=(why,), in_summary=counts)
    agree = [one.agrees for one in found]
    return Finding(
        SEEDS_AGREE,
        HOLDS if all(agree) else IN_PART if any(agree) else NOT,
        factor=factor,
        reasons=() if all(agree) else (reasons.SEEDS_DISAGREE,),
        values=(
            value("effects_agreed_on", estimate=sum(agree)),
            value("effects", estimate=len(found)),
            value("seeds", estimate=found[0].seeds),
            *(
                value(name, estimate=count, about=one.effect)
                for one in found
                for name, count in (
                    ("seeds_as_predicted", one.predicted),
                    ("seeds_opposite", one.opposite),
                )
            ),
        ),
        in_summary=counts,
    )


def several_seeds(flow: FlowRun) -> bool:
    """Check whether sounds were moved with the flows of at least two seeds."""
    table = flow.transfer_replicates
    return not table.empty and table["seed"].nunique() > 1


@dataclass(frozen=True)
class Replication:
    """Results of the flows of all seeds for one effect of a move (logits, snippets).

    Attributes
    ----------
    factor, effect
        The factor and the name of the effect.
    predicted, opposite
        Number of seeds with a significant effect as predicted, and opposite to the prediction.
    seeds
        Number of all seeds; the remaining ones found no significant effect.
    """

    factor: str
    effect: str
    predicted: int
    opposite: int
    seeds: int

    @property
    def agrees(self) -> bool:
        """Whether all seeds have the same result, which may be that nothing is significant."""
        return self.seeds in (
            self.predicted,
            self.opposite,
            self.seeds - self.predicted - self.opposite,
        )


def replications(flow: FlowRun, factor: str | None = None) -> list[Replication]:
    """Compare the seeds' tests of the distances to both classes, where any could be tested.

    The distance to the own class minus that to the other follows from these and is left out.
    """
    table = select(flow.transfer_replicates, distance="logits", level="snippet", contrast="before")
    table = table if factor is None else select(table, factor=factor)
    if table.empty or table["seed"].nunique() < 2:
        return []
    seeds = table["seed"].nunique()
    names = [one.text for one in EFFECTS if one.reference != RELATIVE]
    found = []
    tested = table[table["effect"].isin(names) & table["p_bonferroni"].notna()]
    for (of, name), rows in tested.groupby(["factor", "effect"], sort=False):
        predicted = rows["significant"].map(is_true)
        opposite = (rows["p_bonferroni"] <= flow.alpha) & ~predicted
        found.append(
            Replication(str(of), str(name), int(predicted.sum()), int(opposite.sum()), seeds)
        )
    return found
