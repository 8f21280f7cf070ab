"""Where things lie, said once: a test that moves to another folder finds them all the same."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
#: Real recordings beside the repository; tests that need them are skipped where there are none.
SHARED_DATA = REPOSITORY.parent / "shared" / "data"
BOOTH = SHARED_DATA / "booth"
ESC10 = SHARED_DATA / "esc10"
