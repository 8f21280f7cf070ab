"""What YAMNet takes and gives."""

from latentaudio.audio.rate import SnippetFormat
from latentaudio.networks.base import LogMelAnalysis, LogMelPatch, NetworkDescription
from latentaudio.networks.yamnet.classes import class_names
from latentaudio.networks.yamnet.layers import (
    EMBEDDING_SIZE,
    FFT_SAMPLES,
    FRAME_S,
    HIGHEST_HZ,
    LAYERS,
    LOG_OFFSET,
    LOWEST_HZ,
    MEL_BANDS,
    PATCH_FRAMES,
    SAMPLE_RATE,
    SNIPPET_SAMPLES,
    WINDOW_SAMPLES,
)

DESCRIPTION = NetworkDescription(
    name="yamnet",
    title="YAMNet",
    snippet=SnippetFormat(SAMPLE_RATE, SNIPPET_SAMPLES),
    layers=LAYERS,
    embedding_size=EMBEDDING_SIZE,
    classes=class_names(),
    classes_title="AudioSet classes",
    patch=LogMelPatch(
        PATCH_FRAMES,
        MEL_BANDS,
        FRAME_S,
        LOWEST_HZ,
        HIGHEST_HZ,
        LogMelAnalysis(WINDOW_SAMPLES, FFT_SAMPLES, LOG_OFFSET),
    ),
    citation="Plakal and Ellis 2020",
    references=(
        "Plakal, M. and Ellis, D. (2020). YAMNet. github.com/tensorflow/models.",
        "Gemmeke, J. F. et al. (2017). Audio Set: an ontology and human-labeled dataset for audio "
        "events. ICASSP.",
    ),
)
