"""What tests say about the advance of the best model on the others."""

from latentaudio.findings.lookup import records, select
from latentaudio.findings.run import Run
from latentaudio.prediction.choices.model_comparisons import MAIN_TEST


def advance(run: Run, task: str, best: str, others: int) -> str:
    """Say which of the other models of a task the best one is better than."""
    rows = records(select(run.predicted.comparisons, task=task, test=MAIN_TEST))
    better = [
        row["model_b"] if row["model_a"] == best else row["model_a"]
        for row in rows
        if best in (row["model_a"], row["model_b"]) and row["reject"]
    ]
    if len(better) == others:
        which = "the other" if others == 1 else f"the {others} others"
        return f"It is better than {which} by the corrected test over folds (Holm)."
    if not better:
        which = "the other" if others == 1 else f"any of the {others} others"
        return f"By the corrected test over folds (Holm), it is not better than {which}."
    return (
        f"By the corrected test over folds (Holm), it is better than {', '.join(better)}, "
        f"{len(better)} of the {others} others."
    )
