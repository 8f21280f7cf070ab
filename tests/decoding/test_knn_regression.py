import numpy as np

from latentaudio.decoding.knn_regression import decode


def test_predictions_are_means_of_the_nearest_by_hand():
    generator = np.random.default_rng(0)
    points, values = generator.normal(size=(50, 3)), generator.normal(size=(50, 2))
    test = np.arange(50) % 5 == 0
    found = decode(points, values, test, 4)
    for row, point in zip(found, points[test], strict=True):
        nearest = np.argsort(((points[~test] - point) ** 2).sum(axis=1))[:4]
        np.testing.assert_allclose(row, values[~test][nearest].mean(axis=0))
