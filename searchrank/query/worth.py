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
KEPT = (BRAND, CATEGORY, MODEL)
"""Names whose characters keep their own rarity."""
Share = tuple[tuple[str, ...], float]


def inverse_frequency(df: npt.NDArray[np.int32], products: npt.NDArray[np.int64]) -> Floats:
    """ln(1 + (N - df + .5) / (df + .5)), the form that stays positive.

    >>> inverse_frequency(np.array([0, 10], np.int32), np.array([10, 10])).astype(float).round(3).tolist()
    [3.091, 0.047]
    """
    rest = np.maximum(products - df, 0)
    return np.asarray(np.log1p((rest + 0.5) / (df + 0.5)), np.float32)


def frequencies(kind: str, texts: Sequence[str], snapshot: Snapshot) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """The place of each text among the tokens of a kind (units, bigrams, words), -1 where it is unknown, and how many products hold it."""
    places = np.array(snapshot.places(kind, texts), np.int32)
    df = np.zeros(len(texts), np.int32)
    df[places >= 0] = snapshot.frequency(kind, places[places >= 0])
    return places, df


def shared(query: Query, snapshot: Snapshot, share: float) -> Query:
    """The query whose units have the share of their word as weight: (idf of the word / sum of the idf of its characters) ^ `share`, at most 1.

    `share` 0 leaves them as they are. A character of several words has the greatest of their shares; of one that stands by itself, in a word that no
    product says, or in the name of a brand, a model or a category, nothing is taken. Words count as published: whether one that came since is still
    said depends on what was merged away.
    """
    words = [token.text for token in query.tokens if token.tag == "word"] if share else []
    shares = _shares(words, snapshot.base)
    if all(part == 1.0 for _, part in shares):
        return query
    names = [query.text[one.start : one.end] for one in query.entities if one.kind in KEPT]
    worth: dict[str, float] = {}
    for word, (characters, part) in zip(words, shares, strict=True):
        part = 1.0 if any(word in name for name in names) else part**share
        for character in characters:
            worth[character] = max(worth.get(character, 0.0), part)
    return changed(query, tokens=tuple(_weighed(token, worth) if token.text in worth else token for token in query.tokens))


def _weighed(token: Token, worth: dict[str, float]) -> Token:
    part = worth[token.text]
    return token if part == 1.0 or token.tag != "unit" else changed(token, weight=token.weight * part)


def _shares(words: Sequence[str], snapshot: Snapshot) -> Sequence[Share]:
    """The units of each word, and what it is worth of what they are; remembered, for queries repeat their words."""
    known: dict[str, Share] = snapshot.kept("words.shares", lambda _: {})
    if len(known) > MOST_KNOWN:
        known.clear()
    return [known[word] if word in known else known.setdefault(word, _share(word, snapshot)) for word in words]


def _share(word: str, snapshot: Snapshot) -> Share:
    main = units(word).main
    # One that is said twice (妈妈) is sought once.
    each = tuple(dict.fromkeys(main))
    if len(main) < 2 or not all(map(has_han, each)) or snapshot.places("words", [word])[0] < 0:
        return each, 1.0
    whole, parts = _rarities("words", [word], snapshot), _rarities("units", each, snapshot)
    return each, min(1.0, float(whole.sum() / parts.sum()))


def _rarities(kind: str, texts: Sequence[str], snapshot: Snapshot) -> Floats:
    return inverse_frequency(frequencies(kind, texts, snapshot)[1], snapshot.array(f"{kind}.products")[np.full(len(texts), HAN)])
