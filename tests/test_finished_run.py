import pandas as pd
import pytest

import latentaudio
from latentaudio.errors import ArtifactError


@pytest.fixture
def folder(tmp_path):
    tables = {
        "dataset/snippets.parquet": pd.DataFrame({"snippet_id": ["a", "b"]}),
        "stats/classes.csv": pd.DataFrame({"material": ["None", "wood"], "rank": [1, 2]}),
        "control/embeddings/layer_01/part_001.parquet": pd.DataFrame({"activation": [b"x"]}),
    }
    for name, table in tables.items():
        path = tmp_path / "results" / "demo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".csv":
            table.to_csv(path, index=False)
        else:
            table.to_parquet(path)
    return tmp_path / "results" / "demo"


def test_tables_are_found_by_their_names_but_for_activations(folder):
    run = latentaudio.read_run(str(folder))
    assert list(run) == ["dataset/snippets", "stats/classes"]
    assert run["dataset/snippets"]["snippet_id"].tolist() == ["a", "b"]
    # "None" is a class here, not a missing value.
    assert run["stats/classes"].to_dict("list") == {"material": ["None", "wood"], "rank": [1, 2]}
    assert repr(run).endswith("results/demo', 2 tables)")


def test_a_table_that_is_not_there_is_named(folder):
    with pytest.raises(KeyError, match="no table 'stats/layers'"):
        latentaudio.read_run(folder)["stats/layers"]


@pytest.mark.parametrize("part", ["nowhere", "", "stats"])
def test_what_is_no_run_is_refused(folder, part):
    wrong = folder.parent / part if part != "stats" else folder / "stats"
    with pytest.raises(ArtifactError, match=r"not the folder of a run .*give results/<run>"):
        latentaudio.read_run(wrong)
