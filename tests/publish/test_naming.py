"""What a shop's own products teach about names: values by their kind, product words, models, features, words of marketing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from searchrank.publish.collect import Collector, keep_documents
from searchrank.query.entities import find_entities
from searchrank.query.normalise import normalise
from searchrank.store.products import parse_product
from searchrank.store.snapshot import Draft, Snapshot

THINGS = ("跑鞋", "水杯", "手机壳", "窗帘", "口红", "吉他", "帐篷", "台灯")
DRESSES = ("long dress", "long dress 2", "long dress 3", "dress 4 long")
DEPARTMENTS = {f"部门{number} > {thing}": thing for number, thing in enumerate(THINGS)}


def catalogue() -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for at, (category, word) in enumerate(DEPARTMENTS.items()):
        for number in range(12):
            colour = ("黑色", "白色")[number // 4 % 2]
            light = (f"轻薄 {word}", f"{word} 轻薄", f"轻薄 耐用 {word}", f"{word} 耐用 轻薄")[number % 4]
            title = f"热力推荐 {colour} {light}" if at < 3 else f"热力推荐 {colour} {word}"
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


def test_a_value_and_what_is_hardly_said_without_it_are_one_name(tmp_path: Path) -> None:
    bodies = [f"phone {word}" for word in ("slim", "cheap", "big", "tiny", "old", "new")]
    titles = [f"{body} long battery life {end}" for body, end in zip(bodies, ("velvet", "marble") * 3, strict=True)]
    listed: list[dict[str, Any]] = [{"id": f"p{at:02}", "title": title, "category": "phone"} for at, title in enumerate(titles)]
    listed += [{"id": f"d{at:02}", "title": title, "category": "dress", "attributes": {"style": "long"}} for at, title in enumerate(DRESSES)]
    listed += [{"id": f"l{at:03}", "title": f"lamp w{at % 9} x{at % 7} y{at % 5} z{at}", "category": "lamp"} for at in range(700)]
    snapshot = published(tmp_path, [], listed)
    assert named(snapshot, "long battery life phone") == [("feature", "long battery life"), ("category", "phone")]
    assert named(snapshot, "long dress") == [("style", "long"), ("category", "dress")]


def test_what_titles_say_before_a_thing_is_part_of_its_name_where_they_hardly_say_it_otherwise(tmp_path: Path) -> None:
    """Of shirts 6 of 6 titles with oxford say oxford shirt, and so with electric shaver; of 15 toys that are electric 3 say electric toy."""
    ends = ("velvet", "marble", "amber", "copper", "maple", "cedar")
    titles = [("shirt", f"{end} oxford shirt") for end in ends] + [("shirt", f"shirt {end}") for end in ends]
    titles += [("shaver", f"{end} electric shaver") for end in ends] + [("shaver", f"shaver {end}") for end in ends]
    titles += [("toy", title) for end in ends for title in (f"electric {end} toy", f"{end} toy electric")]
    titles += [("toy", f"electric toy {end}") for end in ends[:3]]
    listed = [{"id": f"p{at:03}", "title": title, "category": category} for at, (category, title) in enumerate(titles)]
    listed += [{"id": f"l{at:03}", "title": f"lamp w{at % 9} x{at % 7} y{at % 5} z{at}", "category": "lamp"} for at in range(300)]
    snapshot = published(tmp_path, [], listed)
    assert [named(snapshot, text) for text in ("oxford shirt", "electric shaver")] == [[("word", "oxford shirt")], [("word", "electric shaver")]]
    assert ("category", "toy") in named(snapshot, "electric toy")


def test_a_category_for_people_names_both(tmp_path: Path) -> None:
    titles = [f"{who}针织衫 {end}" for who in ("女士", "女款", "女") for end in ("柔软", "保暖", "修身")]
    listed = [{"id": f"p{at}", "title": title, "category": "女装 > 女士针织衫"} for at, title in enumerate(titles)]
    snapshot = published(tmp_path, [], [*catalogue(), *listed])
    assert named(snapshot, "女士针织衫") == [("audience", "女士"), ("category", "针织衫")]
