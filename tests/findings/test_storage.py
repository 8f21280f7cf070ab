"""Findings are written and read without loss, and damaged or foreign files are refused."""

import json
import math

import pytest

from latentaudio.errors import ArtifactError
from latentaudio.findings.record import Finding, Findings, Reason, Value, value
from latentaudio.findings.storage import read_findings, write_findings
from latentaudio.findings.verdicts import HOLDS, NOT

FINDINGS = Findings(
    "small",
    ("layers",),
    ("größe", "<b> & 'c'"),
    (
        Finding(
            "best_layer_beats_first",
            HOLDS,
            factor="größe",
            values=(
                Value("difference", 0.1, 0.05, 0.15, 3.0, 9, 1e-300, "accuracy"),
                Value("layer", 9),
            ),
            published=Value("difference", statistic=-math.inf, df=18, p=3.7e-12),
        ),
        Finding(
            "moved_to_own_closer_to_own",
            NOT,
            factor="<b> & 'c'",
            space="layer_09",
            layer=9,
            move="own",
            reference="own",
            reasons=(Reason("opposite", "opposite to the prediction"),),
            in_summary=False,
        ),
    ),
)


def test_what_is_read_is_what_was_written(tmp_path):
    write_findings(tmp_path / "findings.json", FINDINGS)
    assert read_findings(tmp_path / "findings.json") == FINDINGS


def test_the_same_findings_give_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_findings(tmp_path / name, FINDINGS)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_the_file_is_plain_json_that_states_kind_and_version(tmp_path):
    write_findings(tmp_path / "findings.json", FINDINGS)
    content = json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))
    assert (content["kind"], content["version"], content["run"]) == ("findings", 1, "small")
    first, second = content["records"]
    assert first["values"][0]["p"] == 1e-300
    assert first["published"]["statistic"] == "-inf"
    assert first["published"]["estimate"] is None
    assert second["reasons"] == [{"code": "opposite", "words": "opposite to the prediction"}]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": 2}, r"schema version 2 found, 1 expected; delete it, and rule 'findings'"),
        ({"kind": "scores"}, "found scores, expected findings"),
        ({"records": [{"claim": "x"}]}, "damaged, cannot be read as findings"),
        ({"records": None}, "damaged, cannot be read as findings"),
        ({"more": 1}, "damaged, cannot be read as findings"),
    ],
)
def test_other_files_are_refused(tmp_path, change, message):
    path = tmp_path / "findings.json"
    write_findings(path, FINDINGS)
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change))
    with pytest.raises(ArtifactError, match=message):
        read_findings(path)


def test_a_file_cut_short_or_missing_is_refused(tmp_path):
    path = tmp_path / "findings.json"
    with pytest.raises(ArtifactError, match="not found"):
        read_findings(path)
    write_findings(path, FINDINGS)
    path.write_text(path.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    with pytest.raises(ArtifactError, match="damaged"):
        read_findings(path)


def test_cells_without_a_number_become_none():
    found = value("change", estimate=0.5, low=float("nan"), high="", p=None)
    assert found == Value("change", 0.5)
    assert not found.has_interval
