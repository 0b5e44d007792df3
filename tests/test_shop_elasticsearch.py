"""A whole shop on a real Elasticsearch: the same answers as embedded, indexes that follow the snapshots, and what happens when the server dies."""

from __future__ import annotations

import os
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from searchrank.errors import Conflict, EngineDown
from searchrank.recall.elastic import ElasticServer
from searchrank.records import Page
from searchrank.settings import ElasticsearchSettings
from tests.publish import dying
from tests.services.elasticsearch import Server, ServiceMissing, free_ports, start
from tests.shop_vocabulary import SHOES, LivingShop, Shoppers, eventually, living_shop, shoes

TEXTS = ("跑鞋", "红色 登山鞋", "安踏 篮球鞋 型号31", "running shoes", "大灯罩", "保温杯 500ml", "红色")
CATALOGUE = (*SHOES, *shoes(240))
AFTER_THE_BREAKER = 5.0
"""Seconds within which a server that came back is asked again: the breaker pauses for two."""


def behind(url: str, prefix: str | None = None) -> ElasticsearchSettings:
    """The settings of a shop with indexes of its own."""
    return ElasticsearchSettings(url=url, index_prefix=prefix or f"shop-{uuid.uuid4().hex[:8]}", timeout_ms=3000)


@pytest.fixture
def shop(tmp_path: Path, elasticsearch_8_url: str) -> Iterator[LivingShop]:
    with living_shop(tmp_path, *SHOES, engine="elasticsearch", elasticsearch=behind(elasticsearch_8_url)) as shop:
        yield shop


def indexes(shop: LivingShop) -> list[str]:
    """The shop's indexes on the server, without the shop's prefix."""
    server = ElasticServer.connect(shop.settings.elasticsearch)
    prefix = shop.settings.elasticsearch.index_prefix
    names = [name.removeprefix(f"{prefix}-") for name in server.indexes(prefix)]
    server.close()
    return names


def test_release_8_answers_as_the_embedded_engine_does(tmp_path: Path, elasticsearch_8_url: str) -> None:
    assert_same_answers(tmp_path, elasticsearch_8_url)


def test_release_9_answers_as_the_embedded_engine_does(tmp_path: Path, elasticsearch_9_url: str) -> None:
    assert_same_answers(tmp_path, elasticsearch_9_url)


def assert_same_answers(folder: Path, url: str) -> None:
    elastic = living_shop(folder / "elastic", *CATALOGUE, engine="elasticsearch", elasticsearch=behind(url))
    with living_shop(folder / "embedded", *CATALOGUE) as one, elastic as other:
        for text in TEXTS:
            assert summary(one, text) == summary(other, text)


def summary(shop: LivingShop, text: str) -> tuple[object, ...]:
    """What must not depend on the engine."""
    page = shop.shop.search(text, pipeline="day_one", per_page=10, facets=["brand", "price"])
    narrowed = shop.shop.search(text, pipeline="day_one", filters=["brand:安踏", "price:100..200", "stock:in"], sort="price_asc")
    return page.total, page.facets, [hit.id for hit in page.hits], page.degraded, narrowed.total, [hit.id for hit in narrowed.hits]


def test_the_index_of_a_version_is_named_in_its_manifest_and_in_the_register(shop: LivingShop) -> None:
    name = f"{shop.settings.elasticsearch.index_prefix}-v000001"
    assert shop.shop.watch.view().snapshot.manifest["index_name"] == name
    assert shop.store.snapshots.list()[0].index_name == name
    assert indexes(shop) == ["v000001"]
    assert shop.shop.health()["engine"] == {"ok": True, "kind": "elasticsearch", "required": False}


def test_rolling_back_asks_the_index_of_that_version(shop: LivingShop) -> None:
    shop.store.catalogue.remove(["l1"])
    shop.publish()
    assert shop.sees("大灯罩") == []
    shop.rollback()
    page = shop.shop.search("大灯罩")
    assert ([hit.id for hit in page.hits], page.degraded, indexes(shop)) == (["l1"], (), ["v000001", "v000002"])


def test_the_index_goes_with_its_version_and_not_before_the_workers_are_done_with_it(tmp_path: Path, elasticsearch_8_url: str) -> None:
    settings = behind(elasticsearch_8_url)
    with living_shop(tmp_path, *SHOES, engine="elasticsearch", elasticsearch=settings, keep_snapshots=1) as shop:
        shop.publish()
        shop.publish()
        assert (shop.kept, indexes(shop)) == (["v000003"], ["v000003"])
        # From here on a worker serves; it keeps the version before for those who page on in it.
        assert shop.shop.search("大灯罩").degraded == ()
        shop.publish()
        assert (shop.kept, indexes(shop)) == (["v000004"], ["v000003", "v000004"])
        assert shop.shop.search("大灯罩", view="v000003").degraded == ()
        shop.publish()
        shop.publish()
        # The version before the last goes with the worker's next look, which may come before the publishing ends or after it.
        assert shop.kept == ["v000006"]
        assert {"v000005", "v000006"} <= set(indexes(shop)) <= {"v000004", "v000005", "v000006"}
        shop.shop.watch.stop()
        shop.publish()
        assert indexes(shop) == ["v000007"]


def test_the_alias_for_people_follows_publishing_and_rolling_back(shop: LivingShop) -> None:
    named = [pointed(shop)]
    shop.publish()
    named.append(pointed(shop))
    shop.rollback()
    named.append(pointed(shop))
    assert named == [["v000001"], ["v000002"], ["v000001"]]


def pointed(shop: LivingShop) -> list[str]:
    """The versions that the alias names."""
    server, prefix = ElasticServer.connect(shop.settings.elasticsearch), shop.settings.elasticsearch.index_prefix
    names = [name.removeprefix(f"{prefix}-") for name in server.client.indices.get_alias(name=prefix).body]
    server.close()
    return names


def test_two_shops_that_forgot_to_take_names_of_their_own_do_not_take_each_other_s_indexes(tmp_path: Path, elasticsearch_8_url: str) -> None:
    shared = behind(elasticsearch_8_url)
    with living_shop(tmp_path / "first", *SHOES, engine="elasticsearch", elasticsearch=shared) as first:
        assert first.shop.search("大灯罩").degraded == ()
        with living_shop(tmp_path / "second", engine="elasticsearch", elasticsearch=shared) as second:
            with pytest.raises(Conflict, match=r"is not this shop's: give elasticsearch.index_prefix a name that no other shop has"):
                second.publish(*SHOES)
            assert (second.serving, second.leftovers) == (None, [])
        assert (indexes(first), first.sees("大灯罩")) == (["v000001"], ["l1"])


def test_publishing_onto_a_full_disk_is_one_sentence_and_the_last_good_state_serves(shop: LivingShop) -> None:
    server = ElasticServer.connect(shop.settings.elasticsearch)
    server.client.cluster.put_settings(persistent={"cluster.blocks.read_only_allow_delete": True})
    try:
        with pytest.raises(EngineDown, match=r"lets nothing be written .*its disk is full or it was locked by hand"):
            shop.publish("李宁 跑鞋")
        assert (shop.serving, shop.kept, shop.leftovers, indexes(shop)) == ("v000001", ["v000001"], [], ["v000001"])
        assert shop.shop.search("大灯罩").degraded == ()
    finally:
        server.client.cluster.put_settings(persistent={"cluster.blocks.read_only_allow_delete": None})
        server.close()
    # What was accepted meanwhile is in the next version.
    shop.publish()
    assert shop.sees("李宁 跑鞋")[0] == "李宁 跑鞋"


def test_an_index_that_is_removed_behind_the_shop_s_back_is_done_without_and_said_until_the_next_publishing(shop: LivingShop) -> None:
    server = ElasticServer.connect(shop.settings.elasticsearch)
    server.client.indices.delete(index=f"{shop.settings.elasticsearch.index_prefix}-v000001")
    server.close()
    assert_served_without_the_engine(shop, "has no such index")
    shop.publish()
    assert shop.shop.search("大灯罩").degraded == ()


def test_an_index_from_another_version_is_done_without_and_said_until_the_next_publishing(shop: LivingShop) -> None:
    server, index = ElasticServer.connect(shop.settings.elasticsearch), f"{shop.settings.elasticsearch.index_prefix}-v000001"
    server.client.indices.put_mapping(index=index, meta={"searchrank": {"mapping": 99, "shop": "", "shards": 1}})
    server.close()
    assert_served_without_the_engine(shop, "is of version 99 of the mapping, this program reads 1: publish again")
    shop.publish()
    assert shop.shop.search("大灯罩").degraded == ()


def assert_served_without_the_engine(shop: LivingShop, reason: str) -> None:
    page = shop.shop.search("大灯罩")
    assert [hit.id for hit in page.hits] == ["l1"]
    assert [(missing.part, reason in missing.reason) for missing in page.degraded] == [("engine", True)]


def test_several_shards_and_threads_answer_as_the_embedded_engine_does(tmp_path: Path, elasticsearch_9_url: str) -> None:
    spread = behind(elasticsearch_9_url).model_copy(update={"shards": 3, "replicas": 1, "bulk_threads": 4, "bulk_size": 50})
    elastic = living_shop(tmp_path / "elastic", *CATALOGUE, engine="elasticsearch", elasticsearch=spread)
    with living_shop(tmp_path / "embedded", *CATALOGUE) as one, elastic as other:
        for text in TEXTS:
            assert summary(one, text) == summary(other, text)


def test_another_shop_on_the_server_keeps_its_indexes(tmp_path: Path, elasticsearch_8_url: str) -> None:
    mine = behind(elasticsearch_8_url)
    theirs = behind(elasticsearch_8_url, f"{mine.index_prefix}-v2")
    with (
        living_shop(tmp_path / "theirs", *SHOES, engine="elasticsearch", elasticsearch=theirs) as other,
        living_shop(tmp_path / "mine", *SHOES, engine="elasticsearch", elasticsearch=mine, keep_snapshots=1) as shop,
    ):
        shop.publish()
        assert indexes(other) == ["v000001"]
        assert other.shop.search("大灯罩").degraded == ()


@pytest.mark.parametrize("step", ["after_engine", "before_current"])
def test_the_index_of_a_publishing_that_was_killed_is_removed_by_the_next(shop: LivingShop, step: str) -> None:
    assert dying.ended(dying.begin(shop.settings, dying.Publishing(), step)) == -signal.SIGKILL
    assert indexes(shop) == ["v000001", "v000002"]
    assert shop.sees("大灯罩") == ["l1"]
    assert shop.publish() == "v000003"
    assert indexes(shop) == ["v000001", "v000003"]
    assert shop.leftovers == []


def test_publishing_while_the_server_is_away_is_one_sentence_and_changes_nothing(tmp_path: Path) -> None:
    with living_shop(tmp_path, *SHOES) as shop:
        away = shop.settings.model_copy(update={"engine": "elasticsearch", "elasticsearch": behind(f"http://127.0.0.1:{free_ports(1)[0]}")})
        publishing = LivingShop(away, shop.store)
        with pytest.raises(EngineDown) as caught:
            publishing.publish("李宁 跑鞋")
        assert caught.value.message.startswith(f"Elasticsearch at {away.elasticsearch.url} does not answer")
        assert "\n" not in caught.value.message
        assert (shop.serving, shop.kept, shop.noted, shop.leftovers) == ("v000001", ["v000001"], ["v000001"], [])
        assert shop.sees("大灯罩") == ["l1"]


def test_an_embedded_version_is_answered_by_its_own_index_after_the_settings_have_changed(tmp_path: Path, elasticsearch_8_url: str) -> None:
    with living_shop(tmp_path, *SHOES):
        pass
    with living_shop(tmp_path, engine="elasticsearch", elasticsearch=behind(elasticsearch_8_url)) as shop:
        assert shop.shop.health()["engine"]["kind"] == "embedded"
        assert shop.sees("大灯罩") == ["l1"]
        shop.publish()
        assert shop.shop.health()["engine"]["kind"] == "elasticsearch"
        assert shop.sees("大灯罩") == ["l1"]
        shop.rollback()
        assert (shop.shop.health()["engine"]["kind"], shop.sees("大灯罩")) == ("embedded", ["l1"])


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server that the test may kill."""
    try:
        server = start("8.19")
    except ServiceMissing as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(f"Elasticsearch 8.19 is demanded here: {reason}")
        pytest.skip(f"Elasticsearch 8.19 cannot be had: {reason}")
    yield server
    server.stop()


def test_a_server_that_dies_under_load_is_done_without_and_asked_again_when_it_is_back(tmp_path: Path, own_server: Server) -> None:
    settings = behind(own_server.url).model_copy(update={"timeout_ms": 1000})
    with living_shop(tmp_path, *CATALOGUE, engine="elasticsearch", elasticsearch=settings) as shop:
        whole = {text: shop.shop.search(text, pipeline="day_one") for text in TEXTS}
        with Shoppers(shop.shop, TEXTS) as shoppers:
            os.killpg(own_server.pid, signal.SIGSTOP)
            assert eventually(lambda: any(page.degraded for page in shoppers.pages), seconds=30)
            for text in TEXTS:
                assert_answered_without_the_engine(shop, text, whole[text])
            assert shop.shop.health()["engine"]["ok"] is False
            os.killpg(own_server.pid, signal.SIGCONT)
            assert eventually(lambda: is_whole(shop), seconds=AFTER_THE_BREAKER)
            os.killpg(own_server.pid, signal.SIGKILL)
            assert eventually(lambda: not is_whole(shop), seconds=30)
            for text in TEXTS:
                assert_answered_without_the_engine(shop, text, whole[text])
        assert shoppers.failures == []


def is_whole(shop: LivingShop) -> bool:
    """Whether a query that needs the engine is answered with it."""
    return not shop.shop.search("红色 登山鞋", pipeline="day_one").degraded


def assert_answered_without_the_engine(shop: LivingShop, text: str, whole: Page) -> None:
    """The products with all words of the query are found all the same, and where the engine was wanted the answer says that it was missing."""
    page = shop.shop.search(text, pipeline="day_one")
    assert page.hits[0].id == whole.hits[0].id
    for missing in page.degraded:
        assert missing.part == "engine"
        assert "does not answer" in missing.reason
