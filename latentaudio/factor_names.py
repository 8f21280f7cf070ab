"""Names that a factor may have: any text that can head a column, but for a few."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from latentaudio.errors import ConfigError

#: Separator that joins the names of factors moved together.
FACTOR_JOIN = "+"

#: Names of columns that tables have beside the factors.
RESERVED_NAMES = frozenset(
    {
        *("recording_id", "path", "sha256", "sound_sha256", "samplerate", "channels", "duration_s"),
        *("file_format", "rms_db", "noise_floor_db"),
        *("channel_read", "group", "augmentation_of", "gain", "n_snippets", "n_silent", "n_padded"),
        *("snippet_id", "start_s", "end_s", "padded", "level_db"),
        *("layer", "layer_name", "space", "fold", "scheme", "factor", "truth", "predicted"),
        *("decoder", "x", "y", "rank", "class_name", "mean_score", "top_share", "split"),
    }
)

_LONGEST = 100

#: Line breaks and other control characters, lone surrogates (which stand for bytes that are not
#: UTF-8), and code points that XML, and therefore the figures, cannot contain.
UNPRINTABLE = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def check_factor_names(names: Sequence[str]) -> None:
    """Refuse names of factors that tables, figures or the report cannot show.

    Raises
    ------
    ConfigError
        When there is no name, or a name is repeated, empty, long or reserved, starts or ends with a
        blank, or contains a control character or the separator of joint moves.

    Examples
    --------
    >>> check_factor_names(["sound type", "größe", "a/b"])
    >>> check_factor_names(["size+mood"])
    Traceback (most recent call last):
        ...
    latentaudio.errors.ConfigError: dataset.factors: found 'size+mood', but '+' joins ...
    """
    counts = Counter(unicodedata.normalize("NFC", name) for name in names)
    if not names or max(counts.values()) > 1:
        raise ConfigError(
            f"dataset.factors: found {list(names)}; give at least one name, and different names"
        )
    for name in names:
        if reason := _unfit(name):
            raise ConfigError(
                f"dataset.factors: found {name[:_LONGEST]!r}, but {reason}; rename it"
            )


def _unfit(name: str) -> str:
    """Say why a name cannot be that of a factor; empty if it can."""
    if not name.strip():
        return "a factor needs a name"
    if name != name.strip():
        return "a name neither starts nor ends with a blank"
    if len(name) > _LONGEST:
        return f"a name has at most {_LONGEST} characters"
    if UNPRINTABLE.search(name):
        return "a name has no line breaks or other control characters"
    if FACTOR_JOIN in name:
        return f"{FACTOR_JOIN!r} joins the names of factors that are moved together"
    if name in RESERVED_NAMES:
        return "this is a column of the result tables"
    return ""
