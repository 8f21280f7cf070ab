"""The examples for public sets, on small copies of how these sets are laid out."""

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
import soundfile
from places import ESC10, REPOSITORY
from tiny_sources import touch

from latentaudio.datasets.configured import configured_source
from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.notes import note_table
from latentaudio.errors import DatasetError
from latentaudio.networks.registry import describe
from latentaudio.prediction.labels.label_table import label_lists
from latentaudio.prediction.tasks.tasks import label_columns
from latentaudio.workflow.config import DEFAULTS_FOLDER, SCHEMA, check_config, read_config
from latentaudio.workflow.inspection import inspect_run


@pytest.fixture
def example(tmp_path, monkeypatch):
    """Return a function that reads an example in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def read(name, **dataset):
        config = read_config(DEFAULTS_FOLDER, [REPOSITORY / "config" / "examples" / name])
        config["dataset"].update(dataset)
        check_config(config, DEFAULTS_FOLDER / SCHEMA)
        return config

    return read


def source_of(config):
    snippet = describe("yamnet", None).snippet
    return configured_source(config, Path("results") / config["run"], snippet)


def listed(config):
    return list_recordings(source_of(config))


def write_table(path, header, rows):
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")


def groups_split_between_folds(recordings):
    folds = defaultdict(set)
    for one in recordings:
        folds[one.group].add(one.fold)
    return [group for group, own in folds.items() if len(own) > 1]


# -- ESC -------------------------------------------------------------------------------------------


def write_esc50(root="data/ESC-50"):
    """Two takes of one recording and one of another, for each of four classes and five folds."""
    names = []
    rows = []
    for target, (category, in_esc10) in enumerate(
        [("dog", True), ("rain", True), ("cow", False), ("wind", False)]
    ):
        for fold in range(1, 6):
            for clip, take in (
                (f"{target}{fold}0", "A"),
                (f"{target}{fold}0", "B"),
                (f"{target}{fold}1", "A"),
            ):
                name = f"{fold}-{clip}-{take}-{target}.wav"
                names.append(f"{root}/audio/{name}")
                rows.append(f"{name},{fold},{target},{category},{in_esc10},{clip},{take}")
    write_table(f"{root}/meta/esc50.csv", "filename,fold,target,category,esc10,src_file,take", rows)
    touch(Path(), *names)


def test_esc_50_has_its_folds_and_keeps_takes_of_a_recording_together(example):
    write_esc50()
    recordings = listed(example("esc50.yaml"))
    assert len(recordings) == 60
    assert {one.fold for one in recordings} == set("12345")
    assert len({one.group for one in recordings}) == 40
    assert groups_split_between_folds(recordings) == []
    assert {one.factors["category"] for one in recordings} == {"dog", "rain", "cow", "wind"}


def test_esc_10_is_what_the_table_of_esc_50_marks(example):
    write_esc50()
    recordings = listed(example("esc10.yaml"))
    assert {one.factors["category"] for one in recordings} == {"dog", "rain"}
    assert len(recordings) == 30


def test_the_first_edition_of_esc_10_has_a_folder_for_each_class(example):
    names = [
        f"{number:03d} - {kind}/{fold}-{number}{fold}-{take}.ogg"
        for number, kind in ((1, "Dog bark"), (2, "Rain"))
        for fold in range(1, 6)
        for take in "AB"
    ]
    touch(Path("data/ESC-10"), *names)
    pattern = r"\d+ - (?P<category>[^/]+)/(?P<fold>[1-5])-(?P<clip>\d+)-(?P<take>[A-Z])\.ogg"
    assert pattern in (REPOSITORY / "config/examples/esc10.yaml").read_text(encoding="utf-8")
    recordings = listed(
        example(
            "esc10.yaml",
            source="folder",
            root="data/ESC-10",
            pattern=pattern,
            group_column="clip",
        )
    )
    assert {one.factors["category"] for one in recordings} == {"Dog bark", "Rain"}
    assert len({one.group for one in recordings}) == 10
    assert groups_split_between_folds(recordings) == []


def test_a_clip_that_the_table_of_esc_50_does_not_name_is_an_error(example):
    write_esc50()
    touch(Path("data/ESC-50/audio"), "5-9032-A-0.wav")
    with pytest.raises(DatasetError, match=r"1 of 61 sound files(.|\n)*5-9032-A-0\.wav"):
        listed(example("esc50.yaml"))


@pytest.mark.skipif(not ESC10.is_dir(), reason="the clips of ESC-10 are not on this machine")
def test_the_clips_of_esc_10_can_be_used_with_their_folds(example):
    config = example(
        "esc10.yaml",
        manifest=str(ESC10 / "labels.csv"),
        root=str(ESC10),
        path_template="{fname}",
        path_pattern=r"\d-(?P<clip>\d+)-[A-Z]\.ogg",
        rows={},
        factors=["label"],
        group_column="clip",
    )
    recordings = listed(config)
    assert len(recordings) == 100
    assert len({one.factors["label"] for one in recordings}) == 10
    assert {one.fold for one in recordings} == set("12345")
    assert len({one.group for one in recordings}) == 83  # counted in the names
    assert groups_split_between_folds(recordings) == []


# -- Other sets ------------------------------------------------------------------------------------


def test_slices_of_one_recording_are_a_group_of_urbansound8k(example):
    rows, names = [], []
    for fold in range(1, 11):
        for target, kind in enumerate(("air_conditioner", "car_horn")):
            for piece in (0, 1):
                name = f"{fold}0{target}-{target}-0-{piece}.wav"
                names.append(f"data/UrbanSound8K/audio/fold{fold}/{name}")
                start = 2.0 * piece
                rows.append(
                    f"{name},{fold}0{target},{start},{start + 4},{piece + 1},{fold},{target},{kind}"
                )
    write_table(
        "data/UrbanSound8K/metadata/UrbanSound8K.csv",
        "slice_file_name,fsID,start,end,salience,fold,classID,class",
        rows,
    )
    touch(Path(), *names)
    config = example("urbansound8k.yaml")
    recordings = listed(config)
    assert len(recordings) == 40
    assert len({one.fold for one in recordings}) == 10
    assert len({one.group for one in recordings}) == 20
    assert groups_split_between_folds(recordings) == []
    assert {one.notes["salience"] for one in recordings} == {"1", "2"}


def write_fsdkaggle2018(train, test):
    """Write tables of file, label and flag, or label alone; return the files."""
    meta = Path("data/FSDKaggle2018/FSDKaggle2018.meta")
    write_table(
        meta / "train_post_competition.csv",
        "fname,label,manually_verified,freesound_id,license",
        [f"{name},{label},{flag},1,CC0" for name, label, flag in train],
    )
    write_table(
        meta / "test_post_competition_scoring_clips.csv",
        "fname,label,usage,freesound_id,license",
        [f"{name},{label},Public,1,CC0" for name, label in test],
    )
    return [f"data/FSDKaggle2018/FSDKaggle2018.audio_train/{name}" for name, *_ in train] + [
        f"data/FSDKaggle2018/FSDKaggle2018.audio_test/{name}" for name, _ in test
    ]


def test_both_parts_of_fsdkaggle2018_and_what_was_verified(example):
    train = [("00044347.wav", "Hi-hat", 0), ("001ca53d.wav", "Saxophone", 1)]
    test = [("00326aa9.wav", "Oboe"), ("0038a046.wav", "Hi-hat")]
    touch(Path(), *write_fsdkaggle2018(train, test))
    config = example("fsdkaggle2018.yaml")
    recordings = listed(config)
    notes = note_table(source_of(config), recordings)
    assert notes["part"].to_pylist() == ["test", "test", "train", "train"]
    assert notes["manually_verified"].to_pylist() == ["", "", "0", "1"]
    assert [one.group for one in recordings] == [one.recording_id for one in recordings]


def write_sounds(paths):
    """Write half a second of noise at a level of its own to each path."""
    for number, path in enumerate(paths):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        noise = np.random.default_rng(number).standard_normal(8000)
        soundfile.write(path, 0.1 * noise, 16_000)


def test_a_label_to_test_that_is_in_no_part_to_train_on_is_told_before_the_run(example):
    train = [(f"{number}.wav", "Oboe" if number % 2 else "Bus", 1) for number in range(4)]
    test = [("8.wav", "Oboe"), ("9.wav", "Gong")]
    write_sounds(write_fsdkaggle2018(train, test))
    config = example("fsdkaggle2018.yaml", fold_column="part")
    errors = "\n".join(map(str, inspect_run(config).errors))
    assert "dataset.fold_column: without fold" in errors
    assert "no snippet of label" in errors


def test_a_class_with_fewer_clips_than_folds_is_told_before_the_run(example):
    train = [(f"{number}.wav", "Oboe", 1) for number in range(12)]
    test = [("20.wav", "Gong"), ("21.wav", "Gong"), ("22.wav", "Gong")]
    write_sounds(write_fsdkaggle2018(train, test))
    errors = "\n".join(map(str, inspect_run(example("fsdkaggle2018.yaml")).errors))
    assert "folds.grouped: 5 folds need at least 5 groups of every class" in errors
    assert "label 'Gong' has 3" in errors


def write_fsd50k():
    truth = Path("data/FSD50K/FSD50K.ground_truth")
    write_table(
        truth / "dev.csv",
        "fname,labels,mids,split",
        [
            '64760,"Electric_guitar,Guitar,Music","/m/02sgy,/m/0342h,/m/04rlf",train',
            '16399,"Bark,Dog,Animal","/m/05tny_,/m/0bt9lr,/m/0jbk",val',
        ],
    )
    write_table(truth / "eval.csv", "fname,labels,mids", ['37199,"Bark,Dog","/m/05tny_,/m/0bt9lr"'])
    names = ["dev_audio/64760.wav", "dev_audio/16399.wav", "eval_audio/37199.wav"]
    touch(Path("data/FSD50K"), *(f"FSD50K.{name}" for name in names))


def test_labels_of_fsd50k_are_lists_and_no_factor(example):
    write_fsd50k()
    config = example("fsd50k.yaml")
    recordings = listed(config)
    notes = note_table(source_of(config), recordings)
    assert notes["labels"].to_pylist() == [
        ["Bark", "Dog", "Animal"],
        ["Electric_guitar", "Guitar", "Music"],
        ["Bark", "Dog"],
    ]
    assert notes["split"].to_pylist() == ["val", "train", ""]
    assert [one.factors for one in recordings] == [{}, {}, {}]
    # They are what is predicted, in each part from the other.
    (column,) = label_columns(config).values()
    assert list(label_lists(column, recordings, Path()).values()) == notes["labels"].to_pylist()
    assert [one.fold for one in recordings] == ["dev", "dev", "eval"]
    first = listed(example("fsd50k.yaml", factors=["label"], first_of={"label": "labels"}))
    assert [one.factors["label"] for one in first] == ["Bark", "Electric_guitar", "Bark"]


def test_a_clip_at_two_distances_is_one_group(example):
    rows = [
        f'{clip}.wav,{metres},"{labels}"'
        for clip, labels in ((10000, "Breathing,Respiratory_sounds"), (100005, "Rattle,Music"))
        for metres in (1, 2)
    ]
    write_table("data/distances/metadata.csv", "fileName,distance,label", rows)
    names = [f"{metres}m/{clip}.wav" for metres in (1, 2) for clip in (10000, 100005)]
    touch(Path("data/distances"), *names)
    recordings = listed(example("loudspeaker_distances.yaml"))
    assert sorted({(one.group, one.factors["distance"]) for one in recordings}) == [
        ("10000.wav", 1.0),
        ("10000.wav", 2.0),
        ("100005.wav", 1.0),
        ("100005.wav", 2.0),
    ]
    # The published table repeats rows; other labels of the same file are a contradiction.
    write_table("data/distances/metadata.csv", "fileName,distance,label", [*rows, rows[0]])
    assert listed(example("loudspeaker_distances.yaml")) == recordings
    write_table("data/distances/metadata.csv", "fileName,distance,label", [*rows, "10000.wav,1,X"])
    with pytest.raises(DatasetError, match=r"1 recording ids belong to several files"):
        listed(example("loudspeaker_distances.yaml"))
    write_table("data/distances/metadata.csv", "fileName,distance,label", rows)
    touch(Path("data/distances"), "2m/7.wav")
    with pytest.raises(DatasetError, match=r"7\.wav"):
        listed(example("loudspeaker_distances.yaml"))


def test_names_of_ravdess_give_emotion_intensity_and_actor(example):
    names = [
        f"Actor_{actor:02d}/03-01-{emotion:02d}-{intensity:02d}-01-01-{actor:02d}.wav"
        for actor in (1, 2)
        for emotion in range(1, 9)
        for intensity in (1, 2)
        if (emotion, intensity) != (1, 2)
    ]
    touch(Path("data/RAVDESS"), *names)
    recordings = listed(example("ravdess.yaml"))
    assert len(recordings) == 28  # without neutral
    assert {one.group for one in recordings} == {"01", "02"}


def test_recorders_of_vcsl_are_instruments_by_articulations(example):
    root = Path("data/VCSL/Aerophones/Edge-blown Aerophones")
    sounds = [
        f"Baroque {name} Recorder/{articulation}/{name[:3]}Recorder_{short}_{note}_rr1_Main.wav"
        for name in ("Alto", "Soprano")
        for articulation, short in (("Staccato", "Stac"), ("Sustain", "Sus"), ("SusVib", "SusVib"))
        for note in ("A#4", "C5")
        if (name, short) != ("Soprano", "SusVib")
    ]
    others = [
        *("Ball Whistle/Main_BallWhistle_Long-001.wav", "Ocarina, Small/a.wav"),
        *("Pipe Organ/a.wav", "Train Whistle, Toy/a.wav"),
    ]
    touch(root, *sounds, *others)
    recordings = listed(example("vcsl.yaml"))
    assert len(recordings) == 8
    assert {one.factors["instrument"] for one in recordings} == {"Alto", "Soprano"}


def test_objects_of_ycb_impact_are_groups(example):
    rows = [
        f"{thing}/{action}_1.wav,{material},{action},{thing}"
        for thing, material in (("029_plate", "ceramic"), ("036_wood_block", "wood"))
        for action in ("hit", "scratch", "drop")
    ]
    write_table("data/ycb_impact.csv", "path,material,action,object", rows)
    touch(Path("data/YCB-impact"), *(row.split(",")[0] for row in rows))
    recordings = listed(example("ycb_impact.yaml"))
    assert {one.group for one in recordings} == {"029_plate", "036_wood_block"}
    assert len(recordings) == 6
    touch(Path("data/YCB-impact"), "029_plate/hit_2.wav")
    with pytest.raises(DatasetError, match=r"hit_2\.wav"):
        listed(example("ycb_impact.yaml"))
