"""Small random designs: factors, groups, odd names and odd sounds, most of which can be used.

A design follows from one number, so that no two are alike (hypothesis likes to repeat itself) and
each can be made again.
"""

import csv
import itertools
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import yaml
from hypothesis import strategies as st
from places import REPOSITORY

#: Names of factors; each of the last two is an error.
FACTORS = ("pitch", "sound type", "größe", "2nd", "高さ", "f0 {Hz}")
BAD_FACTORS = ("fold", "a+b")
#: Labels of a factor.
LABELS = (
    ("wood", "metal", "Glas & Stein", "日本", 'say "hi"'),
    ("1", "2", "10", "-3", "0.5"),
    ("<b>", "{x}", "a,b", "Müller", "$HOME"),
    ("unknown", "no", "Nan Goldin", "x + y", "-1-"),
)
FORMS = (
    (".wav", "PCM_16"),
    (".WAV", "PCM_U8"),
    (".wav", "FLOAT"),
    (".flac", "PCM_24"),
    (".aiff", "PCM_16"),
)
RATES = (8_000, 8_000, 11_025, 44_100)
NAMES = ("take", "-dash", "blank s", "ünï", "q'uote", "a%20b", "{wild}", "x" * 120, "日本", "#1")
#: What is wrong with a design in one place, if anything.
FLAWS = (
    *("marker", "case", "empty label", "missing file", "factor name", "few groups", "gap"),
    *("silent", "opposite", "loud", "text", "cut", "not a number", "copy", "short", "one class"),
)


@dataclass(frozen=True)
class Sound:
    """One file, and what its row in the manifest says."""

    path: str
    labels: tuple[str, ...]
    group: str
    fold: str
    seconds: float
    samplerate: int
    channels: int
    subtype: str
    level: float
    clipped: bool
    seed: int
    flaw: str = ""


@dataclass(frozen=True)
class Design:
    """A data set to write, and the settings that are laid over the defaults."""

    factors: Mapping[str, Any]
    sounds: tuple[Sound, ...]
    settings: Mapping[str, Any]
    flaw: str

    def write(self, folder: Path) -> Path:
        """Write the sounds, the manifest, the network and the settings; return the last."""
        for sound in self.sounds:
            _write(folder / sound.path, sound)
        if self.flaw == "copy":
            shutil.copy(folder / self.sounds[-1].path, folder / self.sounds[0].path)
        with (folder / "sounds.csv").open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["path", *self.factors, "individual", "part"])
            rows.writerows([one.path, *one.labels, one.group, one.fold] for one in self.sounds)
        shutil.copy(REPOSITORY / "tests" / "tiny_network.py", folder)
        path = folder / "config.yaml"
        text = yaml.safe_dump(self.settings, allow_unicode=True)
        path.write_text(text, encoding="utf-8")
        return path


def designs() -> st.SearchStrategy[Design]:
    """Draw designs, about a third of which have a flaw."""
    return st.integers(0, 2**64 - 1).map(design)


def design(seed: int) -> Design:
    """Make the design that follows from a number."""
    rng = np.random.default_rng(seed)

    def choice(*values: Any) -> Any:
        return values[rng.integers(len(values))]

    flaw = choice(*FLAWS) if rng.random() < 0.35 else ""
    count = choice(1, 2, 3)
    names = [str(name) for name in rng.permutation(FACTORS)[:count]]
    if flaw == "factor name":
        names[0] = choice(*BAD_FACTORS)
    numeric = [rng.random() < 0.25 for _ in names]
    factors = {
        name: {
            "type": "numeric",
            "unit": choice("", "Hz"),
            "scale": choice("linear", "log"),
            "bins": choice(2, 3),
        }
        if is_numeric
        else "categorical"
        for name, is_numeric in zip(names, numeric, strict=True)
    }
    most = {1: 5, 2: 3, 3: 2}[count]
    cells = list(
        itertools.product(
            *(
                choice(*LABELS)[: choice(*range(2, most + 1))]
                if not is_numeric
                else [f"{10.0 ** rng.uniform(0, 3):.4g}" for _ in range(choice(2, most))]
                for is_numeric in numeric
            )
        )
    )
    whole = len(cells) < 4 or rng.random() < 0.8
    if flaw == "gap" or not whole:
        cells = cells[1:]
    if flaw == "one class":
        cells = [cell for cell in cells if cell[0] == cells[0][0]]
    groups = (
        1
        if flaw == "few groups"
        else choice(*range(2, 7 if len(cells) < 4 else 4 if len(cells) < 6 else 3))
    )
    sounds = _sounds(rng, cells, groups, numeric)
    sounds[0] = _spoilt(sounds[0], flaw)
    settings = _settings(rng, factors, groups, complete=whole)
    return Design(factors, tuple(sounds), settings, flaw)


def _sounds(
    rng: np.random.Generator, cells: Sequence[tuple[str, ...]], groups: int, numeric: Sequence[bool]
) -> list[Sound]:
    sounds: list[Sound] = []
    for cell, group in itertools.product(cells, range(groups)):
        # Unbalanced: some groups have two recordings.
        for _ in range(1 + (rng.random() < 0.2)):
            suffix, subtype = FORMS[rng.integers(len(FORMS))]
            number = len(sounds)
            folder = "sub folder/" if rng.random() < 0.25 else ""
            sounds.append(
                Sound(
                    path=f"{folder}{rng.choice(NAMES)} {number}{suffix}",
                    labels=tuple(
                        # Values differ within a cell, or rarely not.
                        f"{float(label) + number * rng.integers(3):g}" if is_numeric else label
                        for label, is_numeric in zip(cell, numeric, strict=True)
                    ),
                    group=f"{' & '.join(cell)}, no. {group}",
                    fold=f"part {8 + group % 3}",
                    seconds=float(rng.choice([0.3, 0.5, 0.8, 1.1, 1.4])),
                    samplerate=int(rng.choice(RATES)),
                    channels=int(rng.choice([1, 1, 2, 3])),
                    subtype=subtype,
                    level=float(rng.choice([0.01, 0.1, 0.5, 0.9])),
                    clipped=rng.random() < 0.1,
                    seed=int(rng.integers(2**32)),
                )
            )
    return sounds


def _spoilt(sound: Sound, flaw: str) -> Sound:
    """Put a flaw into one recording, if it is a matter of one."""
    label, *others = sound.labels
    changed = {
        "marker": "n/a",
        "empty label": "",
        # The same label in another case, or the same number in another form.
        "case": label.swapcase() if label != label.swapcase() else f"0{label}",
    }
    as_float = replace(sound, path=f"{sound.path}.wav", subtype="FLOAT", flaw=flaw)
    match flaw:
        case "marker" | "empty label" | "case":
            return replace(sound, labels=(changed[flaw], *others))
        case "short":
            return replace(sound, seconds=0.02)
        case "opposite":
            return replace(as_float, channels=2)
        case "silent" | "loud" | "not a number":
            return as_float
    return replace(sound, flaw=flaw)


def _write(path: Path, sound: Sound) -> None:
    path.parent.mkdir(exist_ok=True)
    rng = np.random.default_rng(sound.seed)
    time = np.arange(round(sound.seconds * sound.samplerate)) / sound.samplerate
    tone = np.sin(2 * np.pi * rng.uniform(300.0, 2_000.0) * time)
    tone *= np.exp(-rng.uniform(0, 3) * time)
    samples = sound.level * (tone + rng.normal(0.0, 0.05, len(time)))
    if sound.clipped:
        samples = np.clip(4 * samples, -1, 1)
    shares = rng.uniform(0.3, 1.0, sound.channels)
    match sound.flaw:
        case "missing file":
            return
        case "text":
            path.write_text("this is no sound", encoding="utf-8")
            return
        case "silent":
            samples *= 0.0
        case "opposite":
            shares = np.array([1.0, -0.9999])
        case "loud":
            samples *= 1e5
        case "not a number":
            samples[-1] = np.nan
    soundfile.write(path, np.outer(samples, shares), sound.samplerate, subtype=sound.subtype)
    if sound.flaw == "cut":
        path.write_bytes(path.read_bytes()[:-1000])


def _settings(
    rng: np.random.Generator, factors: Mapping[str, Any], groups: int, *, complete: bool
) -> dict[str, Any]:
    def choice(*values: Any) -> Any:
        return values[rng.integers(len(values))]

    return {
        "run": "random",
        "seed": int(rng.integers(1000)),
        "dataset": {
            "source": "manifest",
            "manifest": "sounds.csv",
            "factors": dict(factors),
            "group_column": "individual",
            "fold_column": "part" if groups > 1 and rng.random() < 0.2 else None,
            "complete_design": complete,
            "hop_s": choice(0.2, 0.25, 0.5),
            "normalise": choice("peak", "rms", "none"),
            "channels": choice("mean", "mean", "left", "loudest"),
            "silence_db": choice(-80.0, -70.0),
            "duplicates": choice("error", "join"),
        },
        "network": {
            "name": "tiny",
            "module": "tiny_network",
            "layers": choice([4], [2, 4]),
        },
        "features": choice([], [], ["log_mel"]),
        "embeddings": {"keep_free_gb": 0.0, "parts": 2},
        "pca": {"components": choice(4, 5, 6), "fit_on": choice("training", "all")},
        "folds": {"grouped": choice(*range(2, max(2, groups) + 1)), "random": choice(None, 2, 3)},
        "control": {"permuted_weights": choice(True, False)},
        "decoders": choice(*[["knn", "ridge"]] * 2, ["knn", "ridge", "probe", "knn_regression"]),
        "knn": {"neighbors": choice(1, 2, 3, 5)},
        "comparisons": {"metric": choice("accuracy", "balanced_accuracy")},
        "tsne": {"perplexity": 2.0, "snippets": 100},
        "flow": {"layer": choice("none", "best"), "components": 4},
        "disentanglement": {"neighbors": 2},
        "transfer": {"associated": {"pitch": {"wood": ["Ping"]}}},
    }
