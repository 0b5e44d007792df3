"""What Prometheus reads: every answer counted, parts that lack, how the shop stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from searchrank_web import create_app
from searchrank_web.counts import SLOTS, Counts
from searchrank_web.exposition import FAMILIES
from searchrank_web.metrics import REASONS, counted

from searchrank.records import Missing
from tests.web.fake_shop import FakeShop

LINE = re.compile(r'(?P<name>[a-z_]+)(\{[a-z]+="([^"\\\n]|\\.)*"(,[a-z]+="([^"\\\n]|\\.)*")*\})? (?P<value>-?[0-9.e+-]+)')


def told(client: FlaskClient) -> dict[str, float]:
    lines = client.get("/metrics").text.splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if not line.startswith("#"))}


def test_answers_are_counted_by_address_method_and_status(client: FlaskClient) -> None:
    for path in ("/search?q=a", "/search?q=b", "/search?page=0", "/products/x", "/nowhere/1", "/nowhere/2"):
        client.get(path)
    client.open("/search", method="BREW")
    numbers = told(client)
    asked = {name: number for name, number in numbers.items() if name.startswith("searchrank_requests_total")}
    assert asked == {
        'searchrank_requests_total{route="/search",method="GET",status="200"}': 2,
        'searchrank_requests_total{route="/search",method="GET",status="400"}': 1,
        'searchrank_requests_total{route="/products/<path:product_id>",method="GET",status="401"}': 1,
        'searchrank_requests_total{route="none",method="GET",status="404"}': 2,
        'searchrank_requests_total{route="none",method="other",status="405"}': 1,
    }


def test_every_line_is_of_the_text_format_and_every_family_is_said_once(client: FlaskClient, shop: FakeShop) -> None:
    shop.degraded = (Missing("engine", "does not answer"),)
    client.get("/search?q=a")
    client.get("/suggest?q=a")
    lines = client.get("/metrics").text.splitlines()
    assert [line for line in lines if not line.startswith("#") and not LINE.fullmatch(line)] == []
    typed = [line.split(" ")[2] for line in lines if line.startswith("# TYPE")]
    assert len(typed) == len(set(typed)) and set(typed) <= set(FAMILIES)
    assert 'searchrank_degraded_answers_total{part="engine"' in "\n".join(lines)


def test_how_the_shop_stands_is_told_without_a_series_for_every_change(client: FlaskClient, shop: FakeShop) -> None:
    numbers = told(client)
    assert numbers["searchrank_products"] > 0 and numbers["searchrank_snapshot_age_seconds"] == 60
    assert numbers['searchrank_snapshot_info{version="v1"}'] == numbers['searchrank_part_ok{part="engine"}'] == 1
    shop.degraded = (Missing("engine", "does not answer"),)
    numbers = told(client)
    assert (numbers['searchrank_part_ok{part="engine"}'], numbers["searchrank_engine_paused_workers"]) == (0, 1)


def test_events_are_counted_by_what_became_of_them(client: FlaskClient) -> None:
    click = {"action_name": "click", "timestamp": "2024-05-31T08:00:00Z"}
    client.post("/ubi_events", json=[click, click, {}])
    numbers = told(client)
    outcomes = {one: numbers[f'searchrank_recorded_total{{route="/ubi_events",outcome="{one}"}}'] for one in ("accepted", "duplicates", "refused")}
    assert outcomes == {"accepted": 1, "duplicates": 1, "refused": 1}


def test_reasons_that_never_repeat_do_not_become_series_without_end(shop: FakeShop) -> None:
    from searchrank_web.metrics import count_degraded

    app = create_app(shop)
    with app.app_context():
        for number in range(2 * REASONS):
            count_degraded([Missing("engine", f'said "{number}"')])
    kinds = [name for name in told(app.test_client()) if name.startswith("searchrank_degraded")]
    assert len(kinds) == REASONS + 1 and r"said \"7\"" in " ".join(kinds)


def test_workers_that_ended_are_counted_and_no_longer_stand(tmp_path: Path) -> None:
    first, second = Counts.opened(tmp_path), Counts.opened(tmp_path)
    for one in (first, second):
        one.add("asked")
        one.put("searchrank_engine_paused_workers", 1)
    assert counted(first) == {"asked": 2, "searchrank_workers": 2, "searchrank_engine_paused_workers": 2}
    second.close()
    assert counted(first) == {"asked": 2, "searchrank_workers": 1, "searchrank_engine_paused_workers": 1}
    first.close()


def test_a_worker_that_can_write_no_file_counts_for_itself(tmp_path: Path) -> None:
    counts = Counts.opened(tmp_path / "gone")
    counts.add("asked")
    assert counted(counts)["asked"] == counted(counts)["searchrank_workers"] == 1


@pytest.mark.parametrize("name", ["x" * 300, "界" * 100])
def test_what_has_no_room_is_not_counted_and_harms_nothing(name: str) -> None:
    counts = Counts.opened(None)
    counts.add(name)
    for number in range(SLOTS + 5):
        counts.add(f"s{number}")
    ((_, numbers),) = counts.read()
    assert len(numbers) == SLOTS and set(numbers.values()) == {1.0}
