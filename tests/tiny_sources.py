"""Tiny sources of recordings on disk, for tests that list recordings."""

from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.source import Source
from latentaudio.factor_types import Factor

NAMES = ("pitch", "decay")
FACTORS = tuple(map(Factor, NAMES))
PATTERN = r"(?P<pitch>[a-z]+)_(?P<decay>[a-z]+)_\d+\.\w+"
#: Path and labels of one recording for each cell of a complete design.
CROSSED = [
    (f"{pitch}_{decay}.wav", pitch, decay) for pitch in ("low", "high") for decay in ("long", "s")
]
#: One word, written with a composed letter and with a combining accent: both look the same.
COMPOSED, DECOMPOSED = "caf\u00e9", "cafe\u0301"


def touch(root, *names):
    """Create empty files: no audio is read while recordings are listed."""
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def manifest(root, rows=CROSSED, header="path,pitch,decay", *, create=True, **options):
    """Write a CSV manifest and, with `create`, the files that it lists."""
    path = root / "sounds.csv"
    path.write_text("\n".join([header, *(",".join(row) for row in rows)]) + "\n", "utf-8")
    if create:
        touch(root, *(row[0] for row in rows if row[0] and ".." not in row[0]))
    return Source("manifest", root, FACTORS, manifest=path, **options)


def folder(root, *names, **options):
    """Create files whose names give their labels, by default two for each cell."""
    names = names or [f"{p}_{d}_{i}.wav" for p in ("low", "high") for d in ("l", "s") for i in "12"]
    touch(root, *names)
    return Source("folder", root, FACTORS, **{"pattern": PATTERN, **options})


def ids(source):
    return [recording.recording_id for recording in list_recordings(source)]
