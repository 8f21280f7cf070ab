"""Scores of listeners, beside those of the network on the same sounds."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from latentaudio.decoding.scores import chance_levels
from latentaudio.listening.answer_sheet import TRUE
from latentaudio.listening.given_answers import Answer
from latentaudio.listening.network_answers import Network
from latentaudio.seeds import generator
from latentaudio.statistics.agreement import cohen_kappa
from latentaudio.statistics.crossed_bootstrap import crossed_totals, resample_people
from latentaudio.statistics.intervals import Estimate, estimate
from latentaudio.statistics.stratified_bootstrap import GroupResamples, resample_groups

#: Listeners, in the column of decoders.
PEOPLE = "people"


@dataclass(frozen=True)
class _Row:
    factor: str
    decoder: str
    layer: int | None
    layer_name: str
    listeners: int | None
    sounds: int
    answers: int
    accuracy: float | None
    low: float | None
    high: float | None
    chance: float
    agreement: float | None = None
    kappa: float | None = None
    kappa_low: float | None = None
    kappa_high: float | None = None
    note: str = ""


def score_people(
    answers: Sequence[Answer],
    key: pd.DataFrame,
    networks: Mapping[str, Network],
    factors: Sequence[str],
    *,
    resamples: int,
    seed: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score the answers of listeners, and those of the network to the sounds that they heard.

    Parameters
    ----------
    answers
        Answers of the listeners.
    key
        The key of the test.
    networks
        What the network answers, by factor; none for numeric factors.
    factors
        Names of the factors, in the order of the result.
    resamples
        Number of resamples of listeners and groups of sounds.
    seed
        The run's seed.

    Returns
    -------
    scores : pandas.DataFrame
        One row per factor for the listeners, and one for the network: ``factor, decoder, layer,
        layer_name, listeners, sounds, answers, accuracy, low, high, chance`` (share of the most
        frequent class among the sounds of the test), ``agreement`` (share of answers that are the
        network's), ``kappa, kappa_low, kappa_high`` (Cohen's kappa of listeners and network),
        ``note``.
    confusion : pandas.DataFrame
        ``factor, decoder, truth, predicted, count``.
    """
    scores: list[_Row] = []
    confusion: list[dict[str, object]] = []
    places = {int(trial): place for place, trial in enumerate(key["trial"])}
    for factor in factors:
        own = [one for one in answers if one.factor == factor]
        if not own:
            continue
        trials = np.array([places[one.trial] for one in own])
        given = np.array([one.label for one in own])
        people = np.array([one.listener for one in own])
        rng = generator(seed, "listening scores", factor)
        one_factor = _Factor(factor, key, trials, given, people, resamples, rng)
        scores += one_factor.rows(networks.get(factor))
        confusion += one_factor.confusion(networks.get(factor))
    return pd.DataFrame([asdict(row) for row in scores]), pd.DataFrame(confusion)


class _Factor:
    """Answers about one factor."""

    def __init__(
        self,
        name: str,
        key: pd.DataFrame,
        trials: np.ndarray,
        given: np.ndarray,
        people: np.ndarray,
        resamples: int,
        rng: np.random.Generator,
    ) -> None:
        labels = {
            column.removeprefix(TRUE): key[column].to_numpy(str)
            for column in map(str, key)
            if column.startswith(TRUE)
        }
        self._name, self._trials, self._given = name, trials, given
        self._all = labels[name]
        self._truth = labels[name][trials]
        self._heard = np.unique(trials)
        of_answers = {factor: values[trials] for factor, values in labels.items()}
        groups = key["group"].to_numpy(str)
        self._groups = resample_groups(of_answers, groups[trials], resamples, rng)
        self._people = resample_people(people, resamples, rng)
        of_sounds = {factor: values[self._heard] for factor, values in labels.items()}
        self._sounds = resample_groups(of_sounds, groups[self._heard], resamples, rng)
        self._chance = chance_levels({name: self._all})[name].accuracy

    def rows(self, network: Network | None) -> list[_Row]:
        accuracy = _share(self._given == self._truth, self._groups, self._people)
        people = {
            "factor": self._name,
            "decoder": PEOPLE,
            "layer": None,
            "layer_name": "",
            "listeners": self._people.weights.shape[1],
            "sounds": len(self._heard),
            "answers": len(self._given),
            "accuracy": accuracy.value,
            "low": accuracy.low,
            "high": accuracy.high,
            "chance": self._chance,
            "note": "; ".join(filter(None, [_note(self._groups), self._people.note])),
        }
        if network is None:
            return [_Row(**people)]
        same = network.answers[self._trials]
        kappa = self._kappa(same)
        people |= {
            "agreement": float((self._given == same).mean()),
            "kappa": kappa.value,
            "kappa_low": kappa.low,
            "kappa_high": kappa.high,
        }
        hits = network.answers[self._heard] == self._all[self._heard]
        everyone = GroupResamples(np.zeros(len(hits), int), np.ones([len(self._sounds.weights), 1]))
        own = _share(hits, self._sounds, everyone)
        return [
            _Row(**people),
            _Row(
                factor=self._name,
                decoder=network.decoder,
                layer=network.layer,
                layer_name=network.layer_name,
                listeners=None,
                sounds=len(self._heard),
                answers=len(self._heard),
                accuracy=own.value,
                low=own.low,
                high=own.high,
                chance=self._chance,
                note=_note(self._sounds),
            ),
        ]

    def _kappa(self, network: np.ndarray) -> Estimate:
        classes, codes = np.unique(np.concatenate([self._given, network]), return_inverse=True)
        size = len(classes)
        pairs = codes[: len(network)] * size + codes[len(network) :]
        together = np.zeros([len(pairs), size * size])
        together[np.arange(len(pairs)), pairs] = 1
        totals = crossed_totals(together, self._groups, self._people)
        return estimate(cohen_kappa(totals.reshape(-1, size, size)), -1.0, 1.0)

    def confusion(self, network: Network | None) -> list[dict[str, object]]:
        parts = [(PEOPLE, self._truth, self._given)]
        if network is not None:
            heard = self._heard
            parts.append((network.decoder, self._all[heard], network.answers[heard]))
        return [
            {
                "factor": self._name,
                "decoder": decoder,
                "truth": truth,
                "predicted": predicted,
                "count": int(count),
            }
            for decoder, truths, predictions in parts
            for (truth, predicted), count in zip(
                *_counted(np.stack([truths, predictions], axis=1)), strict=True
            )
        ]


def _share(hits: np.ndarray, groups: GroupResamples, people: GroupResamples) -> Estimate:
    both = np.stack([hits, np.ones(len(hits))], axis=1)
    sums = crossed_totals(both, groups, people)
    with np.errstate(divide="ignore", invalid="ignore"):
        return estimate(sums[:, 0] / sums[:, 1], 0.0, 1.0)


def _counted(pairs: np.ndarray) -> tuple[list[list[str]], list[int]]:
    found, counts = np.unique(pairs, axis=0, return_counts=True)
    return found.tolist(), counts.tolist()


def _note(groups: GroupResamples) -> str:
    if len(groups.weights) > 1:
        return ""
    return "no interval: all sounds of some class are of one group"
