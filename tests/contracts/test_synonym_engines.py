"""A shop's synonyms find the same products on every engine: on the road of all terms and on the wide one."""

from __future__ import annotations

import random
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from searchrank.publish.dictionary import add
from searchrank.settings import ElasticsearchSettings
from searchrank.shop import open_shop
from searchrank.store.dictionary import Entry
from tests.shop_vocabulary import living_shop

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


Answers = dict[tuple[int, str], tuple[int, list[str]]]
ROADS = {"all terms": 1, "wide": 200}


def answers(home: Path, **settings: Any) -> Answers:
    """What a shop with these settings finds for each text, by road; it is published once, and opened for each road."""
    found = {}
    with living_shop(home, *catalogue(), **settings) as published:
        add(published.store, ENTRIES)
        for road in ROADS.values():
            chosen = published.settings.recall.model_copy(update={"demand_all_from": road, "limit": 300})
            with closing(open_shop(published.settings.model_copy(update={"recall": chosen}))) as shop:
                for text in TEXTS:
                    page = shop.search(text, pipeline="keyword", per_page=100)
                    found[road, text] = (page.total, [hit.id for hit in page.hits])
    return found


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    return answers(tmp_path_factory.mktemp("embedded") / "shop")


@pytest.fixture(scope="module", params=["elasticsearch_8", "elasticsearch_9"])
def elastic(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    url = request.getfixturevalue(f"{request.param}_url")
    behind = ElasticsearchSettings(url=url, index_prefix=f"shop-{uuid.uuid4().hex[:8]}", timeout_ms=5000)
    return answers(tmp_path_factory.mktemp("elastic") / "shop", engine="elasticsearch", elasticsearch=behind)


@pytest.mark.parametrize("road", list(ROADS))
def test_elasticsearch_finds_by_synonyms_what_the_embedded_engine_finds(embedded: Answers, elastic: Answers, road: str) -> None:
    for text in TEXTS:
        key = ROADS[road], text
        assert elastic[key] == embedded[key], key
        assert elastic[key][0], "nothing is found by any word"


def test_the_two_roads_are_two(embedded: Answers) -> None:
    assert any(embedded[ROADS["all terms"], text] != embedded[ROADS["wide"], text] for text in TEXTS)
