"""What the characters of a Chinese word are worth: takes a query's tokens, gives its units with weights.

The characters of a word stand together, so their rarities added up count one thing several times, the longer the word the more often: 多功能, which
many products say, would outweigh 碗柜, which is asked for. Together they are worth what the word is; a character by itself keeps its own rarity, and
so does each in the name of a brand, a model or a category, the last that a search gives up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from searchrank.query.kinds import BRAND, CATEGORY, MODEL
from searchrank.query.normalise import has_han
from searchrank.query.tokens import units
from searchrank.records import Floats, Query, Token, changed
from searchrank.store.snapshot import Snapshot

HAN = 1
MOST_KNOWN = 50_000


def inverse_frequency(df: npt.NDArray[np.int32], products: npt.NDArray[np.int64]) -> Floats:
    """ln(1 + (N - df + .5) / (df + .5)), the form that stays positive.

    >>> inverse_frequency(np.array([0, 10], np.int32), np.array([10, 10])).astype(float).round(3).tolist()
    [3.091, 0.047]
    """
    rest = np.maximum(products - df, 0)
    return np.asarray(np.log1p((rest + 0.5) / (df + 0.5)), np.float32)


def shared(query: Query, snapshot: Snapshot, share: float) -> Query:
    """The query whose units have the share of their word as weight: (idf of the word / sum of the idf of its characters) ^ `share`, at most 1.

    `share` 0 leaves them as they are. A character of several words has the greatest of their shares; of one that stands by itself, in a word that no
    product says, or in the name of a brand, a model or a category, nothing is taken.
    """
    words = [token.text for token in query.tagged("word")] if share else []
    if not any(_is_long(word) for word in words):
        return query
    names = [query.text[one.start : one.end] for one in query.entities if one.kind in (BRAND, MODEL, CATEGORY)]
    worth: dict[str, float] = {}
    for word, part in zip(words, _shares(words, snapshot), strict=True):
        part = 1.0 if any(word in name for name in names) else part**share
        worth.update((unit, max(worth.get(unit, 0.0), part)) for unit in units(word).main)
    return changed(query, tokens=tuple(_weighed(token, worth) for token in query.tokens))


def _weighed(token: Token, worth: dict[str, float]) -> Token:
    part = worth.get(token.text, 1.0) if token.tag == "unit" else 1.0
    return token if part == 1.0 else changed(token, weight=token.weight * part)


def _is_long(word: str) -> bool:
    """Whether a word has two Chinese characters or more."""
    return len(word) > 1 and has_han(word)


def _shares(words: Sequence[str], snapshot: Snapshot) -> Sequence[float]:
    """What each word is worth of what its characters are; remembered, for queries repeat their words."""
    known: dict[str, float] = snapshot.kept("words.shares", lambda _: {})
    if len(known) > MOST_KNOWN:
        known.clear()
    return [known.setdefault(word, _share(word, snapshot)) if (part := known.get(word)) is None else part for word in words]


def _share(word: str, snapshot: Snapshot) -> float:
    characters = [unit for unit in units(word).main if has_han(unit)]
    if len(characters) < 2 or len(characters) < len(units(word).main) or snapshot.places("words", [word])[0] < 0:
        return 1.0
    whole, parts = _rarities("words", [word], snapshot), _rarities("units", characters, snapshot)
    return min(1.0, float(whole.sum() / parts.sum()))


def _rarities(kind: str, texts: Sequence[str], snapshot: Snapshot) -> Floats:
    places = np.array(snapshot.places(kind, texts), np.int32)
    df = np.zeros(len(texts), np.int32)
    df[places >= 0] = snapshot.frequency(kind, places[places >= 0])
    return inverse_frequency(df, snapshot.array(f"{kind}.products")[np.full(len(texts), HAN)])
