"""librosa is imported by one process at a time, because it compiles on its first import."""

import fcntl
import subprocess
import sys
import time

from latentaudio.features.compiled import lock_file

LOAD = "from latentaudio.features.compiled import load_librosa; load_librosa()"


def test_librosa_waits_for_the_process_that_imports_it():
    with lock_file().open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        waiting = subprocess.Popen([sys.executable, "-c", LOAD])
        time.sleep(2)
        assert waiting.poll() is None
    assert waiting.wait(timeout=120) == 0


def test_whoever_has_it_does_not_wait():
    script = (
        f"{LOAD}\nimport fcntl\nfrom latentaudio.features.compiled import lock_file\n"
        "file = lock_file().open('w')\nfcntl.flock(file, fcntl.LOCK_EX)\nload_librosa()"
    )
    assert subprocess.run([sys.executable, "-c", script], timeout=120).returncode == 0
