import pytest

from latentaudio.__main__ import FAILED, main


@pytest.fixture
def overlay(tmp_path):
    """Give a function that writes a file of settings."""

    def write(name: str, text: str) -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_the_folder_is_that_of_the_last_name_of_a_run(overlay, capsys):
    files = [overlay("a.yaml", "run: first\n"), overlay("b.yaml", "run: second\n")]
    files.append(overlay("c.yaml", "seed: 1\n"))
    expected = ["results/demo", "results/first", "results/second", "results/second"]
    for count, folder in enumerate(expected):
        assert main(["results", *files[:count]]) == 0
        assert capsys.readouterr().out == f"{folder}\n"


def test_what_snakemake_would_not_explain_is_one_line(overlay, capsys):
    path = overlay("mine.yaml", 'dataset: {pattern: "\\d"}\n')
    assert main(["results", path]) == FAILED
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"error: {path}, line 1, column 22: found unknown escape")
    assert printed.err.count("\n") == 1
