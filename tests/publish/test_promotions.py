"""What stands among products is looked up by product and by category in the snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from searchrank.publish.promotions import write_promotions
from searchrank.store.documents import parse_ad, parse_content
from searchrank.store.snapshot import Draft, Snapshot
from tests.shop_vocabulary import living_shop

GOODS = (
    {"id": "a", "title": "跑鞋", "category": "鞋 > 跑鞋", "stock": 1},
    {"id": "b", "title": "凉鞋", "category": "鞋 > 凉鞋", "stock": 1},
    {"id": "c", "title": "靴子", "category": "鞋 > 靴子", "stock": 0},
)


def written(folder: Path, contents: tuple[Mapping[str, Any], ...], ads: tuple[Mapping[str, Any], ...] = ()) -> Snapshot:
    with living_shop(folder / "shop") as shop:
        shop.store.contents.put(map(parse_content, contents))
        shop.store.ads.put(map(parse_ad, ads))
        version = shop.publish(*GOODS)
        return Snapshot.open(shop.settings.snapshots / version)


def of_category(snapshot: Snapshot, kind: str) -> dict[str, list[str]]:
    """The ids of what stands in each category that has any."""
    names, lists = snapshot.vocabulary("category").texts, snapshot.ragged(f"{kind}.of_category")
    documents = snapshot.strings(f"{kind}.document")
    found = {names[row]: [orjson.loads(documents.raw(int(one)))["id"] for one in lists[row]] for row in range(len(names))}
    return {name: ids for name, ids in found.items() if ids}


def test_guides_and_query_cards_lie_by_the_categories_that_they_name(tmp_path: Path) -> None:
    guide = {"id": "g", "title": "怎么选鞋", "categories": ["跑鞋", "鞋 > 凉鞋", "帐篷"]}
    card = {"id": "k", "title": "换一双", "queries": ["跑鞋", "凉鞋", "靴子", "帐篷"], "categories": ["跑鞋"]}
    snapshot = written(tmp_path, (guide, card))
    assert of_category(snapshot, "guide") == {"鞋 > 凉鞋": ["g"], "鞋 > 跑鞋": ["g"]}
    assert of_category(snapshot, "card") == {"鞋 > 跑鞋": ["k"]}


def test_queries_of_a_card_that_bring_nothing_are_taken_off_and_a_card_of_one_query_is_none(tmp_path: Path) -> None:
    cards = ({"id": "k", "title": "一", "queries": ["跑鞋", "凉鞋", "靴子"], "categories": ["跑鞋"]},
             {"id": "m", "title": "二", "queries": ["跑鞋", "靴子"], "categories": ["跑鞋"]})  # fmt: skip
    snapshot = written(tmp_path, cards)
    documents = snapshot.strings("card.document")
    assert [orjson.loads(documents.raw(row))["queries"] for row in range(len(documents))] == [["跑鞋", "凉鞋"]]  # boots are sold out


def test_ads_lie_by_product_the_best_paid_first(tmp_path: Path) -> None:
    ads = ({"id": "1", "product_id": "b", "bid": 1}, {"id": "2", "product_id": "a", "bid": 1}, {"id": "3", "product_id": "b", "bid": 2},
           {"id": "4", "product_id": "gone", "bid": 9}, {"id": "5", "product_id": "a", "bid": 3, "budget": 2})  # fmt: skip
    snapshot = written(tmp_path, (), ads)
    assert (snapshot.array("ad.row").tolist(), list(snapshot.strings("ad.id"))) == ([0, 1, 1], ["2", "3", "1"])


def test_fields_of_any_shape_do_no_harm(tmp_path: Path) -> None:
    odd = {"id": "k", "title": "一", "queries": ["跑鞋", 7, None, "凉鞋"], "categories": {"a": 1}, "months": "all year", "language": 3}
    one = {"id": "g", "title": "二", "categories": "跑鞋", "months": 5}
    snapshot = written(tmp_path, (odd, one), ({"id": "1", "product_id": "a", "bid": 1, "keywords": "跑鞋", "budget": "much"},))
    assert of_category(snapshot, "guide") == {"鞋 > 跑鞋": ["g"]} and of_category(snapshot, "card") == {}
    assert len(snapshot.ragged("ad.keyword")) == 1


def test_a_shop_without_any_writes_empty_lists(tmp_path: Path) -> None:
    snapshot = written(tmp_path, ())
    assert len(snapshot.array("ad.row")) == 0 and of_category(snapshot, "guide") == {}


def test_a_category_that_the_shop_does_not_have_is_passed_over(tmp_path: Path) -> None:
    published = written(tmp_path, ())
    draft = Draft.begin(tmp_path / "other", "v000001")
    for path in published.path.glob("*.npy"):
        (draft.folder / path.name).write_bytes(path.read_bytes())
    write_promotions(draft, [parse_content({"id": "g", "title": "x", "categories": "帐篷"})], [], published.count)
    assert of_category(Snapshot(draft.folder, {"version": "v000001", "products": 3}), "guide") == {}
