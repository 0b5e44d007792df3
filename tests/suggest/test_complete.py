"""What a shopper is offered while typing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchrank.settings import SuggestSettings
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.suggest.bank import BankEntry
from searchrank.suggest.blocked import Blocklist
from searchrank.suggest.complete import LONGEST_REMEMBERED, Completion, write_completion

MakeBox = Callable[..., Any]
SHOES = {"跑鞋": 50, "跑步机": 90, "男士跑鞋": 40, "nike跑鞋": 30, "running shoe": 20, "shoe rack": 10, "连衣裙": 70}


@pytest.fixture
def box(box_of: MakeBox) -> Any:
    return box_of(SHOES)


def test_the_most_searched_continuation_stands_first(box: Any) -> None:
    assert box.shows("跑") == ["跑步机", "跑鞋", "男士跑鞋", "nike跑鞋"]


@pytest.mark.parametrize("typed", ["paoxie", "paoxi", "pao'x", "px", "pxie", "p'xie", "跑x", "跑xie", "PAOXIE", "ｐａｏｘ"])
def test_running_shoes_are_found_however_they_are_spelt(box: Any, typed: str) -> None:
    assert "跑鞋" in box.shows(typed)


@pytest.mark.parametrize(
    ("typed", "match"), [("跑", "prefix"), ("paox", "pinyin"), ("px", "initials"), ("跑xie", "mixed"), ("pxie", "mixed"), ("p", "initials")]
)
def test_a_row_says_how_it_was_matched(box: Any, typed: str, match: str) -> None:
    assert box.row(typed, "跑鞋").match == match


@pytest.mark.parametrize("typed", ["lian'yi'qun", "l'y'q", "lian'y'qun", "lyqun", "lian yi q", "連衣", "连衣q", "连yq"])
def test_a_half_composed_dress_is_found(box: Any, typed: str) -> None:
    assert box.shows(typed) == ["连衣裙"]


def test_a_syllable_does_not_cross_an_apostrophe(box_of: MakeBox) -> None:
    box = box_of({"先锋音箱": 5, "西安特产": 3})
    assert box.shows("xian") == ["先锋音箱", "西安特产"]
    assert box.shows("xi'an") == ["西安特产"]


def test_a_homophone_is_not_taken_for_the_typed_character(box_of: MakeBox) -> None:
    assert box_of({"跑鞋": 5, "泡邪茶": 9}).shows("跑x") == ["跑鞋"]


def test_words_after_the_first_are_reached(box: Any) -> None:
    assert box.shows("shoe") == ["shoe rack", "running shoe"]
    assert box.row("跑鞋", "男士跑鞋").match == "infix"
    assert "男士跑鞋" in box.shows("paoxie")


def test_a_mere_part_of_a_word_is_not_reached(box: Any) -> None:
    assert box.shows("hoe") == []


def test_blanks_and_capitals_do_not_matter(box: Any) -> None:
    assert box.shows("Running S") == ["running shoe"] == box.shows("runnings")
    assert box.row("NIKE 跑", "nike跑鞋").match == "prefix"


def test_both_readings_of_a_character_are_reached(box_of: MakeBox) -> None:
    box = box_of({"手机壳": 5})
    assert box.shows("shoujike") == ["手机壳"] == box.shows("shoujiqiao")


def test_what_was_typed_itself_is_not_offered(box: Any) -> None:
    assert "跑鞋" not in box.shows("跑鞋")
    assert box.shows("Shoe Rack") == []


def test_exact_script_precedes_pinyin_that_is_a_little_more_popular(box_of: MakeBox) -> None:
    # A pinyin match weighs 1/8: (1 + 15) / 8 = 2 stays behind 1 + 1 = 2 by the order of kinds, (1 + 99) / 8 does not.
    assert box_of({"pao cleaner": 1, "跑鞋": 15}).shows("pao") == ["pao cleaner", "跑鞋"]
    assert box_of({"pao cleaner": 1, "跑鞋": 99}).shows("pao") == ["跑鞋", "pao cleaner"]


def test_nothing_typed_brings_the_most_searched(box: Any) -> None:
    assert box.shows("", 3) == ["跑步机", "连衣裙", "跑鞋"] == box.shows("  ", 3)
    assert box.rows("", 1)[0].highlight == "跑步机"


@pytest.mark.parametrize(
    ("typed", "text", "highlight"),
    [
        ("跑", "跑鞋", "跑<mark>鞋</mark>"),
        ("paox", "跑鞋", "跑<mark>鞋</mark>"),
        ("px", "跑鞋", "跑鞋"),
        ("p", "跑鞋", "跑<mark>鞋</mark>"),
        ("pao", "男士跑鞋", "<mark>男士</mark>跑<mark>鞋</mark>"),
        ("nike跑", "nike跑鞋", "nike跑<mark>鞋</mark>"),
        ("running s", "running shoe", "running s<mark>hoe</mark>"),
        ("shoe", "running shoe", "<mark>running </mark>shoe"),
    ],
)
def test_the_completed_part_is_marked(box: Any, typed: str, text: str, highlight: str) -> None:
    assert box.row(typed, text).highlight == highlight


def test_markup_in_a_query_is_shown_as_text(box_of: MakeBox) -> None:
    assert box_of({"a<b>c cable": 1}).rows("a<b")[0].highlight == "a&lt;b<mark>&gt;c cable</mark>"


def test_blocked_and_sold_out_rows_make_room_for_the_next(box: Any) -> None:
    blocked = Blocklist.of(["跑步机"]).blocks
    rows = box.rows("跑", 2, blocked, gone=frozenset({"跑鞋"}))
    assert [row.text for row in rows] == ["男士跑鞋", "nike跑鞋"]
    assert [row.hits for row in rows] == [4, 6]


def test_of_rows_that_bring_the_same_products_the_most_searched_is_shown(box_of: MakeBox) -> None:
    box = box_of(
        {
            "跑鞋推荐": 9,
            "女款跑鞋": 8,
            "女式跑鞋": 7,
            "女士跑鞋": 6,
            "男款跑鞋": 5,
            "跑鞋男士": 4,
            "running shoes women": 3,
            "womens running shoes": 2,
        }
    )
    assert box.shows("跑鞋") == ["跑鞋推荐", "跑鞋男士", "女款跑鞋"]
    assert box.shows("running") == ["running shoes women"]
    assert box.shows("女士") == ["女士跑鞋"]
    assert [row.text for row in box.rows("跑鞋", gone=frozenset({"女款跑鞋"}))] == ["跑鞋推荐", "跑鞋男士", "女式跑鞋"]


def test_gifts_for_different_people_are_different_rows(box_of: MakeBox) -> None:
    assert box_of({"gift for wife": 2, "gift for mum": 1}).shows("gift") == ["gift for wife", "gift for mum"]


def test_short_answers_are_remembered_and_long_ones_are_not(box: Any) -> None:
    for limit, remembered in ((LONGEST_REMEMBERED + 1, 0), (LONGEST_REMEMBERED, 1)):
        box.completion.complete("跑", limit, lambda _: False)
        assert len(box.completion.remembered) == remembered


def test_many_blocked_rows_do_not_hide_the_one_behind_them(box_of: MakeBox) -> None:
    box = box_of({f"跑鞋{number}": 1000 - number for number in range(300)})
    blocked = {f"跑鞋{number}" for number in range(280)}
    assert [row.text for row in box.rows("跑", blocked=blocked.__contains__)] == [f"跑鞋{number}" for number in range(280, 290)]


def test_what_had_no_products_at_publishing_is_not_offered(tmp_path: Path) -> None:
    bank = [BankEntry(text, text, (text,), score, hits, "log") for text, score, hits in (("跑鞋", 9.0, 0), ("跑步机", 8.0, 3))]
    draft = Draft.begin(tmp_path, "v1")
    write_completion(draft, bank, SuggestSettings())
    completion = Completion.open(Snapshot.open(draft.seal({"products": 0})))
    assert [(row.text, row.hits) for row in completion.complete("跑", 10, frozenset[str]().__contains__)] == [("跑步机", 3)]


def test_a_list_kept_ready_is_refilled_from_behind_it(box_of: MakeBox) -> None:
    letters = "abcdefghijklmnopqrstuvwxy"
    queries = {f"手q{first}{second}": 1000 - 25 * at - other for at, first in enumerate(letters) for other, second in enumerate(letters[:24])}
    box = box_of(queries, top_k=50, heavy_prefix=100)
    best = [row.text for row in box.rows("手", 50)]
    assert best == list(queries)[:50]
    after = box.rows("手", 10, frozenset(list(queries)[:300]).__contains__)
    assert [row.text for row in after] == list(queries)[300:310]


def test_the_ready_lists_say_what_the_keys_say(box_of: MakeBox) -> None:
    queries = {f"{first}{second}": 1 + (ord(first) * 7 + ord(second) * 13) % 97 for first in "女男手小" for second in "衣鞋包裤帽袜裙表机壳"}
    kept, read = box_of(queries, heavy_prefix=2, top_k=3), box_of(queries, heavy_prefix=100_000)
    for typed in ("女", "nv", "n", "男x", "s", "x"):
        assert kept.rows(typed) == read.rows(typed)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=st.text(max_size=120))
def test_anything_may_be_typed(box: Any, typed: str) -> None:
    rows = box.rows(typed)
    assert len({row.text for row in rows}) == len(rows) <= 10


@pytest.mark.parametrize("typed", ["\ud800", "跑\ud800", "\x00", "😀", "'" * 90, "<script>", "x" * 10_000, "ü"])
def test_odd_input_is_answered(box: Any, typed: str) -> None:
    assert isinstance(box.rows(typed), tuple)


def test_an_empty_bank_answers_with_nothing(box_of: MakeBox) -> None:
    box = box_of({})
    assert box.shows("跑") == [] == box.shows("")
