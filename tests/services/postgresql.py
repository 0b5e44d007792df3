"""A real PostgreSQL for tests: made in a temporary folder, listening on a free port of this machine alone, stopped by its process id.

`start()` gives a running `Server`; the fixture `postgresql_url` gives a test session the address of one, `fresh_postgresql_url` a database of
its own on it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

INSTALLED = Path("/usr/lib/postgresql")
START_SECONDS, STOP_SECONDS = 60, 30
EMPTYING_MS = 3000
"""How long a test may go on holding what is to be dropped."""
SERVER_USERS = ("postgres", "nobody")


class ServiceMissing(Exception):
    """The server cannot be had on this machine; the message says why."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `url` names its database `postgres`, of which its user is the owner."""

    url: str
    pid: int
    folder: Path
    _process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End the server without waiting for its clients, and remove what it kept."""
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(STOP_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)


def start() -> Server:
    """A server that answers; raises ServiceMissing with the reason where it cannot be had."""
    programs, user = program_folder(), server_user()
    folder = Path(tempfile.mkdtemp(prefix="searchrank-postgresql-", dir="/var/tmp" if user else None))
    if user:
        shutil.chown(folder, user)
    initialise(programs, folder / "data", user)
    port = free_port()
    process = launch(programs, folder, port, user)
    server = Server(f"postgresql://tester@127.0.0.1:{port}/postgres", process.pid, folder, process)
    await_answer(programs, server, port)
    return server


def program_folder() -> Path:
    """Where the programs of the newest PostgreSQL here are."""
    found = sorted(INSTALLED.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise ServiceMissing(f"there is no initdb under {INSTALLED} or on the path: install postgresql")
    return Path(on_path).resolve().parent


def server_user() -> str | None:
    """The user to run as: the server refuses root. None where this process is not root and can run it itself."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in SERVER_USERS:
        if name in known:
            return name
    raise ServiceMissing(f"the server refuses to run as root, and there is none of the users {', '.join(SERVER_USERS)}")


def initialise(programs: Path, data: Path, user: str | None) -> None:
    """Make an empty cluster; whoever reaches it on this machine's own address is let in."""
    options = ["--username=tester", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    command = [str(programs / "initdb"), f"--pgdata={data}", *options]
    done = subprocess.run(command, user=user, cwd=data.parent, capture_output=True, text=True, timeout=START_SECONDS, check=False)
    if done.returncode:
        raise ServiceMissing(f"initdb failed: {(done.stderr or done.stdout).strip()[-300:]}")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def launch(programs: Path, folder: Path, port: int, user: str | None) -> subprocess.Popen[bytes]:
    """The server's process; it writes to output.log."""
    settings = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": folder, "max_connections": 50, "fsync": "off"}
    chosen = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with (folder / "output.log").open("wb") as log:
        command = [str(programs / "postgres"), "-D", str(folder / "data"), *chosen]
        return subprocess.Popen(command, user=user, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)


def await_answer(programs: Path, server: Server, port: int) -> None:
    """Wait until the server takes connections; raises ServiceMissing with its last words where it does not."""
    deadline = time.monotonic() + START_SECONDS
    ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(ready, check=False).returncode:
        if server._process.poll() is not None or time.monotonic() > deadline:
            said = (server.folder / "output.log").read_text(errors="replace")[-500:]
            server.stop()
            raise ServiceMissing(f"PostgreSQL ended or did not answer within {START_SECONDS} s: {said}")
        time.sleep(0.1)


def new_database(url: str) -> str:
    """The address of a database of its own on the server at `url`."""
    import psycopg

    name = f"shop_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    return f"{url.rpartition('/')[0]}/{name}"


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The address of a running PostgreSQL; where it cannot be had, tests are skipped with the reason, or fail where CI is true."""
    try:
        server = start()
    except ServiceMissing as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(f"PostgreSQL is demanded here: {reason}")
        pytest.skip(f"PostgreSQL cannot be had: {reason}")
    try:
        yield server.url
    finally:
        server.stop()


def emptied(url: str) -> bool:
    """Whether a database could be made empty: not where a test left a transaction open in it."""
    import psycopg

    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"SET lock_timeout = {EMPTYING_MS}")
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
    except psycopg.Error:
        return False
    return True


@pytest.fixture(scope="session")
def _empty_postgresql_urls() -> list[str]:
    """Databases that tests have given back: a new one is a thousand files, which take longer than most tests."""
    return []


@pytest.fixture
def fresh_postgresql_url(postgresql_url: str, _empty_postgresql_urls: list[str]) -> Iterator[str]:
    """The address of an empty database that no other test uses meanwhile."""
    url = _empty_postgresql_urls.pop() if _empty_postgresql_urls else new_database(postgresql_url)
    yield url
    if emptied(url):
        _empty_postgresql_urls.append(url)
