"""Everything that can be known of a run before it computes anything.

The same functions check the data set as in the run, but errors are collected, and nothing is
written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from latentaudio.datasets.configured import (
    configured_source,
    is_map_only,
    measuring_settings,
)
from latentaudio.datasets.duplicates import Duplicates
from latentaudio.datasets.fold_table import GIVEN, GROUPED, RANDOM, main_scheme
from latentaudio.datasets.folds import folds_of_scheme
from latentaudio.datasets.found_files import passed_over
from latentaudio.datasets.listing import list_recordings, listing_errors
from latentaudio.datasets.measuring import Plan
from latentaudio.datasets.near_copies import NearCopy
from latentaudio.datasets.planned import planned_segments, planned_snippets, with_twins
from latentaudio.datasets.recordings import Summary, build_tables
from latentaudio.datasets.source import Recording, Source
from latentaudio.decoding.chance_comparisons import compare_with_chance
from latentaudio.decoding.decoders import running
from latentaudio.decoding.one_space import decode_space
from latentaudio.errors import Collected, LatentAudioError
from latentaudio.factor_types import Factor
from latentaudio.features.feature import find_feature
from latentaudio.features.technical import TECHNICAL, TITLE, technical_values
from latentaudio.networks.base import NetworkDescription
from latentaudio.networks.registry import describe
from latentaudio.prediction.labels.label_table import LabelColumn, lists_and_errors, table_errors
from latentaudio.prediction.tasks.fold_checks import check_folds
from latentaudio.prediction.tasks.label_tasks import check_labels
from latentaudio.prediction.tasks.tasks import asked_kinds, label_columns
from latentaudio.workflow.config import kept_layers, results_folder
from latentaudio.workflow.prediction_config import only_seen_by_heads
from latentaudio.workflow.preflight import Sizes, check_disk, check_map, size_errors
from latentaudio.workflow.studies import (
    axis_neighbors,
    decodes,
    needs_folds,
    pca_components,
    switched_off,
    trains_flows,
)

#: Why something is not known.
NOT_MADE = "the run makes these sounds, which do not exist yet"
NOT_USABLE = "the errors have to be corrected first"
OFF = "switched off (control.technical)"


@dataclass
class Inspection:
    """What is known of a run before it computes anything.

    Attributes
    ----------
    config
        The checked configuration.
    errors
        Everything for which the run would stop, in the order in which it would.
    source
        Where the recordings come from.
    listed
        The listed recordings, twins included; empty where there is an error in names or labels.
    lists
        The labels of each recording, by task of labels and recording; without those that cannot be
        used.
    others
        Path and reason of each file of the searched folder that is passed over.
    left_out
        Path and reason of each recording that cannot be used, if these are left out.
    recordings
        Table of recordings; None where their sounds cannot be read.
    near_copies
        Pairs of recordings that may be copies of each other.
    snippets
        Table of snippets, or of those planned in sounds that do not exist yet (without times and
        levels); None where there is an error.
    planned
        Whether `snippets` are those planned, of which some may turn out to be silent.
    folds
        Fold of each snippet, by scheme; each of shape ``[n]``. Empty if nothing is decoded.
    disk
        Result of `latentaudio.workflow.preflight.check_disk`; None where it is not known.
    technical
        The technical baseline, as in ``stats/technical.csv``; None where it is not known.
    why_not
        Why there is no technical baseline, in a run that decodes.
    """

    config: Mapping[str, Any]
    source: Source
    errors: list[LatentAudioError] = field(default_factory=list)
    listed: list[Recording] = field(default_factory=list)
    lists: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    others: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    recordings: pa.Table | None = None
    near_copies: list[NearCopy] = field(default_factory=list)
    snippets: pa.Table | None = None
    planned: bool = False
    folds: dict[str, np.ndarray] = field(default_factory=dict)
    disk: Mapping[str, float] | None = None
    technical: pd.DataFrame | None = None
    why_not: str = NOT_USABLE

    @property
    def decodes(self) -> bool:
        """Whether the run decodes factors, on folds."""
        return decodes(self.config)

    @property
    def tests_on_folds(self) -> bool:
        """Whether the run tests on folds what it learns."""
        return needs_folds(self.config)

    @property
    def label_columns(self) -> Mapping[str, LabelColumn]:
        """Where the labels of each task of labels are listed; none if nothing is predicted."""
        return label_columns(self.config) if "prediction" in self.config["studies"] else {}

    @property
    def scheme(self) -> str:
        """The scheme of folds on which conclusions will rest."""
        return main_scheme(self.source)


def inspect_run(config: Mapping[str, Any], workers: int = 1) -> Inspection:
    """Check the data set of a run as the run would, and more than the first error.

    Parameters
    ----------
    config
        A configuration that `latentaudio.workflow.config.check_config` accepts.
    workers
        Number of files read at a time.
    """
    config = switched_off(config)
    results = results_folder(config)
    network = describe(config["network"]["name"], config["network"]["module"])
    found = Inspection(config, configured_source(config, results, network.snippet))
    build = partial(
        _tables,
        config=config,
        network=network,
        workers=workers,
    )
    _list(found, build)
    is_listed = not found.errors
    _list_labels(found, is_listed=is_listed)
    if not is_listed:
        return found
    _cut(found, build, network)
    if found.snippets is None:
        return found
    _check_sizes(found, found.snippets, network, results)
    _decode_technical(found)
    return found


def _tables(
    recordings: list[Recording],
    factors: tuple[Factor, ...],
    config: Mapping[str, Any],
    network: NetworkDescription,
    workers: int,
    duplicates: Duplicates | None = None,
) -> tuple[pa.Table, pa.Table, Summary]:
    plan = Plan.of(network.snippet, band=network.heard_band, **measuring_settings(config))
    return build_tables(
        recordings,
        plan,
        factors=factors,
        duplicates=None if is_map_only(config) else duplicates or config["dataset"]["duplicates"],
        unreadable=config["dataset"]["unreadable"],
        workers=workers,
    )


_Build = Callable[..., tuple[pa.Table, pa.Table, Summary]]


def _list(found: Inspection, build: _Build) -> None:
    """List the recordings; if that fails, find all errors, those of sounds included."""
    source, collected = found.source, Collected()
    with collected.noting():
        found.listed = list_recordings(source)
        found.others = passed_over(source)
        return
    if source.is_made:
        found.errors = collected.errors
        return
    errors, paths = listing_errors(source)
    found.errors = errors or collected.errors
    if not paths:
        return
    collected = Collected()
    with collected.noting():
        # Whatever their labels are, the sounds can be checked one by one.
        alone = [Recording(str(i), path, str(path), {}, str(i)) for i, path in enumerate(paths)]
        build(alone, (), duplicates="join")
    found.errors += collected.errors


def _list_labels(found: Inspection, *, is_listed: bool) -> None:
    """Read the lists of labels; if recordings cannot be listed, check the tables by themselves."""
    root = found.source.root
    for task, column in found.label_columns.items():
        if not is_listed:
            found.errors += table_errors(column, root)
            continue
        lists, errors = lists_and_errors(column, found.listed, root)
        found.errors += errors
        if not errors:
            found.lists[task] = lists


def _cut(found: Inspection, build: _Build, network: NetworkDescription) -> None:
    """Read the sounds, or plan those that do not exist yet, and cut them into snippets."""
    source, config = found.source, found.config
    collected = Collected()
    with collected.noting():
        originals = list_recordings(replace(source, reverberated=None))
        if source.kind == "synthetic":
            found.planned = True
            found.snippets = planned_snippets(
                originals,
                source.factors,
                network.snippet,
                objects=config["synthetic"]["objects_per_cell"],
                object_s=config["synthetic"]["seconds_per_object"],
                hop_s=config["dataset"]["hop_s"],
                loudest=config["dataset"]["snippets"] == "loudest",
            )
        elif source.is_made:
            found.planned = True
            found.snippets = planned_segments(
                originals,
                source.factors,
                network.snippet,
                hop_s=config["dataset"]["hop_s"],
                loudest=config["dataset"]["snippets"] == "loudest",
                pad_remainder=config["dataset"]["remainder"] == "pad",
            )
        else:
            found.recordings, found.snippets, summary = build(originals, source.factors)
            found.near_copies = summary.near_copies
            found.left_out = summary.left_out
        if source.reverberated is not None:
            found.planned = True
            own = [one.recording_id for one in originals if one.augmentation_of is None]
            found.snippets = with_twins(found.snippets, own)
    found.errors += collected.errors


def _check_sizes(
    found: Inspection, snippets: pa.Table, network: NetworkDescription, results: Path
) -> None:
    """Assign folds, and check that data and disk space suffice."""
    config, factors = found.config, found.source.factors
    collected = Collected()
    if is_map_only(config):
        with collected.noting():
            check_map(len(snippets))
    else:
        if found.tests_on_folds:
            _assign_folds(found, snippets, collected)
            _check_labels(found, snippets, collected)
        with collected.noting():
            _check_predicted(found, snippets)
        with collected.noting():
            folds = found.folds if found.decodes else {}
            collected.errors += size_errors(snippets, factors, folds, _sizes(config, network))
    with collected.noting():
        found.disk = check_disk(
            results,
            snippets=len(snippets),
            layers=[network.layer(number) for number in config["network"]["layers"]],
            kept_layers=[network.layer(number) for number in kept_layers(config)],
            networks=2 if config["control"]["permuted_weights"] else 1,
            features=[
                find_feature(name, network).space
                for name in [*config["features"], *only_seen_by_heads(config)]
            ],
            keep_features=config["embeddings"]["keep"] == "all",
            compression_level=config["embeddings"]["compression_level"],
            keep_free=config["embeddings"]["keep_free_gb"] * 1e9,
        )
    found.errors += collected.errors


def _assign_folds(found: Inspection, snippets: pa.Table, collected: Collected) -> None:
    config = found.config
    counts = {GIVEN: None, GROUPED: config["folds"]["grouped"], RANDOM: config["folds"]["random"]}
    for scheme in [one for one in counts if one != GIVEN or found.scheme == GIVEN]:
        with collected.noting():
            found.folds |= folds_of_scheme(
                snippets, found.source.factors, scheme, counts[scheme], config["seed"]
            )


def _check_labels(found: Inspection, snippets: pa.Table, collected: Collected) -> None:
    """Check that each label can be learned and tested in every fold."""
    if found.scheme not in found.folds:
        return
    recordings = found.recordings
    if recordings is None:  # of sounds that do not exist yet
        recordings = pa.table(
            {
                "recording_id": [one.recording_id for one in found.listed],
                "path": [one.relative_path for one in found.listed],
                "group": [one.group for one in found.listed],
            }
        )
    for task, lists in found.lists.items():
        with collected.noting():
            check_labels(
                found.label_columns[task], lists, recordings, snippets, found.folds[found.scheme]
            )


def _check_predicted(found: Inspection, snippets: pa.Table) -> None:
    """Check that each fold of the factors that are predicted can be trained."""
    section = found.config["prediction"]
    folds = found.folds.get(found.scheme)
    if "prediction" not in found.config["studies"] or found.recordings is None or folds is None:
        return
    asked = asked_kinds(found.config)
    factors = {task: kind for task, kind in asked.items() if task not in section["label_sets"]}
    check_folds(found.recordings, snippets, folds, factors, section["apart"])


def _sizes(config: Mapping[str, Any], network: NetworkDescription) -> Sizes:
    flow = config["flow"]
    return Sizes(
        layers=[network.layer(number) for number in sorted(config["network"]["layers"])],
        components=pca_components(config),
        fit_snippets=config["pca"]["fit_snippets"],
        fit_on=config["pca"]["fit_on"],
        neighbors=config["knn"]["neighbors"],
        perplexity=config["tsne"]["perplexity"],
        held_out_fraction=config["split"]["held_out_fraction"],
        validation_fraction=flow["validation_fraction"] if trains_flows(config) else None,
        axis_neighbors=axis_neighbors(config),
        flow_classes=flow["classes"],
        seed=config["seed"],
    )


def _decode_technical(found: Inspection) -> None:
    """Decode the factors from technical properties of the files, on the folds of the run."""
    config, factors = found.config, found.source.factors
    if not config["control"]["technical"]:
        found.why_not = OFF
        return
    if found.planned:
        found.why_not = NOT_MADE
        return
    if found.errors or found.recordings is None or found.snippets is None:
        return
    decoders = running(config["decoders"], factors, control=False)
    try:
        scores = decode_space(
            TECHNICAL,
            TITLE,
            {"trained": technical_values(found.recordings, found.snippets)},
            found.snippets,
            factors,
            found.folds,
            {one.name: one.configured(config) for one in decoders},
        )
        found.technical = compare_with_chance(
            scores.to_pandas(),
            TECHNICAL,
            metric=config["comparisons"]["metric"],
            alpha=config["comparisons"]["alpha"],
        )
    except LatentAudioError as error:
        found.errors.append(error)
