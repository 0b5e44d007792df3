"""Live shoppers at a real shop: opened in this process, served over HTTP, and by the command."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from searchrank.cli.faults import exit_code, one_line
from searchrank.cli.simulate_live import command
from searchrank.simulate.live.arrivals import midnight
from searchrank.simulate.world.folder import write_world
from tests.served import served
from tests.shop_vocabulary import LivingShop, living_shop
from tests.web.fake_shop import FakeShop

TODAY = date(2026, 3, 1)
PRODUCTS = 300


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a world in it."""
    home = tmp_path_factory.mktemp("home")
    write_world(home / "world", PRODUCTS, 7, TODAY, lambda *_: None)
    return home


@pytest.fixture(scope="module")
def shop(home: Path) -> Iterator[LivingShop]:
    """The shop of that home, which sells the world's products."""
    files = sorted((home / "world").glob("products-*.gz"))
    documents = [orjson.loads(line) for path in files for line in gzip.decompress(path.read_bytes()).splitlines()]
    with living_shop(home, *documents) as shop:
        yield shop


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(command, list(words), obj={"home": home})


def reported(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def test_a_day_in_process_is_recorded_with_its_own_times(shop: LivingShop, home: Path) -> None:
    before = shop.store.events.count()
    report = reported(run(home, "--shoppers", "40", "--everybody", "--json"))
    assert report["errors"] == 0 and report["visits"] >= 40 and report["searches"] > 0
    events = [one.event for one in shop.store.events.after(before, 100_000)]
    queries = shop.store.events.queries_after(0, 100_000)
    assert len(events) + len(queries) == report["recorded"]
    assert len(queries) == report["searches"]
    assert all(midnight(date(2026, 3, 2)) <= event.timestamp < midnight(date(2026, 3, 4)) for event in events)
    assert {event.action for event in events} >= {"visit", "impression"}


def test_over_http_nothing_is_lost(shop: LivingShop, home: Path) -> None:
    before = shop.store.events.count()
    with served(shop.shop) as url:
        report = reported(run(home, "--shoppers", "15", "--everybody", "--url", url, "--rate", "40", "--threads", "2", "--json"))
    assert report["errors"] == 0 and report["visits"] >= 15
    kept = shop.store.events.count() - before
    assert kept == report["recorded"] - report["searches"]
    assert set(report["latency_ms"]) <= {"record", "search", "suggest"}


def test_a_shop_that_fails_is_told_and_the_command_fails(home: Path) -> None:
    with served(FakeShop(broken=True)) as url:
        result = run(home, "--shoppers", "15", "--everybody", "--url", url, "--rate", "100", "--threads", "2", "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 1 and report["errors"] > 0 == report["searches"]
    assert list(report["faults"]) == [said for said in report["faults"] if said.startswith("search: the shop at http") and "(500: " in said]


def test_the_report_is_read_by_people_too(shop: LivingShop, home: Path) -> None:
    result = run(home, "--shoppers", "5", "--start", "2096-05-01")
    assert result.exit_code == 0
    assert {"shoppers: 5", "days: 1", "errors: 0", "refused: 0"} <= set(result.output.splitlines())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--shoppers", "-1"], "-1 shoppers are none: give 1 or more"),
        (["--days", "0"], "0 days are none: give 1 or more"),
        (["--preset", "kind"], "unknown preset 'kind': known are pbm, mild, default, harsh, flat"),
        (["--url", "shop"], "the url is 'shop': give one such as http://127.0.0.1:8000"),
        (["--url", "http://127.0.0.1:9", "--rate", "0"], "a rate of 0 searches a second is none: give more than 0"),
    ],
)
def test_wrong_input_is_one_sentence(home: Path, words: list[str], said: str) -> None:
    result = run(home, *words)
    assert result.exception and one_line(result.exception) == said and exit_code(result.exception) == 2


def test_a_shop_that_is_not_served_is_one_sentence(home: Path) -> None:
    result = run(home, "--url", "http://127.0.0.1:9", "--shoppers", "2")
    assert result.exception and "see whether it is served and ready" in one_line(result.exception)


def test_a_home_without_a_world_says_how_to_make_one(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exception and "make one with `searchrank simulate world" in one_line(result.exception)
