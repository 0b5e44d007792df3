"""The thing that is named tells the category, whatever else the words speak of."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchrank.query.heads import headed, is_head, without_parts
from searchrank.query.kinds import CATEGORY, FEATURE, WORD
from searchrank.query.mentions import fold
from searchrank.records import Entity, Query, changed
from tests.query.meaning_shop import meaning_shop
from tests.small_shop import SmallShop, small_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return meaning_shop(tmp_path_factory.mktemp("heads"))


def likeliest(shop: SmallShop, text: str) -> str:
    row = next(iter(shop.understood(text).categories))
    return shop.view.table("category", row)


def test_a_named_thing_that_nothing_follows_has_at_least_its_share(shop: SmallShop) -> None:
    categories = shop.understood("电视 65寸").categories
    assert likeliest(shop, "电视 65寸") == "家电 > 电视"
    assert next(iter(categories.values())) > 0.8


def test_products_for_other_people_are_hardly_meant(shop: SmallShop) -> None:
    assert likeliest(shop, "衬衫 女") == "女装 > 女衬衫"
    assert likeliest(shop, "衬衫 男") == "男装 > 衬衫"


KINDS = {
    "影音 > 蓝牙耳机": ("耳机 无线 蓝牙", 9),
    "影音 > 头戴式耳机": ("耳机 头戴 有线", 9),
    "影音 > 耳机保护套": ("耳机套 耳机壳 适用 耳机", 30),
    "骑行 > 自行车": ("自行车 变速 20寸", 12),
    "童车 > 儿童自行车": ("儿童自行车 辅助轮", 9),
    "上装 > 针织衫": ("毛衣 圆领", 9),
    "家居 > 睡衣": ("睡衣 宽松 亲肤", 30),
}


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    listed = [
        {"id": f"{path}{n}", "title": f"{title} {n}号", "category": path.split(" > ")} for path, (title, count) in KINDS.items() for n in range(count)
    ]
    return small_shop(tmp_path_factory.mktemp("kinds"), *listed)


def test_a_thing_is_of_the_categories_whose_names_end_with_it_and_not_of_those_of_its_parts(kinds: SmallShop) -> None:
    likely = {kinds.view.table("category", row): chance for row, chance in kinds.understood("耳机").categories.items()}
    assert set(list(likely)[:2]) == {"影音 > 蓝牙耳机", "影音 > 头戴式耳机"}
    assert likely.get("影音 > 耳机保护套", 0.0) < 0.2
    assert likeliest(kinds, "耳机保护套") == "影音 > 耳机保护套"


@pytest.mark.parametrize("text", ["给孩子买的自行车", "自行车 小学生", "女儿的自行车"])
def test_a_thing_for_people_is_of_the_category_that_names_them(kinds: SmallShop, text: str) -> None:
    assert likeliest(kinds, text) == "童车 > 儿童自行车"
    assert likeliest(kinds, "自行车 变速") == "骑行 > 自行车"


def test_where_no_category_is_likely_none_is_less_likely(kinds: SmallShop) -> None:
    assert without_parts({}, fold("耳机"), kinds.view.snapshot) == {}


def test_a_thing_that_is_surely_of_a_category_stays_so_whatever_stands_beside_it(kinds: SmallShop) -> None:
    chances = kinds.understood("亲肤宽松的毛衣").categories
    assert {kinds.view.table("category", row): chance for row, chance in chances.items()}["上装 > 针织衫"] >= 0.5


GOODS = {
    "玩具 > 积木": "儿童积木 拼装",
    "玩具 > 娃娃": "毛绒娃娃 抱枕",
    "食品 > 坚果": "坚果 孕妇 零食 可以用",
    "女装 > 外套 > 风衣": "女士风衣",
    "男装 > 外套 > 风衣": "男士风衣",
}


@pytest.fixture(scope="module")
def toys(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    listed = [{"id": f"{path}{n}", "title": f"{title} {n}号", "category": path.split(" > ")} for path, title in GOODS.items() for n in range(9)]
    return small_shop(tmp_path_factory.mktemp("toys"), *listed)


def asked(shop: SmallShop, text: str) -> list[str]:
    return [str(one.filter.value) for one in shop.understood(text).applied if one.filter.field == "category"]


@pytest.mark.parametrize("text", ["玩具", "孕妇可以用的玩具", "孕妇玩具类"])
def test_a_category_that_is_asked_for_by_its_name_holds_all_that_is_found(toys: SmallShop, text: str) -> None:
    assert asked(toys, text) == ["玩具"]
    assert {"积木" in title or "娃娃" in title for title in toys.found(text)} == {True}


def test_a_name_of_several_categories_by_itself_holds_what_is_in_any_of_them(toys: SmallShop) -> None:
    assert asked(toys, "外套") == ["女装 > 外套", "男装 > 外套"]


@pytest.mark.parametrize("text", ["玩具 坚果", "玩具收纳", "女士外套 薄", "抱枕 食品"])
def test_a_name_beside_another_thing_or_of_several_categories_holds_nothing(toys: SmallShop, text: str) -> None:
    assert asked(toys, text) == []


ENGLISH = {
    "Phones > Smartphones": ("phone fast charging", 20),
    "Phones > Senior Phones": ("senior phone big keys loud", 9),
    "Shoes > Sneakers": ("sneakers shoes retro", 12),
    "Kids > Kids' Shoes": ("kids shoes hook and loop", 9),
    "Outdoor > Jackets": ("jacket windproof", 12),
    "Outdoor > Shell Jackets": ("shell jacket waterproof", 12),
    "Kids > Toys > Dolls": ("doll toy dress up", 12),
    "Pets > Cat Toys": ("cat toy boredom bell", 12),
}


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    listed = [
        {"id": f"{path}{n}", "title": f"{title} no{n}", "category": path.split(" > ")}
        for path, (title, count) in ENGLISH.items()
        for n in range(count)
    ]
    return small_shop(tmp_path_factory.mktemp("english"), *listed)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("phone for grandma", "Phones > Senior Phones"),
        ("phone", "Phones > Smartphones"),
        ("shoes for toddlers", "Kids > Kids' Shoes"),
        ("shoes for my son", "Shoes > Sneakers"),
    ],
)
def test_the_kind_of_a_thing_that_is_called_after_people_is_theirs(english: SmallShop, text: str, category: str) -> None:
    assert likeliest(english, text) == category


def test_a_kind_that_the_words_surely_are_comes_before_what_it_is_a_kind_of(english: SmallShop) -> None:
    assert likeliest(english, "waterproof jacket") == "Outdoor > Shell Jackets"
    assert likeliest(english, "jacket") == "Outdoor > Jackets"
    assert set(english.found("waterproof jacket")[:3]) <= {f"Outdoor > Shell Jackets{n}" for n in range(12)}


def test_a_kind_that_the_words_surely_are_comes_before_the_category_that_holds_others(english: SmallShop) -> None:
    asked = [one.filter.value for one in english.understood("toys for boredom cat").applied if one.filter.field == "category"]
    assert "kids > toys" not in asked
    assert [one.filter.value for one in english.understood("toys").applied] == ["kids > toys"]


def test_a_category_that_says_two_things_together_is_of_each_of_them(tmp_path: Path) -> None:
    mugs = [{"id": f"mug{one}", "title": f"Coffee Mug {one}", "category": ["Kitchen", "Mugs & Cups"]} for one in range(6)]
    others = [{"id": f"calculator{one}", "title": f"Calculator Big Keys {one}", "category": ["Office", "Calculators"]} for one in range(30)]
    cases = [{"id": f"case{one}", "title": f"Phone Case Mug Print {one}", "category": ["Phones", "Phone Cases"]} for one in range(40)]
    shop = small_shop(tmp_path, *mugs, *others, *cases)
    assert likeliest(shop, "big mug") == "Kitchen > Mugs & Cups"
    assert set(shop.found("big mug")[:6]) == {f"mug{one}" for one in range(6)}


def test_a_thing_behind_another_is_the_one_that_lies_beside_it_in_the_tree(tmp_path: Path) -> None:
    watches = [{"id": f"w{one}", "title": f"smart watches strap {one}", "category": ["phones", "devices", "smart watches"]} for one in range(8)]
    straps = [{"id": f"s{one}", "title": f"watch strap silicone {one}", "category": ["phones", "devices", "watch straps"]} for one in range(8)]
    heels = [{"id": f"h{one}", "title": f"heels with ankle strap {one}", "category": ["shoes", "formal", "heels"]} for one in range(20)]
    shop = small_shop(tmp_path, *watches, *straps, *heels).knowing(("synonym", "fitbit => smart watches"), ("entity", "strap => word"))
    assert all(one.startswith("s") for one in shop.found("fitbit strap")[:8])


def test_the_thing_behind_de_is_meant_and_no_thing_that_it_is_for(tmp_path: Path) -> None:
    fridges = [{"id": f"f{one}", "title": f"冰箱 家用 放心购 {one}", "category": ["家电", "冰箱"]} for one in range(12)]
    boxes = [{"id": f"b{one}", "title": f"饭盒 可微波 {one}", "category": ["厨房", "饭盒"]} for one in range(6)]
    assert all(one.startswith("b") for one in small_shop(tmp_path, *fridges, *boxes).found("放冰箱的饭盒")[:6])


TROUSERS = {
    "女装 > 裤装 > 女士牛仔裤": ("牛仔裤 裤子 女", "女", 20),
    "男装 > 裤装 > 男士牛仔裤": ("牛仔裤 裤子 男", "男", 9),
    "男装 > 裤装 > 休闲裤": ("休闲裤 裤子 男", "男", 9),
    "鞋靴 > 靴子": ("靴子 加绒 秋冬 男", "男", 20),
    "女装 > 裙装 > 连衣裙": ("连衣裙 显瘦 女", "女", 30),
    "女装 > 裙装 > 半身裙": ("半身裙 遮胯 女", "女", 40),
}


@pytest.fixture(scope="module")
def trousers(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    listed = [
        {"id": f"{path}{n}", "title": f"{title} {n}号", "category": path.split(" > "), "attributes": {"适用人群": people}}
        for path, (title, people, count) in TROUSERS.items()
        for n in range(count)
    ]
    return small_shop(tmp_path_factory.mktemp("trousers"), *listed)


def test_a_name_that_most_bear_for_others_is_of_the_categories_for_those_who_are_named(trousers: SmallShop) -> None:
    likely = {trousers.view.table("category", row) for row in list(trousers.understood("男 秋冬加绒裤子").categories)[:3]}
    assert {"男装 > 裤装 > 男士牛仔裤", "男装 > 裤装 > 休闲裤"} <= likely


@pytest.mark.parametrize(("leaf", "described"), [(5, True), (6, False)])
def test_what_most_of_a_thing_say_right_behind_its_name_describes_it(leaf: int, described: bool) -> None:
    dress, slim = Entity(CATEGORY, 5, "连衣裙", 0, 3, 5), Entity(FEATURE, -1, "显瘦", 3, 5, leaf)
    assert is_head(dress, Query("", text="连衣裙显瘦 遮肚子", entities=(dress, slim))) == described
    assert not is_head(dress, Query("", text="连衣裙显瘦带", entities=(dress, slim)))


SORTS = {
    "玩具 > 积木": ("积木 益智 女孩", {"适用年龄": "3岁以上"}, 12),
    "玩具 > 娃娃": ("娃娃 换装 6岁以上 男孩", {"适用年龄": "6岁以上"}, 40),
    "球类 > 乒乓球拍": ("乒乓球拍 横拍", {}, 12),
    "球类 > 羽毛球拍": ("羽毛球拍 双拍 初学者 进攻型 耐打", {}, 40),
}


@pytest.fixture(scope="module")
def sorts(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    listed = [
        {"id": f"{path}{n}", "title": f"{title} {n}号", "category": path.split(" > "), "attributes": stated}
        for path, (title, stated, count) in SORTS.items()
        for n in range(count)
    ]
    return small_shop(tmp_path_factory.mktemp("sorts"), *listed)


def test_a_named_category_is_not_lost_for_an_age(sorts: SmallShop) -> None:
    likely = {sorts.view.table("category", row): chance for row, chance in sorts.understood("积木 6岁以上 男孩").categories.items()}
    assert likely["玩具 > 积木"] >= 0.5
    assert "积木" in sorts.found("积木 6岁以上 男孩")[0]


def test_a_named_category_is_not_lost_for_words_of_another_sort_of_the_same(sorts: SmallShop) -> None:
    rows = {sorts.view.table("category", row): row for row in range(len(sorts.view.snapshot.vocabulary("category")))}
    named, other = rows["球类 > 乒乓球拍"], rows["球类 > 羽毛球拍"]
    things = Entity(CATEGORY, named, "乒乓球拍", 0, 4, named), Entity(WORD, -1, "双拍", 5, 7, other)
    query = Query("", text="乒乓球拍 双拍", entities=things, categories={other: 1.0})
    assert headed(query, sorts.view.snapshot, 0.5, lambda _: {}).categories == {named: 0.5, other: 0.5}
    unknown = changed(things[1], leaf=-1)
    query = changed(query, entities=(things[0], unknown))
    assert headed(query, sorts.view.snapshot, 0.5, lambda _: {}) == query
