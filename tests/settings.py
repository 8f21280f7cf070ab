"""The default configuration and its schema, as one dictionary each."""

import json
from pathlib import Path
from typing import Any

import yaml
from places import REPOSITORY

from latentaudio.workflow.config import read_config

SCHEMA_PATH = REPOSITORY / "config" / "schema" / "config.schema.yaml"


def defaults() -> dict[str, Any]:
    return read_config(REPOSITORY / "config")


def schema() -> dict[str, Any]:
    """The schema with every reference replaced by what it refers to."""
    return _resolved(_read(SCHEMA_PATH.name))


def _read(name: str) -> dict[str, Any]:
    return yaml.safe_load((SCHEMA_PATH.parent / name).read_text(encoding="utf-8"))


def _resolved(node: Any) -> Any:
    if isinstance(node, list):
        return [_resolved(one) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        assert set(node) == {"$ref"}, json.dumps(node)
        name, _, pointer = node["$ref"].partition("#/")
        target = _read(name)
        for part in filter(None, pointer.split("/")):
            target = target[part]
        return _resolved(target)
    return {name: _resolved(child) for name, child in node.items()}


def overlays() -> list[Path]:
    """Example runs; each is laid over the defaults."""
    return sorted((REPOSITORY / "config" / "examples").glob("*.yaml"))
