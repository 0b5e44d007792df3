"""A shop's synonyms find the same products on every engine: on the road of all terms and on the wide one."""

from __future__ import annotations

import random
import uuid
from pathlib import Path

import pytest

from searchrank.publish.dictionary import add
from searchrank.settings import ElasticsearchSettings
from searchrank.store.dictionary import Entry
from tests.shop_vocabulary import LivingShop, living_shop

WORDS = ("番茄", "西红柿", "圣女果", "土豆", "马铃薯", "新鲜", "种子", "tomato", "cherry tomato", "potato", "fresh", "5斤")
ENTRIES = (
    Entry("synonym", "番茄, 西红柿, tomato"),
    Entry("synonym", "土豆 => 马铃薯, potato"),
    Entry("narrower", "tomato => cherry tomatoes"),
    Entry("synonym", "圣女果, cherry tomato"),
)
TEXTS = ("番茄", "新鲜番茄", "西红柿 种子", "tomato", "fresh tomatoes", "土豆 5斤", "potato", "圣女果", "cherry tomato 新鲜", "马铃薯")


def catalogue() -> list[dict[str, str]]:
    source = random.Random(5)
    made = [" ".join(source.sample(WORDS, source.randint(1, 4))) for _ in range(160)]
    return [{"id": f"p{number:03}", "title": title, "brand": source.choice(("绿园", "tomato farm"))} for number, title in enumerate(made)]


def answers(shop: LivingShop) -> dict[str, tuple[int, list[str]]]:
    found = {}
    for text in TEXTS:
        page = shop.shop.search(text, pipeline="keyword", per_page=100)
        found[text] = (page.total, [hit.id for hit in page.hits])
    return found


@pytest.mark.parametrize("demand_all_from", [1, 200], ids=["all terms", "wide"])
@pytest.mark.parametrize("version", ["elasticsearch_8", "elasticsearch_9"])
def test_elasticsearch_finds_by_synonyms_what_the_embedded_engine_finds(
    tmp_path: Path, request: pytest.FixtureRequest, version: str, demand_all_from: int
) -> None:
    url = request.getfixturevalue(f"{version}_url")
    behind = ElasticsearchSettings(url=url, index_prefix=f"shop-{uuid.uuid4().hex[:8]}", timeout_ms=5000)
    recall = {"demand_all_from": demand_all_from, "limit": 300}
    found = []
    for engine in ("embedded", "elasticsearch"):
        with living_shop(tmp_path / engine, *catalogue(), engine=engine, elasticsearch=behind, recall=recall) as shop:
            add(shop.store, ENTRIES)
            found.append(answers(shop))
    assert found[0] == found[1]
    assert all(total for total, _ in found[0].values())
