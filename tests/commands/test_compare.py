"""What differs between two runs is listed, the most important first."""

import csv
import io
import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from latentaudio.__main__ import main
from latentaudio.findings.differences import differences
from latentaudio.findings.record import Finding, Findings, Reason, Value
from latentaudio.findings.storage import write_findings
from latentaudio.findings.verdicts import HOLDS, IN_PART, NOT

SAME = Finding("same", HOLDS, factor="pitch", values=(Value("difference", 0.25),))
VERDICT = Finding("verdict", HOLDS, factor="pitch", values=(Value("difference", 0.5, 0.25, 0.75),))
NUMBERS = Finding("numbers", IN_PART, factor="pitch", layer=9, values=(Value("layer", 9),))
ONLY_A = Finding("gone", NOT, factor="pitch", move="own", reference="other")
ONLY_B = Finding("new", HOLDS, factor="pitch", space="layer_08", in_summary=False)

A = Findings("first", ("layers",), ("pitch",), (SAME, NUMBERS, ONLY_A, VERDICT))
B = Findings(
    "second",
    ("layers",),
    ("pitch",),
    (
        SAME,
        ONLY_B,
        replace(NUMBERS, layer=12, values=(Value("layer", 12),)),
        replace(VERDICT, verdict=NOT, reasons=(Reason("not_significant", "not significant"),)),
    ),
)


@pytest.fixture
def runs(tmp_path):
    for findings in (A, B):
        write_findings(tmp_path / findings.run / "report" / "findings.json", findings)
    return str(tmp_path / "first"), str(tmp_path / "second")


def test_changed_verdicts_come_first_then_numbers_then_what_one_run_lacks():
    found = [(one.change, one.finding.claim) for one in differences(A, B)]
    assert found == [
        ("verdict", "verdict"),
        ("numbers", "numbers"),
        ("only in A", "gone"),
        ("only in B", "new"),
        ("none", "same"),
    ]


def test_another_wording_of_a_reason_is_no_difference():
    one = Finding("claim", NOT, reasons=(Reason("code", "words"),))
    two = replace(one, reasons=(Reason("code", "other words"),))
    a, b = (Findings("run", records=(finding,)) for finding in (one, two))
    assert [found.change for found in differences(a, b)] == ["none"]


def test_the_table_shows_verdict_number_and_interval_of_both(runs, capsys):
    assert main(["compare", *runs]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["A: first", "B: second", "4 of 5 findings differ"]
    assert [re.sub(" {2,}", "|", line) for line in lines[4:]] == [
        "change|claim|factor|A|B",
        "verdict|verdict|pitch|holds, 0.5 [0.25, 0.75]|not found, 0.5 [0.25, 0.75]",
        "numbers|numbers|pitch|holds in part, 9|holds in part, 12",
        "only in A|gone|pitch, to own, distance to other|not found|-",
        "only in B|new|pitch, at layer_08|-|holds",
    ]


def test_equal_findings_are_listed_on_request(runs, capsys):
    main(["compare", *runs, "--all"])
    assert capsys.readouterr().out.splitlines()[-1].startswith("none ")


def test_csv_and_json_hold_the_same_rows(runs, capsys):
    main(["compare", *runs, "--format", "csv"])
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    main(["compare", *runs, "--format", "json"])
    content = json.loads(capsys.readouterr().out)
    assert (content["A"], content["B"], content["differ"], content["findings"]) == (
        *("first", "second"),
        *(4, 5),
    )
    blank = [
        {name: "" if cell is None else str(cell) for name, cell in row.items()}
        for row in content["differences"]
    ]
    assert rows == blank
    assert (rows[0]["estimate_A"], rows[0]["high_B"], rows[0]["reasons_B"]) == (
        *("0.5", "0.75"),
        "not_significant",
    )


def test_the_exit_code_tells_of_differences_only_when_asked(runs):
    first, second = runs
    assert main(["compare", first, second, "--exit-code"]) == 1
    assert main(["compare", first, f"{first}/report/findings.json", "--exit-code"]) == 0


def test_what_is_no_run_is_said_with_what_to_do(runs, tmp_path, capsys):
    first, _ = runs

    def error(run):
        assert main(["compare", first, str(run)]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        return captured.err

    assert "nowhere: not found; give the folder of a run" in error(tmp_path / "nowhere")
    assert "not the folder of a run" in error(tmp_path)
    (tmp_path / "half" / "dataset").mkdir(parents=True)
    message = error(tmp_path / "half")
    assert "findings.json: not found; finish the run, or make its findings alone" in message
    path = tmp_path / "second" / "report" / "findings.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"version": 1', '"version": 7'))
    assert "schema version 7 found, 1 expected" in error(tmp_path / "second")


def test_help_is_quick_and_a_wrong_command_is_named():
    code = (
        "import sys; from latentaudio.__main__ import main\n"
        "try: main(['--help'])\n"
        "finally: print({'numpy', 'pandas', 'latentaudio.commands.compare'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0
    assert "compare" in done.stdout
    assert done.stdout.endswith("set()\n")
    wrong = subprocess.run(
        [sys.executable, "-m", "latentaudio", "compere"], capture_output=True, text=True
    )
    assert wrong.returncode == 2
    assert "compere" in wrong.stderr
