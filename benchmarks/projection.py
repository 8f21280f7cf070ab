"""Projections and the way back from them, against scikit-learn's principal component analysis.

Layer 13 has 6,144 units. A lossless decomposition, as the published way back needs, has that many
components, and therefore more than 6,144 snippets are used. They overlap, because there is not
enough sound otherwise; the cost does not depend on that.

All sides use one thread and start from half precision, in which activations are stored. The peers
are given the mean and scale of the units, which ours computes.
"""

import numpy as np
from sklearn.decomposition import PCA

from benchmarks.pairs import Figures, Line, alternate, compare, timed
from benchmarks.sounds import sounds
from benchmarks.themes import Result, Settings
from latentaudio.networks.yamnet.description import DESCRIPTION
from latentaudio.networks.yamnet.network import BATCH_SIZE, Readout, YamNet
from latentaudio.networks.yamnet.weights import published_parameters
from latentaudio.projection.pca import Projection, fit_projection
from latentaudio.projection.tiles import to_single

LAYER = 13
COMPONENTS = 64
MOVED = 256
#: Number of snippets beyond the number of units.
SURPLUS = 256
#: Tolerance relative to the largest activation: single precision has seven digits, and sums of
#: 6,144 products have fewer.
TOLERANCE = 1e-4


def measure(settings: Settings) -> Result:
    """Compare fits and ways back on the same activations."""
    width = 2048 if settings.quick else DESCRIPTION.layer(LAYER).size
    sample = activations(width + SURPLUS)[:, :width]
    return Result(lines(sample, COMPONENTS, settings.times(3)))


def activations(count: int) -> np.ndarray:
    """Compute the activations of the layer, shape ``[count, 6144]``, float16."""
    readout = Readout(YamNet(published_parameters()), [LAYER])
    waves = sounds(count)
    batches = [readout(waves[at : at + BATCH_SIZE])[0][0] for at in range(0, count, BATCH_SIZE)]
    return np.concatenate(batches)


def lines(sample: np.ndarray, components: int, rounds: int) -> list[Line]:
    """Measure all lines on a sample, shape ``[n, d]``, float16, with more rows than columns."""
    count, width = sample.shape
    ours = fit_projection(sample, components, np.random.default_rng(0))
    full = PCA(width, svd_solver="full")
    fast = PCA(components, svd_solver="randomized", random_state=0)
    fits = alternate(
        {
            "ours": lambda: our_fit(sample, components),
            "full": lambda: peer_fit(full, sample, ours, components),
            "randomised": lambda: peer_fit(fast, sample, ours, components),
        },
        rounds,
        # The full fit is so long that warming up would make no difference, but double the time.
        warm_up=False,
    )
    # The formula is exact for any components; it gets the peer's, so that both make the same move.
    exact = leading(full, ours, components)
    moved = sample[:MOVED]
    change = np.random.default_rng(1).normal(size=(len(moved), components)).astype(np.float32)
    back = alternate(
        {
            "ours": timed(lambda: exact.displace(moved, change)),
            "full": timed(lambda: round_trip(full, exact, moved, change)),
        },
        rounds,
    )
    both = [
        {side: {"s": fit[side]["s"] + way[side]["s"]} for side in way}
        for fit, way in zip(fits, back, strict=True)
    ]
    difference = exact.displace(moved, change) - round_trip(full, exact, moved, change)
    size = f"{count:,} x {width:,}"
    fit = f"fit of {components} components, {size}"
    return [
        compare(
            both, "ours", "full", limit=1 / 5,
            what=f"{fit}, then {len(moved)} sounds moved by the exact formula",
            against="scikit-learn's full PCA, fit and round trip",
        ),
        compare(
            back, "ours", "full", limit=1 / 4,
            what=f"way back of {len(moved)} sounds by the exact formula",
            against="round trip through all components",
        ),
        Line(
            "largest difference between the two ways back",
            f"{TOLERANCE:g} of the largest activation", "",
            (float(np.abs(difference).max()),), (float(TOLERANCE * np.abs(moved).max()),), 1.0,
        ),
        compare(fits, "ours", "full", what=fit, against="scikit-learn's full PCA", limit=1 / 5),
        compare(
            fits, "ours", "randomised",
            what=fit, against="scikit-learn's randomised PCA", limit=1.5,
        ),
        *(
            compare(
                fits, "ours", peer, figure="left_out", unit="%", per=0.01, limit=1.01,
                what=f"variance that {components} components leave out",
                against=f"scikit-learn's {peer} PCA",
            )
            for peer in ("full", "randomised")
        ),
    ]  # fmt: skip


def our_fit(sample: np.ndarray, components: int) -> Figures:
    """Fit as the workflow does, and give the time and the share of variance that is left out."""
    fitted: list[Projection] = []
    draw = np.random.default_rng(0)
    figures = timed(lambda: fitted.append(fit_projection(sample, components, draw)))()
    return {**figures, "left_out": 1 - float(fitted[0].explained_variance_ratio.sum())}


def peer_fit(pca: PCA, sample: np.ndarray, ours: Projection, components: int) -> Figures:
    """Fit scikit-learn's to standardised activations, which it needs in single precision."""
    figures = timed(lambda: pca.fit(standardised(sample, ours)))()
    return {**figures, "left_out": 1 - float(pca.explained_variance_ratio_[:components].sum())}


def standardised(activations: np.ndarray, ours: Projection) -> np.ndarray:
    """Standardise each unit as ours does."""
    return (to_single(activations) - ours.mean) / ours.scale


def leading(full: PCA, ours: Projection, components: int) -> Projection:
    """Make a projection of the leading components of a full decomposition."""
    variance = full.explained_variance_[:components]
    return Projection(
        mean=ours.mean,
        scale=ours.scale,
        components=full.components_[:components],
        explained_variance=variance,
        explained_variance_ratio=full.explained_variance_ratio_[:components],
        output_scale=np.sqrt(variance).astype(np.float32),
    )


def round_trip(
    full: PCA, exact: Projection, activations: np.ndarray, change: np.ndarray
) -> np.ndarray:
    """Move activations as published: to all components, and back from all of them."""
    coordinates = full.transform(standardised(activations, exact))
    coordinates[:, : change.shape[1]] += change * exact.output_scale
    return full.inverse_transform(coordinates) * exact.scale + exact.mean
