"""How often each Latin word that ends in s stands in the titles: takes normalised titles, writes `correct.plural` strings and counts.

The units of the index are stems; correction says words as people write them, and these are the ones that a stem has lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

import numpy as np

from searchrank.query.correct.write_words import PLURALS
from searchrank.query.tokens import stem
from searchrank.store.piles import Lists, Names, Pile
from searchrank.store.snapshot import Draft

_ENDS_IN_S = re.compile(r"(?<![^\W_])[a-z]{3,23}s(?![^\W_])")


class Plurals:
    """Collects titles, then writes their plurals."""

    def __init__(self) -> None:
        self._words = Lists(Names())

    def add_all(self, titles: Sequence[str]) -> None:
        """The next titles."""
        # Most Chinese titles have none, which is seen at once.
        found = [_ENDS_IN_S.findall(title) if "s" in title else () for title in titles]
        self._words.counts.values.extend(map(len, found))
        self._words.values.add_all(list(chain.from_iterable(found)))

    def piles(self) -> dict[str, Pile]:
        """What it holds, by name."""
        return {"plurals": self._words}

    def write(self, draft: Draft) -> None:
        """Those that are another word than their stem."""
        places = self._words.values.places
        counts = np.bincount(self._words.values.array(), minlength=len(places))
        words = sorted(word for word in places if stem(word) != word)
        draft.strings(PLURALS, words)
        draft.array(f"{PLURALS}.count", counts[np.array([places[word] for word in words], np.int64)].astype(np.float32))
