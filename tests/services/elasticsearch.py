"""Real Elasticsearch servers for tests and benches: fetched once, started on free ports, stopped by their process id.

`start("8.19")` gives a running `Server`; the fixtures `elasticsearch_8_url` and `elasticsearch_9_url` give its address for a test session.
`python -m tests.services.elasticsearch [8.19|9.2]` starts one and prints its address until it is interrupted.

The server is Elastic's own test distribution (a Maven artifact under the Elastic License: used here, never passed on). The archive is kept in
$SHOP_TEST_SERVICES, by default ~/.cache/searchrank-services.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

RELEASES = {"8.19": "8.19.8", "9.2": "9.2.0"}
OLDEST_JAVA = {"8.19": 17, "9.2": 21}
ARTIFACT = "org.elasticsearch.distribution.integ-test-zip:elasticsearch:{release}:zip"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
FETCH_SECONDS, START_SECONDS, STOP_SECONDS = 300, 120, 30
SERVER_USER = "nobody"
BRIEF = " -XX:TieredStopAtLevel=1"
"""Java compiles once and quickly, instead of twice and well."""
ENDING_TOGETHER = """
exec 3<&0
bash "$1" </dev/null 3<&- & server=$!
(read -r _ <&3; kill "$server") & watcher=$!
wait "$server"; code=$?
kill "$watcher" 2>/dev/null
exit "$code"
"""
"""Runs a server until it ends or until nobody holds the other end of the input: the kernel closes that when the starter is killed."""


class ServiceMissing(Exception):
    """The server cannot be had on this machine; the message says why."""


class JavaMissing(ServiceMissing):
    """There is no Java new enough for this release."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. `pid` is that of its process group. It ends with the process that started it, however that ends."""

    url: str
    pid: int
    folder: Path
    _process: subprocess.Popen[bytes]
    _launched: Callable[[], subprocess.Popen[bytes]]

    def stop(self) -> None:
        """End the server and remove what it kept."""
        self._let_go()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self) -> None:
        """Take the server away without a goodbye."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._let_go()
        self._process.wait(STOP_SECONDS)

    def _let_go(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()

    def begun_again(self) -> Server:
        """The same server on the same port and with what it had kept, after it was killed; it need not answer yet (`answers`)."""
        process = self._launched()
        return replace(self, pid=process.pid, _process=process)

    def answers(self) -> bool:
        """Whether it can be asked."""
        return _answers(self.url)


def start(version: str, *, heap: str = "512m", brief: bool = False) -> Server:
    """A server of release 8.19 or 9.2 that answers; raises ServiceMissing with the reason where it cannot be had.

    A `brief` one begins, and does its first thousand requests, in half the time; it never becomes as fast as one that is measured has to be.
    """
    java = java_home(OLDEST_JAVA[version])
    program = unpacked(RELEASES[version])
    folder = Path(tempfile.mkdtemp(prefix="searchrank-elasticsearch-", dir=_walkable()))
    port, transport = free_ports(2)
    _configure(program, folder, port, transport)
    launched = partial(_launch, program, folder, java, f"-Xms{heap} -Xmx{heap}" + BRIEF * brief)
    process = launched()
    server = Server(f"http://127.0.0.1:{port}", process.pid, folder, process, launched)
    _await_answer(server, process)
    return server


def java_home(oldest: int) -> Path:
    """The home of the oldest Java that is new enough; raises JavaMissing."""
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    found = {home: java_version(home) for home in (*homes, *sorted(Path("/usr/lib/jvm").glob("*"))) if (home / "bin/java").exists()}
    fitting = {home: version for home, version in found.items() if version >= oldest}
    if not fitting:
        raise JavaMissing(f"no Java of {oldest} or more under /usr/lib/jvm or $JAVA_HOME (seen: {sorted(set(found.values())) or 'none'})")
    return min(fitting, key=lambda home: fitting[home])


def java_version(home: Path) -> int:
    """The feature number of the Java in this home: 17 of 17.0.8; 0 where it says nothing."""
    said = subprocess.run([home / "bin/java", "-version"], capture_output=True, text=True, check=False).stderr
    number = re.search(r'version "(\d+)', said)
    return int(number.group(1)) if number else 0


def unpacked(release: str) -> Path:
    """The folder of an unpacked release, fetched and unpacked at first use; readable by everybody."""
    target = _walkable() / f"searchrank-services-{os.getuid()}" / f"elasticsearch-{release}"
    if not target.exists():
        archive = fetched(release)
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=target.parent))
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(beside)
        for path in (beside, *beside.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        _put(beside / f"elasticsearch-{release}", target)
        shutil.rmtree(beside)
    return target


def fetched(release: str) -> Path:
    """The archive of a release in the cache folder; raises ServiceMissing where it cannot be fetched."""
    cache = Path(os.environ.get("SHOP_TEST_SERVICES") or Path.home() / ".cache" / "searchrank-services")
    archive = cache / f"elasticsearch-{release}.zip"
    if not archive.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as beside:
            _fetch(release, Path(beside))
            _put(Path(beside) / archive.name, archive)
    return archive


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _fetch(release: str, folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise ServiceMissing(f"elasticsearch-{release}.zip is not in the cache and there is no mvn to fetch it")
    command = [maven, "-q", "-B", COPY, f"-Dartifact={ARTIFACT.format(release=release)}", f"-DoutputDirectory={folder}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_SECONDS, cwd=folder, check=False)
    except subprocess.TimeoutExpired:
        raise ServiceMissing(f"fetching elasticsearch-{release}.zip took more than {FETCH_SECONDS} s") from None
    if done.returncode:
        raise ServiceMissing(f"elasticsearch-{release}.zip cannot be fetched: {(done.stdout + done.stderr).strip()[:300]}")


def _put(ready: Path, target: Path) -> None:
    """Give a finished file or folder its name; another process may have been faster."""
    try:
        ready.rename(target)
    except OSError:
        if not target.exists():
            raise


def _walkable() -> Path:
    """A folder that any user can enter: the server refuses to run as root, and root's home is closed to others."""
    return Path("/var/tmp") if os.getuid() == 0 else Path(tempfile.gettempdir())


def _configure(program: Path, folder: Path, port: int, transport: int) -> None:
    shutil.copytree(program / "config", folder / "config")
    settings: Mapping[str, object] = {
        "network.host": "127.0.0.1",
        "http.port": port,
        "transport.port": transport,
        "discovery.type": "single-node",
        "xpack.security.enabled": "false",
        "cluster.routing.allocation.disk.threshold_enabled": "false",
        "action.destructive_requires_name": "false",
        "path.data": folder / "data",
        "path.logs": folder / "logs",
    }
    lines = [f"{name}: {value}" for name, value in settings.items()]
    (folder / "config" / "elasticsearch.yml").write_text("\n".join(lines) + "\n")
    (folder / "tmp").mkdir()
    if os.getuid() == 0:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, SERVER_USER)


def _launch(program: Path, folder: Path, java: Path, options: str) -> subprocess.Popen[bytes]:
    places = {"ES_JAVA_HOME": str(java), "ES_PATH_CONF": str(folder / "config"), "ES_TMPDIR": str(folder / "tmp"), "HOME": str(folder)}
    # The launcher is a Java program of its own, which takes half as long where it compiles once.
    environment = {"PATH": os.environ["PATH"], "ES_JAVA_OPTS": options, "CLI_JAVA_OPTS": BRIEF, "LIBFFI_TMPDIR": str(folder / "tmp"), **places}
    user = SERVER_USER if os.getuid() == 0 else None
    with (folder / "output.log").open("wb") as log:
        return subprocess.Popen(
            ["bash", "-c", ENDING_TOGETHER, "bash", str(program / "bin" / "elasticsearch")],
            cwd=folder,
            env=environment,
            user=user,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _await_answer(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(server.url):
        if process.poll() is not None or time.monotonic() > deadline:
            said = (server.folder / "output.log").read_text(errors="replace")[-500:]
            server.stop()
            raise ServiceMissing(f"Elasticsearch ended or did not answer within {START_SECONDS} s: {said}")
        time.sleep(0.25)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_cluster/health?wait_for_status=yellow&timeout=1s", timeout=3) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


Begin = Callable[[str], Future[Server]]


@pytest.fixture(scope="session")
def begin_elasticsearch() -> Iterator[Begin]:
    """Begins a server of a release, once: whoever knows that it will be wanted need not wait for it yet."""
    begun: dict[str, Future[Server]] = {}
    with ThreadPoolExecutor(len(RELEASES)) as pool:

        def begin(version: str) -> Future[Server]:
            if version not in begun:
                begun[version] = pool.submit(start, version, brief=True)
            return begun[version]

        yield begin
        for server in begun.values():
            with contextlib.suppress(ServiceMissing):
                server.result().stop()


def _answering(version: str, begin: Begin) -> str:
    """The address of a server that answers."""
    try:
        return begin(version).result().url
    except ServiceMissing as reason:
        # Release 9 needs a Java that not every system brings: without it, release 9 is not demanded.
        excused = version != "8.19" and isinstance(reason, JavaMissing)
        if os.environ.get("CI") == "true" and not excused:
            pytest.fail(f"Elasticsearch {version} is demanded here: {reason}")
        pytest.skip(f"Elasticsearch {version} cannot be had: {reason}")


@pytest.fixture(scope="session")
def elasticsearch_8_url(begin_elasticsearch: Begin) -> str:
    """The address of a running Elasticsearch 8.19."""
    return _answering("8.19", begin_elasticsearch)


@pytest.fixture(scope="session")
def elasticsearch_9_url(begin_elasticsearch: Begin) -> str:
    """The address of a running Elasticsearch 9.2."""
    return _answering("9.2", begin_elasticsearch)


def main(version: str = "8.19") -> None:
    """Start a server, print its address, and stop it when interrupted or ended."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server = start(version)
    sys.stdout.write(f"{server.url}\n")
    sys.stdout.flush()
    try:
        server._process.wait()
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()


if __name__ == "__main__":
    main(*sys.argv[1:2])
