import csv
import itertools
from pathlib import Path

import numpy as np
import pytest
import soundfile
from places import BOOTH
from recording_layouts import ESC, LAYOUTS, MAAS, Layout, takes
from tiny_sources import touch

import latentaudio.commands.init
from latentaudio.__main__ import FAILED, main
from latentaudio.commands.init import NOTHING_PROPOSED
from latentaudio.datasets.configured import configured_source
from latentaudio.datasets.listing import list_recordings
from latentaudio.errors import ConfigError
from latentaudio.factor_types import parse_factors
from latentaudio.networks.registry import describe
from latentaudio.workflow.config import DEFAULTS_FOLDER, read_config
from latentaudio.workflow.settings_files import laid_over, read_settings


@pytest.fixture
def data(tmp_path, monkeypatch):
    """Give a function that makes the files and tables of a layout in the working folder."""
    monkeypatch.chdir(tmp_path)

    def make(layout):
        touch(tmp_path / "data", *layout.files)
        for name, rows in (layout.tables or {}).items():
            path = tmp_path / "data" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            german = "Datei" in rows[0]
            with path.open("w", newline="", encoding="cp1252" if german else "utf-8") as file:
                csv.writer(file, delimiter=";" if german else ",").writerows(rows)

    return make


@pytest.fixture(scope="module")
def defaults():
    return read_config(DEFAULTS_FOLDER)


@pytest.fixture(autouse=True)
def _read_once(defaults, monkeypatch):
    """Do not parse the defaults again for each command."""
    monkeypatch.setattr(latentaudio.commands.init, "read_config", lambda folder: defaults)


@pytest.fixture
def written(defaults):
    """Give a function that reads a configuration that was written, over the defaults."""
    return lambda path="config/data.yaml": laid_over(defaults, read_settings(Path(path)))


def recordings(config):
    snippet = describe(config["network"]["name"], config["network"]["module"]).snippet
    return list_recordings(configured_source(config, Path("results/x"), snippet))


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_is_proposed_can_be_used_and_is_explained(name, data, written, capsys):
    layout = LAYOUTS[name]
    data(layout)
    output = ["--output", "config/data.yaml"]
    assert main(["init", layout.given, *output]) == 0
    printed = capsys.readouterr().out
    told = " ".join(printed.split())
    for phrase in layout.says:
        assert phrase in told
    config = written()
    assert list(parse_factors(config["dataset"]["factors"])) == layout.factors
    assert config["dataset"]["group_column"] == layout.group
    assert config["dataset"]["fold_column"] == layout.fold
    assert {key: config["dataset"][key] for key in layout.dataset or {}} == (layout.dataset or {})
    assert (config["folds"]["grouped"] is None) == (layout.fold is not None)
    assert len(recordings(config)) == (layout.out_of or len(layout.files))
    assert "to be corrected" not in printed  # by the checks of a run; see below
    assert printed.endswith(
        "  latentaudio check config/data.yaml\n  make run CONFIG=config/data.yaml\n"
    )


def test_every_key_of_the_text_has_a_comment(data):
    data(LAYOUTS["flat names"])
    assert main(["init", "data"]) == 0
    lines = Path("config/data.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# Proposed by `latentaudio init` from the names of 16 sound files")
    assert "  # metal_rub_01.wav is read as material 'metal', action 'rub', take '01'." in lines
    uncommented = [
        line
        for before, line in itertools.pairwise(lines)
        if line.startswith("  ") and "#" not in line and "#" not in before
    ]
    assert uncommented == []
    assert max(map(len, lines)) <= 100


def test_without_labels_a_table_to_fill_in_leads_to_a_configuration(data, capsys, written):
    data(Layout(takes("rec", count=12), []))
    assert main(["init", "data"]) == NOTHING_PROPOSED
    printed = capsys.readouterr().out
    assert "nothing can be proposed" in printed
    assert printed.endswith("  latentaudio init config/data.csv --root data\n")
    assert not Path("config/data.yaml").exists()
    table = Path("config/data.csv")
    header, *rows = table.read_text().splitlines()
    assert (header, rows[0], len(rows)) == ("path,label", "rec01.wav,", 12)
    assert main(["init", "config/data.csv", "--root", "data", "--output", "config/x.yaml"]) == 1
    filled = [f"{row}{'ab'[index % 2]}" for index, row in enumerate(rows)]
    table.write_text("\n".join([header, *filled]))
    assert main(["init", "config/data.csv", "--root", "data"]) == 0
    assert len(recordings(written())) == 12
    assert written()["dataset"]["manifest"] == "config/data.csv"


def test_a_file_that_exists_is_replaced_only_on_demand(data, capsys, written):
    data(LAYOUTS["ESC-50 with its table"])
    assert main(["init", "data"]) == 0
    path = Path("config/data.yaml")
    path.write_text("edited")
    assert main(["init", "data"]) == FAILED
    assert "config/data.yaml: exists" in capsys.readouterr().err
    path.unlink()
    assert Path("config/data_recordings.csv").is_file()
    assert main(["init", "data"]) == FAILED
    assert not path.exists()
    assert main(["init", "data", "--force"]) == 0
    assert len(recordings(written())) == len(ESC)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["nowhere"], "no such folder"),
        (["data", "--output", "a.csv"], "a name that ends in .yaml"),
        (["data", "--output", "data/a.wav/x.yaml"], "not the path of a file"),
        (["data", "--output", "folder.yaml", "--force"], "not the path of a file"),
        (["data/a.wav"], "not a table"),
        (["empty"], "no sound files that can be read"),
        (["data", "--root", "data"], "--root has no meaning"),
        (["other.csv"], "no column names the sound files"),
        (["other.csv", "--root", "data"], "no column names the sound files"),
        (["twice.csv", "--root", "data"], "1 sound files are named in several rows"),
        (["uneven.csv", "--root", "data"], "1 rows have a different number of cells"),
        (["header.csv", "--root", "data"], "no rows"),
        (["empty/numeric.csv", "--root", "data"], "has 1 groups, too few for folds"),
    ],
)
def test_what_cannot_be_used_is_one_error(given, message, data, tmp_path, capsys):
    data(Layout([*takes("u_", "v_"), "a.wav", "b.wav"], []))
    touch(tmp_path, "empty/notes.txt", "folder.yaml/notes.txt")
    Path("other.csv").write_text("path,class\nx.wav,a\n")
    Path("twice.csv").write_text("path,start,class\na.wav,0,u\na.wav,1,v\n")
    Path("uneven.csv").write_text("path,class\na.wav,a,b\n")
    Path("header.csv").write_text("path,class\n")
    rows = [f"{'uv'[i // 4]}_0{i % 4 + 1}.wav,{i},B{i // 4}" for i in range(8)]
    Path("empty/numeric.csv").write_text("\n".join(["path,distance_m,bird", *rows]))
    assert main(["init", *given]) == FAILED
    assert message in capsys.readouterr().err


def write(path, seconds):
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.zeros(int(1000 * seconds)), 1000)


def test_long_recordings_one_for_each_cell_become_blocks(tmp_path, monkeypatch, capsys, written):
    monkeypatch.chdir(tmp_path)
    for name in MAAS:
        write(tmp_path / "data" / name, 60)
    assert main(["init", "data"]) == 0
    dataset = written()["dataset"]
    # 20 blocks of 3 s, of which 1 s is the gap.
    assert (dataset["block_s"], dataset["guard_s"]) == (2.0, 1.0)
    assert written()["folds"]["grouped"] == 10
    assert "how far results hold for other recordings" in capsys.readouterr().out


def test_short_recordings_are_no_blocks_and_train_no_flow(tmp_path, monkeypatch, written):
    monkeypatch.chdir(tmp_path)
    for name in MAAS:
        write(tmp_path / "data" / name, 2)
    assert main(["init", "data"]) == 0
    config = written()
    assert config["dataset"]["block_s"] is None
    assert config["folds"]["grouped"] == 4  # a material is recorded four times
    assert config["flow"]["layer"] == "none"


def test_names_that_look_alike_are_shown_at_once(data, capsys):
    data(Layout(takes("Wood_", "wood_", "metal_"), []))
    assert main(["init", "data"]) == 0
    assert "to be corrected first: data: 1 names are written in several ways" in (
        capsys.readouterr().out
    )


def test_a_configuration_that_a_run_would_refuse_is_shown_at_once(data, monkeypatch, capsys):
    def refuse(config, schema):
        assert schema.is_file()
        raise ConfigError(f"run {config['run']} is refused")

    monkeypatch.setattr(latentaudio.commands.init, "check_config", refuse)
    data(LAYOUTS["flat names"])
    assert main(["init", "data"]) == 0
    assert "to be corrected first: run data is refused" in capsys.readouterr().out


@pytest.mark.skipif(not BOOTH.is_dir(), reason="needs the real recordings beside the repository")
def test_real_recordings_with_few_groups(tmp_path, monkeypatch, written):
    monkeypatch.chdir(tmp_path)
    assert main(["init", str(BOOTH)]) == 0
    config = written("config/booth.yaml")
    assert config["dataset"]["group_column"] == "source"
    # Cardboard, glass and plastic have two groups or one, which no folds can test.
    assert config["dataset"]["select"]["material"] == ["metal", "stone", "wood"]
    assert config["folds"]["grouped"] == 3
    assert len({one.factors["material"] for one in recordings(config)}) == 3
