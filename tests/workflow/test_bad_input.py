"""What a user can get wrong is told clearly, before heavy work, and leaves nothing behind."""

import shutil
import struct

import numpy as np
import pytest
import soundfile
from tiny_project import Project, tone, write_tones

pytestmark = pytest.mark.workflow

#: What may be there after an error: logs, timings, and weights, which do not depend on the sounds.
HARMLESS = ("benchmarks", "logs", "yamnet")


def fails(project, *expected, target=(), **changes):
    """Run and check that the error names what it should, and that nothing was left behind."""
    before = project.artifacts()
    outcome = project.snakemake("--cores", "2", *target, **changes)
    assert outcome.code != 0, outcome.text
    for words in expected:
        assert words in outcome.text, f"{words!r} not in:\n{outcome.text}"
    assert "Traceback" not in outcome.text
    left = {path for path in project.artifacts() - before if path.parts[0] not in HARMLESS}
    # The tables and folds were complete when a later check failed.
    assert left <= {path for path in left if path.parts[0] == "dataset"}
    assert not any(path.name.startswith(".") for path in left), left
    return outcome


def wav_header(data_bytes: int) -> bytes:
    fmt = struct.pack("<HHIIHH", 1, 1, 16_000, 32_000, 2, 16)
    return (
        *(b"RIFF", struct.pack("<I", 36 + data_bytes), b"WAVEfmt ", struct.pack("<I", 16)),
        *(fmt, b"data", struct.pack("<I", data_bytes)),
    )


class TestConfiguration:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"pca": {"component": 5}}, ["pca.component: unknown key; did you mean 'components'"]),
            ({"pcaa": {}}, ["pcaa: unknown key; did you mean 'pca'"]),
            ({"knn": {"neighbors": 0}}, ["knn.neighbors: 0 found, expected at least 1"]),
            ({"knn": {"neighbors": -3}}, ["knn.neighbors: -3 found, expected at least 1"]),
            ({"folds": {"grouped": 0}}, ["folds.grouped: 0 found, expected at least 2"]),
            ({"pca": {"components": -1}}, ["pca.components: -1 found, expected at least 1"]),
            ({"dataset": {"source": "manifset"}}, ["dataset.source", "did you mean 'manifest'"]),
            ({"network": {"layers": [0, 14]}}, ["network.layers[0]: 0 found, expected at least 1"]),
            (
                {"network": {"layers": [1, 15]}},
                ["network.layers[1]: 15 found, but YAMNet has layers 1 to 14"],
            ),
            ({"flow": {"sigma": 1.0}}, ["flow.sigma: 1.0 found, expected less than 1"]),
            (
                {"flow": {"layer": 0}},
                ["flow.layer: 0 found, expected best, all, none, the number of a layer"],
            ),
            ({"flow": {"layer": 2}}, ["flow.layer: 2 found, but network.layers is [1, 9, 14]"]),
            (
                {"flow": {"dimensions_per_factor": {"residual": 3}}},
                ["flow.dimensions_per_factor", "for the residual sum to 5, expected 4"],
            ),
        ],
    )
    def test_impossible_settings_are_refused_at_once(self, tones, changes, expected):
        fails(tones, *expected, **changes)
        assert tones.artifacts() == set()

    def test_all_mistakes_are_listed_together(self, tones):
        fails(
            tones,
            "knn.neighbors: 0",
            "pca.componets",
            "folds.random: 1",
            knn={"neighbors": 0},
            pca={"componets": 3},
            folds={"random": 1},
        )


class TestFilesOfSettings:
    @pytest.mark.parametrize(
        ("text", "words", "expected"),
        [
            ("knn: {neighbors: 3}\nknn: {neighbors: 5}", [], "knn: lines 1 and 2"),
            ("dataset: {factors: {}}", [], "dataset.factors: {} found, but the studies"),
            ("run: a", ["--configfile", "more.yaml"], "--configfile: given 2 times"),
        ],
    )
    def test_what_yaml_or_snakemake_would_drop_is_refused(self, tones, text, words, expected):
        (tones.folder / "more.yaml").write_text(text, encoding="utf-8")
        # The first file is that of the project.
        outcome = tones.snakemake("more.yaml", "--dry-run", *words)
        assert outcome.code != 0
        assert expected in outcome.text
        assert "Traceback" not in outcome.text

    def test_targets_may_follow_two_dashes_and_home_need_not_be_writable(self, tones, monkeypatch):
        # A file in place of the folder, because root may write anywhere.
        (tones.folder / "home").touch()
        monkeypatch.setenv("HOME", str(tones.folder / "home"))
        monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
        planned = tones.planned("results/tones/dataset/recordings.parquet")
        assert planned == {"measure": 2, "dataset": 1}


class TestListing:
    def test_missing_folder(self, tones):
        fails(tones, "nowhere", dataset={"root": "nowhere"})

    def test_empty_folder(self, tones):
        (tones.folder / "empty").mkdir()
        fails(tones, "empty", "no audio", dataset={"root": "empty"})

    def test_sounds_that_cannot_be_read(self, tones):
        shutil.copy(tones.folder / "sounds" / "low & long.wav", tones.folder / "sounds" / "a.m4a")
        fails(tones, "a.m4a", "dataset.ignore: ['*.m4a']")
        fails(tones, "'*.wma' matches no file", dataset={"ignore": ["*.m4a", "*.wma"]})

    def test_unknown_label(self, tones):
        fails(tones, "pitch", "high", dataset={"classes": {"pitch": ["low", "hihg"]}})

    def test_incomplete_design_names_the_empty_cells(self, tones):
        (tones.folder / "sounds" / "high & long.wav").unlink()
        fails(tones, "high", "long", "dataset.complete_design")

    def test_files_that_differ_only_in_case(self, tones):
        sounds = tones.folder / "sounds"
        shutil.copy(sounds / "low & long.wav", sounds / "low & long.WAV")
        pattern = r"(?P<pitch>[a-z]+) & (?P<decay>[a-z]+)\.(wav|WAV)"
        fails(tones, "low & long.wav", "low & long.WAV", dataset={"pattern": pattern})

    @pytest.mark.parametrize(
        ("rows", "expected"),
        [
            (["../secret.wav,low,long"], ["../secret.wav", "outside"]),
            (
                ["low & long.wav,low,long", "low & long.wav,low,short"],
                ["low & long.wav", "recording_id"],
            ),
            (["low & long.wav,low,"], ["low & long.wav", "decay"]),
            (["gone.wav,low,long"], ["gone.wav"]),
            (["low & long.wav,Low,long"], ["pitch", "'Low'", "'low'", "dataset.distinct"]),
            (["low & long.wav,NA,long"], ["pitch 'NA'", "missing", "dataset.classes"]),
        ],
    )
    def test_manifest(self, tones, rows, expected):
        names = [f"{p} & {d}.wav,{p},{d}" for p in ("low", "high") for d in ("long", "short")]
        manifest = tones.folder / "sounds" / "manifest.csv"
        manifest.write_text("\n".join(["path,pitch,decay", *names[1:], *rows]), encoding="utf-8")
        fails(tones, *expected, dataset={"source": "manifest", "manifest": "sounds/manifest.csv"})


class TestRecordings:
    def test_one_pass_names_every_bad_file(self, tones):
        sounds = tones.folder / "sounds"
        bad = {}

        def add(name):
            bad[name] = sounds / f"{name} & long.wav"
            shutil.copy(sounds / "low & long.wav", sounds / f"{name} & short.wav")
            return bad[name]

        add("text").write_text("this is no sound")
        add("cut").write_bytes(b"".join(wav_header(64_000)) + bytes(1000))
        # A tag in front of it must not hide that it is cut.
        soundfile.write(add("tagged"), tone(300.0, 2.0, 8.0, 0), 16_000, subtype="MS_ADPCM")
        content = bad["tagged"].read_bytes()
        tag = b"ID3\x04" + bytes(6)
        bad["tagged"].write_bytes(tag + content[: len(content) // 2])
        opposite = np.outer(tone(300.0, 2.0, 2.0, seed=0), [0.5, -0.4995])
        soundfile.write(add("opposite"), opposite, 16_000, subtype="FLOAT")
        offset = np.full(32_000, 0.05)
        soundfile.write(add("offset"), offset, 16_000)
        add("empty").write_bytes(b"".join(wav_header(0)))
        soundfile.write(add("silent"), np.zeros(32_000), 16_000)
        broken = tone(300.0, 2.0, 2.0, seed=0).astype(np.float32)
        broken[1000] = np.nan
        soundfile.write(add("broken"), broken, 16_000, subtype="FLOAT")
        broken[1000] = np.inf
        soundfile.write(add("inf"), broken, 16_000, subtype="FLOAT")
        outcome = fails(tones, *(path.name for path in bad.values()))
        assert "low & long.wav" not in outcome.text.split("error:")[-1]

    def test_one_sound_under_two_names(self, tones):
        sounds = tones.folder / "sounds"
        shutil.copy(sounds / "low & long.wav", sounds / "lower & long.wav")
        (sounds / "lower & short.wav").symlink_to("low & short.wav")
        names = ("low & long.wav (low, long) = lower & long.wav", "lower & short.wav")
        fails(tones, "2 sounds are listed several times", "different labels", *names)

    def test_a_recording_that_changes_after_the_check_is_noticed(self, tones, weights):
        small = {"network": {"layers": [14]}, "control": {"permuted_weights": False}}
        assert tones.snakemake("--cores", "2", "--until", "preflight", **small).code == 0
        write_tones(tones.folder / "sounds")
        samples = tone(300.0, 2.0, 12.0, seed=99)
        soundfile.write(tones.folder / "sounds" / "low & long.wav", 0.5 * samples, 16_000)
        # Without a comparison of parameters, by which it would be checked again.
        options = ("--keep-going", "--rerun-triggers", "mtime", "--", "embeddings")
        outcome = tones.snakemake("--cores", "2", *options, **small)
        assert outcome.code != 0
        assert "low & long.wav: changed since it was checked" in outcome.text
        written = {path.name for path in tones.artifacts() if path.parts[0] == "embeddings"}
        # The part that the recording is in is left out whole.
        assert len(written) == 1
        assert not any(name.startswith(".") for name in written)


class TestSizes:
    def test_fewer_groups_than_folds_names_the_classes(self, kept_tones):
        fails(
            kept_tones,
            "folds.grouped: 13 folds need at least 13 groups",
            "pitch 'high' has 12",
            "Set folds.grouped to at most 12",
            folds={"grouped": 13},
        )

    def test_more_components_than_snippets(self, kept_tones):
        fails(kept_tones, "pca.components: 48 asked for", "at most", pca={"components": 48})

    def test_more_neighbours_than_snippets(self, kept_tones):
        fails(kept_tones, "knn.neighbors: 40 asked for", "has 24 snippets", knn={"neighbors": 40})

    def test_a_factor_of_one_class_has_no_axis(self, kept_tones):
        fails(
            kept_tones,
            "factor 'pitch'",
            "found 1 class (low), expected at least 2",
            flow={"classes": {"pitch": ["low"]}},
        )

    def test_more_neighbours_on_an_axis_than_snippets(self, kept_tones):
        fails(
            kept_tones,
            "disentanglement.neighbors: 40 asked for",
            disentanglement={"neighbors": 40},
        )

    def test_full_disk_is_foreseen(self, kept_tones):
        fails(
            kept_tones,
            "GB that are free",
            "embeddings.keep_free_gb",
            embeddings={"keep_free_gb": 1e6},
        )


class TestArtifacts:
    @pytest.fixture
    def copied(self, finished, tmp_path):
        # As deep as the original: the paths of the code are relative to it.
        shutil.copytree(finished.folder, tmp_path, dirs_exist_ok=True)
        return Project(tmp_path, finished.config)

    def test_a_damaged_embedding_is_named_with_its_rule(self, copied):
        victim = sorted((copied.results / "embeddings" / "layer_09").glob("*.parquet"))[1]
        data = bytearray(victim.read_bytes())
        data[len(data) // 2] ^= 0x40
        victim.write_bytes(data)
        model = str((copied.results / "pca/layer_09/model.npz").relative_to(copied.folder))
        outcome = copied.snakemake("--cores", "1", "--forcerun", "pca_fit", "--", model)
        assert outcome.code != 0
        assert victim.name in outcome.text
        assert "damaged" in outcome.text
        assert "rule 'embed'" in outcome.text
        victim.unlink()
        assert copied.planned(model)["embed"] == 1

    def test_wrong_weights_are_refused(self, tones):
        (tones.folder / "yamnet.h5").write_bytes(b"not the weights")
        fails(tones, "yamnet.h5", target=("--until", "weights"), network={"weights": "yamnet.h5"})
