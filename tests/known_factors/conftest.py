import pytest


@pytest.fixture(autouse=True)
def always_one_thread(one_thread):
    """Run all tests of this folder with one thread; see `one_thread`."""
