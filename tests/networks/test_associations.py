import subprocess
import sys

import pytest

from latentaudio.errors import ConfigError, DatasetError
from latentaudio.networks.associations import Associations
from latentaudio.networks.registry import describe

YAMNET = describe("yamnet")
GLASS, WOOD, TAP = (YAMNET.classes.index(name) for name in ("Glass", "Wood", "Tap"))
ASSOCIATED = {
    "body": {"vase": ["Glass", "Glass"], "log": ["Wood", "Tap"]},
    "touch": {"hit": ["Tap"]},
}


def test_names_become_indices_once_each_and_classes_that_are_not_listed_have_none():
    associations = Associations(ASSOCIATED, YAMNET)
    assert associations.classes("body", "vase") == (GLASS,)
    assert associations.classes("body", "drum") == ()
    assert associations.classes("pitch", "high") == ()


def test_a_joint_class_has_the_associations_of_all_its_parts():
    associations = Associations(ASSOCIATED, YAMNET)
    assert associations.classes("body+touch", "vase + hit") == (GLASS, TAP)
    assert associations.classes("touch+body", "hit + log") == (TAP, WOOD)
    assert associations.classes("body+touch", "drum + hit") == (TAP,)


def test_a_label_with_a_plus_is_taken_whole_when_one_factor_moves():
    assert Associations({"body": {"log + leaf": ["Wood"]}}, YAMNET).classes(
        "body", "log + leaf"
    ) == (WOOD,)


def test_a_joint_label_that_cannot_be_split_is_refused():
    with pytest.raises(DatasetError, match=r"'log \+ leaf \+ hit'.*3 parts, expected 2"):
        Associations(ASSOCIATED, YAMNET).classes("body+touch", "log + leaf + hit")


def test_what_is_associated_with_both_classes_shows_no_direction():
    sides = Associations(ASSOCIATED, YAMNET).sides("body+touch", "log + stroke", "vase + hit")
    assert (sides.own, sides.other) == ((WOOD,), (GLASS,))


def test_an_output_class_lists_all_classes_that_it_is_associated_with():
    associations = Associations(ASSOCIATED, YAMNET)
    assert associations.labels("body+touch", TAP) == ("log", "hit")
    assert associations.labels("touch", TAP) == ("hit",)
    assert associations.labels("touch", WOOD) == ()


@pytest.mark.parametrize(("name", "nearest"), [("glass", "'Glass'"), ("Scrach", "'Scratch'")])
def test_an_unknown_name_of_an_output_comes_with_its_key_and_the_nearest_names(name, nearest):
    with pytest.raises(
        ConfigError, match=rf"transfer\.associated\.body\.vase: '{name}'.*; did you mean {nearest}"
    ):
        Associations({"body": {"vase": ["Glass", name]}}, YAMNET)


def test_a_name_near_to_nothing_gets_no_suggestion():
    with pytest.raises(ConfigError, match=r"'zzzzqqqq' is not one of YAMNet's AudioSet classes;"):
        Associations({"body": {"vase": ["zzzzqqqq"]}}, YAMNET)


def test_checking_needs_neither_pandas_nor_tensorflow():
    code = (
        "import sys, latentaudio.networks.associations;"
        "sys.exit(any(name in sys.modules for name in ('pandas', 'tensorflow', 'scipy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
