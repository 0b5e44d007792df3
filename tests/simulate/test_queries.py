"""Simulated queries look like a shop's log."""

from __future__ import annotations

from statistics import mean

from searchrank.simulate.world.world import World


def test_different_queries_come_with_falling_counts(world: World) -> None:
    logged = list(world.queries(2, 1500))
    texts, counts = zip(*logged, strict=True)
    assert len(set(texts)) == 1500
    assert list(counts) == sorted(counts, reverse=True)
    assert min(counts) >= 1


def test_counts_follow_the_declared_law(world: World) -> None:
    """(rank + 3) ** -0.95: the first has (4 / 13) ** -0.95 = 3.06 times the count of the tenth."""
    counts = [count for _, count in world.queries(2, 1000)]
    assert abs(counts[0] / counts[9] - (4 / 13) ** -0.95) < 0.01
    assert abs(sum(counts) / 200_000 - 1) < 0.01


def test_the_same_seed_asks_the_same(world: World) -> None:
    assert list(world.queries(2, 200)) == list(world.queries(2, 200))
    assert list(world.queries(2, 200)) != list(world.queries(3, 200))


def test_the_head_is_what_a_shop_sells_most(world: World) -> None:
    head = [text for text, _ in world.queries(2, 4000)][:40]
    assert {"手机", "跑鞋", "连衣裙"} <= set(head)
    assert mean(len(text) for text in head) < 8


def test_a_query_is_what_a_person_would_type(world: World) -> None:
    texts = [text for text, _ in world.queries(2, 2000)]
    assert all(text == text.strip() and "  " not in text for text in texts)
    chinese = [text for text in texts if any("一" <= letter <= "鿿" for letter in text)]
    assert 0.5 < len(chinese) / len(texts) < 0.7
    assert 4 < mean(map(len, chinese)) < 9, "queries of a large Chinese shop have 6.9 characters"
