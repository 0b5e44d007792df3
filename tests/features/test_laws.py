"""Laws that hold for every registered feature; a new one is tested by being there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.features.feature import Feature, FeatureSet, feature, matrix_hash
from searchrank.rank.day_one import WEIGHTS, day_one_score
from searchrank.rank.features import all_features
from searchrank.recall.matches import Matches, find_matches
from searchrank.records import Candidates, Floats, Query
from searchrank.store.view import View
from tests.small_shop import DAY, NOW, SmallShop, small_shop

FEATURES = all_features().features
EVERY_FEATURE = pytest.mark.parametrize("one", FEATURES, ids=lambda one: one.name)
PRODUCTS = (
    {"id": "lamp", "title": "启辰r50大灯罩 左", "brand": "启辰", "category": "汽车 > 灯罩", "price": 200, "original_price": 260, "stock": 4},
    {"id": "bulb", "title": "大灯泡 灯泡 500ML", "category": "汽车 > 灯泡", "price": 9.9, "sales": 900, "rating": 4.5, "released_at": NOW - 3 * DAY},
    {"id": "shoe", "title": "Nike running shoes 42码", "brand": "Nike", "category": "Shoes > Running", "price": 0, "attributes": {"size": "42码"}},
    {"id": "case", "title": "phone case red", "description": "a case for your phone 手机壳", "stock": 0, "released_at": NOW + DAY},
    {"id": "phone", "title": "phone", "brand": "Apple", "original_price": 5, "price": 10, "image_url": "x"},
    {"id": "headset", "title": "Sony WH-1000XM4 headset 耳机", "brand": "Sony", "attributes": {"colour": ["black", "red"]}, "sales": 0},
    {"id": "emoji", "title": "😀"},
    {"id": "cola", "title": "可乐 330ml 红", "price": 3, "category": "饮料", "description": "500ml 可乐"},
)
TEXTS = (
    "启辰r50大灯罩",
    "nike shoes 42码",
    "phone",
    "phone red shoes",
    "sony wh1000xm4",
    "500ml 可乐",
    "apple 灯罩 velvet",
    "velvet 墩",
    "的",
    "",
    "😀",
)
Asked = tuple[Query, Candidates, View, Matches]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(tmp_path_factory.mktemp("laws"), *PRODUCTS)


def asked(shop: SmallShop, text: str, order: list[int] | None = None) -> Asked:
    """All products as candidates, in this order."""
    rows = np.arange(shop.view.count, dtype=np.int32) if order is None else np.array(order, np.int32)
    candidates = Candidates.of(rows, np.linspace(1, 0, len(rows)))
    query = shop.understood(text)
    return query, candidates, shop.view, find_matches(query, shop.view, candidates.rows)


def computed(one: Feature, given: Asked) -> Floats:
    """The feature's column of the matrix."""
    return FeatureSet((one,)).matrix(*given)[:, 0]


def test_names_are_unique_and_declarations_make_sense() -> None:
    names = [one.name for one in FEATURES]
    assert len(set(names)) == len(names) > 30
    assert {one.monotone for one in FEATURES} <= {-1, 0, 1}
    assert {one.family for one in FEATURES} == {"lexical", "context", "match", "item", "meaning"}
    assert all(one.version >= 1 and one.unit and one.compute.__doc__ for one in FEATURES)


@EVERY_FEATURE
def test_a_feature_gives_one_number_a_candidate_or_says_that_there_is_none(shop: SmallShop, one: Feature) -> None:
    for text in TEXTS:
        column = computed(one, asked(shop, text))
        assert column.shape == (len(PRODUCTS),)
        assert not np.isinf(column).any()
        assert not np.isnan(column).any() or np.isnan(one.missing)


@EVERY_FEATURE
def test_shares_and_flags_keep_their_bounds(shop: SmallShop, one: Feature) -> None:
    if one.unit not in ("share", "flag", "cosine"):
        return
    for text in TEXTS:
        column = computed(one, asked(shop, text))
        assert (column >= 0).all() and (column <= 1 + 1e-6).all(), text
        assert one.unit != "flag" or set(column.tolist()) <= {0.0, 1.0}


@EVERY_FEATURE
def test_the_same_input_gives_the_same_bits(shop: SmallShop, one: Feature) -> None:
    for text in TEXTS:
        assert computed(one, asked(shop, text)).tobytes() == computed(one, asked(shop, text)).tobytes()


@EVERY_FEATURE
def test_a_feature_changes_none_of_what_it_reads(shop: SmallShop, one: Feature) -> None:
    given = asked(shop, "启辰 phone red")
    _, candidates, _, matches = given
    before = [array.tobytes() for array in (candidates.rows, candidates.score, matches.units.tf, matches.units.lengths, matches.bigrams.tf)]
    computed(one, given)
    after = [array.tobytes() for array in (candidates.rows, candidates.score, matches.units.tf, matches.units.lengths, matches.bigrams.tf)]
    assert before == after


@EVERY_FEATURE
def test_the_order_in_which_candidates_come_does_not_matter(shop: SmallShop, one: Feature) -> None:
    order = np.random.default_rng(5).permutation(len(PRODUCTS))
    for text in TEXTS:
        query, candidates, view, matches = asked(shop, text)
        straight = computed(one, (query, candidates, view, matches))
        permuted = computed(one, (query, candidates.take(order), view, matches.take(order)))
        np.testing.assert_allclose(permuted, straight[order], rtol=0, atol=1e-6)


@EVERY_FEATURE
def test_no_feature_reads_the_score_or_ranks_of_the_engine(shop: SmallShop, one: Feature) -> None:
    for text in TEXTS:
        query, candidates, view, _ = asked(shop, text)
        other = replace(candidates, score=-candidates.score * 7, ranks=candidates.ranks[::-1], channels=candidates.channels * 0)
        column = computed(one, (query, other, view, find_matches(query, view, candidates.rows)))
        assert column.tobytes() == computed(one, asked(shop, text)).tobytes()


@EVERY_FEATURE
def test_no_candidates_are_no_rows(shop: SmallShop, one: Feature) -> None:
    for text in TEXTS:
        assert computed(one, asked(shop, text, [])).shape == (0,)


@EVERY_FEATURE
def test_a_single_candidate_is_a_list_too(shop: SmallShop, one: Feature) -> None:
    for row in range(len(PRODUCTS)):
        assert computed(one, asked(shop, "phone 500ml 启辰", [row])).shape == (1,)


@given(st.text(alphabet=st.sampled_from(list("启辰大灯罩可乐 r5042phonecasered-.ml码")), max_size=20))
@settings(max_examples=60, deadline=None)
def test_whatever_is_asked_shares_keep_their_bounds_and_nothing_is_infinite(shop: SmallShop, text: str) -> None:
    rows = all_features().matrix(*asked(shop, text))
    bounded = [one.unit in ("share", "flag", "cosine") for one in FEATURES]
    assert (rows[:, bounded] >= 0).all() and (rows[:, bounded] <= 1 + 1e-6).all()
    assert not np.isinf(rows).any()


def test_the_matrix_has_a_row_a_candidate_and_a_column_a_feature(shop: SmallShop) -> None:
    rows = all_features().matrix(*asked(shop, "phone"))
    assert rows.shape == (len(PRODUCTS), len(FEATURES))
    assert rows.dtype == np.float32
    assert rows.flags.c_contiguous


def test_a_feature_that_has_nothing_to_say_leaves_its_missing_value(shop: SmallShop) -> None:
    @feature(unit="share", missing=0.25, monotone=1, version=3)
    def silent(query: Query, candidates: Candidates, view: View, matches: Matches) -> None:
        """Nothing."""

    assert (silent.name, silent.family, silent.version) == ("silent", "test_laws", 3)
    assert computed(silent, asked(shop, "phone")).tolist() == [0.25] * len(PRODUCTS)


def test_two_matrices_that_differ_in_one_bit_have_two_hashes(shop: SmallShop) -> None:
    rows = all_features().matrix(*asked(shop, "phone"))
    other = rows.copy()
    other[0, 0] = np.nextafter(other[0, 0], np.float32(9))
    assert matrix_hash(rows) == matrix_hash(rows.copy()) != matrix_hash(other)


DESCRIBED = {
    "brand": "Acme",
    "category": "Hall > Rack",
    "price": 5,
    "attributes": {"made": "Spain"},
    "description": "big",
    "sales": 7,
    "shop": "East",
}
SAME_TITLES = ("red shoe", "red running shoe", "shoe", "red hat", "blue shirt")


def day_one_scores(shop: SmallShop, text: str) -> dict[str, float]:
    search = shop.search(text, pipeline="day_one")
    return dict(zip(shop.view.ids(search.candidates.rows), search.candidates.score.tolist(), strict=True))


@pytest.mark.parametrize("blanked", range(len(SAME_TITLES)))
def test_fields_that_do_not_speak_of_the_query_change_no_day_one_score(tmp_path: Path, blanked: int) -> None:
    """A shop whose relevant products happen to lack their fields would otherwise teach that lacking them is good."""
    described = [{"title": title, **DESCRIBED} for title in SAME_TITLES]
    bare = [{"title": product["title"]} if at == blanked else product for at, product in enumerate(described)]
    one, other = small_shop(tmp_path / "described", *described), small_shop(tmp_path / "bare", *bare)
    assert day_one_scores(one, "red shoes") == day_one_scores(other, "red shoes")


def test_equal_titles_get_equal_scores_wherever_they_come_from(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, *({"id": f"{source}{number}", "title": title} for source in "ab" for number, title in enumerate(SAME_TITLES)))
    found = day_one_scores(shop, "red shoes")
    for number in range(4):
        assert found[f"a{number}"] == pytest.approx(found[f"b{number}"], abs=1e-6)
    ids = shop.found("red shoes")
    assert ids.index("a0") + 1 == ids.index("b0")


NEUTRAL = "category_likely"
"""A product that leaves its category empty counts as of the likeliest: tests/features/test_match.py."""


def test_day_one_weighs_no_field_that_a_shop_may_leave_empty(shop: SmallShop) -> None:
    columns = all_features().matrix(*asked(shop, "phone red"))
    item = [at for at, one in enumerate(FEATURES) if one.family in ("item", "match") and one.name != NEUTRAL]
    changed = columns.copy()
    changed[:, item] = 123
    assert day_one_score(changed, all_features().names).tolist() == day_one_score(columns, all_features().names).tolist()
    assert set(WEIGHTS) - {NEUTRAL} <= {one.name for one in FEATURES if one.family in ("lexical", "context", "meaning")}
