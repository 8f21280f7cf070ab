from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from latentaudio.datasets.parts import divide, part_of
from latentaudio.datasets.source import Recording

ids = st.text("abcdefgh_-.0123456789", min_size=1, max_size=12)


def recordings(names):
    return [Recording(name, Path(name), name, {}, name) for name in names]


@given(st.lists(ids, unique=True, max_size=60), st.integers(1, 70))
def test_every_recording_is_in_one_part_in_the_order_given(names, count):
    parts = divide(recordings(names), count)
    members = [[one.recording_id for one in part] for part in parts.values()]
    assert sorted(name for part in members for name in part) == sorted(names)
    assert all(part == [name for name in names if name in part] for part in members)
    assert all(members)
    assert list(parts) == sorted(parts)
    assert set(parts) <= {f"part_{number:03d}" for number in range(1, count + 1)}


@given(st.lists(ids, unique=True, min_size=1, max_size=60), st.integers(1, 70), st.data())
def test_one_recording_more_changes_its_part_only(names, count, data):
    added = data.draw(st.sampled_from(names))
    before = divide(recordings(name for name in names if name != added), count)
    after = divide(recordings(names), count)
    part = part_of(added, count)
    assert before.keys() | {part} == after.keys()
    assert all(before[name] == after[name] for name in before if name != part)


def test_parts_differ_in_size_by_chance_only():
    sizes = [len(part) for part in divide(recordings(map(str, range(8_000))), 8).values()]
    assert len(sizes) == 8
    # Four standard deviations of a binomial distribution with n = 8000 and p = 1/8.
    assert all(abs(size - 1_000) < 4 * 29.6 for size in sizes)


def test_a_copy_is_in_the_part_of_its_original():
    original = Recording("a", Path("a"), "a", {}, "a")
    copies = [
        Recording(f"a__{number}", Path("b"), "b", {}, "a", augmentation_of="a")
        for number in range(20)
    ]
    assert list(divide([original, *copies], 50)) == [part_of("a", 50)]
