"""A copy of a value differs in what was changed, and in nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from searchrank.records import Query, Shopper, Token, changed


def test_a_copy_has_the_changes_and_keeps_the_rest() -> None:
    query = Query("Red Shoe", tokens=(Token("red"),), page=3, shopper=Shopper("u1"), explain=True)
    assert changed(query, text="red shoe", page=1) == replace(query, text="red shoe", page=1)
    assert query.page == 3


def test_a_field_that_a_value_has_not_cannot_be_changed() -> None:
    with pytest.raises(TypeError, match="titel"):
        changed(Query("shoe"), titel="x")
