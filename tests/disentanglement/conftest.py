import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(autouse=True)
def one_thread():
    # Threads that wait for a busy core make small problems far slower.
    with threadpool_limits(1):
        yield
