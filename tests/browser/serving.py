"""The pages on a web server: the one of `latentaudio serve`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from latentaudio.commands.page_server import page_server


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder of pages to this machine, and yield its address, which ends in a slash."""
    # The command refuses a folder that is no page itself.
    (folder / "index.html").touch()
    with page_server(folder, port=0) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.address
        finally:
            server.shutdown()
            thread.join()
