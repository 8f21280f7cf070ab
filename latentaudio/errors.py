"""Errors that a user can act on.

Every one names the file or configuration key, what was found, what was expected, and what to do.
The command-line programs print them without a traceback.
"""


class LatentAudioError(Exception):
    """Base of all errors raised on purpose by this package."""


class ConfigError(LatentAudioError):
    """A key of the configuration is unknown, missing, or has a value that cannot work."""


class DatasetError(LatentAudioError):
    """The recordings, their labels or their groups cannot be used as they are."""


class AudioError(DatasetError):
    """One audio file cannot be used."""


class WeightsError(LatentAudioError):
    """The weights of YAMNet cannot be had, or are not the ones expected."""


class ArtifactError(LatentAudioError):
    """A file that an earlier stage wrote is missing, damaged, or of another version."""


class ResourceError(LatentAudioError):
    """The machine has not enough of something (disk, memory) for what was asked."""
