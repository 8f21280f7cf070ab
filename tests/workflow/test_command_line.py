import re
from pathlib import Path

import pytest

from latentaudio.errors import ConfigError
from latentaudio.workflow.command_line import check_command_line


def check(line: str, files=(), entries=()) -> None:
    check_command_line(line.split(), [Path(file) for file in files], entries)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "--cores 8",
        "embeddings --cores 8 --configfile a.yaml b.yaml --config seed=3 run=c",
        "--configfile=a.yaml -n embeddings",
        # Behind this, words are targets.
        "--configfile a.yaml -- --configfile b.yaml",
        "--forcerun a --until b",
    ],
)
def test_what_snakemake_reads_as_it_is_meant_passes(line):
    check(line, ["a.yaml"], ["seed=3", "run=c", "features=[log_mel]", "run={"])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("--configfile a.yaml --configfile b.yaml", "--configfile a.yaml b.yaml"),
        ("--configfile a.yaml -n --configfile b.yaml c.yaml", "--configfile a.yaml b.yaml c.yaml"),
        ("--configfile=a.yaml all --configfiles b.yaml", "--configfile a.yaml b.yaml"),
        ("--configf a.yaml --configfile=b.yaml -- x", "--configfile a.yaml b.yaml"),
        ("--config seed=3 --config run=c", "--config seed=3 run=c"),
        ("-C seed=3 --cores 2 --config=run=c", "--config seed=3 run=c"),
        ("-Cseed=3 -C run=c", "--config seed=3 run=c"),
    ],
)
def test_an_option_given_twice_is_refused_with_how_to_give_it_once(line, expected):
    option = expected.split()[0]
    message = f"{option}: given 2 times, but Snakemake uses the last one only; "
    with pytest.raises(ConfigError, match=rf"^{message}.*: {re.escape(expected)}$"):
        check(line)


def test_blanks_in_names_are_quoted():
    with pytest.raises(ConfigError, match=r": --configfile 'my a\.yaml' b\.yaml$"):
        check_command_line(["--configfile", "my a.yaml", "--configfile", "b.yaml"], [], [])


@pytest.mark.parametrize("target", ["demo/report/findings.json", "demo/stats/best_layer.json"])
def test_a_target_taken_for_a_file_of_settings_is_told_its_place(tmp_path, monkeypatch, target):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match=rf"found results/{target}, which .* snakemake results/"):
        check("", ["mine.yaml", Path("results", target).absolute()])


def test_settings_may_be_kept_beside_results(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    check("", [Path("results/mine.yaml").absolute(), Path("more.json").absolute()])


@pytest.mark.parametrize("text", ["{neighbors: 1}", "{'neighbors': 1}", '{"neighbors":1}', "{}"])
def test_a_section_is_referred_to_a_file(text):
    with pytest.raises(ConfigError) as caught:
        check("", entries=["seed=3", f"knn={text}"])
    assert str(caught.value).startswith(f"--config knn={text}: a section found, but ")
    assert f"\n    knn: {text}\n" in str(caught.value)
