"""What a shop's own products teach about names: values by their kind, product words, models, features, words of marketing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from searchrank.publish.collect import Collector, keep_documents
from searchrank.publish.naming import says_two
from searchrank.publish.phrases import Phrase
from searchrank.query.entities import find_entities
from searchrank.query.names import Sense
from searchrank.query.normalise import normalise
from searchrank.store.products import parse_product
from searchrank.store.snapshot import Draft, Snapshot

THINGS = ("跑鞋", "水杯", "手机壳", "窗帘", "口红", "吉他", "帐篷", "台灯")
DEPARTMENTS = {f"部门{number} > {thing}": thing for number, thing in enumerate(THINGS)}


def catalogue() -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for at, (category, word) in enumerate(DEPARTMENTS.items()):
        for number in range(12):
            colour = ("黑色", "白色")[number % 2]
            title = f"热力推荐 {colour} 轻薄 {word}" if at < 3 else f"热力推荐 {colour} {word}"
            made.append({"id": f"{at}-{number:02}", "title": title, "category": category, "attributes": {"颜色": colour, "材质": "陶瓷"}})
    made += [
        {"id": f"m{number}", "title": f"赤羚 Bolt 14 跑鞋 {number}", "brand": "赤羚", "category": "部门0 > 跑鞋", "attributes": {"容量": "500ml"}}
        for number in range(4)
    ]
    return made


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return published(tmp_path_factory.mktemp("naming"), [("运动鞋", 500)])


def published(folder: Path, searched: list[tuple[str, int]], products: list[dict[str, Any]] | None = None) -> Snapshot:
    draft = Draft.begin(folder, "v1")
    kept = keep_documents([parse_product(one).document for one in sorted(products or catalogue(), key=lambda one: one["id"])], draft)
    collector = Collector(kept)
    for _ in collector.rows():
        pass
    collector.write(draft)
    collector.learn(draft, searched)
    return Snapshot.open(draft.seal({"products": len(kept.documents), "cutter": collector.cutter.description}))


def named(snapshot: Snapshot, text: str) -> list[tuple[str, str]]:
    plain = normalise(text)
    return [(one.kind, plain[one.start : one.end]) for one in find_entities(plain, snapshot)]


def test_a_value_is_of_the_kind_that_its_attribute_says(snapshot: Snapshot) -> None:
    assert named(snapshot, "黑色陶瓷水杯") == [("colour", "黑色"), ("material", "陶瓷"), ("category", "水杯")]
    assert named(snapshot, "500 ml") == [("number", "500ml")]


def test_a_model_is_what_one_brand_numbers(snapshot: Snapshot) -> None:
    assert named(snapshot, "赤羚 bolt 14") == [("brand", "赤羚"), ("model", "bolt 14")]


def test_a_word_of_several_departments_is_a_feature(snapshot: Snapshot) -> None:
    assert named(snapshot, "轻薄水杯") == [("feature", "轻薄"), ("category", "水杯")]


def test_words_that_are_spread_over_all_departments_are_marketing(snapshot: Snapshot) -> None:
    assert named(snapshot, "热力窗帘") == [("marketing", "热力"), ("category", "窗帘")]


def test_where_there_are_few_departments_nothing_is_spread_over_them(tmp_path: Path) -> None:
    few = [one for one in catalogue() if one["category"] in list(DEPARTMENTS)[:3]]
    assert ("feature", "热力") in named(published(tmp_path, [], few), "热力窗帘")


def test_a_query_that_many_ask_alone_names_a_thing(tmp_path: Path) -> None:
    assert named(published(tmp_path, [("轻薄水杯", 900)]), "轻薄水杯") == [("word", "轻薄水杯")]


def test_people_sizes_and_wishes_need_no_catalogue(snapshot: Snapshot) -> None:
    assert named(snapshot, "男士 跑鞋 42码 包邮") == [("audience", "男士"), ("category", "跑鞋"), ("size", "42码"), ("marketing", "包邮")]
    assert named(snapshot, "180x220cm 窗帘") == [("size", "180x220cm"), ("category", "窗帘")]


def test_a_single_letter_names_nothing_but_people(snapshot: Snapshot) -> None:
    assert named(snapshot, "女 水杯") == [("audience", "女"), ("category", "水杯")]
    assert named(snapshot, "水") == []


def test_a_value_before_a_thing_is_said_apart_unless_most_products_that_have_it_are_called_so() -> None:
    """Of 100 products in full high definition 29 are called 全高清电视, of 100 detective ones 30 are 推理小说; the border is three in ten."""
    senses = {
        "全高清": [Sense("attribute", 1, 100, 0)],
        "电视": [Sense("category", 2, 500, 0)],
        "推理": [Sense("style", 3, 100, 0)],
        "小说": [Sense("word", -1, 90, 0)],
    }
    assert says_two(Phrase("全高清电视", "word", 29, 0), senses, {})
    assert not says_two(Phrase("推理小说", "word", 30, 0), senses, {})
    assert not says_two(Phrase("全高清小刀", "word", 1, 0), senses, {})


def test_a_phrase_of_many_titles_before_a_thing_is_said_apart_where_it_is_hardly_said_of_it() -> None:
    """大容量 is said of 500 products: of 5 bottles in this way, below six in a hundred; 保温 of 50, of 5 of them."""
    said = {"大容量": [Sense("feature", -1, 500, 0)], "保温": [Sense("feature", -1, 50, 0)], "水杯": [Sense("word", -1, 90, 0)]}
    assert says_two(Phrase("大容量水杯", "word", 5, 0), {}, said)
    assert not says_two(Phrase("保温水杯", "word", 5, 0), {}, said)


def test_a_value_and_what_is_hardly_said_without_it_are_one_name(tmp_path: Path) -> None:
    bodies = [f"phone {word}" for word in ("slim", "cheap", "big", "tiny", "old", "new")]
    titles = [f"{body} long battery life {end}" for body, end in zip(bodies, ("velvet", "marble") * 3, strict=True)]
    listed: list[dict[str, Any]] = [{"id": f"p{at:02}", "title": title, "category": "phone"} for at, title in enumerate(titles)]
    listed += [{"id": f"d{at:02}", "title": f"long dress {at}", "category": "dress", "attributes": {"style": "long"}} for at in range(4)]
    listed += [{"id": f"l{at:03}", "title": f"lamp w{at % 9} x{at % 7} y{at % 5} z{at}", "category": "lamp"} for at in range(700)]
    snapshot = published(tmp_path, [], listed)
    assert named(snapshot, "long battery life phone") == [("feature", "long battery life"), ("category", "phone")]
    assert named(snapshot, "long dress") == [("style", "long"), ("category", "dress")]
