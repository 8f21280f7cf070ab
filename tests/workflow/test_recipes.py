"""The recipes of CONTRIBUTING.md, followed step by step in a copy of the repository."""

import re
import textwrap
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from checkouts import copy_of_repository
from places import REPOSITORY
from tiny_project import TONES, Project, write_tones

pytestmark = pytest.mark.workflow

GUIDE = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")


def follow(recipe: str, checkout: Path) -> list[str]:
    """Do what the blocks of code of a recipe say; return the files that were written or changed.

    The first line of a block names the file, which is new, or else a line of it after which the
    block belongs.
    """
    section = GUIDE.split(f"\n## {recipe}\n")[1].split("\n## ")[0]
    done = []
    for block in re.findall(r"^ *```python\n(.*?)^ *```$", section, re.MULTILINE | re.DOTALL):
        first, _, code = textwrap.dedent(block).partition("\n")
        name, _, above = first.removeprefix("# ").partition(", below: ")
        path = checkout / name
        if above:
            before, found, after = path.read_text(encoding="utf-8").partition(above)
            assert found, f"{name} has no line with {above}"
            rest_of_line, _, after = after.partition("\n")
            code = f"{before}{above}{rest_of_line}\n{code}{after}"
        else:
            assert not path.exists()
        path.write_text(code, encoding="utf-8")
        done.append(name)
    return done


def test_a_feature_and_a_decoder_by_their_recipes(tmp_path):
    checkout = copy_of_repository(tmp_path / "checkout")
    assert len(follow("Adding a feature", checkout)) == 2
    assert len(follow("Adding a decoder", checkout)) == 2
    write_tones(tmp_path / "project" / "sounds")
    config = {
        **TONES,
        "network": {"layers": [14]},
        "control": {"permuted_weights": False, "technical": False},
        "features": ["mel_means"],
        "decoders": ["knn", "nearest_mean"],
    }
    project = Project(tmp_path / "project", config, checkout)
    outcome = project.snakemake("--cores", "2", "--", "results/tones/knn/scores.parquet")
    assert outcome.code == 0, outcome.text
    scores = pq.read_table(project.results / "knn" / "scores.parquet").to_pandas()
    found = scores.groupby(["space", "decoder"])["accuracy"].mean()
    assert set(found.index) == {
        (space, decoder)
        for space in ("layer_14", "mel_means")
        for decoder in ("knn", "nearest_mean")
    }
    # The pitch of a tone is in its mean spectrum.
    pitch = scores[(scores["factor"] == "pitch") & (scores["space"] == "mel_means")]
    assert pitch["accuracy"].mean() > 0.9
