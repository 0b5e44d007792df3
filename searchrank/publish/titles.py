"""A bitmap of the character 3-grams of every title: takes normalised titles in row order, writes `title.ngrams` uint64 (n, WORDS)."""

from __future__ import annotations

import numpy as np

from searchrank.query.ngrams import WORDS, ngram_bytes
from searchrank.store.snapshot import Draft


class TitleBitmaps:
    """Collects titles, then writes their bitmaps."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def add(self, title: str) -> None:
        self._bytes += ngram_bytes(title)

    def extend(self, others: TitleBitmaps) -> None:
        self._bytes += others._bytes

    def write(self, draft: Draft) -> None:
        draft.array("title.ngrams", np.frombuffer(bytes(self._bytes), "<u8").reshape(-1, WORDS))
