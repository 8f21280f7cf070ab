"""Formats of sound files: those that are read, and suffixes of those that are not.

Only the standard library is imported, because folders are searched whenever the workflow is parsed.
"""

from collections.abc import Mapping

#: Formats that are read, with the suffixes of their files.
SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "WAV": (".wav", ".wave", ".bwf", ".rf64"),
    "W64": (".w64",),
    "AIFF": (".aif", ".aiff", ".aifc"),
    "CAF": (".caf",),
    "AU": (".au", ".snd"),
    "NIST": (".nist", ".sph"),
    "FLAC": (".flac",),
    "OGG": (".ogg", ".oga", ".opus"),
    "MP3": (".mp3",),
}

#: The same formats as libsndfile names them.
FORMATS = frozenset({*SUFFIXES, "WAVEX", "RF64"})

#: The same formats in words, for messages.
READABLE = f"{', '.join(list(SUFFIXES)[:-1])} or {list(SUFFIXES)[-1]}"

#: Suffixes of the files that a folder is searched for.
AUDIO_SUFFIXES = frozenset(suffix for suffixes in SUFFIXES.values() for suffix in suffixes)

#: Encodings that are not read: libsndfile 1.2 decodes loud noise wrongly, without an error.
FAULTY_ENCODINGS = frozenset({"ALAC_20", "ALAC_24", "ALAC_32"})

#: Suffixes of sound files that are not read: libsndfile cannot decode them, or they do not state
#: how long they are, so that a truncated file could not be told from a whole one.
OTHER_AUDIO_SUFFIXES = frozenset(
    {
        *(".3gp", ".8svx", ".aac", ".ac3", ".amr", ".ape", ".avr", ".awb", ".dff", ".dsf", ".dss"),
        *(".dts", ".gsm", ".m4a", ".m4b", ".mka", ".mp1", ".mp2", ".mp4", ".mpc", ".mpga", ".oma"),
        *(".pcm", ".pvf", ".qcp", ".ra", ".raw", ".sd2", ".sds", ".shn", ".spx", ".tak", ".tta"),
        *(".voc", ".vox", ".weba", ".webm", ".wma", ".wv"),
    }
)
