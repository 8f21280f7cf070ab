"""The page of a run is shown to this machine only, and nothing beside it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading

import pytest

from latentaudio.__main__ import FAILED, main
from latentaudio.commands.page_server import HOST, POLICY, TYPES, page_server
from latentaudio.errors import ResourceError

FILES = {
    "explorer/index.html": "<!doctype html>",
    "explorer/app.js": "1;",
    "explorer/app.css": "a{}",
    "explorer/data/manifest.js": "2;",
    "explorer/.hidden": "secret",
    "explorer/data/without": "?",
    "dataset/passed_over.csv": "secret",
    "explorer_more/index.html": "secret",
}


@pytest.fixture
def results(tmp_path):
    folder = tmp_path / "results" / "mine"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.fixture
def server(results):
    with page_server(results / "explorer", 0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def ask(server):
    """Give a function that asks for a path, as it is written."""

    def request(path, method="GET", **headers):
        connection = http.client.HTTPConnection(HOST, server.server_port, timeout=10)
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, body

    return request


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/?dataset=birds", "text/html; charset=utf-8"),
        ("/app.js", "text/javascript; charset=utf-8"),
        ("/app.css", "text/css; charset=utf-8"),
        ("/data/manifest.js?1", "text/javascript; charset=utf-8"),
        ("/data/without", "application/octet-stream"),
    ],
)
def test_files_of_the_page_have_their_types_and_the_policy(ask, path, kind):
    status, headers, body = ask(path)
    name = path.split("?")[0].lstrip("/") or "index.html"
    assert (status, body) == (200, FILES[f"explorer/{name}"])
    assert headers["Content-Type"] == kind
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["Cache-Control"] == "no-cache"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert ask(path, "HEAD")[::2] == (200, "")


def test_the_types_are_those_of_this_file_whatever_the_machine_calls_them():
    assert TYPES[".js"].startswith("text/javascript")


@pytest.mark.parametrize(
    "path",
    [
        "/data/",
        "/data",
        "/gone.js",
        "/.hidden",
        "/../dataset/passed_over.csv",
        "/%2e%2e/dataset/passed_over.csv",
        "/..%2fdataset/passed_over.csv",
        "/data/../../dataset/passed_over.csv",
        "/../explorer_more/index.html",
        "//etc/passwd",
        "/..\\dataset\\passed_over.csv",
        "/%00",
        "/link.txt",
        "/linked/passed_over.csv",
    ],
)
def test_nothing_else_is_shown_and_no_folder_is_listed(ask, results, path):
    (results / "explorer" / "link.txt").symlink_to(results / "dataset" / "passed_over.csv")
    (results / "explorer" / "linked").symlink_to(results / "dataset")
    status, headers, body = ask(path)
    assert status == 404
    assert "secret" not in body
    assert "manifest" not in body
    assert headers["Content-Security-Policy"] == POLICY


def test_other_methods_and_names_of_other_sites_are_refused(ask, server):
    assert ask("/", "POST")[0] == 501
    assert ask("/", Host="evil.example")[0] == 421
    assert ask("/", Host=f"localhost:{server.server_port}")[0] == 200


def test_it_listens_to_this_machine_only(server):
    assert server.server_address[0] == HOST == "127.0.0.1"
    assert server.address == f"http://127.0.0.1:{server.server_port}/"


def test_a_port_that_is_taken_is_replaced_unless_it_was_asked_for(results, monkeypatch):
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr("latentaudio.commands.page_server.PORT", port)
        with page_server(results / "explorer") as server:
            assert server.server_port not in (0, port)
        with pytest.raises(ResourceError, match=f"--port {port}: cannot be had"):
            page_server(results / "explorer", port)
    with pytest.raises(ResourceError, match="--port 99999: cannot be had"):
        page_server(results / "explorer", 99_999)


def test_a_run_without_a_page_is_refused(tmp_path, capsys):
    assert main(["serve", str(tmp_path)]) == FAILED
    assert "explorer/index.html: no such page; give the folder of the results" in (
        capsys.readouterr().err
    )


def test_the_address_is_printed_and_ctrl_c_ends_it(results):
    process = subprocess.Popen(
        [sys.executable, "-m", "latentaudio", "serve", os.fspath(results), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Tests that run in the background ignore Ctrl+C, and so would what they start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    assert said.startswith("http://127.0.0.1:")
    assert str(results) in said
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
