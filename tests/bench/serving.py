"""A shop served as `searchrank serve` does it, for as long as a bench runs: takes its home and a port, gives the server's process
once it follows live changes."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import orjson

START_SECONDS, STOP_SECONDS = 120.0, 30.0


@contextmanager
def serving(home: Path, port: int, workers: int = 2) -> Iterator[subprocess.Popen[bytes]]:
    """The shop, served by so many workers; what they say goes to `serve.log` in its home."""
    command = [sys.executable, "-m", "searchrank.cli", "--home", str(home), "serve", "--port", str(port), "--workers", str(workers)]
    with (home / "serve.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _await(port)
        yield server
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(STOP_SECONDS)


def _await(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", "/health/ready")
            if orjson.loads(connection.getresponse().read())["checks"]["live"]["ok"]:
                return
        time.sleep(0.2)
    raise TimeoutError("the shop did not begin to serve")
