"""Words that begin with what was typed: takes the entries of a snapshot's dictionary, gives the most frequent ones that go on from some letters."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from searchrank.query.correct.write_words import SHORTEST_LATIN
from searchrank.store.snapshot import Snapshot

LEAST_OFTEN = 3.0
"""A word that titles and queries say less often is not guessed from its first letters."""
MOST = 20
AFTER = "{"
"""The character behind the letters: what begins so comes before it."""


@dataclass(frozen=True, slots=True, eq=False)
class Beginnings:
    """`texts` the Latin words, ascending, and beside them `worth`, ln of how often each is said."""

    texts: Sequence[str]
    worth: Sequence[float]

    @staticmethod
    def open(snapshot: Snapshot) -> Beginnings:
        """The Latin words of a snapshot's dictionary that are said often enough."""
        worth = snapshot.array("correct.worth")
        said, texts = np.flatnonzero(worth >= np.log(LEAST_OFTEN + 1.0)), snapshot.strings("correct.text")
        pairs = sorted((text, float(worth[at])) for at in said.tolist() if (text := texts[at]).isascii() and text.isalpha())
        return Beginnings([text for text, _ in pairs], [often for _, often in pairs])

    def words(self, begun: str) -> Sequence[str]:
        """The words that go on from these letters, the most frequent first.

        >>> Beginnings(["kettle", "key", "keyboard"], [2.0, 1.0, 3.0]).words("key"), Beginnings(["key"], [1.0]).words("ke")
        (['keyboard'], [])
        """
        if len(begun) < SHORTEST_LATIN:
            return []
        first, last = bisect_left(self.texts, f"{begun}a"), bisect_left(self.texts, f"{begun}{AFTER}")
        best = sorted(range(first, last), key=lambda at: -self.worth[at])
        return [self.texts[at] for at in best[:MOST]]

    def has(self, word: str) -> bool:
        """Whether a word is one of them.

        >>> Beginnings(["kettle", "key"], [2.0, 1.0]).has("key"), Beginnings(["kettle"], [2.0]).has("ket")
        (True, False)
        """
        at = bisect_left(self.texts, word)
        return at < len(self.texts) and self.texts[at] == word
