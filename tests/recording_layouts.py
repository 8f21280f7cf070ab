"""Layouts of recordings: how files and tables of real data sets are named and arranged."""

import itertools
from dataclasses import dataclass

from latentaudio.factor_types import Factor

CLASSES = ("dog", "rooster", "pig", "cow", "frog", "cat")


@dataclass(frozen=True)
class Layout:
    """Files and tables of a data set, and what is to be proposed for it."""

    files: list
    factors: list
    tables: dict = None
    given: str = "data"
    group: str = "group"
    fold: str = None
    dataset: dict = None
    says: tuple = ()
    out_of: int = None  # recordings, if some of the files are none


def takes(*names, count=4, suffix=".wav"):
    return [f"{name}{index:02}{suffix}" for name in names for index in range(1, count + 1)]


def crossed(form, *labels):
    return [form.format(*cell) for cell in itertools.product(*labels)]


def esc(clip, take, target):
    return f"{clip % 5 + 1}-{10_000 + 97 * clip}-{take}-{target}.wav"


ESC = [(clip, take, clip % 12 // 2) for clip in range(60) for take in "AB"[: 1 + clip % 2]]
URBAN = [
    (f"fold{fold}/", f"{100 * fold + target}-{target}-{occurrence}-0.wav", fold, target)
    for fold, target, occurrence in itertools.product(range(1, 11), range(4), range(2))
]
BIRDS = [
    {
        "id": f"x{index}",
        "path": f"clips/{index:04}.wav",
        "project": "P1",
        "species": ("wren", "robin", "tit")[bird % 3],
        "call": ("song", "alarm")[index % 2],
        "individual": f"B{bird:02}",
        "sex": "mf"[bird % 2] if index % 7 else "",
        "distance_m": (1, 2, 5, 10, 20, 50)[index % 6],
        "temperature": 10.5 + index % 9,
        "date": f"2021-05-{1 + index % 28:02}",
        "weather": ("sun", "rain")[index % 5 > 2],
    }
    for index in range(60)
    for bird in [index // 5]
]
RAVDESS = [
    f"Actor_{actor:02}/03-01-{emotion:02}-{intensity:02}-{statement:02}-01-{actor:02}.wav"
    for emotion, intensity, statement in itertools.product(range(1, 9), (1, 2), (1, 2))
    for actor in range(1, 7)
    if (emotion, intensity) != (1, 2)
]
MAAS = crossed("{}{}.wav", "WMGSCP", "TRDW")


def numeric(name, unit="", scale="linear", bins=3):
    return Factor(name, "numeric", unit, scale, bins)


MATERIAL_ACTION = [Factor("material"), Factor("action")]

LAYOUTS = {
    "flat names": Layout(
        takes("wood_tap_", "wood_rub_", "metal_tap_", "metal_rub_"),
        MATERIAL_ACTION,
        dataset={"pattern": r"(?P<material>[a-z]+)_(?P<action>[a-z]+)_(?P<take>\d+)\.wav"},
        says=("which recordings share an object", "if take 01 is the same one in all classes"),
    ),
    "folders in folders": Layout(
        takes("wood/tap/", "wood/rub/", "metal/tap/", "metal/rub/", suffix=".flac"),
        MATERIAL_ACTION,
        dataset={"pattern": r"(?P<material>[a-z]+)/(?P<action>[a-z]+)/(?P<take>\d+)\.flac"},
    ),
    "class folders": Layout(
        [f"{name}/{100 * k + 7 * k * k}.wav" for name in ("car_horn", "siren") for k in range(6)],
        [Factor("label")],
        dataset={"pattern": r"(?P<label>[^/]+)/(?P<number>\d+)\.wav"},
        says=("label is a name made up",),
    ),
    "folders that cross": Layout(
        takes("wood-tap/a", "wood-rub/a", "metal-tap/a", "metal-rub/a"), MATERIAL_ACTION
    ),
    "ESC-50 without its table": Layout(
        [f"audio/{esc(*one)}" for one in ESC],
        [Factor("target")],
        group="clip",
        fold="fold",
        says=("named as in ESC-50", "folds.grouped: null"),
    ),
    "ESC-50 with its table": Layout(
        [f"audio/{esc(*one)}" for one in ESC],
        [Factor("category")],
        tables={
            "meta/esc50.csv": [
                ("filename", "fold", "target", "category", "esc10", "src_file", "take"),
                *(
                    (esc(*one), one[0] % 5 + 1, one[2], CLASSES[one[2]], one[2] < 2, one[0], one[1])
                    for one in ESC
                ),
            ]
        },
        group="src_file",
        fold="fold",
        says=("target: unused (says the same as category)", "whether the mark esc10 is a factor"),
    ),
    "UrbanSound8K": Layout(
        [f"audio/{folder}{name}" for folder, name, _, _ in URBAN],
        [Factor("class")],
        tables={
            "metadata/UrbanSound8K.csv": [
                ("slice_file_name", "fsID", "start", "end", "salience", "fold", "classID", "class"),
                *(
                    (name, name.split("-")[0], 0.5, 4.5, 1, fold, target, CLASSES[target])
                    for _, name, fold, target in URBAN
                ),
            ]
        },
        group="fsID",
        fold="fold",
    ),
    "UrbanSound8K without its table": Layout(
        [folder + name for folder, name, _, _ in URBAN],
        [Factor("target")],
        group="fsid",
        fold="fold",
    ),
    "MaAS": Layout(MAAS, MATERIAL_ACTION, dataset={"source": "maas"}),
    "a table with many columns": Layout(
        [bird["path"] for bird in BIRDS],
        [Factor("species"), Factor("call"), numeric("distance_m", "m", "log", 4)],
        tables={"birds.csv": [tuple(BIRDS[0]), *(tuple(bird.values()) for bird in BIRDS)]},
        given="data/birds.csv",
        group="individual",
        dataset={"manifest": "data/birds.csv", "root": None},
        says=(
            "project: unused (the same in all recordings (P1))",
            "id: unused",
            "what sex is in the other recordings (missing in 9 of 60 recordings)",
            "whether weather (rain, sun) is a factor",
            "what temperature measures",
        ),
    ),
    "a table beside the folder, from a German spreadsheet": Layout(
        [f"{index}.wav" for index in range(24)],
        [Factor("Gerät")],
        tables={
            "../labels.csv": [
                ["Datei", "Gerät"],
                *((f"{index}.wav", ("Glöckchen", "Säge")[index % 2]) for index in range(25)),
            ]
        },
        dataset={"manifest": "config/data_recordings.csv", "root": "data"},
        says=("where 1 file(s) of the table are ('24.wav')",),
    ),
    "a group that is in no table header word": Layout(
        [f"{index}.wav" for index in range(24)],
        [Factor("class")],
        tables={
            "labels.csv": [
                ("path", "class", "code"),
                *((f"{index}.wav", "ab"[index % 2], f"c{index % 8}") for index in range(24)),
            ]
        },
        group="code",
        says=("each value occurs with one class only", "whether code"),
    ),
    "RAVDESS": Layout(
        RAVDESS,
        [Factor("emotion"), Factor("intensity"), Factor("statement")],
        group="actor",
        dataset={"complete_design": False},
        says=("2 of 32 cells",),
    ),
    "speakers without a known scheme": Layout(
        crossed("s{:02}_{}_{}.wav", range(1, 9), ("yes", "no"), (1, 2, 3)),
        [Factor("label")],
        group="s",
        says=("whether s (s01",),
    ),
    "objects named by what they are": Layout(
        crossed("wood_{}_{}_{}.wav", ("box", "chair"), ("tap", "rub"), (1, 2))
        + crossed("metal_{}_{}_{}.wav", ("can", "pipe"), ("tap", "rub"), (1, 2)),
        MATERIAL_ACTION,
        group="label",
        says=("whether label (box, can, chair, pipe) really is",),
    ),
    "names that partly match, and other files": Layout(
        [
            *takes("wood_tap_", "wood_rub_", "metal_tap_", "metal_rub_"),
            *("test [1].wav", "calibration.wav", "old.m4a", "notes.txt", "picture.png"),
        ],
        MATERIAL_ACTION,
        dataset={"ignore": ["*.m4a", "calibration.wav", "test [[]1].wav"]},
        says=("what 2 file(s) are that are named otherwise", "1 file(s) that cannot be read"),
        out_of=16,
    ),
    "many names that do not match": Layout(
        takes("wood_tap_", "metal_rub_", "wood_rub_", "metal_tap_", count=20)
        + [f"{'x' * (index + 1)}.wav" for index in range(35)],
        MATERIAL_ACTION,
        dataset={"source": "manifest", "manifest": "config/data_recordings.csv"},
        out_of=80,
    ),
    "blanks and umlauts": Layout(
        takes("Großer Löwe (jung) - Brüllen ", "Kätzchen - Schnurren ", "Bär - Brummen "),
        [Factor("label")],
    ),
    "numbers that measure": Layout(
        crossed("f{}_d{}_{}.wav", (220, 440, 880), (0.1, 0.5, 1.0), (1, 2, 3)),
        [numeric("f"), numeric("d")],
        says=("what f measures, and in which unit",),
    ),
    "numbers with units": Layout(
        crossed("tone_{}Hz_{}dB_{}.wav", (220, 440, 880), (-20, -10, 0), (1, 2, 3)),
        [numeric("tone", "Hz", "log"), numeric("level", "dB")],
    ),
    "camel case": Layout(takes("GlassSmash", "HammerMetal", "bikeBell"), [Factor("label")]),
    "quotes and YAML words": Layout(
        takes("it's #1: yes_", "no_", "on_"),
        [Factor("label")],
    ),
}
