"""Made-up outputs of the network for moved sounds, for the tests of their tables."""

import numpy as np
import pyarrow as pa
from scipy.special import expit

from latentaudio.artifacts import MOVED, parquet_writer
from latentaudio.networks.associations import Associations
from latentaudio.networks.registry import describe
from latentaudio.transfer.moved_outputs import summarise_outputs

YAMNET = describe("yamnet")
SIZE = len(YAMNET.classes)
GLASS, WOOD, CHOP, TAP = (YAMNET.classes.index(n) for n in ("Glass", "Wood", "Chop", "Tap"))
ASSOCIATED = {"body": {"vase": ["Glass"], "log": ["Wood", "Chop"]}}
POSITIONS = (None, 0.0, 0.5, 1.0)
SCHEMA = pa.schema(
    {
        **dict.fromkeys(("factor", "own", "other", "snippet_id", "group"), pa.string()),
        "position": pa.float64(),
        "logits": pa.list_(pa.float32(), SIZE),
    }
)
#: Pairs (factor, own, other); drum has no associations.
PAIRS = [("body", "log", "vase"), ("body", "vase", "log"), ("body", "log", "drum")]
LOG = PAIRS[0]


def rows_of(pair, probabilities, group="g0", snippet=None, positions=POSITIONS):
    """Rows of one sound; `probabilities` maps some output classes to theirs at each position."""
    rows = []
    for position, named in zip(positions, probabilities, strict=True):
        logits = np.full(SIZE, -30.0, np.float32)
        for index, probability in named.items():
            logits[index] = np.log(probability / (1 - probability))
        rows.append(
            {
                **dict(zip(("factor", "own", "other"), pair, strict=True)),
                "snippet_id": snippet or f"{group}#0",
                "group": group,
                "position": position,
                "logits": logits,
            }
        )
    return rows


def batches(rows, size=3):
    """Record batches of at most `size` rows."""
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    return table.to_batches(max_chunksize=size) if rows else []


def summary_of(rows, associated=None, size=3):
    """Sum the outputs in `rows`, read in batches of `size`."""
    associations = Associations(ASSOCIATED if associated is None else associated, YAMNET)
    return summarise_outputs(batches(rows, size), associations)


def random_rows(pairs, groups=4, sounds=3, seed=0):
    """Rows of sounds with random logits; group g of each pair has `sounds` + g of them."""
    rng = np.random.default_rng(seed)
    rows = []
    for pair in pairs:
        for group in range(groups):
            for sound in range(sounds + group):
                for position in POSITIONS:
                    rows.append(
                        {
                            **dict(zip(("factor", "own", "other"), pair, strict=True)),
                            "snippet_id": f"g{group}#{sound}",
                            "group": f"g{group}",
                            "position": position,
                            "logits": rng.normal(-3, 2, SIZE).astype(np.float32),
                        }
                    )
    return rows


def moved_sound(pair, glass, snippet):
    """Rows of a sound whose move to the other class raises the probability of Glass to `glass`."""
    return rows_of(
        pair, [{GLASS: 0.1, WOOD: 0.2}] * 3 + [{GLASS: glass, WOOD: 0.3}], snippet=snippet
    )


def probabilities_of(rows, pair, position):
    """Probabilities of all sounds of a pair at one position, and their groups."""
    same = [
        row
        for row in rows
        if (row["factor"], row["own"], row["other"]) == pair and row["position"] == position
    ]
    return (
        expit(np.stack([row["logits"] for row in same]).astype(np.float64)),
        np.array([row["group"] for row in same]),
    )


def write_rows(path, rows):
    """Write rows as the rule `transfer` writes the outputs of moved sounds."""
    with parquet_writer(path, SCHEMA, MOVED) as writer:
        for batch in batches(rows, 8):
            writer.write_batch(batch)


#: A sound of log moved to vase: Glass rises, Wood falls, Chop is unchanged, Speech (0) rises most.
CLEAR = rows_of(
    LOG,
    [
        {WOOD: 0.6, CHOP: 0.4, GLASS: 0.1, 0: 0.1},
        {WOOD: 0.7, CHOP: 0.5, GLASS: 0.05, 0: 0.1},
        {WOOD: 0.5, CHOP: 0.3, GLASS: 0.2, 0: 0.2},
        {WOOD: 0.2, CHOP: 0.4, GLASS: 0.4, 0: 0.8},
    ],
)
