"""Every rule is shown in a stage."""

import re

from places import REPOSITORY

from latentaudio.progress.stages_of_run import (
    CHECKPOINTS,
    OTHER,
    STAGES,
    TARGETS,
    TYPICAL_SECONDS,
    stage_of,
)

TEXT = "".join(
    path.read_text(encoding="utf-8")
    for path in [REPOSITORY / "Snakefile", *(REPOSITORY / "rules").glob("*.smk")]
)
RULES = set(
    re.findall(r"^(?:rule|checkpoint|use rule \w+ as) (\w+)(?::| with:)", TEXT, re.MULTILINE)
)


def test_every_rule_has_a_stage_or_is_a_target():
    assert {"all", "knn", "best_layer", "originals"} <= RULES
    assert {rule for rule in RULES - TARGETS if stage_of(rule) is OTHER} == set()


def test_targets_are_rules_of_no_stage():
    assert TARGETS <= RULES
    assert all(stage_of(rule) is OTHER for rule in TARGETS)


def test_checkpoints_are_known():
    assert set(re.findall(r"^checkpoint (\w+):", TEXT, re.MULTILINE)) == CHECKPOINTS


def test_a_rule_has_one_stage():
    assert len(TYPICAL_SECONDS) == sum(len(stage.seconds) for stage in STAGES)


def test_a_rule_of_somebody_else_is_shown_too():
    assert stage_of("my_rule") is OTHER
