"""Whatever bytes a file holds, it is read or refused: no crash, no hang, no large allocation.

Files are read by a separate process, with little memory and an alarm, because a failure may end the
process.
"""

import csv
import io
import json
import struct
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from places import REPOSITORY

#: Reads the files named on its standard input, one a line, and prints the outcome of each. An alarm
#: ends the process.
READER = """
import faulthandler, json, resource, signal, sys
from pathlib import Path

import numpy as np
import h5py, pyarrow.parquet
import scipy.signal  # before memory is limited

from latentaudio.errors import LatentAudioError
from latentaudio.audio.sound_files import scan
from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.source import Source
from latentaudio.factor_types import Factor
from latentaudio.networks.yamnet.weights import published_parameters

faulthandler.enable()

def audio(path):
    found = scan(path, 16_000)
    assert np.isfinite([found.peak, found.rms]).all()
    assert found.n_samples > 0

def manifest(path):
    factors = (Factor("pitch"), Factor("decay"))
    for one in list_recordings(Source("manifest", path.parent, factors, manifest=path)):
        assert one.factors.keys() == {"pitch", "decay"} and all(one.factors.values())

def weights(path):
    published_parameters(str(path))

pages = int(Path("/proc/self/statm").read_text().split()[0])
limit = pages * resource.getpagesize() + 400 * 2**20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
for line in sys.stdin:
    kind, path = json.loads(line)
    signal.alarm(20)
    try:
        globals()[kind](Path(path))
        outcome = "read"
    except LatentAudioError as error:
        outcome = "refused" if str(error).startswith(path) else f"unnamed: {error}"
    except BaseException as error:
        outcome = f"{type(error).__name__}: {error}"
    signal.alarm(0)
    print(json.dumps(outcome), flush=True)
"""


class Reader:
    """The reading process, started again whenever it has ended."""

    def __init__(self):
        self._process = None

    def __call__(self, kind, path):
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-c", READER],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                cwd=REPOSITORY,
            )
        print(json.dumps([kind, str(path)]), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        return json.loads(answer) if answer else f"ended with {self._process.wait()}"

    def close(self):
        if self._process is not None:
            self._process.stdin.close()
            self._process.wait()


@pytest.fixture(scope="module")
def reader():
    if not Path("/proc/self/statm").exists():
        pytest.skip("the memory limit is set from /proc")
    one = Reader()
    yield one
    one.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


# -- What is done to bytes -------------------------------------------------------------------------

#: Numbers at which sizes, counts and signs overflow.
NUMBERS = st.sampled_from([0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF])
#: Positions as a fraction of the length; every second one lies in the header.
PLACES = st.one_of(st.floats(0, 1), st.floats(0, 0.02))


@st.composite
def edits(draw):
    """Draw one edit: replace bytes or a number, flip a bit, delete or insert bytes, or truncate."""
    place = draw(PLACES)
    kind = draw(st.sampled_from(["bytes", "number", "flip", "delete", "insert", "cut"]))
    if kind == "number":
        value = struct.pack(draw(st.sampled_from(["<I", ">I"])), draw(NUMBERS))
        return place, "bytes", value[: draw(st.sampled_from([2, 4]))]
    value = draw(st.binary(min_size=1, max_size=16))
    return place, kind, value


def edited(content, changes):
    content = bytearray(content)
    for place, kind, value in changes:
        begin = int(place * len(content))
        if kind == "bytes":
            content[begin : begin + len(value)] = value
        elif kind == "flip" and begin < len(content):
            content[begin] ^= 1 << value[0] % 8
        elif kind == "delete":
            del content[begin : begin + len(value)]
        elif kind == "insert":
            content[begin:begin] = value
        elif kind == "cut":
            del content[begin:]
    return bytes(content)


CHANGES = st.lists(edits(), min_size=1, max_size=6)


# -- Sounds ----------------------------------------------------------------------------------------

#: Suffix, options, channels and sample rate of one file of each kind.
SOUNDS = {
    "pcm": ("wav", {}, 2, 22_050),
    "float": ("wav", {"subtype": "FLOAT"}, 2, 22_050),
    "adpcm": ("wav", {"subtype": "MS_ADPCM"}, 1, 22_050),
    "gsm": ("wav", {"subtype": "GSM610"}, 1, 8_000),
    "extensible": ("wav", {"format": "WAVEX"}, 5, 22_050),
    "rf64": ("wav", {"format": "RF64"}, 1, 22_050),
    "big-endian": ("wav", {"format": "WAV", "endian": "BIG"}, 1, 22_050),
    "flac": ("flac", {}, 2, 22_050),
    "vorbis": ("ogg", {}, 2, 22_050),
    "opus": ("ogg", {"subtype": "OPUS"}, 2, 48_000),
    "mp3": ("mp3", {}, 2, 22_050),
    "aiff": ("aiff", {}, 2, 22_050),
    "aiff-adpcm": ("aiff", {"subtype": "IMA_ADPCM"}, 1, 22_050),
    "au": ("au", {"subtype": "ULAW"}, 2, 22_050),
    "caf": ("caf", {}, 2, 22_050),
    "alac": ("caf", {"subtype": "ALAC_16"}, 2, 22_050),
    "nist": ("wav", {"format": "NIST"}, 2, 22_050),
    "w64": ("w64", {}, 2, 22_050),
    "mp3-variable": ("mp3", {"bitrate_mode": "VARIABLE"}, 1, 44_100),
}
#: Those that stand behind a tag, too.
TAGGED = ("pcm", "adpcm", "flac", "mp3-variable")
TAG = b"ID3\x04\0\0\0\0\0\x20" + bytes(32)


@pytest.fixture(scope="module")
def sounds(folder):
    contents = {}
    for name, (suffix, options, channels, samplerate) in SOUNDS.items():
        samples = 0.1 * np.random.default_rng(0).standard_normal((6_000, channels))
        path = folder / f"whole-{name}.{suffix}"
        soundfile.write(path, samples, samplerate, **options)
        contents[name] = path.read_bytes()
    return contents


WHOLE = [*((b"", name) for name in sorted(SOUNDS)), *((TAG, name) for name in TAGGED)]


@settings(max_examples=400)
@given(st.sampled_from(WHOLE), CHANGES)
def test_damaged_sounds_are_read_or_refused(reader, folder, sounds, whole, changes):
    tag, name = whole
    path = folder / f"damaged.{SOUNDS[name][0]}"
    path.write_bytes(edited(tag + sounds[name], changes))
    assert reader("audio", path) in ("read", "refused")


@settings(max_examples=150)
@given(
    st.sampled_from(
        [
            b"RIFF",
            b"RIFX",
            b"RF64",
            b"fLaC",
            b"OggS",
            b"ID3\x04",
            b"\xff\xfb",
            b"",
            b"FORM",
            b"caff",
            b"riff",
            b".snd",
            b"dns.",
            b"NIST_1A\n   1024\n",
        ]
    ),
    st.binary(max_size=600),
)
def test_random_bytes_are_read_or_refused(reader, folder, magic, content):
    path = folder / "random.wav"
    path.write_bytes(magic + content)
    assert reader("audio", path) in ("read", "refused")


@settings(max_examples=150)
@given(
    channels=st.one_of(NUMBERS, st.integers(0, 80)),
    samplerate=st.one_of(NUMBERS, st.integers(0, 200_000)),
    bits=st.one_of(NUMBERS, st.sampled_from([8, 12, 16, 24, 32, 64])),
    codec=st.one_of(NUMBERS, st.sampled_from([1, 2, 3, 6, 7, 17, 49, 0xFFFE])),
    size=st.one_of(NUMBERS, st.integers(0, 2**32 - 1)),
    n_bytes=st.integers(0, 3_000),
)
def test_wav_headers_of_any_numbers_are_read_or_refused(
    reader, folder, channels, samplerate, bits, codec, size, n_bytes
):
    align = channels * bits // 8
    numbers = (codec, channels & 0xFFFF, samplerate, samplerate * align, align, bits)
    words = struct.pack("<HHIIHH", *(n & m for n, m in zip(numbers, MASKS, strict=True)))
    path = folder / "header.wav"
    head = b"WAVEfmt \x10\0\0\0" + words + b"data" + struct.pack("<I", size)
    path.write_bytes(b"RIFF" + struct.pack("<I", 36) + head + bytes(range(250)) * (n_bytes // 250))
    assert reader("audio", path) in ("read", "refused")


MASKS = (0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFF, 0xFFFF)


# -- Manifests -------------------------------------------------------------------------------------

ROWS = [(f"{p}_{d}.wav", p, d) for p in ("low", "high") for d in ("long", "short")]
TABLE = dict(zip(("path", "pitch", "decay"), map(list, zip(*ROWS, strict=True)), strict=True))


@pytest.fixture(scope="module")
def manifests(folder):
    for name, *_ in ROWS:
        (folder / name).touch()
    text = "\r\n".join(",".join(row) for row in [tuple(TABLE), *ROWS])
    contents = {
        "plain.csv": text.encode(),
        "marked.csv": text.encode("utf-8-sig"),
        "wide.csv": text.encode("utf-16"),
        "quoted.csv": text.replace("low", '"low"').encode(),
    }
    for name, options in {
        "plain.parquet": {"compression": "none"},
        "packed.parquet": {"compression": "zstd"},
        "direct.parquet": {"use_dictionary": False, "compression": "none"},
    }.items():
        pq.write_table(pa.table(TABLE), folder / name, **options)
        contents[name] = (folder / name).read_bytes()
    return contents


MANIFESTS = ["plain.csv", "marked.csv", "wide.csv", "quoted.csv"]
MANIFESTS += ["plain.parquet", "packed.parquet", "direct.parquet"]


@settings(max_examples=300)
@given(st.sampled_from(MANIFESTS), CHANGES)
def test_damaged_manifests_are_read_or_refused(reader, folder, manifests, name, changes):
    path = folder / f"damaged{Path(name).suffix}"
    path.write_bytes(edited(manifests[name], changes))
    assert reader("manifest", path) in ("read", "refused")


LABELS = st.sampled_from(["low", "high", "long", "short"])
CELLS = st.one_of(
    LABELS,
    st.sampled_from(["", "../a", *(name for name, *_ in ROWS)]),
    st.text(max_size=20),
    st.text("x\0\n\"',;\r ", max_size=8),
    # Longer than a label, a file name, a path, and a field of the csv module may be.
    st.builds(lambda n: "x" * n, st.sampled_from([201, 256, 5_000, 140_000])),
)
HEADERS = st.sampled_from(["group", "augmentation_of", "recording_id", "path", "notes"])


@settings(max_examples=200)
@given(
    st.lists(HEADERS, max_size=3),
    st.lists(
        st.tuples(CELLS, LABELS | CELLS, LABELS | CELLS, st.lists(CELLS, min_size=3, max_size=3)),
        min_size=1,
        max_size=4,
    ),
    st.booleans(),
    st.sampled_from(["utf-8", "utf-8", "utf-16", "latin-1", "utf-8-sig"]),
)
def test_tables_of_any_cells_are_read_or_refused(
    reader, manifests, folder, more, rows, quoted, encoding
):
    lines = [[*TABLE, *more], *([*row, "", "", ""] for row in ROWS)]
    lines += [[*cells, *rest] for *cells, rest in rows]
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    writer.writerows(line[: 3 + len(more)] for line in lines)
    path = folder / "cells.csv"
    path.write_bytes(buffer.getvalue().encode(encoding, "replace"))
    assert reader("manifest", path) in ("read", "refused")


@settings(max_examples=100)
@given(
    st.lists(HEADERS, max_size=2),
    st.lists(
        st.one_of(
            CELLS,
            st.none(),
            st.integers(-(2**63), 2**63 - 1),
            st.floats(),
            st.binary(max_size=5),
            st.dates(),
        ),
        min_size=4,
        max_size=4,
    ),
)
def test_columns_of_any_type_are_read_or_refused(reader, manifests, folder, more, values):
    columns = [pa.array(column) for column in TABLE.values()]
    for _ in more:
        try:
            columns.append(pa.array(values))
        # Mixed types do not fit into one column.
        except (pa.ArrowException, TypeError, OverflowError):
            columns.append(pa.array([str(value) for value in values]))
    path = folder / "columns.parquet"
    pq.write_table(pa.table(columns, names=[*TABLE, *more]), path)
    assert reader("manifest", path) in ("read", "refused")


# -- Weights ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small_h5(folder):
    path = folder / "whole.h5"
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [b"conv", b"dense"]
        for name in ("conv", "dense"):
            group = file.create_group(name)
            group.attrs["weight_names"] = [f"{name}/kernel:0".encode()]
            group.create_dataset(f"{name}/kernel:0", data=np.ones((3, 3), np.float32))
    return path.read_bytes()


@settings(max_examples=150)
@given(CHANGES)
def test_damaged_weights_are_refused(reader, folder, small_h5, changes):
    path = folder / "damaged.h5"
    path.write_bytes(edited(small_h5, changes))
    assert reader("weights", path) == "refused"
