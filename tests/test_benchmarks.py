"""The measuring code of the benchmarks: what it measures is measured by running it."""

import itertools
import json
import math
import os
import re
import sys

import numpy as np
import pytest
from tiny_project import REPOSITORY

from latentaudio.errors import ArtifactError, LatentAudioError

# The benchmarks are no package that is installed.
sys.path.append(str(REPOSITORY))

from benchmarks import doubling, explorer, profile, programs, roofline, run, tables, whole
from benchmarks.pairs import Line, alternate, compare, timed
from benchmarks.themes import Result, Settings

# -- Pairs ----------------------------------------------------------------------------------------


def test_sides_take_turns_and_every_other_round_goes_backwards():
    order = []

    def side(name):
        order.append(name)
        return {"s": float(len(order))}

    rounds = alternate({name: lambda name=name: side(name) for name in "abc"}, 3)
    assert "".join(order) == "abc" + "abc" + "cba" + "abc"
    # The first round does not count, and figures are listed as sides were given.
    assert [list(one) for one in rounds] == [["a", "b", "c"]] * 3
    assert rounds[1] == {"a": {"s": 9.0}, "b": {"s": 8.0}, "c": {"s": 7.0}}


def test_a_round_that_warms_up_can_be_left_out():
    calls = []
    alternate({"a": lambda: calls.append(1) or {}}, 2, warm_up=False)
    assert len(calls) == 2


def test_a_call_is_timed_by_the_clock_and_by_the_processor():
    figures = timed(lambda: sum(range(1_000_000)))()
    assert figures["cpu_s"] > 0
    assert 0 < figures["s"] < 60


def test_the_ratio_is_that_of_each_round_and_its_median():
    # The ratio of the medians would be 20 / 10.
    rounds = [{"us": {"s": a}, "they": {"s": b}} for a, b in ((10, 10), (20, 5), (90, 30))]
    line = compare(rounds, "us", "they", what="", against="", limit=None, per=10)
    assert line.ratios == [1.0, 3.0, 4.0]
    assert line.ratio == 3.0
    assert line.ours == (1.0, 2.0, 9.0)


@pytest.mark.parametrize(
    ("ours", "limit", "within"),
    [(2.0, 2.0, True), (2.01, 2.0, False), (9.0, None, True), (math.nan, 2.0, False)],
)
def test_a_line_is_within_its_limit_up_to_it(ours, limit, within):
    assert Line("", "", "s", (ours,), (1.0,), limit).within is within


def test_a_line_survives_json():
    line = Line("a", "b", "s", (1.0, 2.0), (4.0, 4.0), None)
    assert Line.from_dict(json.loads(json.dumps(line.to_dict()))) == line


def test_quick_means_at_most_two_rounds_unless_told_otherwise(tmp_path):
    assert Settings(tmp_path).times(7) == 7
    assert Settings(tmp_path, quick=True).times(7) == 2
    assert Settings(tmp_path, quick=True).times(1) == 1
    assert Settings(tmp_path, quick=True, rounds=5).times(7) == 5


# -- The program ----------------------------------------------------------------------------------

SLOW = Line("slow", "fast", "s", (3.0,), (1.0,), 2.0)
FAST = Line("fast | same", "slow", "s", (1.0, 1.0, 2.0), (2.0, 2.0, 2.0), 2.0)


@pytest.fixture
def measured(monkeypatch):
    """Themes that measure nothing: one misses its limit, one fails, one is well."""
    asked = []

    def measure(name, quick, rounds):
        asked.append((name, quick, rounds))
        if name == "decoding":
            raise LatentAudioError("it ended with 1")
        table = [{"layer": "1", "kB": 12.345}]
        return Result([SLOW if name == "embedding" else FAST], {"snippet": table})

    monkeypatch.setattr(run, "measure_apart", measure)
    return asked


def called(monkeypatch, tmp_path, *arguments):
    monkeypatch.setattr(run, "LATEST", tmp_path / "latest.json")
    monkeypatch.setattr(run, "DOCUMENT", tmp_path / "performance.md")
    monkeypatch.setattr(sys, "argv", ["run.py", *arguments])
    # What the program sets for its jobs is not for other tests.
    monkeypatch.setattr(os, "environ", os.environ.copy())
    return run.main()


def test_all_themes_run_before_one_that_missed_its_limit_fails_the_program(
    measured, monkeypatch, tmp_path, capsys
):
    assert called(monkeypatch, tmp_path, "embedding", "decoding", "flow", "--rounds", "4") == 1
    assert measured == [(name, False, 4) for name in ("embedding", "decoding", "flow")]
    said = capsys.readouterr()
    assert "X slow / fast: 3, limit 2\n" in said.out
    assert "  fast | same / slow: 0.5 (0.5 to 1), limit 2\n" in said.out
    assert said.err.count("not within its limit") == 2
    assert "it ended with 1" in said.out


def test_the_program_succeeds_when_all_limits_are_kept(measured, monkeypatch, tmp_path):
    assert called(monkeypatch, tmp_path, "flow") == 0


def test_quick_leaves_out_whole_runs(measured, monkeypatch, tmp_path):
    called(monkeypatch, tmp_path, "--quick")
    assert [name for name, *_ in measured] == [n for n in run.THEMES if n not in run.SLOW]


def test_every_theme_is_a_module_that_measures():
    for name in run.THEMES:
        text = (REPOSITORY / "benchmarks" / f"{name}.py").read_text()
        assert "def measure(settings: Settings) -> Result:" in text, name


def test_an_unknown_theme_is_named_beside_those_there_are(measured, monkeypatch, tmp_path, capsys):
    with pytest.raises(SystemExit):
        called(monkeypatch, tmp_path, "flows")
    assert "unknown: flows; choose from embedding, projection," in capsys.readouterr().err


def test_the_document_has_a_place_for_every_table():
    places = re.findall(
        r"<!-- table: (\S+) -->", (REPOSITORY / "docs" / "performance.md").read_text()
    )
    assert len(places) == len(set(places))
    made = {"lines", "measured", "machine", "rates", "stages", "snippet", "explorer-size"}
    assert set(places) == made | {f"profile-{name}" for name in ("run", "stages", "rules", "disk")}


def test_tables_are_written_between_their_marks_and_nowhere_else(
    measured, monkeypatch, tmp_path, capsys
):
    names = ("lines", "measured", "machine", "snippet")
    marks = "\n\n".join(f"<!-- table: {n} -->\nold\n<!-- end: {n} -->" for n in names)
    (tmp_path / "performance.md").write_text(f"# Before\n\n{marks}\n\nAfter \\1.\n")
    # One theme after the other: the second leaves what is known of the first.
    called(monkeypatch, tmp_path, "flow")
    called(monkeypatch, tmp_path, "embedding", "--quick")
    for _ in range(2):
        assert called(monkeypatch, tmp_path, "--table") == 0
        text = (tmp_path / "performance.md").read_text()
        assert text.startswith("# Before\n")
        assert text.endswith("<!-- end: snippet -->\n\nAfter \\1.\n")
        assert "old" not in text
        lines = [line for line in text.splitlines() if line.startswith("| embedding")]
        assert lines[0] == "| embedding | slow | fast | 3 / 1 s | 3 |  | 1 | 2 | **no** |"
        assert "| flow | fast \\| same | slow | 1 / 2 s | 0.5 | 0.5 to 1 | 3 | 2 | yes |" in text
        assert "| 1 | 12.3 |" in text
        assert text.index("| embedding |") < text.index("| flow |")


def test_rows_of_themes_that_were_not_measured_stay_in_their_place(tmp_path):
    document = tmp_path / "performance.md"
    header = ["| theme | s |", "| --- | --- |"]
    old = [*header, "| first | 1 |", "| second | 2 |", "| gone | 3 |", "| third | 4 |"]
    document.write_text("\n".join(["<!-- table: lines -->", *old, "<!-- end: lines -->"]))
    new = "\n".join([*header, "| second | 5 |"])
    tables.fill(document, {"lines": new}, kept=["first", "second", "third"])
    rows = [line for line in document.read_text().splitlines() if line.startswith("|")]
    assert rows == [*header, "| first | 1 |", "| second | 5 |", "| third | 4 |"]


def test_a_document_without_a_place_is_refused_and_left_alone(tmp_path):
    document = tmp_path / "performance.md"
    document.write_text("nothing")
    message = "0 places for the table 'lines' found, expected one"
    with pytest.raises(LatentAudioError, match=message):
        tables.fill(document, {"lines": "| a |"})
    assert document.read_text() == "nothing"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.05, "0.05"), (12.345, "12.3"), (99.96, "100"), (1439.6, "1,440"), (-250.4, "-250")],
)
def test_numbers_have_three_digits_and_no_exponent(value, text):
    assert tables.number(value) == text


def test_a_program_that_fails_says_what_it_said():
    code = "import sys; print('half'); sys.exit('disk is full')"
    with pytest.raises(LatentAudioError, match=r"ended with 1:\nhalf\ndisk is full"):
        programs.run([sys.executable, "-c", code])


def test_peak_memory_is_that_of_the_program_alone():
    ours = np.ones(40_000_000)  # 320 MB that are not counted
    small = programs.peak_memory(["-c", "pass"])
    large = programs.peak_memory(["-c", "x = b'x' * 200_000_000"])
    assert len(ours) / small > 0
    assert 5 < small < 100
    assert 185 < large - small < 215


# -- Roofline -------------------------------------------------------------------------------------


def test_operations_of_the_network_follow_from_its_shapes():
    # (height, width, channels) before and after each layer, by hand.
    expected = {1: 2 * 9 * 32 * (48 * 32)}
    sizes = [(48, 32, 32), (48, 32, 64), (24, 16, 128), (24, 16, 128), (12, 8, 256), (12, 8, 256)]
    sizes += [(6, 4, 512)] * 6 + [(3, 2, 1024)] * 2
    for number, ((*_, before), (height, width, after)) in enumerate(
        itertools.pairwise(sizes), start=2
    ):
        expected[number] = 2 * (9 + after) * before * height * width
    expected[15] = 2 * 1024 * 521
    found = {}
    for one in roofline.operations():
        found[one.layer] = found.get(one.layer, 0) + one.flops
    front_end = found.pop(0)
    assert found == expected
    # As its authors say: 69.2 million multiplications for each patch.
    assert sum(found.values()) / 2 == pytest.approx(69.2e6, rel=0.001)
    assert front_end == 96 * (2.5 * 512 * 9 + 2 * 257 * 64)


def test_bytes_of_the_network_are_what_each_convolution_reads_and_writes():
    first = roofline.operations(batch=16)[1]
    assert first.bytes == 4 * (96 * 64 + 48 * 32 * 32 + 9 * 32 / 16)
    # Only kernels are shared by a batch.
    whole = sum(one.bytes for one in roofline.operations(batch=1))
    assert whole > sum(one.bytes for one in roofline.operations(batch=10**9)) > 4 * 380_928


def test_the_bound_is_the_slower_of_computing_and_moving_for_each_operation():
    work = [roofline.Operation(1, 100.0, 1.0), roofline.Operation(2, 1.0, 100.0)]
    assert roofline.bound(work, {"flops": 10.0, "memory": 20.0}) == 10.0 + 5.0


def test_work_of_a_fit_a_projection_and_neighbors():
    fit = roofline.fit_work(count=1000, width=6144, components=64)
    # A product of the sample, and one of its transpose.
    assert fit.flops == 2 * (2 * 1000 * 6144 * 64)
    assert fit.bytes == 2 * 1000 * 6144
    assert roofline.projection_work(6144, 64).flops == 2 * 6144 * 64
    assert roofline.neighbors_work(900, 64).flops == 2 * 900 * 64


# -- Sound map ------------------------------------------------------------------------------------


def test_every_figure_of_the_page_has_a_line_beside_its_limit():
    rounds = [
        {name: share * limit for name, (_, limit, _) in explorer.LIMITS.items()}
        for share in (0.5, 0.9, 1.3)
    ]
    lines = explorer.lines_of("5 sounds, file", rounds)
    assert len(lines) == len(explorer.LIMITS)
    assert all(line.ratio == pytest.approx(0.9) and line.within for line in lines)
    first = lines[0]
    assert (first.what, first.against) == ("first frame: 5 sounds, file", "2 s")


def test_a_made_up_page_has_what_is_measured():
    made = explorer.content(40, [b"one", b"two"])
    assert [one.coordinates.shape for one in made.maps] == [(40, 2), (40, 2), (40, 3)]
    assert list(made.flacs) == [b"one", b"two"] * 20
    assert {len(one) for one in made.sprites} == {32 * 32}


# -- Doubling -------------------------------------------------------------------------------------


def test_each_run_is_compared_with_the_one_of_half_as_many_sounds():
    runs = {1: (10.0, 500.0, 100.0), 2: (18.0, 500.0, 200.0), 4: (45.0, 600.0, 390.0)}
    lines = doubling.lines(
        lambda factor: dict(zip(("s", "mb", "disk_mb"), runs[factor], strict=True))
    )
    ratios = {(line.what.split(", ")[1], line.against): line.ratio for line in lines}
    assert ratios == {
        ("2x the sounds: time", "1x"): 1.8,
        ("2x the sounds: largest memory of a job", "1x"): 1.0,
        ("2x the sounds: disk", "1x"): 2.0,
        ("4x the sounds: time", "2x"): 2.5,
        ("4x the sounds: largest memory of a job", "2x"): 1.2,
        ("4x the sounds: disk", "2x"): 1.95,
    }
    assert [line.within for line in lines] == [True, True, True, False, False, True]


# -- Profile --------------------------------------------------------------------------------------


def job(wall, cpu, memory):
    return json.dumps({"s": wall, "cpu_time": cpu, "max_rss": memory, "mean_load": 1.0})


@pytest.fixture
def results(tmp_path):
    jobs = {
        "knn/layer_01/fold_01": job(2.0, 1.0, 100.0),
        "knn/layer_01/fold_02": job(4.0, 2.0, 300.0),
        "control/pca_fit/layer_01": job(3.0, 3.0, 50.0) + "\n" + job(1.0, 1.0, "NA"),
        "flow/layer_01/seed_2/training": job(10.0, 5.0, 900.0),
        "flow/layer_01/metrics": job(0.0, 0.0, None),
        "of_old/x": job(20.0, 10.0, 10.0),
    }
    for name, text in jobs.items():
        path = tmp_path / "benchmarks" / f"{name}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
    (tmp_path / "knn").mkdir()
    (tmp_path / "knn" / "scores.parquet").write_bytes(bytes(2_000_000))
    return tmp_path


def test_jobs_are_known_by_the_rules_that_measure_them(results):
    patterns = profile.benchmark_patterns(REPOSITORY / "rules")
    jobs = list(profile.read_jobs(results, patterns))
    rows = {row["rule"]: row for row in profile.rule_rows(jobs)}
    # The longest first.
    assert list(rows)[:2] == ["of_old", "flow"]
    assert rows["knn"] == {
        "rule": "knn", "jobs": 2, "wall (s)": 6.0, "CPU (s)": 3.0, "mean load (%)": 50.0,
        "most memory (MB)": 300.0, "share (%)": 15.0,
    }  # fmt: skip
    assert rows["pca_fit"]["jobs"] == 2
    assert rows["disentanglement"]["most memory (MB)"] == 0.0
    stages = {row["stage"]: row["share (%)"] for row in profile.stage_rows(jobs)}
    assert stages == {
        profile.UNKNOWN: 50.0, "flow": 25.0, "decoding": 15.0, "pca": 10.0, "disentanglement": 0.0,
    }  # fmt: skip


def test_every_benchmark_of_the_rules_is_understood():
    text = "".join(path.read_text() for path in (REPOSITORY / "rules").glob("*.smk"))
    patterns = profile.benchmark_patterns(REPOSITORY / "rules")
    assert len(patterns) == len(re.findall(r"^ +benchmark:", text, re.MULTILINE))


def test_time_is_covered_once_however_many_jobs_ran():
    jobs = [
        profile.Job("", "", wall=wall, cpu=0.0, memory=0.0, ended=ended)
        for wall, ended in ((10.0, 10.0), (2.0, 5.0), (5.0, 12.0), (1.0, 20.0))
    ]
    assert profile.covered(jobs) == 13.0


def test_disk_is_tabulated_by_folder(results):
    rows = {row["folder"]: row for row in profile.disk_rows(results)}
    assert rows["knn"] == {"folder": "knn", "files": 1, "MB": 2.0}
    assert rows["all"]["files"] == rows["benchmarks"]["files"] + 1 == 7


def test_a_folder_that_is_no_run_is_named(tmp_path):
    with pytest.raises(ArtifactError, match=r"benchmarks: no \*.jsonl found in it"):
        list(profile.read_jobs(tmp_path, {}))


def test_what_is_no_measurement_is_named(results):
    (results / "benchmarks" / "of_old" / "x.jsonl").write_text('{"s": 1}\n')
    with pytest.raises(ArtifactError, match=r"x\.jsonl, line 1: KeyError\('cpu_time'\)"):
        list(profile.read_jobs(results, {}))


def test_the_map_is_charged_with_what_it_adds():
    rounds = [{"without": {"s": 300.0}, "with": {"s": 345.0}}]
    alone, added = whole.lines_of(rounds)
    assert (alone.ours, alone.within) == ((5.0,), True)
    assert (added.ours, added.within) == ((45.0,), True)
    (_, slow) = whole.lines_of([{"without": {"s": 300.0}, "with": {"s": 361.0}}])
    assert not slow.within
