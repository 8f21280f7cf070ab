import pytest

from latentaudio.errors import ConfigError
from latentaudio.factor_names import RESERVED_NAMES, check_factor_names


@pytest.mark.parametrize(
    "name",
    ["sound type", "größe", "a/b", "2nd", "<b>", "{x}", "f0 (Hz)", "--f", "音", "a'b\"c", "%d"],
)
def test_any_text_is_a_name(name):
    check_factor_names([name, "other"])


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "a factor needs a name"),
        (" ", "a factor needs a name"),
        (" size", "neither starts nor ends with a blank"),
        ("size\u00a0", "neither starts nor ends with a blank"),
        ("si\nze", "no line breaks"),
        ("si\x00ze", "no line breaks"),
        ("size+mood", "'\\+' joins the names of factors"),
        ("group", "a column of the result tables"),
        ("x" * 101, "at most 100 characters"),
    ],
)
def test_what_tables_or_figures_cannot_show_is_refused_with_the_reason(name, reason):
    with pytest.raises(ConfigError, match=rf"dataset\.factors: found .*{reason}.*; rename it"):
        check_factor_names(["other", name])


@pytest.mark.parametrize("names", [[], ["a", "b", "a"], ["caf\u00e9", "cafe\u0301"]])
def test_names_differ(names):
    with pytest.raises(ConfigError, match="give at least one name, and different names"):
        check_factor_names(names)


def test_columns_beside_the_factors_are_reserved():
    # Else a factor named "rank" would be overwritten in the table of classes.
    assert {"rank", "class_name", "mean_score", "top_share", "space"} <= RESERVED_NAMES
