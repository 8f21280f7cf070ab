"""The text of a proposed configuration: every decision with a comment that says why."""

import re
import shlex
import textwrap
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from latentaudio.datasets.proposing.proposal import Proposal
from latentaudio.datasets.proposing.roles import Role
from latentaudio.factor_types import Factor
from latentaudio.workflow.proposed_sizes import Setting

_WIDTH = 100

_SOURCES = {
    "folder": "Labels are read from the paths of the files; a table (manifest) could give others.",
    "manifest": "Labels are read from the columns of a table.",
    "maas": "Labels are read from the two letters of each name.",
}


def configuration_text(
    output: Path,
    proposal: Proposal,
    factors: Sequence[Factor],
    settings: Iterable[Setting],
    manifest: Path | None,
    root: Path,
) -> str:
    """Write a configuration as YAML with comments.

    Parameters
    ----------
    output
        Where the configuration is to be written; its name is that of the run.
    proposal
        What is proposed.
    factors
        The factors that can be tested.
    settings
        Further settings.
    manifest
        Table of a ``manifest`` source.
    root
        Folder of the recordings, as it is to be written.
    """
    sections: dict[str, list[Setting]] = defaultdict(list)
    for setting in settings:
        section, _, key = setting.key.partition(".")
        sections[section].append(Setting(key, setting.value, setting.why))
    lines = [
        *comment(
            f"Proposed by `latentaudio init` from {proposal.origin}. It has only what differs from "
            "the defaults: config/config.yaml and config/layers.yaml explain all keys. Nothing "
            "here is certain; change what you know better, and check it:"
        ),
        "#",
        f"#     latentaudio check {shlex.quote(str(output))}",
        f"run: {inline(run_name(output.stem))}",
        "",
        "dataset:",
        *_indented(_source(proposal, manifest, root)),
        *_indented(_factors(proposal, factors)),
        *_indented(_groups(proposal, any(one.key == "block_s" for one in sections["dataset"]))),
        *_indented(_folds(proposal)),
        *_indented(_settings(sections.pop("dataset", []))),
    ]
    for name, own in sections.items():
        lines += ["", f"{name}:", *_indented(_settings(own))]
    return "\n".join(lines) + "\n"


def run_name(text: str) -> str:
    """Return a name that a run can have, like a text.

    Examples
    --------
    >>> run_name("Große Glocken 2"), run_name("...")
    ('Grosse_Glocken_2', 'mine')
    """
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore")
    return re.sub(r"[^A-Za-z0-9.-]+", "_", plain.decode()).strip("_.-") or "mine"


def _source(proposal: Proposal, manifest: Path | None, root: Path) -> list[str]:
    lines = comment(_SOURCES[proposal.kind])
    for note in proposal.notes:
        lines += comment(f"{note[0].upper()}{note[1:]}.")
    lines += [f"source: {proposal.kind}"]
    if manifest is not None:
        lines += [f"manifest: {inline(str(manifest))}"]
    if manifest is None or manifest.parent != root:
        lines += [*comment("Folder that paths are relative to."), f"root: {inline(str(root))}"]
    if proposal.kind == "folder":
        values = [f"{r.column.name} {r.column.values[0]!r}" for r in proposal.roles.roles]
        lines += comment(f"{proposal.paths[0]} is read as {', '.join(values)}.")
        lines += [f"pattern: {quoted_text(proposal.pattern)}"]
    if proposal.ignore:
        lines += comment("Sound files that cannot be read, or that are named otherwise.")
        lines += ["ignore:", *(f"  - {quoted_text(one)}" for one in proposal.ignore)]
    return lines


def _factors(proposal: Proposal, factors: Sequence[Factor]) -> list[str]:
    lines = []
    names = {factor.name for factor in factors}
    for role in proposal.roles.roles:
        if role.use == "unused":
            lines += comment(f"Not used: {role.column.name}: {role.reason}.")
        elif role.column.name in names:
            lines += comment(f"{role.column.name}: {role.reason}.")
    if not any(factor.is_numeric for factor in factors):
        return [*lines, f"factors: {inline([factor.name for factor in factors])}"]
    lines += comment(
        "Numeric factors are decoded as values. On a log scale, ratios matter; bins stand in for "
        "classes where these are needed, and need two groups each."
    )
    lines += ["factors:"]
    for factor in factors:
        entry: str | dict[str, Any] = "categorical"
        if factor.is_numeric:
            unit = {"unit": factor.unit} if factor.unit else {}
            entry = {"type": "numeric", **unit, "scale": factor.scale, "bins": factor.bins}
        lines += [f"  {inline(factor.name)}: {inline(entry)}"]
    return lines


def _groups(proposal: Proposal, has_blocks: bool) -> list[str]:
    found = proposal.roles.used_as("group")
    if found:
        return [*_why(found[0]), f"group_column: {inline(found[0].column.name)}"]
    if has_blocks:
        return comment("No group_column: every block of a recording is a group of its own.")
    return comment(
        "No group_column: every recording is a group of its own. If several recordings share an "
        "object, animal or speaker, name the column that says so; otherwise a model is tested on "
        "what it was trained on."
    )


def _folds(proposal: Proposal) -> list[str]:
    found = proposal.roles.used_as("fold")
    return [*_why(found[0]), f"fold_column: {inline(found[0].column.name)}"] if found else []


def _why(role: Role) -> list[str]:
    return comment(f"{role.reason[0].upper()}{role.reason[1:]}.")


def _settings(settings: Iterable[Setting]) -> list[str]:
    lines = []
    for setting in settings:
        lines += [*comment(f"{setting.why[0].upper()}{setting.why[1:]}.")]
        if isinstance(setting.value, Mapping):
            lines += [f"{setting.key}:"]
            lines += [f"  {inline(name)}: {inline(own)}" for name, own in setting.value.items()]
        else:
            lines += [f"{setting.key}: {inline(setting.value)}"]
    return lines


def comment(text: str) -> list[str]:
    """Wrap a comment; a name in it cannot end it, because names have no line breaks."""
    return [f"# {line}" for line in textwrap.wrap(text, _WIDTH - 6, break_long_words=False)]


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def inline(value: object) -> str:
    """Write a value on one line, with quotation marks only where YAML needs them."""
    text = yaml.safe_dump(
        [value], default_flow_style=True, allow_unicode=True, width=10**9, sort_keys=False
    )
    return text.strip()[1:-1]


def quoted_text(text: str) -> str:
    """Write a text in single quotes, in which a backslash is a backslash."""
    return "'" + text.replace("'", "''") + "'"
