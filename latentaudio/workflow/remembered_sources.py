"""What counts of source files, kept in the user's cache from one start of Snakemake to the next.

Parsing the library takes much of the time in which Snakemake reads the rules, and each job that a
cluster starts reads them again.
"""

import atexit
import json
import sys
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path

from latentaudio.artifacts import atomic_path
from latentaudio.errors import LatentAudioError
from latentaudio.user_cache import cache_folder
from latentaudio.workflow import source_code
from latentaudio.workflow.source_code import Source, content_digest, parse_source

#: Number of files that are remembered before those not read this time are forgotten.
_LIMIT = 3000


class RememberedSources:
    """Parsed source files, known by the digests of their contents.

    Parameters
    ----------
    path
        File in which they are kept. One that is missing or damaged costs time, but changes nothing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[str, dict] = {}
        with suppress(OSError, ValueError):
            self._known = json.loads(path.read_text(encoding="utf-8"))
        self._used: dict[str, dict] = {}
        self._complete = True

    def read(self, path: Path) -> Source:
        """Read a Python file; raises SyntaxError when it is not valid Python."""
        content = path.read_bytes()
        digest = content_digest(content)
        if digest not in self._known:
            self._complete = False
            self._known[digest] = _as_json(parse_source(content))
        self._used[digest] = self._known[digest]
        return _from_json(self._used[digest])

    def save(self) -> None:
        """Keep what was parsed for the next time; does nothing if all was known."""
        if self._complete:
            return
        kept = self._known if len(self._known) <= _LIMIT else self._used
        # A cache that cannot be written costs time only.
        with suppress(LatentAudioError, OSError), atomic_path(self.path) as temporary:
            temporary.write_text(json.dumps(kept), encoding="utf-8")
        self._complete = True


def read_source(path: Path) -> Source:
    """Read a Python file, which is parsed only if no file of the same content was before."""
    return _of_this_user().read(path)


@cache
def _of_this_user() -> RememberedSources:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    parser = content_digest(Path(source_code.__file__).read_bytes())[:12]
    sources = RememberedSources(cache_folder() / f"source-code-{python}-{parser}.json")
    atexit.register(sources.save)
    return sources


def _as_json(source: Source) -> dict:
    return {
        name: sorted(values) if isinstance(values, set) else values
        for name, values in asdict(source).items()
    }


def _from_json(values: dict) -> Source:
    return Source(
        values["form"],
        [(module, taken, name) for module, taken, name in values["imported"]],
        set(values["names"]),
        set(values["texts"]),
    )
