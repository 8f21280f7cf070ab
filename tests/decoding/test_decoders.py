"""The registry of decoders."""

import subprocess
import sys

import pytest

from latentaudio.decoding.decoders import (
    DECODERS,
    KNN,
    KNN_PERMUTED,
    PROBE,
    RIDGE,
    configurable,
    control_of,
    decoder,
    running,
)
from latentaudio.errors import ConfigError
from latentaudio.factor_types import Factor

CLASSES = Factor("material")
VALUES = Factor("distance", "numeric", unit="m", scale="log")


def names(*arguments, control=True):
    return [one.name for one in running(*arguments, control=control)]


def test_an_unknown_decoder_is_refused_with_the_known_and_the_nearest():
    message = "decoders: 'prob' is unknown, expected some of knn, probe, .*; did you mean 'probe'?"
    with pytest.raises(ConfigError, match=message):
        decoder("prob")


def test_each_kind_has_one_main_decoder_with_one_control():
    for kind in ("classification", "regression"):
        (main,) = (one for one in DECODERS.values() if one.kind == kind and one.is_main)
        (control,) = (one for one in DECODERS.values() if one.control_of == main.name)
        assert control_of(main.name) is control
        assert (main.network, control.network) == ("trained", "permuted")
        assert (control.module, control.settings) == (main.module, main.settings)
        assert control.sees_groups == main.sees_groups
    assert control_of(PROBE) is None
    assert KNN_PERMUTED in DECODERS
    assert KNN_PERMUTED not in configurable()


def test_decoders_run_where_they_suit_a_factor():
    everything = configurable()
    assert names(everything, [CLASSES]) == ["knn", "probe", "knn_permuted"]
    assert names(everything, [VALUES]) == ["ridge", "knn_regression", "ridge_permuted"]
    assert names(everything, [CLASSES, VALUES]) == list(DECODERS)
    assert names([KNN], [CLASSES], control=False) == [KNN]


@pytest.mark.parametrize(
    ("configured", "factor", "message"),
    [
        ([PROBE], CLASSES, "'knn' is missing, .* categorical factors; add it"),
        ([KNN], VALUES, "'ridge' is missing, .* numeric factors; add it"),
        ([KNN, KNN_PERMUTED], CLASSES, "'knn_permuted' is a control, .*; leave it out"),
        ([KNN, "svm"], CLASSES, "'svm' is unknown"),
    ],
)
def test_a_list_that_cannot_run_is_refused(configured, factor, message):
    with pytest.raises(ConfigError, match=f"decoders: {message}"):
        running(configured, [factor], control=True)


def test_settings_are_read_from_the_configuration():
    config = {"knn": {"neighbors": 7}, "seed": 3}
    assert decoder(KNN).configured(config) == {"neighbors": 7}
    assert decoder(RIDGE).configured(config) == {"seed": 3}
    assert decoder(PROBE).configured(config) == {}


def test_the_registry_imports_nothing_heavy():
    code = "import sys, latentaudio.decoding.decoders; print({'numpy', 'sklearn'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
