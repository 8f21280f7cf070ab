"""The folder in which runs of a user share what is slow to get."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """Locate the cache shared by all runs: ``$LATENTAUDIO_CACHE``, or the user's cache folder."""
    if chosen := os.environ.get("LATENTAUDIO_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "latentaudio"
