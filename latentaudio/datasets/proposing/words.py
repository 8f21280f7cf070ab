"""What words in names of columns, and in labels, say about what a column is."""

import re
from collections.abc import Iterable, Mapping

from latentaudio.units import UNITS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Words for what makes a sound, or where it was made: recordings of one resemble each other.
GROUP_WORDS = _words(
    "group speaker spk spkr actor actress subject subj participant person singer player "
    "musician listener patient child individual indiv bird animal specimen colony "
    "object source src clip freesound fsid session site station location place recorder mic"
)

#: The same, where they are the whole name, as in s01.
GROUP_ABBREVIATIONS = frozenset({"s", "p", "sp"})

#: Words for what is usually decoded.
FACTOR_WORDS = _words(
    "factor class classes category categories label labels target species genus family material "
    "surface action gesture emotion intensity statement call calltype vocalisation vocalization "
    "type kind instrument pitch note genre style event scene sound stimulus condition mood sex "
    "gender language dialect vowel consonant phoneme word age size shape posture technique"
)

#: Words for folds that a data set comes with.
FOLD_WORDS = frozenset({"fold", "folds", "cv"})

#: Words for parts of a data set that could be used as folds, but are more often meant otherwise.
SPLIT_WORDS = frozenset({"split", "set", "subset", "partition", "usage"})

#: Words for what numbers or describes files.
TAKE_WORDS = _words(
    "take takes rep reps repeat repetition trial try no nr num number count index idx version ver "
    "recording rec file filename fname basename stem name id uuid slice occurrence part chunk "
    "segment path filepath"
)

#: Words for what describes a file technically, or says when, where or by whom it was made.
FILE_WORDS = _words(
    "duration seconds length start end onset offset begin stop size bytes sr samplerate rate "
    "channels bits bitrate codec format md5 sha sha256 hash checksum date time datetime timestamp "
    "year month day hour minute lat lon lng latitude longitude gps url link license licence author "
    "uploader credit comment comments note notes remark remarks description caption title tags "
    "quality valid checked augmentation"
)

_UNITS = {written.casefold(): unit for written, unit in UNITS.items()}

_VOCABULARIES: Mapping[str, frozenset[str]] = {
    "material": _words(
        "wood metal glass stone cardboard plastic paper ceramic rubber cloth fabric leather ice "
        "water steel iron copper brass aluminium aluminum concrete foam felt holz metall glas "
        "stein karton plastik papier keramik gummi"
    ),
    "action": _words(
        "tap tapping rub rubbing scrape scraping destructing break breaking whirl whirling hit "
        "hitting strike striking knock knocking roll rolling drop dropping shake shaking bounce "
        "bouncing crush crushing scratch scratching bow bowed pluck plucked saw sawing klopfen "
        "reiben kratzen schlagen rollen brechen"
    ),
    "emotion": _words(
        "angry anger happy happiness sad sadness neutral fear fearful disgust surprise surprised "
        "calm boredom"
    ),
}


def words_of(name: str) -> list[str]:
    """Split the name of a column into its words, in lower case.

    Examples
    --------
    >>> words_of("birdID"), words_of("src_file"), words_of("distance (m)")
    (['bird', 'id'], ['src', 'file'], ['distance', 'm'])
    """
    apart = re.sub(r"(?<=[^\W\d_A-Z]{2})(?=[A-Z])", " ", name)
    return [word.casefold() for word in re.split(r"[\W_]+", apart) if word]


def unit_in(name: str) -> str:
    """Return the unit at the end of the name of a column; empty if there is none.

    Examples
    --------
    >>> unit_in("distance_m"), unit_in("F0 [Hz]"), unit_in("species"), unit_in("m")
    ('m', 'Hz', '', '')
    """
    words = words_of(name)
    return _UNITS.get(words[-1], "") if len(words) > 1 else ""


def unit_of(text: str) -> str:
    """Return the unit that a text behind a number is; empty if it is none."""
    return _UNITS.get(text.casefold(), "")


def name_for(values: Iterable[str]) -> str:
    """Name a column by its values, if most of them are words of one kind; empty otherwise.

    Examples
    --------
    >>> name_for(["Wood", "metal", "hay"]), name_for(["tap", "rub"]), name_for(["a", "b"])
    ('material', 'action', '')
    """
    found = [value.casefold() for value in values]
    for name, vocabulary in _VOCABULARIES.items():
        if 2 * sum(value in vocabulary for value in found) > len(found):
            return name
    return ""
