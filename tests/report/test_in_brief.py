"""The findings in a few lines."""

from latentaudio.findings.record import Finding, Findings, value
from latentaudio.report.in_brief import in_brief

MOVED = [
    "moved_to_own_closer_to_own",
    "moved_to_other_farther_from_own",
    "moved_to_other_closer_to_other",
    "moved_to_own_farther_from_other",
]


def best(factor: str, unit: str = "accuracy") -> Finding:
    numbers = {"layer": 9, "first_layer": 1, "last_layer": 14}
    values = [value(name, estimate=number) for name, number in numbers.items()]
    score = value("score", unit=unit, estimate=0.5, low=0.25, high=0.75)
    return Finding("intermediate_layer_is_best", "holds", factor=factor, values=(*values, score))


def axis(factor: str, verdict: str) -> Finding:
    own = value("eta_squared", estimate=0.8, low=0.7, high=0.9)
    return Finding("factor_has_own_axis", verdict, factor=factor, values=(own,))


def moved(*verdicts: str, counts: bool = True) -> list[Finding]:
    claims = [MOVED[number % 4] for number in range(len(verdicts))]
    return [Finding(*pair, in_summary=counts) for pair in zip(claims, verdicts, strict=True)]


def brief(*findings: Finding) -> list[str]:
    return in_brief(Findings(records=findings))


def test_three_lines():
    lines = brief(
        best("<call>"),
        best("distance", unit="r2"),
        axis("<call>", "holds"),
        axis("distance", "holds in part"),
        *moved("holds", "holds in part", "not found", "not found", "holds", "not tested"),
    )
    assert lines == [
        "best layer  <call>: 9, accuracy 0.50 [0.25, 0.75]; distance: 9, R² 0.50 [0.25, 0.75]",
        "own axis    <call>: holds (η² 0.80 [0.70, 0.90]); "
        "distance: holds in part (η² 0.80 [0.70, 0.90])",
        "moves       2 of 5 effects as predicted, 1 in part, 2 not found, 1 not tested",
    ]


def test_what_was_not_tested():
    layers = Finding(
        "intermediate_layer_is_best",
        "not tested",
        factor="call",
        values=(value("layers", estimate=2),),
    )
    lines = brief(layers, Finding("factor_has_own_axis", "not tested"), *moved("not tested"))
    assert lines == [
        "best layer  call: 2 layers analysed",
        "own axis    all factors: not tested",
        "moves       not tested",
    ]


def test_known_factors_are_told_by_the_highest_of_each_kind_and_of_how_many():
    mig = {
        "flow/log_mel": 0.46,
        "flow/layer_06": 0.5,
        "vae/log_mel/dense/beta_tcvae-warm_up/beta_4": 0.2,
        "vae/log_mel/dense/beta_vae-constant/beta_1": 0.1,
        "ridge/log_mel": 0.56,
    }
    scores = [
        value("score", unit="mig", about=name, estimate=one, low=one - 0.05, high=one + 0.05)
        for name, one in mig.items()
    ]
    other = value("score", unit="dci_disentanglement", about="flow/log_mel", estimate=0.9)
    claims = [
        Finding("a", "holds", study="known_factors", values=(*scores[:3], other)),
        Finding("b", "holds", study="known_factors", values=tuple(scores[2:])),
        Finding("c", "not tested", study="known_factors"),
    ]
    assert brief(*claims) == [
        "factors     flow of layer_06, highest of 2: MIG 0.50 [0.45, 0.55]; VAE (dense, "
        "beta_tcvae-warm_up, beta 4) of log_mel, highest of 2: 0.20 [0.15, 0.25]; ridge of "
        "log_mel: 0.56 [0.51, 0.61] (held-out sounds)"
    ]


def test_predictions_are_told_by_task_as_far_as_they_were_tested():
    def finding(claim, verdict, *values, **where):
        return Finding(claim, verdict, study="prediction", values=values, **where)

    score = value("score", unit="mae", estimate=1.05)
    advance = value("difference", unit="error", estimate=0.2, low=0.1, high=0.3)
    ends = (value("first_layer", estimate=4), value("last_layer", estimate=14))
    lines = brief(
        finding(
            "prediction_generalises",
            "holds",
            *(score, value("chance", unit="mae", estimate=1.58)),
            factor="far",
        ),
        finding("prediction_generalises", "not tested", factor="kind"),
        finding("pretrained_beats_trained_from_scratch", "holds in part", advance, factor="far"),
        finding("pretrained_beats_trained_from_scratch", "holds", advance, factor="kind"),
        finding("intermediate_layer_predicts_best", "holds", *ends, factor="far", layer=9),
    )
    assert lines == [
        "prediction  far: mean error 1.05, 1.58 without a model (holds), heads on the network "
        "better than networks from scratch by 0.20 [0.10, 0.30] (holds in part), layer 9 of 4–14 "
        "chosen; kind: not tested"
    ]


def test_lines_of_other_studies_and_layers_are_left_out():
    assert brief(Finding("something_else", "holds"), *moved("holds", counts=False)) == []


def test_many_factors_are_counted():
    (line,) = brief(*(axis(name, "not found") for name in "abcde"))
    assert line.count("η²") == 3
    assert line.endswith("; 2 more")


def test_a_whole_run(run):
    lines = in_brief(run.findings)
    assert [line[:12].strip() for line in lines] == ["best layer", "own axis", "moves"]
    assert "8 of 8 effects as predicted" in lines[2]
