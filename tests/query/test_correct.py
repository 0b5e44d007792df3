"""What was mistyped still finds what was meant, and what was meant as it stands is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.pipeline import Search
from searchrank.query.correct.correct import correct
from searchrank.query.correct.pieces import fixed
from searchrank.query.normalise import normalise
from searchrank.query.understand import Understand, snapshot_cutter
from searchrank.records import Correction, Query
from searchrank.settings import QuerySettings
from tests.small_shop import SmallShop, small_shop

MANY = (
    "Nike running shoes women", "Nike running shoes men", "JBL wireless earbuds", "Sony wireless headphones", "Nuke energy drink",
    "Adidas running shoes", "wireless keyboard", "gaming keyboard black", "Kimchee ramen noodles", "toner cartridge",
    "耐克 跑鞋 男款", "安踏 跑鞋 女款", "李宁 跑鞋 女款", "女款 连衣裙 夏季", "连衣裙 女款 长袖", "不锈钢 保温杯 500ml",
    "真空 保温杯 男款", "无糖 苏打水", "三件套 不锈钢 锅", "蓝牙耳机 降噪", "无线 蓝牙耳机", "衬衫 36码 男款", "儿童 保温杯", "跑鞋 36码 女款",
)  # fmt: skip


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    listed = [{"id": f"{title} {number}", "title": title} for title in MANY for number in range(3)]
    brands = [{"id": "nuke", "title": "Nuke energy drink mango", "brand": "Nuke"}, {"id": "lulu", "title": "露露 杏仁露", "brand": "露露"}]
    return small_shop(tmp_path_factory.mktemp("correct"), *listed, *brands)


def meant(shop: SmallShop, typed: str, **chosen: float) -> Correction | None:
    snapshot = shop.view.snapshot
    return correct(normalise(typed), snapshot, snapshot.kept("cutter", snapshot_cutter), QuerySettings(**chosen))


def understood(shop: SmallShop, query: Query, settings: QuerySettings = QuerySettings()) -> Query:  # noqa: B008
    return Understand(settings).run(Search(query, shop.view)).query


def test_a_word_of_every_shop_is_not_misspelt_though_no_product_says_it(tmp_path: Path) -> None:
    listed = [{"id": str(number), "title": f"hand cream that prevents cracks {number}"} for number in range(9)]
    creams = small_shop(tmp_path, *listed, *({"id": f"p{number}", "title": "prevent cracks"} for number in range(9)))
    assert meant(creams, "prezent cracks") is not None, "a misspelt word is brought back"
    assert meant(creams, "present cracks") is None


def test_a_chinese_word_of_every_shop_is_no_slip_though_no_product_says_it(tmp_path: Path) -> None:
    listed = [{"id": str(number), "title": f"学升党 台灯 护眼 {number}"} for number in range(20)]
    lamps = small_shop(tmp_path, *listed)
    assert meant(lamps, "学声党台灯") is not None, "a slip is brought back"
    assert meant(lamps, "学生党台灯") is None


SLIPS = [
    ("runing shoes", "running shoes", "spelling"),
    ("runnimg shoes", "running shoes", "spelling"),
    ("wireles keybaord", "wireless keyboard", "spelling"),
    ("paoxie", "跑鞋", "pinyin"),
    ("跑xie 女款", "跑鞋 女款", "pinyin"),
    ("lianyiqun", "连衣裙", "pinyin"),
    ("nianyiqun", "连衣裙", "pinyin"),
    ("nvkuanpaoxie", "女款跑鞋", "pinyin"),
    ("nike paoxie", "nike 跑鞋", "pinyin"),
    ("nike pao xie", "nike 跑鞋", "pinyin"),
    ("nv kuan pao xie", "女款跑鞋", "pinyin"),
    ("nvkuan pao xie", "女款跑鞋", "pinyin"),
    ("连衣群", "连衣裙", "homophone"),
    ("蓝牙耳积", "蓝牙耳机", "homophone"),
    ("蓝牙牙耳机", "蓝牙耳机", "doubled"),
    ("保杯温", "保温杯", "transposed"),
    ("keybo ard gaming", "keyboard gaming", "split"),
    ("runningshoes", "running shoes", "joined"),
]


@pytest.mark.parametrize(("typed", "text", "kind"), SLIPS)
def test_what_was_mistyped_is_read_as_it_was_meant(shop: SmallShop, typed: str, text: str, kind: str) -> None:
    found = meant(shop, typed)
    assert found
    assert (found.text, found.kind, found.applied) == (text, kind, True)


def test_two_forms_of_one_word_do_not_make_each_other_doubtful(tmp_path: Path) -> None:
    titles = ("black running shoes", "running shoe insoles", "running shoe white", "blue shoes")
    shoes = small_shop(tmp_path, *({"id": f"{title} {number}", "title": title} for title in titles for number in range(9)))
    for typed in ("running shos", "balck running shos"):
        found = meant(shoes, typed)
        assert found and found.applied and found.text.endswith("running shoes")


def test_a_misspelt_word_still_finds_the_shoe(shop: SmallShop) -> None:
    assert shop.found("runing shose")[0].startswith(("Nike running", "Adidas running"))


@pytest.mark.parametrize("title", MANY)
def test_what_the_shop_says_itself_is_left_alone(shop: SmallShop, title: str) -> None:
    assert meant(shop, title) is None


@pytest.mark.parametrize("typed", ["500ml", "501ml 保温杯", "跑鞋 37码", "衬衫 35码", "无糖", "三件套", "四件套", "a4", "wh-1000xm5", "iphone 14"])
def test_numbers_sizes_and_negations_are_never_changed(shop: SmallShop, typed: str) -> None:
    assert meant(shop, typed, offer_from=0.0) is None


@pytest.fixture(scope="module")
def toys(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    titles = ("米 包 真皮", "手机 支架", "宝宝 用品", "宝宝 玩具", "买 单 夹", "拉拉裤 xxl", "switch 特利 保护")
    return small_shop(tmp_path_factory.mktemp("toys"), *({"id": f"{title} {number}", "title": title} for title in titles for number in range(40)))


@pytest.mark.parametrize("typed", ["买买买 单", "抱宝宝 用品", "宝抱宝 玩具"])
def test_nobody_types_a_character_three_times_nor_means_it_so(toys: SmallShop, typed: str) -> None:
    assert meant(toys, typed, offer_from=0.0) is None


def test_a_size_in_letters_is_never_changed(toys: SmallShop) -> None:
    assert meant(toys, "拉拉裤 xxxl", offer_from=0.0) is None


@pytest.mark.parametrize(
    ("typed", "text", "replaces"), [("手ji支架", "手机支架", True), ("mi 包", "米 包", False), ("switchteli", "switch特利", False)]
)
def test_letters_are_pinyin_only_where_they_make_a_word_and_no_part_of_a_name(toys: SmallShop, typed: str, text: str, replaces: bool) -> None:
    found = meant(toys, typed)
    assert found is not None
    assert (found.text, found.kind, found.applied, found.guess) == (text, "pinyin", replaces, not replaces)


def test_a_rare_brand_is_never_replaced(shop: SmallShop) -> None:
    """露 stands in two products, 跑鞋 in many; and nuke is one letter from nike."""
    for typed in ("nuke", "nuke running shoes", "露露", "露露跑鞋"):
        found = meant(shop, typed, offer_from=0.0)
        assert found is None or found.strength == "weak"


def test_a_word_that_nothing_is_near_to_is_left_alone(shop: SmallShop) -> None:
    assert meant(shop, "xylophone") is None
    assert meant(shop, "😀") is None
    assert meant(shop, "") is None


@pytest.fixture(scope="module")
def nets(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    goods = {"床品 > 蚊帐": "蚊帐 夏季 三开门", "厨具 > 汤锅": "汤锅 电磁炉通用", "玩具 > 积木": "积木 磁力 儿童"}
    listed = [{"id": f"{path}{n}", "title": f"{title} {n}号", "category": path.split(" > ")} for path, title in goods.items() for n in range(9)]
    return small_shop(tmp_path_factory.mktemp("nets"), *listed)


@pytest.mark.parametrize("typed", ["电池", "加厚电池"])
def test_a_word_of_the_language_is_no_slip_for_a_piece_of_titles(nets: SmallShop, typed: str) -> None:
    assert meant(nets, typed) is None


def test_a_colour_in_one_character_before_a_thing_is_no_slip(tmp_path: Path) -> None:
    shirts = [{"id": f"{who}{one}", "title": f"{who}衬衫 免烫 {one}", "category": [who, f"{who}士衬衫"]} for who in "男女" for one in range(30)]
    shop = small_shop(tmp_path, *shirts)
    assert [meant(shop, text) for text in ("蓝衬衫", "蓝衬衫男")] == [None, None]
    assert meant(shop, "难衬衫男") is not None


@pytest.mark.parametrize(("typed", "text"), [("文章", "蚊帐"), ("继母", "积木"), ("文章 夏季", "蚊帐 夏季")])
def test_a_word_of_the_language_gives_way_to_a_thing_that_sounds_like_it_only_to_a_sure_gain(nets: SmallShop, typed: str, text: str) -> None:
    found = meant(nets, typed)
    assert found is not None
    assert (found.text, found.kind, found.strength) == (text, "homophone", "strong")
    assert meant(nets, typed, replace_from=found.gain + 0.1).strength == "weak"  # type: ignore[union-attr]


def test_the_gain_decides_whether_the_text_is_replaced_or_the_correction_offered(shop: SmallShop) -> None:
    gain = meant(shop, "runing shoes").gain  # type: ignore[union-attr]
    assert meant(shop, "runing shoes", replace_from=gain - 0.1).strength == "strong"  # type: ignore[union-attr]
    assert meant(shop, "runing shoes", replace_from=gain + 0.1).strength == "medium"  # type: ignore[union-attr]
    assert meant(shop, "runing shoes", replace_from=99, offer_original_from=gain + 0.1).strength == "weak"  # type: ignore[union-attr]
    assert meant(shop, "runing shoes", offer_from=gain + 0.1) is None


def test_an_offered_correction_leaves_the_text_as_it_is(shop: SmallShop) -> None:
    query = understood(shop, Query("runing shoes"), QuerySettings(replace_from=99, offer_original_from=99))
    assert (query.text, query.correction.text if query.correction else "") == ("runing shoes", "running shoes")


def test_exact_and_the_switch_search_for_just_what_was_typed(shop: SmallShop) -> None:
    assert understood(shop, Query("runing shoes")).text == "running shoes"
    assert understood(shop, Query("runing shoes", exact=True)).text == "runing shoes"
    assert understood(shop, Query("runing shoes"), QuerySettings(correct=False)).text == "runing shoes"


def test_chinese_typed_in_parted_pinyin_is_written_without_blanks(shop: SmallShop) -> None:
    corrected = shop.search("lian yi qun").query.correction
    assert corrected is not None and corrected.text == "连衣裙"


def test_the_trace_says_what_was_corrected(shop: SmallShop) -> None:
    trace = shop.search("paoxie").trace
    assert trace[0].changed.startswith("corrected to 跑鞋 (pinyin); words: 跑鞋")


def test_a_snapshot_without_what_correction_reads_serves_uncorrected(shop: SmallShop, tmp_path: Path) -> None:
    other = small_shop(tmp_path, "running shoes")
    for file in other.view.snapshot.path.glob("correct.*"):
        file.unlink()
    assert meant(other, "runing shoes") is None


WORDS: Sequence[str] = (
    "running",
    "shoes",
    "跑鞋",
    "保温杯",
    "500ml",
    "36码",
    "无糖",
    "三件套",
    "without",
    "no",
    "连衣裙",
    "paoxie",
    "2.5",
    "ab12",
    "十",
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5), st.randoms(use_true_random=False), st.booleans())
def test_whatever_is_typed_keeps_its_numbers_and_negations(shop: SmallShop, words: list[str], chance: object, glued: bool) -> None:
    text = ("" if glued else " ").join(words)
    at = chance.randrange(len(text))  # type: ignore[attr-defined]
    typed = normalise(text[:at] + text[at + 1 :])
    found = meant(shop, typed, offer_from=0.0)
    assert found is None or (fixed(found.text) == fixed(typed) and found.text != typed)


def test_first_letters_of_syllables_are_offered_and_found(shop: SmallShop) -> None:
    found = meant(shop, "bwb")
    assert found
    assert (found.text, found.kind, found.strength) == ("保温杯", "initials", "weak")
    assert "保温杯" in shop.found("bwb")[0]


def test_first_letters_beside_other_words_are_letters(shop: SmallShop) -> None:
    found = meant(shop, "bwb 跑鞋")
    assert found is None or found.kind != "initials"
