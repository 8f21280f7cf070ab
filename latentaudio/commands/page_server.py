"""A server that shows one folder to browsers on this machine, and nothing else to anyone."""

import http
import http.server
import sys
import urllib.parse
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from latentaudio.errors import ResourceError

#: The only address that is served: that of this machine, for its own programs.
HOST = "127.0.0.1"

#: The port that is tried first.
PORT = 8000

#: What the page may do; index.html says the same for a page that is opened as a file.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'"
)

#: Types of files by suffix. That of the machine may call a script something that browsers refuse.
TYPES = {
    "": "application/octet-stream",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}

_INDEX = "index.html"


class Handler(http.server.SimpleHTTPRequestHandler):
    """Answers a request with a file in the folder, or with an error."""

    protocol_version = "HTTP/1.1"
    server_version = "latentaudio"
    sys_version = ""
    extensions_map = TYPES

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Send the head of an answer; refuse what is not a file in the folder."""
        if not self._is_addressed():
            # Another site may have given its own name to this address, to read what is here.
            self.send_error(http.HTTPStatus.MISDIRECTED_REQUEST)
            return None
        if not self._names_a_file():
            self.send_error(http.HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def _is_addressed(self) -> bool:
        port = self.connection.getsockname()[1]
        return self.headers.get("Host") in (f"{HOST}:{port}", f"localhost:{port}")

    def _names_a_file(self) -> bool:
        """Return whether the path is that of a file: not hidden, and no link out of the folder."""
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        names = [name for name in path.split("/") if name]
        if any(name.startswith(".") or "\0" in name or "\\" in name for name in names):
            return False
        folder = Path(self.directory).resolve()
        file = folder.joinpath(*names).resolve()
        if file == folder:
            file = folder / _INDEX
        return file.is_relative_to(folder) and file.is_file()

    def end_headers(self) -> None:
        """Add what every answer has."""
        self.send_header("Content-Security-Policy", POLICY)
        # Asked for again each time, because another run writes other data under the same names.
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the browser shows what is missing."""


class Server(http.server.ThreadingHTTPServer):
    """Serves one folder."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore that a browser has hung up, as it does when a page is left while it loads."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://{HOST}:{self.server_port}/"


def page_server(folder: Path, port: int | None = None) -> Server:
    """Make a server, which listens but does not answer yet.

    Parameters
    ----------
    folder
        The only folder whose files are shown.
    port
        Port to listen at; None for `PORT`, or any other that is free if that is taken.

    Raises
    ------
    ResourceError
        When there is no page in the folder, or the port cannot be had.
    """
    if not (folder / _INDEX).is_file():
        raise ResourceError(
            f"{folder / _INDEX}: no such page; give the folder of the results of a run with study "
            "'explorer' (studies: [explorer]) that has ended"
        )
    handler = partial(Handler, directory=str(folder))
    try:
        return Server((HOST, PORT if port is None else port), handler)
    except (OSError, OverflowError) as error:
        if port is not None:
            raise ResourceError(
                f"--port {port}: cannot be had ({error}); choose another, or leave the option out"
            ) from error
    return Server((HOST, 0), handler)
