"""Every registered figure has a module, a rule and a caption, and nothing else has."""

import re
from importlib.util import find_spec

from places import REPOSITORY

from latentaudio.figures.registry import FIGURES


def test_every_figure_has_a_module_and_a_program():
    for name in FIGURES:
        assert find_spec(f"latentaudio.figures.{name}")
        assert (REPOSITORY / "scripts" / "figures" / f"figure_{name}.py").is_file()


def test_every_figure_has_a_rule_and_every_rule_a_figure():
    files = (REPOSITORY / "rules").glob("*.smk")
    rules = "\n".join(path.read_text(encoding="utf-8") for path in files)
    names = re.findall(r"^rule figure_(\w+):", rules, re.MULTILINE)
    assert sorted(names) == sorted(FIGURES)


def test_every_figure_has_a_caption_that_names_its_tables():
    folder = REPOSITORY / "latentaudio" / "figures" / "captions"
    assert {path.stem for path in folder.glob("*.rst")} == set(FIGURES)
    for figure in FIGURES.values():
        assert re.search(r"[.;] From .*``[^`]+``.*\.$|, ``[^`]+``\.$", figure.caption), figure.name
