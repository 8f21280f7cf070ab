import pytest

from latentaudio.errors import did_you_mean


@pytest.mark.parametrize(
    ("name", "most", "expected"),
    [
        ("metl", 1, "; did you mean 'Metal'?"),
        ("METAL", 1, "; did you mean 'Metal'?"),
        ("metl", 2, "; did you mean 'Metal' or 'Meal'?"),
        ("metl", 3, "; did you mean 'Metal', 'Meal' or 'Petal'?"),
        ("zzzz", 3, ""),
    ],
)
def test_the_nearest_names_are_suggested_as_they_are_spelt(name, most, expected):
    assert did_you_mean(name, ["Petal", "Metal", "Meal", "Oak"], most) == expected
