"""Read the data files of a page, as strictly as the page does."""

import base64
import json
import re
from pathlib import Path
from typing import Any

import numpy as np

_CALL = re.compile(r'LatentAudio\.put\("([^"]+)", (.*)\);\n', re.DOTALL)
_NAME = re.compile(r"(data|audio|sprites)/[a-z0-9_]+|datasets")


def read_data_file(folder: Path, name: str) -> Any:
    """Read what one data file hands to the page; packed arrays become NumPy's."""
    assert _NAME.fullmatch(name)
    text = (folder / f"{name}.js").read_text(encoding="ascii")
    assert "<" not in text
    call = _CALL.fullmatch(text)
    assert call is not None, text[:100]
    assert call[1] == name
    return json.loads(call[2], object_hook=_unpacked, parse_constant=_refused)


def data_files(folder: Path) -> set[str]:
    """List the names of all data files of a page."""
    return {
        path.relative_to(folder).with_suffix("").as_posix()
        for path in folder.rglob("*.js")
        if path.name != "app.js"
    }


def clip_of(folder: Path, manifest: dict, row: int) -> bytes:
    """Cut the clip of a row out of its shard."""
    number, place = divmod(row, manifest["audio"]["clips_per_shard"])
    shard = read_data_file(folder, f"audio/{number + 1:04d}")
    assert shard["first"] + place == row
    start, end = shard["offsets"][place : place + 2]
    return base64.b64decode(shard["base64"])[start:end]


def _unpacked(found: dict) -> Any:
    if set(found) != {"dtype", "shape", "base64"}:
        return found
    dtype = np.dtype(found["dtype"]).newbyteorder("<")
    return np.frombuffer(base64.b64decode(found["base64"]), dtype).reshape(found["shape"])


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")
