import numpy as np
import pytest

from latentaudio.disentanglement.known_sounds import KnownSounds
from latentaudio.errors import DatasetError

SIZE = np.array(["big", "small", "big"])
PITCH = np.array(["low", "low", "high"])
GROUPS = np.array(["x", "y", "z"])


def sounds(**changed):
    fields = {
        "names": ("size", "pitch"),
        "classes": {"size": SIZE, "pitch": PITCH},
        "values": {"pitch": np.array([1.0, 2.0, 9.0])},
        "groups": GROUPS,
    }
    return KnownSounds(**(fields | changed))


@pytest.mark.parametrize("rows", [np.array([2, 0]), np.array([True, False, True])])
def test_rows_are_selected_by_indices_and_by_masks(rows):
    some = sounds().of(rows)
    assert len(sounds()) == 3
    assert len(some) == 2
    order = [2, 0] if rows.dtype != bool else [0, 2]
    assert some.groups.tolist() == GROUPS[order].tolist()
    assert some.classes["pitch"].tolist() == PITCH[order].tolist()
    assert some.values["pitch"].tolist() == [[1.0, 2.0, 9.0][row] for row in order]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"names": (), "classes": {}, "values": {}}, "found 3 sounds and 0 factors"),
        ({"groups": GROUPS[:0]}, "found 0 sounds and 2 factors"),
        ({"classes": {"size": SIZE}}, "found classes of size, expected those of pitch, size"),
        ({"values": {"slope": np.zeros(3)}}, "found values of slope, expected factors among"),
        ({"values": {"pitch": np.zeros(2)}}, r"factor 'pitch': found shape \[2\], expected \[3\]"),
        (
            {"values": {"pitch": np.array([1.0, np.nan, np.inf])}},
            "factor 'pitch': 2 of 3 values are not finite numbers",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused(changed, message):
    with pytest.raises(DatasetError, match=message):
        sounds(**changed)
