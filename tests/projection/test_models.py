import numpy as np
from projection.layer_samples import rectified

from latentaudio.artifacts import PCA_MODEL, read_arrays
from latentaudio.projection.models import load_projection, save_projection
from latentaudio.projection.pca import fit_projection


def test_saved_model_comes_back_without_pickle(tmp_path):
    fitted = fit_projection(rectified(60, 40), 4, np.random.default_rng(0))
    path = tmp_path / "model.npz"
    ids = np.array(["a", "b"], object)
    save_projection(path, fitted, space="layer_03", seed=7, fitted_on=ids)
    back = load_projection(path)
    for name, value in vars(fitted).items():
        np.testing.assert_array_equal(getattr(back, name), value)
    stored = read_arrays(path, PCA_MODEL)
    assert stored["fitted_on"].tolist() == ["a", "b"]
    assert (str(stored["space"]), int(stored["seed"])) == ("layer_03", 7)
