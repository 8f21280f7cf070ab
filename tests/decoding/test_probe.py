import numpy as np

from latentaudio.decoding import knn, probe


def test_the_probe_reads_what_is_linear_where_neighbors_are_drowned_in_noise():
    generator = np.random.default_rng(2)
    truth = generator.integers(0, 2, 400)
    coordinates = generator.normal(size=(400, 60))
    coordinates[:, 0] *= 0.1
    coordinates[:, 0] += truth
    labels = np.array(["u", "v"])[truth][:, np.newaxis]
    test = np.arange(400) % 2 == 0
    assert (probe.decode(coordinates, labels, test) == labels[test]).mean() > 0.97
    assert (knn.decode(coordinates, labels, test, 5) == labels[test]).mean() < 0.85
