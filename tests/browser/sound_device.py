"""A sound device that nobody hears, so that tests need no loudspeaker and make no noise."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PATIENCE_S = 20.0


@contextmanager
def silent_device() -> Iterator[dict[str, str]]:
    """Run a sound server without a device, and yield the environment in which it is found.

    Without PulseAudio the environment is empty: browsers then use the device of the machine.
    Firefox does not let an audio clock run where there is none.
    """
    program = shutil.which("pulseaudio")
    if program is None:
        yield {}
        return
    # Not the folder of a test, because the path of a socket may have a hundred characters only.
    with tempfile.TemporaryDirectory(prefix="pulse-") as folder:
        socket = Path(folder) / "socket"
        command = [
            *(program, "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"),
            *("-L", "module-null-sink"),
            *("-L", f"module-native-protocol-unix auth-anonymous=1 socket={socket}"),
        ]
        server = subprocess.Popen(
            command,
            env={"HOME": folder, "XDG_RUNTIME_DIR": folder, "PATH": "/usr/bin:/bin"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            end = time.monotonic() + _PATIENCE_S
            while not socket.exists():
                assert server.poll() is None, f"{program} ended with {server.returncode}"
                assert time.monotonic() < end, f"{program} did not start"
                time.sleep(0.05)
            yield {"PULSE_SERVER": f"unix:{socket}"}
        finally:
            server.terminate()
            server.wait()
