"""Files that become what a shop keeps, and imports that are killed at every step."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from searchrank.errors import InvalidInput, NotFound, UnknownName
from searchrank.settings import Settings
from searchrank.store.products import parse_product, product_from_document
from searchrank.store.staging import BadLine
from searchrank.store.store import Store, open_store

PRODUCTS = 2500
KILLED = 9
STEPS = ("begun", "staging", "staging+1", "staged", "applying", "applying+1", "applied")
KILLS = [("sqlite", step) for step in STEPS] + [("postgresql", step) for step in ("staging+1", "staged", "applying+1")]
CHILD = """
import os, sys
from pathlib import Path
from searchrank.settings import Settings
from searchrank.store.store import open_store

home, url, path, (step, _, later) = Path(sys.argv[1]), sys.argv[2] or None, Path(sys.argv[3]), sys.argv[4].partition("+")
left = [int(later or 0)]

def checkpoint(reached):
    if reached == step:
        if not left[0]:
            os._exit(9)
        left[0] -= 1

store = open_store(Settings(home=home, database_url=url, events_url=url))
print("ready", flush=True)
store.imports.run("products", path, checkpoint=checkpoint)
store.close()
"""
Shop = tuple[Path, str | None, Store]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(Settings(home=tmp_path / "home"), create=True)
    yield opened
    opened.close()


@pytest.fixture
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    """A shop with three old products, two of which the file of `large_file` has too."""
    url = None if request.param == "sqlite" else request.getfixturevalue("fresh_postgresql_url")
    opened = open_store(Settings(home=tmp_path, database_url=url, events_url=url), create=True)
    opened.catalogue.put(parse_product({"id": key, "title": "old"}) for key in ("p0000", "p2499", "q"))
    yield tmp_path, url, opened
    opened.close()


@pytest.fixture(scope="module")
def large_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("files") / "products.jsonl"
    path.write_text("".join(f'{{"id": "p{number:04}", "title": "new"}}\n' for number in range(PRODUCTS)), "utf-8")
    return path


OLD = {"p0000": "old", "p2499": "old", "q": "old"}
NEW = {**{f"p{number:04}": "new" for number in range(PRODUCTS)}, "q": "old"}


def titles(store: Store) -> dict[str, str]:
    return {one.id: one.title for one in map(product_from_document, store.catalogue.read().documents)}


def child(shop: Shop, path: Path, step: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CHILD, str(shop[0]), shop[1] or "", str(path), step]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def numbers(store: Store) -> list[int]:
    return [one.number for one in store.catalogue.changes(0, limit=10_000)]


@pytest.mark.parametrize(("shop", "step"), KILLS, indirect=["shop"])
def test_an_import_killed_at_any_step_shows_nothing_and_is_finished_by_the_same_command(shop: Shop, large_file: Path, step: str) -> None:
    process = child(shop, large_file, step)
    process.communicate(timeout=60)
    assert process.returncode == KILLED
    store = shop[2]
    assert titles(store) == OLD
    assert store.catalogue.read().as_of_change == 3
    report = store.imports.run("products", large_file)
    assert (report.resumed, report.lines, report.kept, report.changed) == (True, PRODUCTS, PRODUCTS, PRODUCTS)
    assert titles(store) == NEW
    assert numbers(store) == list(range(1, 3 + PRODUCTS + 1))


@pytest.mark.parametrize("shop", ["sqlite", "postgresql"], indirect=True)
def test_an_import_killed_after_its_last_step_is_finished(shop: Shop, large_file: Path) -> None:
    process = child(shop, large_file, "finished")
    process.communicate(timeout=60)
    assert process.returncode == KILLED
    assert titles(shop[2]) == NEW
    again = shop[2].imports.run("products", large_file)
    assert (again.resumed, again.changed) == (False, 0)


@pytest.mark.parametrize(("shop", "seed"), [("sqlite", 0), ("sqlite", 1), ("sqlite", 2), ("postgresql", 0), ("postgresql", 1)], indirect=["shop"])
def test_an_import_killed_at_random_loses_nothing(shop: Shop, large_file: Path, seed: int) -> None:
    process = child(shop, large_file, "never")
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(random.Random(seed).uniform(0.0, 0.15))
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    store = shop[2]
    assert titles(store) in (OLD, NEW)
    store.imports.run("products", large_file)
    assert titles(store) == NEW
    assert numbers(store) == list(range(1, 3 + PRODUCTS + 1))


# --- one file


def written(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_bad_lines_are_reported_and_the_good_ones_kept(store: Store, tmp_path: Path) -> None:
    lines = ('{"id": "p1", "title": "杯"}', '{"id": "p2", "title": "cup", "price": -3}', "", "{broken", '{"id": "p3", "title": "mug"}')
    report = store.imports.run("products", written(tmp_path, "a.jsonl", *lines))
    assert (report.lines, report.kept, report.changed, report.bad_total, report.resumed) == (4, 2, 2, 2, False)
    assert report.bad[0] == BadLine(2, "price", "-3", "a number from 0")
    assert (report.bad[1].line, report.bad[1].field, report.bad[1].value) == (4, "line", '"{broken"')
    assert titles(store) == {"p1": "杯", "p3": "mug"}


def test_the_first_thousand_bad_lines_are_listed_and_all_counted(store: Store, tmp_path: Path) -> None:
    report = store.imports.run("products", written(tmp_path, "a.jsonl", *["{}"] * 1200))
    assert (len(report.bad), report.bad[-1].line, report.bad_total, report.kept) == (1000, 1000, 1200, 0)


def test_an_interrupted_import_reports_its_bad_lines_when_it_is_finished(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", "{}", '{"id": "p1", "title": "杯"}')
    with pytest.raises(KeyboardInterrupt):
        store.imports.run("products", path, checkpoint=interrupt_at("staged"))
    report = store.imports.run("products", path)
    assert (report.resumed, report.lines, report.kept, report.bad_total, report.bad[0].field) == (True, 2, 1, 1, "id")


def interrupt_at(step: str) -> Callable[[str], None]:
    def checkpoint(reached: str) -> None:
        if reached == step:
            raise KeyboardInterrupt

    return checkpoint


def test_of_two_lines_with_one_id_the_last_counts(store: Store, tmp_path: Path) -> None:
    between = [f'{{"id": "x{number}", "title": "t"}}' for number in range(1500)]
    path = written(tmp_path, "a.jsonl", '{"id": "p1", "title": "first"}', *between, '{"id": "p1", "title": "last"}')
    for _ in range(2):
        store.imports.run("products", path)
        assert titles(store)["p1"] == "last"


def test_only_the_named_fields_are_imported(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", '{"id": "p1", "title": "杯", "brand": "secret", "extra": 1}')
    store.imports.run("products", path, only=["title"])
    assert next(store.catalogue.read().documents) == '{"id":"p1","title":"杯"}'.encode()
    with pytest.raises(UnknownName, match="unknown field 'colour'"):
        store.imports.run("products", path, only=["colour"])


def test_a_file_that_cannot_be_read_at_all_leaves_no_trace(store: Store, tmp_path: Path) -> None:
    for path, error in ((written(tmp_path, "a.csv", "name", "cup"), InvalidInput), (tmp_path / "nosuch.jsonl", NotFound), (tmp_path, InvalidInput)):
        with pytest.raises(error):
            store.imports.run("products", path)
    assert store.imports.unfinished() == []


def test_an_unknown_kind_is_answered_with_the_known_ones(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="unknown kind of import 'prices': known are products, contents"):
        store.imports.run("prices", tmp_path / "a.jsonl")


def test_progress_counts_lines_read_and_then_lines_applied(store: Store, large_file: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    store.imports.run("products", large_file, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1000, None), (2000, None), (2500, None), (1000, 2500), (2000, 2500), (2500, 2500)]


def test_logged_queries_are_imported_with_their_counts(store: Store, tmp_path: Path) -> None:
    report = store.imports.run("queries", written(tmp_path, "log.tsv", "跑鞋\t12", "red\tshoe\t3", "cup\t0", "mug", "dress\tmany"))
    assert [(bad.line, bad.field, bad.value) for bad in report.bad] == [
        (2, "text", '"red\\tshoe"'),
        (3, "count", '"0"'),
        (4, "line", '"mug"'),
        (5, "count", '"many"'),
    ]
    assert list(store.queries.read()) == [("跑鞋", 12)]


def test_judged_queries_are_not_taken_for_logged_ones(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, "queries.tsv", "q1\t跑鞋", "q2\trunning shoes", "q3\t361")
    with pytest.raises(InvalidInput, match="looks like a judged query") as caught:
        store.imports.run("queries", path)
    assert "import judgments QRELS --queries queries.tsv" in str(caught.value)
    assert list(store.queries.read()) == []


def test_contents_and_ads_are_imported(store: Store, tmp_path: Path) -> None:
    store.imports.run("contents", written(tmp_path, "c.jsonl", '{"id": "g1", "title": "guide", "kind": "list"}', '{"id": "g2"}'))
    report = store.imports.run("ads", written(tmp_path, "a.jsonl", '{"id": "a1", "product_id": "p1", "bid": 1}', '{"id": "a2"}'))
    assert [(one.id, one.kind) for one in store.contents.read()] == [("g1", "list")]
    assert [(one.id, one.bid) for one in store.ads.read()] == [("a1", 1.0)]
    assert (report.bad[0].line, report.bad[0].field) == (2, "product_id")


LOG = (
    {"action_name": "click", "timestamp": "2024-05-31T00:00:00Z", "query_id": "q1", "event_attributes": {"object": {"object_id": "p1"}}},
    {"user_query": "跑鞋", "query_id": "q1", "timestamp": "2024-05-31T00:00:00Z"},
    {"action_name": "click"},
    {"action_name": "click", "timestamp": "2999-01-01T00:00:00Z"},
)


def test_a_log_is_checked_like_what_the_web_sends_and_recorded_once(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, "log.jsonl", *(json.dumps(line) for line in LOG))
    with pytest.raises(KeyboardInterrupt):
        store.imports.run("log", path, checkpoint=interrupt_at("applying"))
    reports, bad = [store.imports.run("log", path) for _ in range(2)], [(3, "timestamp"), (4, "timestamp")]
    assert [(report.kept, report.changed, [(bad.line, bad.field) for bad in report.bad]) for report in reports] == [(2, 2, bad), (2, 0, bad)]
    (kept,) = store.events.after(0)
    assert (kept.event.action, kept.event.query_id, kept.event.attributes) == ("click", "q1", {"object": {"object_id": "p1"}})
    assert [asked.user_query for _, asked in store.events.queries_after(0)] == ["跑鞋"]
