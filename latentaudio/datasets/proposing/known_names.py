"""Names of files in published data sets, whose fields are known."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class KnownNames:
    """How the files of a data set are named.

    Attributes
    ----------
    title
        Name of the data set.
    pattern
        Regular expression of a path, whose named groups are the columns.
    meaning
        What the values stand for, in one line.
    """

    title: str
    pattern: str
    meaning: str


KNOWN_NAMES = (
    KnownNames(
        "ESC-50",
        r"(?:.*/)?(?P<fold>[1-5])-(?P<clip>\d+)-(?P<take>[A-Z])-(?P<target>\d{1,2})\.\w+",
        "fold, Freesound clip, part of that clip, class (0 dog, 1 rooster, ...)",
    ),
    KnownNames(
        "UrbanSound8K",
        r"(?:.*/)?fold(?P<fold>\d+)/(?P<fsid>\d+)-(?P<target>\d)-(?P<occurrence>\d+)"
        r"-(?P<slice>\d+)\.\w+",
        "fold, Freesound clip, class (0 air conditioner, 1 car horn, ...), occurrence, slice",
    ),
    KnownNames(
        "RAVDESS",
        r"(?:.*/)?(?P<modality>0[123])-(?P<channel>0[12])-(?P<emotion>0[1-8])"
        r"-(?P<intensity>0[12])-(?P<statement>0[12])-(?P<repetition>0[12])-(?P<actor>\d\d)\.\w+",
        "emotion: 01 neutral, 02 calm, 03 happy, 04 sad, 05 angry, 06 fearful, 07 disgust, "
        "08 surprised; intensity: 01 normal, 02 strong",
    ),
    KnownNames(
        "CREMA-D",
        r"(?:.*/)?(?P<actor>1\d\d\d)_(?P<sentence>[A-Z]{3})_(?P<emotion>ANG|DIS|FEA|HAP|NEU|SAD)"
        r"_(?P<level>LO|MD|HI|XX|X)\.\w+",
        "actor, sentence, emotion (anger, disgust, fear, happiness, neutral, sadness), level",
    ),
)


def known_names(paths: Sequence[str]) -> KnownNames | None:
    """Find the data set that nine in ten of at least four files are named after; None if none."""
    for known in KNOWN_NAMES:
        fitting = sum(re.fullmatch(known.pattern, path) is not None for path in paths)
        if 10 * fitting >= 9 * len(paths) and fitting >= 4:
            return known
    return None
