"""A bitmap of the character 3-grams of every title: takes normalised titles in row order, writes `title.ngrams` uint64 (n, WORDS)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from searchrank.query.ngrams import WORDS, ngram_bitmaps
from searchrank.store.piles import Numbers, Pile
from searchrank.store.snapshot import Draft


class TitleBitmaps:
    """Collects titles, then writes their bitmaps."""

    def __init__(self) -> None:
        self._bytes = Numbers("B", WORDS * 8)

    def add_all(self, titles: Sequence[str]) -> None:
        """The next titles."""
        self._bytes.add_array(ngram_bitmaps(titles).view(np.uint8))

    def piles(self) -> dict[str, Pile]:
        """What it holds, by name."""
        return {"title.bitmaps": self._bytes}

    def write(self, draft: Draft) -> None:
        """All of them."""
        draft.array("title.ngrams", self._bytes.array().view("<u8").reshape(-1, WORDS))
