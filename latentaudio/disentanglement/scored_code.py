"""A code that is ready to be scored, and scores in half samples of its sounds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from latentaudio.decoding.discriminant import check_training
from latentaudio.disentanglement.active_units import active_units
from latentaudio.disentanglement.known_sounds import KnownSounds
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.seeds import generator
from latentaudio.statistics.half_samples import draw_half_samples, half_sample_interval
from latentaudio.statistics.stratified_bootstrap import Floats, GroupResamples
from latentaudio.statistics.variation import varies

Record = dict[str, Any]


class Scored(NamedTuple):
    """A score in the data and in half samples.

    Attributes
    ----------
    metric, factor
        Name of the score; the factor, or None for a score of the whole code.
    values
        The score in the data (first) and in every half sample, shape ``[1 + half samples]``; NaN
        where undefined.
    groups
        Number of groups that half samples are drawn from.
    note
        What to know of this value, else empty.
    lowest, highest
        Bounds of the score.
    """

    metric: str
    factor: str | None
    values: Floats
    groups: int
    note: str = ""
    lowest: float = 0.0
    highest: float = 1.0

    def record(self) -> Record:
        """Give the value with its interval and note; None where undefined."""
        found = half_sample_interval(self.values, self.groups, self.lowest, self.highest)
        return {
            "metric": self.metric,
            "factor": self.factor,
            "value": found.value,
            "low": found.low,
            "high": found.high,
            "note": self.note,
        }


@dataclass(frozen=True)
class KnownCode:
    """A code of sounds whose factors are known: what is scored.

    Attributes
    ----------
    codes
        Codes of the sounds, shape ``[n, d]``.
    sounds
        What is known of the same sounds.
    training, held_out
        Rows that models learn from and rows that are scored: indices, or bool of shape ``[n]``.
    axes
        Units of the axis of each factor, if the code has axes
        (`latentaudio.disentanglement.own_axes`).
    active
        Units that are in use, shape ``[d]``, bool, if the model tells, or if scales of units cannot
        be compared (axes in Hz and in seconds); by default those that
        `latentaudio.disentanglement.active_units` finds on held-out sounds.
    """

    codes: np.ndarray
    sounds: KnownSounds
    training: np.ndarray
    held_out: np.ndarray
    axes: Mapping[str, Sequence[int]] = field(default_factory=dict)
    active: np.ndarray | None = None


@dataclass(frozen=True)
class ScoredCode:
    """A code on one scale, with the sounds that models learn from and those that are scored.

    Attributes
    ----------
    training, held_out
        Codes, shapes ``[m, d]`` and ``[n, d]``; mean 0 and variance 1 over the training sounds.
    learned, scored
        The training and the held-out sounds.
    halves
        Half samples of the groups of held-out sounds.
    active
        Units in use, shape ``[d]``.
    seed
        Seed of everything that is drawn.
    """

    training: Floats
    held_out: Floats
    learned: KnownSounds
    scored: KnownSounds
    halves: GroupResamples
    active: NDArray[np.bool_]
    seed: int

    @property
    def groups(self) -> int:
        """Number of groups of held-out sounds."""
        return self.halves.weights.shape[1]

    def whole(self, metric: str, values: Floats) -> Scored:
        """Give a score of the whole code."""
        return Scored(metric, None, values, self.groups, self.halves.note)

    def by_factor(
        self,
        metric: str,
        values: Mapping[str, Floats],
        notes: Mapping[str, str] | None = None,
        lowest: float = 0.0,
    ) -> list[Scored]:
        """Give the mean of a score over factors, and the score of each; nothing without factors."""
        if not values:
            return []
        said = notes or {}
        mean = np.mean(list(values.values()), axis=0)
        columns: list[tuple[str | None, Floats, str]] = [
            (None, mean, ""),
            *((factor, column, said.get(factor, "")) for factor, column in values.items()),
        ]
        return [
            Scored(metric, factor, column, self.groups, _joined(note, self.halves.note), lowest)
            for factor, column, note in columns
        ]


def numbers(scores: Sequence[float | None]) -> Floats:
    """Make an array of scores; NaN for None."""
    return np.array([np.nan if score is None else score for score in scores], np.float64)


def prepare(known: KnownCode, *, seed: int, half_samples: int) -> ScoredCode:
    """Check a code and its sounds, and put units on one scale.

    Parameters and errors are as for `published_scores` in
    `latentaudio.disentanglement.published_scores`.
    """
    codes, active = known.codes, known.active
    _check_codes(codes, known.sounds)
    if active is not None and np.shape(active) != codes.shape[1:]:
        raise ConfigError(
            f"active: found shape {list(np.shape(active))}, expected {list(codes.shape[1:])}, one "
            "entry for each unit"
        )
    learned, scored = known.sounds.of(known.training), known.sounds.of(known.held_out)
    _check_classes(learned, scored)
    raw = np.asarray(codes, np.float64)
    own, others = raw[known.training], raw[known.held_out]
    vary = varies(own)
    mean, scale = own.mean(axis=0), np.where(vary, own.std(axis=0), 1.0)
    return ScoredCode(
        (own - mean) / scale,
        (others - mean) / scale,
        learned,
        scored,
        draw_half_samples(scored.groups, half_samples, generator(seed, "half samples")),
        active_units(others) if active is None else np.asarray(active, bool),
        seed,
    )


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


def _check_codes(codes: np.ndarray, sounds: KnownSounds) -> None:
    if codes.ndim != 2 or len(codes) != len(sounds) or not codes.shape[1]:
        raise DatasetError(
            f"codes: found shape {list(codes.shape)}, expected [{len(sounds)}, units]: one row for "
            "each sound and at least one unit"
        )
    finite = np.isfinite(codes)
    if not finite.all():
        sound, unit = np.argwhere(~finite)[0]
        raise DatasetError(
            f"codes: {np.count_nonzero(~finite.all(axis=1))} of {len(codes)} sounds have values "
            f"that are not finite (the first: row {sound}, unit {unit}); the model has diverged, "
            "train it again with a lower learning rate"
        )


def _check_classes(learned: KnownSounds, scored: KnownSounds) -> None:
    for name in learned.names:
        for part, sounds in (("training", learned), ("held-out", scored)):
            what = f"published scores of '{name}', {part} sounds"
            check_training(sounds.classes[name], what, "or fewer classes or bins")
        if unknown := set(scored.classes[name]) - set(learned.classes[name]):
            raise DatasetError(
                f"published scores of '{name}': no training sound is "
                f"{', '.join(sorted(map(str, unknown)))}, but held-out sounds are; use more "
                "sounds, or fewer classes or bins"
            )
