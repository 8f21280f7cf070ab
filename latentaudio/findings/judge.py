"""Judge the claims of all studies of a run."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from latentaudio.errors import check_known
from latentaudio.findings.axes import axis_findings
from latentaudio.findings.features import feature_findings
from latentaudio.findings.heard import heard_findings
from latentaudio.findings.known_factors import known_factor_findings
from latentaudio.findings.layers import layer_findings
from latentaudio.findings.moves import move_findings
from latentaudio.findings.predictions import prediction_findings
from latentaudio.findings.record import Finding, Findings
from latentaudio.findings.run import KNOWN_FACTORS, LAYERS, PREDICTION, Run
from latentaudio.findings.seeds import seed_findings

#: What judges the claims of each study, in the order of the claims.
STUDIES: Mapping[str, Sequence[Callable[[Run], Iterator[Finding]]]] = {
    LAYERS: (
        layer_findings,
        feature_findings,
        axis_findings,
        move_findings,
        seed_findings,
        heard_findings,
    ),
    KNOWN_FACTORS: (known_factor_findings,),
    PREDICTION: (prediction_findings,),
    # It shows sounds, and claims nothing.
    "explorer": (),
}


def judge(run: Run, studies: Sequence[str] = (LAYERS,)) -> Findings:
    """Judge the claims of a run.

    Parameters
    ----------
    run
        The tables of the run.
    studies
        Names of the studies whose claims are judged.

    Raises
    ------
    ConfigError
        When a study is unknown.
    """
    for name in studies:
        check_known("studies", name, STUDIES)
    records = tuple(
        finding for name in studies for of_part in STUDIES[name] for finding in of_part(run)
    )
    return Findings(run.name, tuple(studies), tuple(run.factors), records)
