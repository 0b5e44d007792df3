"""Changes are seen without publishing: by search, filters, facets, sort, documents and suggestions, until publishing folds them in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from searchrank.publish.health import health_of
from searchrank.query.category import token_numbers
from searchrank.query.tokens import plain_token
from searchrank.query.worth import shared
from searchrank.records import Query, Token
from tests.publish.live_shop import DATABASES, LiveShop, database_url, live_shop
from tests.shop_vocabulary import SHOES


@pytest.fixture(params=DATABASES)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LiveShop]:
    with live_shop(tmp_path, *SHOES, database_url=database_url(request)) as shop:
        yield shop


def test_a_new_price_is_seen_in_filter_sort_facet_and_document(shop: LiveShop) -> None:
    assert shop.order("跑鞋", sort="price_asc") == ["a1", "n1", "n2"]
    shop.patch("n1", price=199)
    assert shop.order("跑鞋", sort="price_asc") == ["n1", "a1", "n2"]
    assert shop.sees("跑鞋", filters=["price:..200"]) == ["n1"]
    assert shop.sees("跑鞋", filters=["price:400..500"]) == []
    assert shop.shop.shop.search("跑鞋", sort="price_asc").hits[0].document["price"] == 199
    assert shop.shop.shop.search("跑鞋").total == 3


def test_a_deleted_product_is_gone_everywhere(shop: LiveShop) -> None:
    shop.delete("a1")
    assert shop.sees("跑鞋") == ["n1", "n2"]
    assert "安踏" not in shop.facet("跑鞋", "brand")
    assert shop.sees("", filters=["brand:安踏"]) == []
    assert shop.shop.shop.known(["a1", "n1"]) == {"n1"}


def test_a_product_that_comes_back_is_found_again(shop: LiveShop) -> None:
    shop.delete("a1")
    shop.change({"id": "a1", "title": "安踏 跑鞋 回来了", "brand": "安踏"})
    assert shop.sees("跑鞋") == ["a1", "n1", "n2"]
    shop.delete("a1")
    assert shop.sees("跑鞋") == ["n1", "n2"]


def test_a_product_that_comes_back_at_once_is_found_again(shop: LiveShop) -> None:
    """Removed and put again before the follower looked: as it was published, then at another price."""
    as_published = shop.shop.shop.search("安踏 跑鞋").hits[0].document
    for price in (299, 199):
        shop.shop.shop.products.delete(["a1"])
        shop.change({**as_published, "price": price})
        assert shop.sees("跑鞋") == ["a1", "n1", "n2"]
        assert shop.sees("跑鞋", filters=[f"price:{price}..{price}"]) == ["a1"]
    shop.delete("a1")
    assert shop.sees("跑鞋") == ["n1", "n2"]


def test_a_new_product_with_a_word_never_seen_before_is_found(shop: LiveShop) -> None:
    assert shop.sees("zorblax") == []
    shop.change({"id": "z", "title": "Zorblax 9000 水壶", "price": 12})
    assert shop.sees("zorblax") == ["z"]
    assert shop.sees("水壶 9000") == ["z"]
    assert shop.shop.shop.search("zorblax").did_you_mean is None


def test_new_words_count_for_nothing_where_only_published_ones_are_counted(shop: LiveShop) -> None:
    shop.change({"id": "z", "title": "Zorblax wumpus 安踏 跑鞋"})
    snapshot = shop.shop.shop.watch.view().snapshot
    known, said = len(snapshot.base.vocabulary("units")), ("zorblax", "nike", "wumpus")
    places = snapshot.places("units", said)
    assert places[1] < known <= min(places[0], places[2])
    assert token_numbers(snapshot, [plain_token(text, "unit") for text in said]) == {"units": [places[1]]}
    assert shop.order("zorblax 安踏")[0] == shop.order("wumpus 跑鞋")[0] == "z"


def test_what_a_word_is_worth_stays_as_published(shop: LiveShop) -> None:
    query = Query("冲浪", tokens=(Token("冲"), Token("浪"), Token("冲浪", "word")))

    def weight() -> float:
        return shared(query, shop.shop.shop.watch.view().snapshot, 1.0).tokens[0].weight

    assert weight() == 1.0
    shop.change({"id": "s", "title": "冲浪 滑板"})
    assert shop.sees("冲浪") == ["s"]
    assert weight() == 1.0
    shop.shop.publish()
    assert weight() == pytest.approx(0.5)


def test_a_new_word_is_not_taken_for_a_slip_of_a_known_one(shop: LiveShop) -> None:
    assert shop.shop.shop.search("nikee").did_you_mean is not None
    shop.change({"id": "x", "title": "Nikee sandal"})
    assert shop.sees("nikee") == ["x"]
    assert shop.shop.shop.search("nikee").did_you_mean is None


def test_a_new_brand_category_and_attribute_can_be_filtered_and_counted(shop: LiveShop) -> None:
    shop.change(
        {"id": "x", "title": "特步 跑鞋", "brand": "特步", "category": "运动 > 跑鞋 > 竞速", "attributes": {"颜色": "薄荷绿", "鞋底": "碳板"}},
        {"id": "y", "title": "新 跑鞋", "category": "户外"},
    )
    assert shop.sees("跑鞋", filters=["brand:特步"]) == ["x"]
    assert shop.sees("跑鞋", filters=["category:运动 > 跑鞋"]) == ["a1", "n1", "n2", "x"]
    assert shop.sees("跑鞋", filters=["category:运动 > 跑鞋 > 竞速"]) == ["x"]
    assert shop.sees("", filters=["attributes.鞋底:碳板"]) == ["x"]
    assert shop.sees("", filters=["颜色:薄荷绿"]) == ["x"]
    assert shop.facet("跑鞋", "brand")["特步"] == 1
    assert shop.facet("跑鞋", "attributes.颜色") == {"薄荷绿": 1}
    assert shop.facet("跑鞋", "category") == {"运动": 4, "运动 > 跑鞋": 4, "户外": 1, "运动 > 跑鞋 > 竞速": 1}


def test_what_is_sold_out_takes_its_suggestion_away_and_brings_it_back(shop: LiveShop) -> None:
    assert "虎牌" in shop.shop.suggests("虎")
    shop.patch("m1", stock=0)
    assert shop.shop.suggests("虎") == []
    assert "m1" not in shop.sees("保温杯", filters=["stock:in"])
    shop.patch("m1", stock=4)
    assert "虎牌" in shop.shop.suggests("虎")
    shop.delete("m1")
    assert shop.shop.suggests("虎") == []


def test_a_title_that_changed_is_found_by_its_new_words_alone(shop: LiveShop) -> None:
    shop.patch("l1", title="大灯罩 右 奔驰")
    assert shop.sees("奔驰") == ["l1"]
    assert shop.sees("启辰r50 大灯罩 左") != ["x"]
    assert shop.order("大灯罩") == ["l1"]


def test_what_is_known_of_a_product_survives_a_change(shop: LiveShop) -> None:
    view = shop.shop.shop.watch.view()
    row = view.rows_of(["n1"])[0]
    shop.patch("n1", price=1)
    shop.patch("n1", price=2)
    later = shop.shop.shop.watch.view()
    rows = later.rows_of(["n1", "gone"])
    assert rows.tolist() == [len(SHOES) + 1, -1]
    assert later.origins(rows[:1]).tolist() == [row]


def test_scores_are_those_of_publishing_where_only_a_price_changed(shop: LiveShop) -> None:
    before = {hit.id: hit.score for hit in shop.shop.shop.search("耐克 跑鞋 透气", pipeline="keyword").hits}
    shop.patch("n1", price=1)
    after = {hit.id: hit.score for hit in shop.shop.shop.search("耐克 跑鞋 透气", pipeline="keyword").hits}
    assert after == pytest.approx(before)


def test_features_of_a_changed_price_are_those_of_publishing_it(shop: LiveShop) -> None:
    shop.patch("n1", price=1)
    live = {one["name"]: one["value"] for one in shop.shop.shop.explain("跑鞋", "n1")["features"]}
    shop.shop.publish()
    published = {one["name"]: one["value"] for one in shop.shop.shop.explain("跑鞋", "n1")["features"]}
    assert live["price_to_median"] == published["price_to_median"] < 0
    assert live == pytest.approx(published, nan_ok=True)


def test_a_page_goes_on_with_the_state_that_its_first_page_saw(shop: LiveShop) -> None:
    shop.patch("n1", price=1)
    first = shop.shop.shop.search("跑鞋", sort="price_asc", per_page=1)
    assert first.next is not None and first.view == "v000001.1"
    shop.patch("n2", price=2)
    assert shop.order("跑鞋", sort="price_asc") == ["n1", "n2", "a1"]
    assert [hit.id for hit in shop.shop.shop.search("跑鞋", sort="price_asc", page=2, per_page=1, view=first.view).hits] == ["a1"]
    assert shop.order("跑鞋", sort="price_asc", view="v000001") == ["a1", "n1", "n2"]


def test_publishing_folds_everything_in(shop: LiveShop) -> None:
    shop.patch("n1", price=1)
    shop.change({"id": "z", "title": "zorblax 跑鞋", "price": 7})
    shop.shop.publish()
    page = shop.shop.shop.search("跑鞋", sort="price_asc")
    assert [hit.id for hit in page.hits] == ["n1", "z", "a1", "n2"]
    assert page.view == "v000002"
    shop.patch("z", price=0.5)
    assert shop.order("跑鞋", sort="price_asc") == ["z", "n1", "a1", "n2"]


def test_a_change_made_while_a_snapshot_is_built_does_not_vanish(shop: LiveShop) -> None:
    shop.shop.publish(checkpoint=lambda step: shop.patch("n1", price=1) if step == "before_fsync" else None)
    # The new snapshot does not know the price, so workers wait for its live part.
    assert shop.shop.serving == "v000002"
    assert shop.shop.shop.watch.view().version == "v000001.1"
    shop.follow()
    assert shop.shop.shop.watch.view().version == "v000002.1"
    assert shop.order("跑鞋", sort="price_asc")[0] == "n1"


def test_rolling_back_keeps_the_changes(shop: LiveShop) -> None:
    shop.patch("n1", price=1)
    shop.shop.publish()
    shop.patch("a1", price=0.5)
    shop.shop.rollback()
    shop.follow()
    assert shop.shop.shop.watch.view().version == "v000001.2"
    assert shop.order("跑鞋", sort="price_asc") == ["a1", "n1", "n2"]


def test_a_killed_writer_is_replaced_by_one_that_goes_on_where_it_stopped(shop: LiveShop) -> None:
    shop.change({"id": "z", "title": "zorblax 跑鞋", "brand": "薄荷", "price": 7})
    other = shop.killed()
    other.change({"id": "w", "title": "zorblax wumpus", "brand": "薄荷"})
    other.patch("z", price=8)
    assert other.sees("zorblax") == ["w", "z"]
    assert other.sees("", filters=["brand:薄荷"]) == ["w", "z"]
    assert other.sees("", filters=["price:8..8"]) == ["z"]


def test_a_writer_that_is_killed_within_a_batch_leaves_nothing_behind(shop: LiveShop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.patch("n1", price=3)
    with monkeypatch.context() as patched:
        patched.setattr("searchrank.publish.live_folder.write_generation", _killed)
        with pytest.raises(KeyboardInterrupt):
            shop.change({"id": "z", "title": "zorblax 跑鞋"}, {"id": "a1", "title": "安踏 wumpus"})
    assert shop.sees("zorblax") == [] and shop.sees("跑鞋") == ["a1", "n1", "n2"]
    other = shop.killed()
    other.change({"id": "q", "title": "quux 跑鞋"}, {"id": "z", "title": "zorblax"})
    assert other.sees("zorblax") == ["z"] and other.sees("wumpus") == ["a1"] and other.sees("quux") == ["q"]
    assert other.sees("跑鞋") == ["n1", "n2", "q"]


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_two_workers_see_the_same(shop: LiveShop) -> None:
    other = shop.shop.another()
    shop.patch("n1", price=1)
    assert other.search("跑鞋", sort="price_asc").hits[0].id == "n1"


def test_it_can_be_switched_off(tmp_path: Path) -> None:
    with live_shop(tmp_path, *SHOES, live={"serve": False}) as shop:
        shop.patch("n1", price=1)
        assert shop.sees("", filters=["price:1..1"]) == []
        assert "live" not in shop.shop.shop.health()


def test_the_state_of_following_is_told_by_health(shop: LiveShop) -> None:
    shop.patch("n1", price=1)
    told = health_of(shop.shop.shop.watch, shop.shop.shop.engines, shop.shop.store, follows=True)["live"]
    assert (told["ok"], told["rows"], told["behind"]) == (False, 1, 0)
    assert "searchrank serve" in told["reason"]


def test_the_front_page_shows_what_is_sold_now(shop: LiveShop) -> None:
    shop.delete("a1")
    assert "a1" not in [hit.id for hit in shop.shop.shop.front().best_selling]
