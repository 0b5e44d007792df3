"""How often each Latin word that ends in s stands in the titles: takes normalised titles, writes `correct.plural` strings and counts.

The units of the index are stems; correction says words as people write them, and these are the ones that a stem has lost.
"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from searchrank.query.correct.write_words import PLURALS
from searchrank.query.tokens import stem
from searchrank.store.snapshot import Draft

_ENDS_IN_S = re.compile(r"(?<![^\W_])[a-z]{3,23}s(?![^\W_])")


class Plurals:
    """Collects titles, then writes their plurals."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, title: str) -> None:
        # Most Chinese titles have none, which is seen at once.
        if "s" in title:
            self._counts.update(_ENDS_IN_S.findall(title))

    def extend(self, others: Plurals) -> None:
        self._counts.update(others._counts)

    def write(self, draft: Draft) -> None:
        words = sorted(word for word in self._counts if stem(word) != word)
        draft.strings(PLURALS, words)
        draft.array(f"{PLURALS}.count", np.array([self._counts[word] for word in words], np.float32))
