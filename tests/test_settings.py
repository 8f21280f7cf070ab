from dataclasses import dataclass, field

import pytest

from latentaudio.errors import ConfigError, check_known, suggestion
from latentaudio.settings import as_json, from_json, make_settings


@dataclass(frozen=True)
class Sizes:
    name: str
    rate: float
    units: tuple[int, ...] = (64, 32)
    given: list[str] = field(default_factory=list)


def test_settings_are_made_of_keys_with_defaults_and_fixed_fields():
    given = from_json({"rate": 0.1, "units": [8, 4]})
    made = make_settings(Sizes, given, "vae.models.own", name="own")
    assert made == Sizes("own", 0.1, (8, 4), [])
    assert as_json(made) == {"name": "own", "rate": 0.1, "units": [8, 4], "given": []}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"rate": 0.1, "unit": [8]},
            r"vae\.models\.own: key 'unit' found, expected one of rate, units, given; "
            r"did you mean 'units'\?",
        ),
        # What is fixed is no key.
        ({"rate": 0.1, "name": "x"}, "key 'name' found, expected one of rate, units, given"),
        ({"units": [8]}, r"vae\.models\.own: key 'rate' is missing$"),
    ],
)
def test_unknown_and_missing_keys_are_refused(given, message):
    with pytest.raises(ConfigError, match=message):
        make_settings(Sizes, given, "vae.models.own", name="own")


@pytest.mark.parametrize("found", ["dens", None, ["dense"], {"dense": 1}])
def test_values_that_are_no_known_name_are_refused(found):
    check_known("vae.models", "dense", {"dense": 1, "recurrent": 2})
    expected = r"vae\.models: .* found, expected one of dense, recurrent"
    with pytest.raises(ConfigError, match=expected):
        check_known("vae.models", found, {"dense": 1, "recurrent": 2})


def test_the_nearest_name_is_suggested_or_all():
    assert suggestion("Prob", ["knn", "probe"]) == "; did you mean 'probe'?"
    assert suggestion("x", ["knn", "probe"], "decoders") == " (decoders: knn, probe)"
