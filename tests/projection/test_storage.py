import numpy as np
import pytest
from projection.layer_samples import rectified

from latentaudio.errors import ArtifactError
from latentaudio.projection.pca import fit_projection
from latentaudio.projection.storage import read_projections, write_projections


def test_coordinates_are_in_the_order_of_the_snippets_whatever_that_of_the_stream(tmp_path):
    values = rectified(40, 12)
    projection = fit_projection(values, 3, np.random.default_rng(0))
    ids = np.array([f"s{number:02d}" for number in range(40)])
    order = np.random.default_rng(1).permutation(40)
    stream = ((order[i : i + 9], values[order[i : i + 9]]) for i in range(0, 40, 9))
    write_projections(tmp_path / "z.parquet", projection, ids, stream)
    found = read_projections(tmp_path / "z.parquet", ids)
    np.testing.assert_allclose(found, projection.transform(values), atol=1e-6)
    with pytest.raises(ArtifactError):
        read_projections(tmp_path / "z.parquet", ids[::-1])
