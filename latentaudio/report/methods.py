"""The section on methods, written from the configuration of a run, and the software used."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from latentaudio.datasets.fold_table import GIVEN, GROUPED, RANDOM, SCHEMES
from latentaudio.findings import published
from latentaudio.findings.run import KNOWN_FACTORS, LAYERS, PREDICTION, Run
from latentaudio.networks.base import NetworkDescription
from latentaudio.report import methods_known_factors, methods_prediction
from latentaudio.report.blocks import Block, Details, Items, Paragraph, Table, Text
from latentaudio.report.numbers import count, listing, number, plural, ranges, score_name, share
from latentaudio.report.section import Section
from latentaudio.report.settings import setting

_NORMALISATION = {
    "peak": "scaled to a largest absolute value of 1",
    "rms": "scaled to an RMS of 0.1",
    "none": "left at their level",
}
_CHANNELS = {
    "mean": "averaged over channels",
    "left": "read from their first channel",
    "right": "read from their second channel (if they have one)",
    "loudest": "read from their loudest channel",
}


def write(run: Run) -> list[Block]:
    """Describe how the results were obtained, in the form of the methods of a paper."""
    blocks: list[Block] = [Paragraph(text) for text in paragraphs(run)]
    software = [f"{name} {version}" for name, version in run.versions.items()]
    blocks.append(Paragraph(f"Software: {listing(software)}."))
    settings = Table(
        "All keys of the configuration.",
        ["key", "value"],
        [[key, json.dumps(value, ensure_ascii=False)] for key, value in flattened(run.config)],
        words=2,
    )
    blocks.append(Details("The complete configuration", (settings,)))
    blocks.append(Details("References", (Items(references(run)),)))
    return blocks


def paragraphs(run: Run) -> list[Text]:
    """Write one paragraph per stage, without those of stages that were not run."""
    written: list[Text] = [_sounds(run)]
    if run.has(LAYERS):
        written.append(_layers(run))
    if run.flows:
        written += [_flow(run), _transfer(run)]
    if run.has(KNOWN_FACTORS):
        written += methods_known_factors.paragraphs(run)
    if run.has(PREDICTION):
        written += methods_prediction.paragraphs(run)
    return [*written, _reproducible(run)]


def flattened(config: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """List all keys of a configuration in dotted form, with their values.

    Examples
    --------
    >>> list(flattened({"knn": {"neighbors": 10}, "seed": 1}))
    [('knn.neighbors', 10), ('seed', 1)]
    """
    for key, value in config.items():
        if isinstance(value, Mapping) and value:
            yield from flattened(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _in_rooms(run: Run) -> str:
    """Say how sounds at known distances were made."""
    if setting(run.config, "dataset.source") != "distances":
        return ""
    section = run.config["distances"]
    rooms = section["rooms"]
    made = {
        "synthetic": "synthesised without a room",
        "manifest": "taken from a manifest of dry recordings",
        "folder": "taken from a folder of dry recordings",
    }[section["dry"]]
    level = {
        "normalised": "each divided by its largest |x|",
        "source_power": "with the levels that sources of known power have",
    }[section["level"]]
    distances = ", ".join(f"{one:g}" for one in section["distances_m"])
    return (
        f"Dry sounds were {made}. They and {rooms if isinstance(rooms, int) else len(rooms)} "
        f"rooms were dealt into {section['groups']} groups that share neither. Sounds were heard "
        "in the rooms of their group (simulated by image sources of low order and ray tracing, see "
        f"docs/rooms.md) at {distances} m, {level}"
    )


def _sounds(run: Run) -> str:
    look = run.config["dataset"]
    source = {
        "synthetic": "Sounds were synthesised (see docs/synthesis.md)",
        "additive": "Sounds were tones, sums of decaying partials (see docs/synthesis.md)",
        "distances": _in_rooms(run),
        "manifest": "Recordings were taken from a manifest",
        "folder": "Recordings were taken from a folder, with labels from file names",
        "maas": "Recordings were those of the published study",
    }.get(look["source"], f"Recordings were taken from source {look['source']}")
    text = (
        f"{source}, {_CHANNELS[look['channels']]}, resampled to "
        f"{run.network.samplerate / 1000:g} kHz (soxr), "
        f"{_NORMALISATION.get(look['normalise'], look['normalise'])}, and cut into snippets of "
        f"{run.network.snippet_s:g} s every {look['hop_s']:g} s; snippets quieter than "
        f"{number(look['silence_db'], 0)} dB (RMS, full scale) were dropped. Levels are those of "
        f"the band that {run.network.title} hears ({run.network.heard_band})."
    )
    if look["block_s"] is not None:
        text += (
            f" Recordings were divided into blocks of {look['block_s']:g} s, separated by gaps of "
            f"{look['guard_s']:g} s; each block is a group."
        )
    if setting(run.config, "dataset.reverb.enabled"):
        text += (
            f" Each recording had a reverberated copy (simulated room, RT60 "
            f"{setting(run.config, 'dataset.reverb.rt60_s'):g} s) in the group of its original."
        )
    return text


def _layers(run: Run) -> str:
    config = run.config
    text = (
        f"One forward pass of {_cited(run.network)} gave the activations after layers "
        f"{ranges(run.layers)} (counted from 1), stored in half precision. Each layer was "
        f"{methods_known_factors.projected(config)}. {setting(config, 'knn.neighbors')}-nearest-"
        f"neighbor classifiers predicted each factor in {_folds(run)}. The score is "
        f"{score_name(run.metric)}.{_regression(run)} Layers were compared by the corrected "
        "resampled t-test (Nadeau and Bengio 2003) at a family-wise error rate of "
        f"{setting(config, 'comparisons.alpha'):g} (Bonferroni, {_family(config)}). The best layer "
        "was chosen for each fold on the other folds."
    )
    extra = []
    if setting(config, "control.permuted_weights"):
        extra.append(
            f"on {run.network.title} with permuted weights (a control for architecture and sounds)"
        )
    if "probe" in setting(config, "decoders"):
        extra.append("with a regularised linear probe")
    if extra:
        text += f" Decoding was repeated {listing(extra)}."
    return text


def _regression(run: Run) -> str:
    if not any(one.is_numeric for one in run.typed_factors.values()):
        return ""
    return (
        " Numeric factors were predicted by ridge regression, whose penalty was chosen by leaving "
        "out whole groups of the training snippets; their score is R²."
    )


def _folds(run: Run) -> str:
    words = {
        GIVEN: "the {} folds that the data set comes with",
        GROUPED: "{}-fold cross-validation over whole groups",
        RANDOM: "{} random folds as published",
    }
    counts = run.scores.groupby("scheme")["fold"].nunique()
    parts = [words[scheme].format(counts[scheme]) for scheme in SCHEMES if scheme in counts]
    return ", and in ".join(parts)


def _family(config: Mapping[str, Any]) -> str:
    each = setting(config, "comparisons.family") == "per_factor"
    return "for each factor separately" if each else "over all factors"


def _flow(run: Run) -> str:
    flow, look = run.main_flow, run.config["flow"]
    assert flow is not None
    layers = ranges([one.layer for one in run.flows])
    stopped = flow.history.empty or flow.history["validation_loss"].notna().any()
    text = (
        f"An invertible flow (Esser, Rombach and Ommer 2020) was fitted to the first "
        f"{look['components']} components of {'layer' if len(run.flows) == 1 else 'layers'} "
        f"{layers}: {look['stages']} stages, each of a shuffle, two additive couplings (dense "
        f"networks with {plural(look['hidden_layers'], 'hidden layer')} of {look['hidden_units']} "
        "units), activation normalisation and Householder reflections (layers of gyoza). Its loss "
        "is the exact factor loss (eq. 10 there) on pairs of snippets that share a factor, drawn "
        f"uniformly over classes, with σ = {look['sigma']:g}. A batch had "
        f"{look['pairs_per_factor']} pairs per factor, to which Gaussian noise of "
        f"{look['noise']:g} standard deviations was added. The learning rate fell from "
        f"{look['learning_rates'][0]:g} to {look['learning_rates'][-1]:g} ({look['schedule']}), "
        f"gradients were clipped at norm {look['clip_norm']:g}, and training ended after "
        f"{plural(look['epochs'], 'epoch')} of {plural(look['steps_per_epoch'], 'step')}"
    )
    text += (
        f", or after {plural(look['patience'], 'epoch')} without a lower loss on the validation "
        "groups; the weights of the best epoch were kept. "
        if stopped
        else "; there were too few groups for a validation split, so the last weights were kept. "
    )
    text += f"{share(run.config['split']['held_out_fraction'])} of the groups were held out" + (
        f", and {share(look['validation_fraction'])} of the others were used for validation."
        if stopped
        else "."
    )
    if flow.metrics is not None:
        dimensions = [f"{amount} ({name})" for name, amount in flow.metrics["dimensions"].items()]
        text += f" Dimensions: {listing(dimensions)}."
    for factor, classes in look["classes"].items():
        text += f" Only the classes {listing(classes)} of {factor} were used."
    return f"{text} Each flow was trained from {plural(len(look['seeds']), 'seed')}."


def _transfer(run: Run) -> str:
    look = run.config["transfer"]
    return (
        f"Typical sounds of a class lie within {look['typical']:g} of the mean of its training "
        "sounds on the factor’s axis. Atypical sounds lie within "
        f"{look['atypical']:g} of the midpoint to another class and are typical of neither class. "
        "Pairs of classes were left out if their typical sounds overlap (means closer than "
        f"{2 * look['typical']:g}), or if either class had fewer than {look['least_sounds']} "
        "typical sounds or the pair as few atypical sounds. At most "
        f"{look['sounds_per_pair']} atypical sounds were drawn per pair. The coordinate of "
        "held-out atypical sounds was set to the typical value of either class. The flow was "
        "inverted, the change of the principal coordinates was added to the stored activation "
        f"(which is equivalent to inverting a full PCA), and {run.network.title} continued from "
        "the next layer. "
        f"Outputs were compared with those of at most {look['references']} typical sounds of the "
        "same classes in all other factors, from other groups and any split, by Euclidean distance "
        "of logits, as published, and by Jensen-Shannon distance of probabilities. Changes were "
        "tested by paired t-tests, with one value per snippet and pair, as published, and with one "
        f"value per group, at a family-wise error rate of {look['alpha']:g} (Bonferroni over "
        f"factors and effects). Intervals are from {count(look['bootstrap'])} bootstrap resamples "
        "of whole groups. Controls were sounds without a move; moves in random residual directions "
        f"(mean of {look['random_directions']})"
        + (
            "; moves along the axis of a flow trained on permuted labels"
            if run.config["control"]["permuted_labels"]
            else ""
        )
        + ". Control moves were scaled to shift the layer’s projections by the same distance as "
        "the move itself."
    )


def _reproducible(run: Run) -> str:
    seeds = f"All random choices are derived from seed {run.config['seed']}."
    return f"{seeds} The analysis follows {published.CITATION}" if run.has(LAYERS) else seeds


def _cited(network: NetworkDescription) -> str:
    return f"{network.title} ({network.citation})" if network.citation else network.title


def references(run: Run) -> tuple[Text, ...]:
    """List the works that the methods cite."""
    of_layers: tuple[Text, ...] = (
        published.CITATION,
        "Esser, P., Rombach, R. and Ommer, B. (2020). A disentangling invertible interpretation "
        "network for explaining latent representations. CVPR.",
        "Nadeau, C. and Bengio, Y. (2003). Inference for the generalization error. Machine "
        "Learning 52, 239–281.",
        *run.network.references,
        "Kriegeskorte, N. et al. (2009). Circular analysis in systems neuroscience: the dangers of "
        "double dipping. Nature Neuroscience 12, 535–540.",
    )
    works = of_layers if run.has(LAYERS) else run.network.references
    if run.has(KNOWN_FACTORS):
        works = (*works, *methods_known_factors.REFERENCES)
    if run.has(PREDICTION):
        works = (*works, *methods_prediction.REFERENCES)
    return tuple(dict.fromkeys(works))


SECTION = Section("methods", "Methods", order=80, write=write, study=None)
