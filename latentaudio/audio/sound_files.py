"""Read sound files block by block: checked, reduced to one channel, and resampled.

Memory use does not grow with the duration of a file, nor with what its header announces.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from latentaudio.audio.announced_sizes import check_announced_size
from latentaudio.audio.channel_meter import ChannelMeter
from latentaudio.audio.file_blocks import Blocks, FileBlocks, StreamedFile, reason
from latentaudio.audio.file_digest import file_sha256
from latentaudio.audio.formats import FAULTY_ENCODINGS, FORMATS, READABLE
from latentaudio.audio.heard_band import WITHOUT_RUMBLE, HeardBand
from latentaudio.audio.level_meter import LevelMeter
from latentaudio.audio.mpeg import check_mp3_has_a_length
from latentaudio.audio.ogg import check_ogg_is_complete
from latentaudio.audio.reach import reach_of
from latentaudio.audio.riff import SizedWav, check_wav_is_whole
from latentaudio.audio.segment import Segment, described
from latentaudio.audio.snippets import window
from latentaudio.errors import AudioError

#: Peak below which a whole recording counts as silent (-80 dB full scale, 3 steps of 16 bit).
SILENT_PEAK = 1e-4

_WAV_FORMATS = frozenset({"WAV", "WAVEX", "RF64"})
_SAMPLERATES = (1_000, 768_000)
_MOST_CHANNELS = 64
_LONGEST_S = 10 * 24 * 3600


@dataclass(frozen=True)
class AudioFacts:
    """What the header of a file states.

    Attributes
    ----------
    samplerate
        Sample rate of the file (Hz).
    channels
        Number of channels.
    frames
        Samples per channel, at the file's sample rate.
    duration_s
        Duration (s).
    format
        File format and sample format as libsndfile names them, e.g. ``"WAV PCM_16"``.
    """

    samplerate: int
    channels: int
    frames: int
    duration_s: float
    format: str


@dataclass(frozen=True)
class AudioScan:
    """What was measured by reading a whole file, or a segment of one.

    Attributes
    ----------
    sha256
        SHA-256 digest of the whole file, hexadecimal.
    samplerate
        Sample rate of the file (Hz).
    channels
        Number of channels.
    n_samples
        Length of the mono signal after resampling.
    duration_s
        Duration of the mono signal (s).
    peak
        Largest magnitude of the mono signal, in the band that the network hears.
    rms
        Root mean square of the mono signal, in that band.
    noise_floor_db
        Noise floor of the mono signal, in that band; see `latentaudio.audio.level_meter`.
    format
        File format and sample format, as in `AudioFacts`.
    sound_sha256
        SHA-256 digest of the mono signal before resampling and of its sample rate, hexadecimal. It
        does not depend on how a file holds the samples: a FLAC and a WAV of one take share it.
    """

    sha256: str
    samplerate: int
    channels: int
    n_samples: int
    duration_s: float
    peak: float
    rms: float
    noise_floor_db: float
    format: str
    sound_sha256: str


def probe(path: str | Path) -> AudioFacts:
    """Read the header of a file.

    Raises
    ------
    AudioError
        When the file is missing, is not audio, or exceeds the limits (1-768 kHz, 64 channels,
        240 hours).
    """
    with _open(Path(path)) as file:
        return _facts(file)


def expected_samples(path: str | Path, samplerate: int, segment: Segment | None = None) -> int:
    """Return how many samples a file or a segment of it has at a sample rate (Hz), by its header.

    Raises
    ------
    AudioError
        As for `probe`; or when the segment does not lie in the file.
    """
    facts = probe(path)
    reach = reach_of(
        Path(path),
        segment,
        frames=facts.frames,
        samplerate=facts.samplerate,
        resampled=samplerate,
    )
    if reach.length is not None:
        return reach.length
    return round((reach.stop - reach.first) * samplerate / facts.samplerate)


def mono_blocks(
    path: str | Path,
    samplerate: int | None,
    *,
    segment: Segment | None = None,
    channel: int | None = None,
    meter: ChannelMeter | None = None,
    block_s: float = 10.0,
    watch: Callable[[np.ndarray], object] | None = None,
) -> Blocks:
    """Read a file as mono, resampled with soxr (HQ), not rescaled.

    Parameters
    ----------
    path
        File of one of the `latentaudio.audio.formats.FORMATS`, integer or floating point.
    samplerate
        Sample rate to resample to (Hz), or None for that of the file.
    segment
        Part of the file to read, or None for the whole file. Only this part and some samples to
        both sides, for resampling, are read; an MP3 file is decoded from its beginning.
    channel
        Number of the channel to read, from 1, or None for the mean over channels.
    meter
        Measures the channels as they are read.
    block_s
        Duration of the blocks that are read (s); the samples do not depend on it.
    watch
        Called with each block before it is resampled.

    Yields
    ------
    numpy.ndarray
        Successive samples, float32, shape ``[n]`` with n >= 1; full scale is 1.

    Raises
    ------
    AudioError
        When the file or segment cannot be read to its end, when what is read of it holds NaN or
        infinite samples, or when the segment does not lie in the file.
    """
    path = Path(path)
    with _open(path) as file:
        rate = samplerate or file.samplerate
        reach = reach_of(
            path, segment, frames=file.frames, samplerate=file.samplerate, resampled=rate
        )
        blocks = FileBlocks(path, file, block_s, channel).read(reach, meter, watch)
        if rate != file.samplerate:
            blocks = _resampled(blocks, file.samplerate, rate)
        yield from blocks if reach.length is None else window(blocks, reach.skip, reach.length)


def _resampled(blocks: Blocks, samplerate: int, wanted: int) -> Blocks:
    stream = soxr.ResampleStream(samplerate, wanted, 1, "float32", "HQ")
    for block in blocks:
        if (resampled := stream.resample_chunk(block)).size:
            yield resampled
    if (resampled := stream.resample_chunk(np.zeros(0, np.float32), last=True)).size:
        yield resampled


def scan(
    path: str | Path,
    samplerate: int,
    *,
    segment: Segment | None = None,
    band: HeardBand = WITHOUT_RUMBLE,
    channel: int | None = None,
    consume: Callable[[Blocks], object] | None = None,
    digest: Callable[[Path], str] = file_sha256,
) -> AudioScan:
    """Read a file or a segment of it once, to its end, and check it.

    Parameters
    ----------
    path
        File to read.
    samplerate
        Sample rate to resample to (Hz).
    segment
        Part of the file to read, or None for the whole file; see `mono_blocks`.
    band
        Band in which levels are measured.
    channel
        Number of the channel to read, from 1, or None for the mean over channels.
    consume
        Called with the resampled blocks, to measure more in the same pass.
    digest
        Gives the SHA-256 digest of the file.

    Raises
    ------
    AudioError
        When the file is not audio, is truncated, empty or silent throughout (a peak below
        `SILENT_PEAK`), holds NaN or infinite samples, or has channels that cancel each other in
        their mean. The message begins with the path, and names the segment.
    """
    path = Path(path)
    where = described(path, segment)
    facts = probe(path)
    mixed = channel is None and facts.channels > 1
    channels = ChannelMeter(facts.channels, facts.samplerate, band) if mixed else None
    meter = LevelMeter(band.filter(samplerate), samplerate)
    sound = _SoundDigest(facts.samplerate)
    mono = mono_blocks(
        path, samplerate, segment=segment, channel=channel, meter=channels, watch=sound.update
    )
    blocks = watched(mono, meter.add)
    if consume is not None:
        consume(blocks)
    for _ in blocks:
        pass  # read what `consume` left
    if meter.n_samples == 0:
        raise AudioError(f"{where}: zero-length audio; remove it or record it again")
    if channels is not None:
        channels.check_mean(where)
    if meter.peak < SILENT_PEAK:
        raise AudioError(
            f"{where}: silent throughout (largest magnitude {meter.peak:.1e} in the band that the "
            f"network hears, {band}; at least {SILENT_PEAK:.0e} expected); remove it or record it "
            "again"
        )
    return AudioScan(
        sha256=digest(path),
        samplerate=facts.samplerate,
        channels=facts.channels,
        n_samples=meter.n_samples,
        duration_s=meter.n_samples / samplerate,
        peak=meter.peak,
        rms=meter.rms,
        noise_floor_db=meter.noise_floor_db,
        format=facts.format,
        sound_sha256=sound.hexdigest(),
    )


class _SoundDigest:
    """Digest of a signal and its sample rate."""

    def __init__(self, samplerate: int) -> None:
        self._digest = hashlib.sha256(f"{samplerate} Hz, float32:".encode())

    def update(self, block: np.ndarray) -> None:
        self._digest.update(np.ascontiguousarray(block, "<f4").data)

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def _check_file(path: Path) -> None:
    # Checked before opening, because opening a pipe would block forever.
    if not path.is_file():
        found = "not a regular file" if path.exists() else "not found"
        raise AudioError(f"{path}: {found}; expected an audio file")
    if not path.stat().st_size:
        raise AudioError(f"{path}: empty file (0 bytes); remove it or record it again")


@contextmanager
def _open(path: Path) -> Iterator[StreamedFile]:
    """Open a file and check its header against the limits."""
    _check_file(path)
    with ExitStack() as stack:
        try:
            check_ogg_is_complete(path)
            check_announced_size(path)
            chunk = check_wav_is_whole(path)
            source: Path | SizedWav = path
            if chunk is not None and chunk.streamed and chunk.announced < chunk.present:
                source = stack.enter_context(SizedWav(path, chunk))
            # TypeError: soundfile takes a suffix such as .raw to mean that there is no header.
            file = stack.enter_context(StreamedFile(source))
        except (soundfile.SoundFileError, OSError, TypeError) as error:
            raise AudioError(
                f"{path}: cannot be read as audio ({reason(error)}); expected {READABLE}"
            ) from error
        _check_header(path, file)
        if file.format in _WAV_FORMATS and chunk is None:
            raise AudioError(
                f"{path}: unknown bytes precede its WAV header, so its length cannot be checked; "
                "convert it to FLAC or WAV"
            )
        if file.format == "MP3":
            check_mp3_has_a_length(path)
        yield file


def _check_header(path: Path, file: soundfile.SoundFile) -> None:
    lowest, highest = _SAMPLERATES
    if file.format not in FORMATS:
        raise AudioError(f"{path}: found {file.format_info}, expected {READABLE}; convert it")
    if file.subtype in FAULTY_ENCODINGS:
        raise AudioError(
            f"{path}: found {file.subtype_info}, which libsndfile does not always decode "
            "correctly; convert it to FLAC or WAV with another program"
        )
    if not lowest <= file.samplerate <= highest:
        raise AudioError(
            f"{path}: its header gives a sample rate of {file.samplerate} Hz, but only {lowest} to "
            f"{highest} Hz can be read; convert the file, or copy it again if it is damaged"
        )
    if file.channels > _MOST_CHANNELS:
        raise AudioError(
            f"{path}: its header gives {file.channels} channels, but at most {_MOST_CHANNELS} "
            "can be read; convert the file, or copy it again if it is damaged"
        )
    if file.frames > _LONGEST_S * file.samplerate:
        raise AudioError(
            f"{path}: its header gives a length of over {_LONGEST_S // 3600} hours, as happens "
            "when a file is encoded into a pipe; encode it again into a file, or split it"
        )


def watched(blocks: Blocks, watch: Callable[[np.ndarray], object]) -> Blocks:
    """Yield blocks, each after `watch` was called with it."""
    for block in blocks:
        watch(block)
        yield block


def _facts(file: soundfile.SoundFile) -> AudioFacts:
    return AudioFacts(
        file.samplerate,
        file.channels,
        file.frames,
        file.frames / file.samplerate,
        f"{file.format} {file.subtype}",
    )
