"""The server that `serve` starts, with real worker processes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest
from click.testing import CliRunner

from searchrank.cli.serving import address_to_listen_on, commands, serve_home
from searchrank.errors import Conflict
from tests.shop_vocabulary import SHOES, living_shop, product

ROOT = Path(__file__).parents[2]
PATHS = os.pathsep.join([str(ROOT), str(ROOT / "web")])


@dataclass(frozen=True)
class Served:
    process: psutil.Popen
    port: int

    def status(self, path: str = "/health") -> int:
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as response:
            return int(response.status)

    def numbers(self) -> dict[str, float]:
        """What `/metrics` tells, by series; every second time or so the other worker tells it."""
        with urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=5) as response:
            assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
            lines = response.read().decode().splitlines()
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if not line.startswith("#"))}

    def workers(self) -> float:
        try:
            return self.numbers()["searchrank_workers"]
        except OSError:
            return 0

    def has_replaced(self, killed: psutil.Process) -> bool:
        """Whether two workers run, this one being no longer one of them."""
        return len({child.pid for child in self.process.children() if child.status() != psutil.STATUS_ZOMBIE} - {killed.pid}) == 2

    def answers(self) -> bool:
        try:
            return self.status() == 200
        except OSError:
            return False


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving("tests.web.served", str(tmp_path)) as started:
        yield started


@contextmanager
def serving(*module: str) -> Iterator[Served]:
    """What `python -m` with these words and a free port serves, until it is told to end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", *module, str(port)]
    process = psutil.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": PATHS}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    started = Served(process, port)
    try:
        assert holds(started.answers), "the server did not start"
        yield started
    finally:
        process.terminate()
        ended = process.wait(20)
    assert ended == 0


def holds(condition: Callable[[], bool], seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def test_a_killed_worker_is_replaced_and_the_shop_goes_on(served: Served) -> None:
    assert holds(lambda: len(served.process.children()) == 2)
    killed = served.process.children()[0]
    killed.kill()
    # A request that was on its way to the killed worker may be lost; those that follow are answered.
    assert holds(served.answers, 5)
    assert holds(lambda: served.has_replaced(killed))
    assert served.status("/?q=x") == 200


def test_a_server_whose_workers_cannot_open_the_shop_ends_and_says_why(tmp_path: Path) -> None:
    with living_shop(tmp_path, *SHOES), socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        command = [sys.executable, "-m", "searchrank.cli", "--home", str(tmp_path), "serve", "--port", str(free.getsockname()[1])]
        free.close()
        wrong = {**os.environ, "PYTHONPATH": PATHS, "SEARCHRANK_PIPELINE": "nope"}
        ended = subprocess.run(command, cwd=ROOT, env=wrong, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr.splitlines()[-1].partition(":")[0]) == (2, "error")
    assert "setting 'pipeline' names 'nope': known are " in ended.stderr.splitlines()[-1] and "Traceback" not in ended.stderr
    assert ended.stdout.count("Spawning") + ended.stderr.count("Spawning") == 2


def test_a_worker_that_cannot_open_the_shop_beside_one_that_serves_is_started_until_it_can(served: Served, tmp_path: Path) -> None:
    assert holds(lambda: served.workers() == 2)
    (tmp_path / "broken").touch()
    served.process.children()[0].kill()
    # Until it is really gone it counts as living; then longer than it takes to die twice.
    assert holds(lambda: served.workers() == 1)
    assert not holds(lambda: served.workers() == 2, 8) and served.answers()
    (tmp_path / "broken").unlink()
    assert holds(lambda: served.workers() == 2)


SEARCHES = 'searchrank_requests_total{route="/search",method="GET",status="200"}'
TIMES = "searchrank_request_seconds"


def test_metrics_are_the_sum_of_all_workers_whichever_is_asked(served: Served) -> None:
    assert holds(lambda: served.workers() == 2)
    for _ in range(12):
        served.status("/search?q=nothingatall")
    for told in [served.numbers() for _ in range(6)]:
        assert told[SEARCHES] == told["searchrank_searches_without_hits_total"] == 12
        ranges = [number for name, number in told.items() if name.startswith(f'{TIMES}_bucket{{route="/search"')]
        assert ranges == sorted(ranges) and ranges[-1] == told[f'{TIMES}_count{{route="/search"}}'] == 12
        assert 0 < told[f'{TIMES}_sum{{route="/search"}}'] < 12


def test_what_a_worker_counted_stays_counted_when_it_is_gone(served: Served) -> None:
    for _ in range(8):
        served.status("/search?q=x")
    killed = served.process.children()[0]
    killed.kill()
    # Until it is really gone it counts as living, and a request may be lost with it.
    assert holds(lambda: served.has_replaced(killed)) and holds(lambda: served.workers() == 2)
    assert served.numbers()[SEARCHES] == 8


def test_a_real_shop_tells_what_it_serves_and_takes_over_what_changes(tmp_path: Path) -> None:
    words = ("--home", str(tmp_path), "serve", "--port")
    with living_shop(tmp_path, *SHOES) as shop, serving("searchrank.cli", *words) as served:
        assert holds(lambda: served.workers() == 2)
        told = served.numbers()
        parts = {name for name in told if name.startswith("searchrank_part_ok")}
        assert told["searchrank_products"] == len(SHOES) and told['searchrank_snapshot_info{version="v000001"}'] == 1
        assert 0 <= told["searchrank_snapshot_age_seconds"] < 600 and told["searchrank_engine_paused_workers"] == 0
        assert parts == {f'searchrank_part_ok{{part="{name}"}}' for name in ("engine", "imports", "live", "snapshot", "store")}
        shop.shop.products.put([product("zorblax")])
        assert holds(lambda: (now := served.numbers())["searchrank_live_rows"] == 1 and now["searchrank_live_changes_behind"] == 0)
        assert served.numbers()["searchrank_products"] == len(SHOES) + 1


def test_a_port_that_is_none_is_refused_before_anything_starts(tmp_path: Path) -> None:
    result = CliRunner().invoke(commands[0], ["--port", "70000"], obj={"home": tmp_path})
    assert result.exit_code == 2 and "70000" in result.output


def test_a_home_without_a_shop_is_refused_before_any_worker_starts(tmp_path: Path) -> None:
    result = CliRunner().invoke(commands[0], [], obj={"home": tmp_path})
    assert isinstance(result.exception, Conflict) and "searchrank init" in str(result.exception)


def test_a_port_that_another_server_has_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as taken, pytest.raises(Conflict, match="choose another with --port"):
        serve_home(tmp_path, host="127.0.0.1", port=taken.getsockname()[1], workers=1)


def test_a_host_may_be_a_name() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert address_to_listen_on("localhost", port) in ("127.0.0.1", "::1")
