import json
import runpy
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest
from places import REPOSITORY

from latentaudio.artifacts import SNIPPETS, write_table
from latentaudio.embeddings.writing import EmbeddingWriter
from latentaudio.features.space import Space
from latentaudio.networks import tensorflow_core
from latentaudio.tuning import read_tuning
from latentaudio.vae.saved_vae import load_vae
from latentaudio.vae.vae_program import read_given, training_parser


@pytest.fixture
def project(spectrograms, tmp_path):
    """A table of snippets, and their spectrograms in one file."""
    count = len(spectrograms)
    ids = [f"r#{row:04d}" for row in range(count)]
    table = {"snippet_id": ids, "group": ids, "size": ["big", "small"] * (count // 2)}
    write_table(pa.table(table), tmp_path / "snippets.parquet", SNIPPETS)
    space = Space("mel_8x8", "small spectrogram", (8, 8), 0.975)
    files = {space: tmp_path / "mel.parquet"}
    with EmbeddingWriter(files, None, {}, compression_level=1) as writer:
        writer.append(ids, [spectrograms.reshape(count, 64).astype(np.float16)])
    return tmp_path


PROGRAM = REPOSITORY / "scripts/vae/vae.py"


def arguments(*options):
    training = {"beta": 2.0, "epochs": 2, "batch": 32, "objective": "beta_tcvae"}
    return [
        *("--snippets", "snippets.parquet", "--factors", '["size"]', "--space", "mel_8x8"),
        *("--held-out-fraction", "0.25", "--validation-fraction", "0.15"),
        *("--latent-units", "3", "--likelihood", "gaussian_fixed"),
        *("--training", json.dumps(training), "--vae-seed", "1", "--seed", "5"),
        *options,
        "vae",
    ]


def test_the_program_trains_on_activations_and_reports_progress(project):
    sizes = json.dumps({"filters": [4], "kernel": 3, "hidden_units": 8})
    options = arguments(
        *("--shape", "8", "8", "--activations", "mel.parquet"),
        *("--model", "convolution_1d", "--sizes", sizes),
    )
    result = subprocess.run(
        [sys.executable, PROGRAM, *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=project,
    )
    assert result.returncode == 0, result.stderr
    assert "epoch 2: beta 2, reconstruction" in result.stderr
    vae = load_vae(project / "vae")
    assert vae.model.architecture.shape == (8, 8)
    assert vae.model.architecture.sizes["filters"] == [4]
    summary = json.loads((project / "vae" / "summary.json").read_text())
    assert (summary["space"], summary["beta"]) == ("mel_8x8", 2.0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--activations", "mel.parquet"], "--activations needs --shape"),
        (["--projections", "p.parquet"], "--projections needs --pca-model and --components"),
        ([], "one of the arguments --activations --projections is required"),
    ],
)
def test_the_program_says_what_is_missing(options, message, monkeypatch, capsys):
    # In this process, because nothing is computed.
    main = runpy.run_path(str(PROGRAM), run_name="vae_program")["main"]
    monkeypatch.setattr(sys, "argv", ["vae.py", *arguments(*options, "--model", "dense")])
    with pytest.raises(SystemExit):
        main()
    assert message in capsys.readouterr().err


def test_the_program_writes_a_table_and_the_training_reads_the_choice(project, monkeypatch):
    monkeypatch.chdir(project)
    # The threads of this process are in use already.
    monkeypatch.setattr(tensorflow_core, "use_threads", lambda threads: None)
    values = ("--shape", "8", "8", "--activations", "mel.parquet", "--model", "dense")
    model = (*values, "--sizes", '{"hidden_units": [16]}')
    brief = {"epochs": 3, "batch": 32}
    common = ("--training", json.dumps(brief))
    tried = ("--settings", '{"learning_rate": [1e-05, 0.01]}')
    run(PROGRAM.with_name("tune_vae.py"), *arguments(*model, *common, *tried)[:-1], "tuning.csv")
    table = read_tuning(project / "tuning.csv")
    assert table["chosen"].tolist() == [False, True]
    assert table["model"].tolist() == ["dense"] * 2
    trained = ("--training", json.dumps({**brief, "beta": 1.0}), "--tuning", "tuning.csv")
    run(PROGRAM, *arguments(*model, *trained))
    summary = json.loads((project / "vae" / "summary.json").read_text())
    assert summary["validation_loss"] == table["validation_value"][1]


def run(program, *words):
    argv, sys.argv = sys.argv, [program.name, *words]
    try:
        runpy.run_path(str(program), run_name="__main__")
    finally:
        sys.argv = argv


@pytest.mark.parametrize(
    ("space", "scale", "relation"),
    [
        ("mel_8x8", "space", None),
        ("mel_8x8", "sound", "ratio"),
        ("log_mel_8x8", "space", None),
        ("log_mel_8x8", "sound", "difference"),
    ],
)
def test_magnitudes_and_logarithms_are_told_apart_by_the_name_of_the_space(
    space, scale, relation, spectrograms, project, monkeypatch
):
    monkeypatch.chdir(project)
    written = Space(space, "small spectrogram", (8, 8), 0.975)
    with EmbeddingWriter({written: project / "own.parquet"}, None, {}, compression_level=1) as one:
        ids = [f"r#{row:04d}" for row in range(len(spectrograms))]
        one.append(ids, [spectrograms.reshape(len(ids), 64).astype(np.float16)])
    options = arguments(
        *("--shape", "8", "8", "--activations", "own.parquet", "--model", "dense"),
        *("--scale", scale, "--space", space),
    )
    given = read_given(training_parser(None).parse_args(options[:-1]))
    assert given.sounds.to_peak == relation
