"""Samples in which rows repeat, columns are constant or collinear, and classes may be tiny."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st


@dataclass(frozen=True)
class Sample:
    """Coordinates ``[n, d]``, float32, and the class and group of each row, ``[n]``."""

    coordinates: np.ndarray
    labels: np.ndarray
    groups: np.ndarray


@st.composite
def samples(draw, rows=24) -> Sample:
    """Draw a sample with at least two classes and two groups."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    distinct, width = draw(st.integers(1, rows)), draw(st.integers(1, 5))
    rank = draw(st.integers(0, width))
    values = generator.normal(size=(distinct, rank)) @ generator.normal(size=(rank, width))
    values *= draw(st.sampled_from([0.0, 1e-6, 1.0, 1e4]))
    values += draw(st.sampled_from([0.0, 0.1, 1e3])) * generator.normal(size=width)
    which = np.concatenate([np.arange(distinct), generator.integers(distinct, size=rows)])[:rows]
    which = which[generator.permutation(rows)]
    classes = draw(st.integers(2, 4))
    # Either a class is what a row is, so that it has no variance within, or both are unrelated.
    codes = which % classes if draw(st.booleans()) else generator.integers(classes, size=rows)
    codes[:2] = [0, 1]
    if draw(st.booleans()):
        codes[codes == 1] = 0
        codes[generator.integers(rows)] = 1  # a class with one member
    if len(np.unique(codes)) < 2:
        codes[0] = 1 - codes[0]
    groups = generator.permutation(np.arange(rows) % draw(st.integers(2, rows)))
    return Sample(
        values[which].astype(np.float32), np.array(list("abcd"))[codes], groups.astype(str)
    )
