"""The word in the empty box is worth a search, and does not bore."""

from __future__ import annotations

from collections.abc import Mapping

from searchrank.store.shoppers import Offered, Past, Searched
from searchrank.suggest.hint import DAY, HINT, MINUTE, MOST_SHOWN, Popular, Shopper, Word, hints
from searchrank.suggest.history import history

NOW = 1_790_000_000.0
LEAVES: Mapping[str, int] = {"跑鞋": 1, "红色 连衣裙": 2, "帐篷": 3}
POPULAR = Popular(
    (Word("帽子", "帽子", 1.0, 9, "popular", 7), Word("跑鞋", "跑鞋", 0.9, 9, "popular", 1), Word("雨伞", "雨伞", 0.8, 9, "popular", 8))
)


def searched(text: str, ago: float, source: str = "typed", query_id: str = "") -> Searched:
    return Searched(query_id or f"{text}-{ago}", text, NOW - ago, source)


def shown(past: Past, limit: int = 3, blocked: tuple[str, ...] = (), gone: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """(text, why) of the words in the box."""
    shopper = Shopper(past, NOW, lambda plain: LEAVES.get(plain, -1))
    found = hints(POPULAR, shopper, limit, lambda text: text in blocked, lambda text: 0 if text in gone else 5)
    return [(one.text, one.reason) for one in found]


def texts(past: Past, **more: tuple[str, ...]) -> list[str]:
    return [text for text, _ in shown(past, **more)]  # type: ignore[arg-type]


def test_an_unfinished_search_stands_before_what_is_popular() -> None:
    past = Past((searched("红色 连衣裙", DAY),))
    assert shown(past)[0] == ("红色 连衣裙", "unfinished") and ("帽子", "popular") in shown(past)


def test_what_was_searched_a_moment_ago_is_not_offered() -> None:
    assert "跑鞋" not in texts(Past((searched("跑鞋", 9 * MINUTE),)))
    assert "跑鞋" in texts(Past((searched("跑鞋", 11 * MINUTE),)))


def test_what_was_bought_is_not_offered_again() -> None:
    asked = searched("红色 连衣裙", DAY, query_id="q1")
    assert "红色 连衣裙" not in texts(Past((asked,), frozenset({"q1"})))
    assert "红色 连衣裙" in texts(Past((asked,), frozenset({"q2"})))


def test_a_search_of_more_than_a_week_ago_is_forgotten() -> None:
    assert "红色 连衣裙" not in texts(Past((searched("红色 连衣裙", 8 * DAY),)))


def test_a_word_that_was_taken_rests_for_a_day() -> None:
    assert "帽子" not in texts(Past((searched("帽子", 3600, HINT),)))
    assert "帽子" in texts(Past((searched("帽子", DAY + 60, HINT),)))


def offered(text: str, times: int, ago: float = 3600.0) -> tuple[Offered, ...]:
    return tuple(Offered(text, HINT, NOW - ago - number) for number in range(times))


def test_a_word_tires_each_time_it_is_passed_over_and_rests_after_five() -> None:
    stranger = searched("雨伞", 30 * MINUTE)  # somebody of whom something is known: words take no turns
    order = texts(Past((stranger,), offered=offered("帽子", 1)))
    assert order.index("跑鞋") < order.index("帽子")  # 1.0 x 0.7 < 0.9
    assert "帽子" in texts(Past((stranger,), offered=offered("帽子", MOST_SHOWN - 1)))
    assert "帽子" not in texts(Past((stranger,), offered=offered("帽子", MOST_SHOWN)))
    assert "帽子" in texts(Past((stranger,), offered=offered("帽子", MOST_SHOWN, 4 * DAY)))


def test_words_of_other_scenes_do_not_tire_the_box() -> None:
    elsewhere = tuple(Offered("帽子", "related", NOW - 60) for _ in range(9))
    assert "帽子" in texts(Past((searched("雨伞", 3600),), offered=elsewhere))


def test_popular_words_of_the_categories_looked_at_come_first() -> None:
    past = Past((searched("跑鞋 男 透气", DAY), searched("跑鞋", 5 * MINUTE)))
    popular = Popular((*POPULAR.words, Word("马拉松鞋", "马拉松鞋", 0.6, 9, "popular", 1)))
    found = hints(popular, Shopper(past, NOW, lambda plain: LEAVES.get(plain, -1)), 2, lambda _: False, lambda _: 5)
    assert [(one.text, one.reason) for one in found] == [("跑鞋 男 透气", "unfinished"), ("马拉松鞋", "your_categories")]


def test_blocked_and_sold_out_words_are_not_shown() -> None:
    past = Past((searched("红色 连衣裙", DAY), searched("帐篷", DAY)))
    assert "帐篷" not in texts(past, gone=("帐篷",)) and "红色 连衣裙" not in texts(past, blocked=("红色 连衣裙",))


def test_personal_data_is_never_shown_back() -> None:
    assert "13812345678" not in texts(Past((searched("13812345678", DAY),)))


def test_strangers_see_words_in_turns_and_the_same_ones_within_a_turn() -> None:
    def seen(at: float) -> list[str]:
        return [one.text for one in hints(POPULAR, Shopper(Past(), at, lambda _: -1), 1, lambda _: False, lambda _: 5)]

    start = NOW - NOW % 600
    assert seen(start) == seen(start + 599)
    assert {seen(start + 600 * turn)[0] for turn in range(3)} == {"帽子", "跑鞋", "雨伞"}


def test_no_two_words_of_one_category_stand_together() -> None:
    popular = Popular((Word("跑鞋", "跑鞋", 1.0, 9, "popular", 1), Word("跑步鞋", "跑步鞋", 0.9, 9, "popular", 1), *POPULAR.words[2:]))
    found = hints(popular, Shopper(Past((searched("x", 3600),)), NOW, lambda _: -1), 3, lambda _: False, lambda _: 0)
    assert [one.text for one in found] == ["跑鞋", "雨伞"]


def test_own_searches_leave_room_for_others() -> None:
    past = Past(tuple(searched(f"东西{number}", DAY + number) for number in range(5)))
    assert [why for _, why in shown(past)].count("unfinished") == 2


def test_history_is_what_was_searched_newest_first_each_once() -> None:
    past = Past((searched("Nike  鞋", 60), searched("帽子", 120), searched("nike 鞋", 180), searched("假烟", 240)))
    found = history(past, "", 10, lambda text: text == "假烟", lambda _: 3)
    assert [(one.text, one.type, one.hits) for one in found] == [("Nike 鞋", "history", 3), ("帽子", "history", 3)]
    assert [one.text for one in history(past, "ni", 10, lambda _: False, lambda _: 3)] == ["Nike 鞋"]
