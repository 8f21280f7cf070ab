"""Look up settings of a run."""

from collections.abc import Mapping
from typing import Any


def setting(config: Mapping[str, Any], dotted: str) -> Any:  # noqa: ANN401
    """Look up a key such as ``"flow.sigma"``; return None where it is missing.

    Examples
    --------
    >>> setting({"flow": {"sigma": 0.9}}, "flow.sigma"), setting({}, "flow.sigma")
    (0.9, None)
    """
    value: Any = config
    for key in dotted.split("."):
        if not isinstance(value, Mapping) or key not in value:
            return None
        value = value[key]
    return value
