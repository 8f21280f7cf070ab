"""The 521 AudioSet classes of YAMNet's output."""

import csv
from functools import cache
from pathlib import Path


@cache
def class_names() -> tuple[str, ...]:
    """List the display names in the order of YAMNet's outputs.

    References
    ----------
    .. [1] Gemmeke, J. F. et al. (2017). Audio Set: an ontology and human-labeled dataset for audio
       events. ICASSP. The ontology is licensed CC BY-SA 4.0.

    Examples
    --------
    >>> len(class_names()), class_names()[0]
    (521, 'Speech')
    """
    path = Path(__file__).with_name("audioset_classes.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(row["name"] for row in csv.DictReader(file))
