import re
import struct

import numpy as np
import pytest
import soundfile

from latentaudio.audio.sound_files import scan
from latentaudio.errors import AudioError

SAMPLES = 0.1 * np.random.default_rng(0).standard_normal(8_001)


def write(path, format_, subtype="PCM_16"):
    soundfile.write(path, SAMPLES, 8_000, format=format_, subtype=subtype)
    return path


def replace(path, position, value):
    content = bytearray(path.read_bytes())
    content[position : position + len(value)] = value
    path.write_bytes(content)


def refused(path, message):
    return pytest.raises(AudioError, match=f"^{re.escape(str(path))}: .*{message}")


@pytest.mark.parametrize(
    ("format_", "subtype"),
    [
        *((name, "PCM_16") for name in ("AIFF", "AU", "CAF", "NIST", "W64")),
        *(("AIFF", name) for name in ("PCM_S8", "FLOAT", "ULAW", "IMA_ADPCM", "GSM610")),
        *(("AU", "G721_32"), ("W64", "MS_ADPCM"), ("NIST", "ALAW"), ("CAF", "DOUBLE")),
    ],
)
@pytest.mark.parametrize("missing", [2, 600, 0.5])
def test_a_file_that_ends_before_its_samples_do_is_refused(tmp_path, format_, subtype, missing):
    path = write(tmp_path / "a", format_, subtype)
    whole = path.read_bytes()
    scan(path, 8_000)
    kept = len(whole) - (missing if missing >= 1 else len(whole) // 2)
    path.write_bytes(whole[:kept])
    with refused(path, f"truncated {format_}: .* but the file has only {kept}; copy it again"):
        scan(path, 8_000)


def test_a_little_endian_au_file_is_checked_too(tmp_path):
    path = tmp_path / "a.au"
    soundfile.write(path, SAMPLES, 8_000, endian="LITTLE")
    assert path.read_bytes()[:4] == b"dns."
    assert scan(path, 8_000).n_samples == 8_001
    path.write_bytes(path.read_bytes()[:-2])
    with refused(path, "truncated AU"):
        scan(path, 8_000)


def test_samples_announced_to_last_to_the_end_are_read_to_the_end(tmp_path):
    au, w64 = write(tmp_path / "a.au", "AU"), write(tmp_path / "a.w64", "W64")
    replace(au, 8, b"\xff" * 4)
    replace(w64, w64.read_bytes().index(b"data\xf3") + 16, b"\xff" * 8)
    assert scan(au, 8_000).n_samples == scan(w64, 8_000).n_samples == 8_001


@pytest.mark.parametrize(
    ("format_", "samples", "note"),
    [
        ("AIFF", b"SSND", b"NAME" + struct.pack(">I", 3) + b"abc\0"),
        ("CAF", b"data", b"note" + struct.pack(">q", 3) + b"abc"),
        ("W64", b"data\xf3", b"note" + bytes(12) + struct.pack("<q", 27) + b"abc" + bytes(5)),
    ],
)
def test_chunks_before_the_samples_are_skipped(tmp_path, format_, samples, note):
    path = write(tmp_path / "a", format_)
    content = path.read_bytes()
    begin = content.index(samples)
    path.write_bytes(content[:begin] + note + content[begin:])
    assert scan(path, 8_000).n_samples == 8_001
    path.write_bytes(path.read_bytes()[:-2])
    with refused(path, f"truncated {format_}"):
        scan(path, 8_000)


def test_a_missing_padding_byte_at_the_end_is_accepted(tmp_path):
    path = write(tmp_path / "a.aiff", "AIFF", "PCM_S8")
    content = path.read_bytes()
    begin = content.index(b"SSND")
    path.write_bytes(content[: begin + 16 + 8_001])
    replace(path, begin + 4, struct.pack(">I", 8 + 8_001))
    assert scan(path, 8_000).n_samples == 8_001


@pytest.mark.parametrize("format_", ["AIFF", "CAF", "NIST", "W64"])
def test_a_file_cut_before_its_samples_is_refused(tmp_path, format_):
    path = write(tmp_path / "a", format_)
    path.write_bytes(path.read_bytes()[:40])
    with refused(
        path, f"{format_} file that cannot be read: its header does not say where its samples end"
    ):
        scan(path, 8_000)


@pytest.mark.parametrize(("format_", "position"), [("AIFF", None), ("AU", 8)])
def test_a_file_beyond_4_gib_is_refused_where_its_header_wraps(tmp_path, format_, position):
    path = write(tmp_path / "a", format_)
    with path.open("r+b") as file:
        file.truncate(2**32 + 1_000)  # sparse
    with refused(path, f"{format_} file of 4294968296 bytes.*convert it to FLAC"):
        scan(path, 8_000)


def test_sizes_beyond_any_file_are_refused(tmp_path):
    caf, nist = write(tmp_path / "a.caf", "CAF"), write(tmp_path / "a.sph", "NIST")
    replace(caf, 8 + 4, struct.pack(">q", 2**63 - 1))
    with refused(caf, "its header does not say"):
        scan(caf, 8_000)
    whole = nist.read_bytes()
    nist.write_bytes(whole.replace(b"sample_count -i 8001", b"sample_count -i " + b"9" * 5_000))
    with refused(nist, "its header does not say"):
        scan(nist, 8_000)


def test_a_nist_file_without_its_length_or_compressed_is_refused(tmp_path):
    path = write(tmp_path / "a.sph", "NIST")
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"sample_count", b"sample_kount"))
    with refused(path, "its header does not say"):
        scan(path, 8_000)
    coding = b"sample_coding -s26 pcm,embedded-shorten-v2.00\n"
    path.write_bytes(whole.replace(b"sample_count", coding + b"sample_count")[:2_000])
    with refused(path, "NIST .* its samples are compressed; convert it"):
        scan(path, 8_000)
