import numpy as np
import pytest

from latentaudio.errors import ConfigError, DatasetError
from latentaudio.prediction.labels.label_sets import (
    check_enough_groups,
    check_training_labels,
    label_sets,
)

LISTS = [["hum", "dog"], ["dog"], ["rain", "hum"], [], ["dog"]]
GROUPS = np.array(["a", "a", "b", "c", "d"])


def test_labels_are_sorted_and_lists_come_back():
    found = label_sets("tags", LISTS, GROUPS, 1)
    assert found.labels == ("dog", "hum", "rain")
    assert found.members.tolist()[:2] == [[True, True, False], [True, False, False]]
    assert found.lists() == [sorted(one) for one in LISTS]


def test_labels_of_few_groups_are_left_out_if_asked():
    found = label_sets("tags", LISTS, GROUPS, 2)
    assert found.labels == ("dog", "hum")
    assert found.lists()[2] == ["hum"]


def test_fewer_than_two_labels_are_refused():
    with pytest.raises(DatasetError, match=r"tags: 1 labels have at least 1 groups \(1 have any\)"):
        label_sets("tags", [["dog"], []], GROUPS[:2], 1)
    with pytest.raises(DatasetError, match=r"tags: 0 labels have at least 9 groups \(3 have any\)"):
        label_sets("tags", LISTS, GROUPS, 9)


def test_labels_of_all_recordings_are_refused():
    with pytest.raises(DatasetError, match="all recordings have 'sound', so there is nothing"):
        label_sets("tags", [["sound", "dog"], ["sound"]], GROUPS[:2], 1)


def test_labels_of_fewer_groups_than_folds_are_all_named():
    found = label_sets("tags", LISTS, GROUPS, 1)
    check_enough_groups("tags", label_sets("tags", LISTS, GROUPS, 2), GROUPS, 2)
    with pytest.raises(
        ConfigError,
        match=r"3 folds need at least 3 groups of every label, but 3 of 3 have fewer; set "
        r"prediction.label_sets.tags.fewest: 3 (.|\n)*\n  dog: 2\n  hum: 2\n  rain: 1",
    ):
        check_enough_groups("tags", found, GROUPS, 3)


def test_labels_that_a_training_set_lacks_are_all_named():
    found = label_sets("tags", LISTS, GROUPS, 1)
    with pytest.raises(
        DatasetError,
        match=r"3 labels cannot be learned(.|\n)*\n  dog: all of the recordings outside fold 2"
        r"\n  hum: none of the recordings outside fold 2\n  rain: none of the recordings outside",
    ):
        check_training_labels("tags", found, np.array([2, 1, 2, 2, 1]))
    check_training_labels("tags", label_sets("tags", LISTS, GROUPS, 2), np.array([1, 1, 2, 3, 3]))
