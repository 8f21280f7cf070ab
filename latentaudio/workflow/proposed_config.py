"""A proposed configuration: its text, and the manifest that it may need."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from latentaudio.datasets.proposing.columns import Column
from latentaudio.datasets.proposing.lengths import lengths
from latentaudio.datasets.proposing.places import from_here
from latentaudio.datasets.proposing.proposal import Proposal
from latentaudio.errors import DatasetError
from latentaudio.networks.registry import describe
from latentaudio.workflow.proposed_design import (
    FEWEST_GROUPS,
    Design,
    fitting_design,
    leave_out_rare_classes,
)
from latentaudio.workflow.proposed_sizes import Known, NoFoldsError, Setting, fitting_settings
from latentaudio.workflow.proposed_text import configuration_text


@dataclass(frozen=True)
class ProposedConfig:
    """What is to be written, and what is to be said.

    Attributes
    ----------
    text
        The configuration, as YAML.
    manifest
        Text of the manifest beside it; None if it needs none.
    known
        The recordings that are used (or their blocks), with the factors.
    settings
        Settings that differ from the defaults, and those of folds.
    doubts
        What could not be told, one phrase each.
    """

    text: str
    manifest: str | None
    known: Known
    settings: tuple[Setting, ...]
    doubts: tuple[str, ...]


def proposed_config(
    proposal: Proposal, output: Path, defaults: Mapping[str, Any]
) -> ProposedConfig:
    """Write a configuration for a proposal.

    Parameters
    ----------
    proposal
        The proposal, with a factor at least.
    output
        Where the configuration is to be written; its name is that of the run.
    defaults
        The default configuration.

    Raises
    ------
    DatasetError
        When no class of any factor could be tested.
    """
    network = describe(defaults["network"]["name"], defaults["network"]["module"])
    hop_s = defaults["dataset"]["hop_s"]
    seconds = lengths(proposal.root, proposal.paths)
    design = fitting_design(proposal, seconds, network.snippet_s, hop_s)
    settings = _settings(design, defaults)
    manifest = proposal.table
    if proposal.copied is not None:
        manifest = manifest_beside(output)
    text = configuration_text(
        output,
        proposal,
        design.known.factors,
        settings,
        None if manifest is None else from_here(manifest),
        from_here(proposal.root),
    )
    return ProposedConfig(
        text,
        None if proposal.copied is None else manifest_text(proposal.paths, proposal.copied),
        design.known,
        tuple(settings),
        (*proposal.doubts, *proposal.roles.doubts, *design.doubts),
    )


def _settings(design: Design, defaults: Mapping[str, Any]) -> list[Setting]:
    """Find the settings; as long as no folds are possible, leave out the rarest classes."""
    reason = ""
    for fewest in range(FEWEST_GROUPS, len(set(design.known.groups)) + FEWEST_GROUPS):
        leave_out_rare_classes(design, fewest)
        try:
            return [*design.settings, *fitting_settings(design.known, defaults)]
        except NoFoldsError as error:
            reason = reason or str(error)
    raise DatasetError(
        f"{reason}: add recordings of other objects, animals or speakers, or give a table with "
        "smaller groups"
    )


def manifest_beside(output: Path) -> Path:
    """Return the path of the manifest that is written for a configuration.

    It is never that of a table which the user filled in, such as ``config/taps.csv``.
    """
    return output.with_name(f"{output.stem}_recordings.csv")


def manifest_text(paths: Sequence[str], columns: Sequence[Column]) -> str:
    """Write a manifest as CSV."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["path", *(column.name for column in columns)])
    writer.writerows(zip(paths, *(column.values for column in columns), strict=True))
    return file.getvalue()
