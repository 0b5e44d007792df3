"""What the block list keeps from being suggested."""

from __future__ import annotations

import pytest

from searchrank.errors import InvalidInput
from searchrank.suggest.blocked import Blocklist


@pytest.mark.parametrize("text", ["假烟", "假烟批发", "便宜假 烟", "iphone11 case", "shoe", "red shoes", "cheap shoe rack"])
def test_a_blocked_word_is_found_in_a_query(text: str) -> None:
    assert Blocklist.of(["假烟", "iPhone", "Shoes"]).blocks(text)


@pytest.mark.parametrize("text", ["烟", "假发", "horseshoe nail", "iphon"])
def test_other_words_stay(text: str) -> None:
    assert not Blocklist.of(["假烟", "iPhone", "Shoes"]).blocks(text)


def test_a_traditional_pattern_blocks_the_simplified_query() -> None:
    assert Blocklist.of(["連衣裙"]).blocks("连衣裙女")


def test_an_expression_is_searched_for() -> None:
    blocks = Blocklist.of([r"/^\d+元/"]).blocks
    assert blocks("9元包邮")
    assert not blocks("满9元包邮")


def test_empty_patterns_block_nothing() -> None:
    assert not Blocklist.of(["", "  "]).blocks("跑鞋")
    assert not Blocklist().blocks("跑鞋")


@pytest.mark.parametrize(
    ("pattern", "said"), [("/(/", "not a regular expression"), ("/(a+)+$/", "could run for ever"), (f"/{'a' * 300}/", "keep it under 200")]
)
def test_a_bad_expression_is_refused_with_one_sentence(pattern: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        Blocklist.of([pattern])
