"""What a keyword engine would find: takes a catalogue and what queries say, gives candidate rows with the share of the query that their titles say.

Candidates are listings in the query's language: of the category it names, of categories that go by the same word or stand near it, accessories for
the model it names; a brand alone finds what the brand sells. The same wording always finds the same candidates, so they are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.simulate.wants import Wants
from searchrank.simulate.world.catalogue import SAID, SLOTS, Catalogue, Places
from searchrank.simulate.world.lexicon import LANGUAGES

Rows = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

KEPT = 20_000
"""Wordings whose candidates are kept; then they are all forgotten, so that memory stays flat."""
WORD, SAME_LEAF, NEAR = 2.0, 0.5, 0.25
"""Weight of the product word, and what a listing has of it that says another word for the same, or is of a near category."""
WEIGHTS = {"brand": 1.5, "model": 2.0, "fits": 2.0, "audience": 1.0, "season": 0.7}
VALUE, POINT = 1.0, 0.7
LEAST = 0.4
"""A title must say this share of the query to be found."""


@dataclass(frozen=True, slots=True, eq=False)
class Pools:
    """Candidates of m searches: rows int32 (m, c), -1 behind the last; text float32 (m, c); total int32 (m,) found before the cut."""

    rows: Rows
    text: Floats
    total: Rows


@dataclass(frozen=True, slots=True, eq=False)
class Recall:
    """Finds candidates. Made by `recall`; keeps what it found."""

    catalogue: Catalogue
    limit: int
    by_leaf: Groups
    by_brand: Groups
    by_fits: Groups
    beside: Sequence[Sequence[Sequence[tuple[int, int]]]]
    kept: dict[bytes, tuple[Rows, Floats, int]] = field(default_factory=dict)

    def pools(self, said: Wants) -> Pools:
        """The candidates of each of these wordings, the best by text and then by sales."""
        if len(self.kept) > KEPT:
            self.kept.clear()
        found = [self._found(key, said, row) for row, key in enumerate(keys(said))]
        width = max((len(rows) for rows, _, _ in found), default=0)
        rows, text = np.full((len(found), width), -1, np.int32), np.zeros((len(found), width), np.float32)
        for place, (its_rows, its_text, _) in enumerate(found):
            rows[place, : len(its_rows)], text[place, : len(its_text)] = its_rows, its_text
        return Pools(rows, text, np.array([total for _, _, total in found], np.int32))

    def _found(self, key: bytes, said: Wants, row: int) -> tuple[Rows, Floats, int]:
        known = self.kept.get(key)
        if known is None:
            known = self.kept[key] = self._find(_One.of(said, row))
        return known

    def _find(self, said: _One) -> tuple[Rows, Floats, int]:
        rows, word = self._reach(said)
        text = self._text(said, rows, word)
        rows, text = rows[text >= LEAST], text[text >= LEAST]
        best = np.lexsort((rows, -self.catalogue.sales[rows], -text))[: self.limit]
        return rows[best], text[best], len(rows)

    def _reach(self, said: _One) -> tuple[Rows, Floats]:
        """(rows, share of the product word that each says)."""
        parts = [self._of_leaf(said, leaf, word) for leaf, word in self._leaves(said)]
        if said.leaf < 0 and said.brand >= 0:
            parts.append(_all(self.by_brand.rows(said.brand, said.language), 0.0))
        if said.model >= 0:
            parts.append(_all(self.by_fits.rows(said.model, said.language), 0.0))
        rows, word = (np.concatenate(columns) for columns in zip(_all(np.zeros(0, np.int32), 0.0), *parts, strict=True))
        first = np.unique(rows, return_index=True)[1]
        return rows[first], word[first]

    def _leaves(self, said: _One) -> list[tuple[int, int]]:
        return [(said.leaf, said.word), *self.beside[said.language][said.leaf]] if said.leaf >= 0 else []

    def _of_leaf(self, said: _One, leaf: int, word: int) -> tuple[Rows, Floats]:
        rows = self.by_leaf.rows(leaf, said.language)
        # Places of words name those of the said leaf; another leaf is near, and says the word where it has it among its own.
        own = leaf == said.leaf
        says = (self.catalogue.said_words[rows] >> np.uint32(max(word, 0)) & 1).astype(bool) & (word >= 0)
        return rows, np.where(says, 1.0, SAME_LEAF if own else NEAR).astype(np.float32)

    def _text(self, said: _One, rows: Rows, word: Floats) -> Floats:
        """The share of the query, by weight, that each title says."""
        wanted, got = (WORD, WORD * word) if said.leaf >= 0 and said.word >= 0 else (0.0, 0.01 * word)
        for bit, name in enumerate(SAID):
            place = getattr(said, name)
            if place >= 0:
                says = (self.catalogue.said[rows] >> np.uint16(bit) & 1).astype(bool)
                got = got + WEIGHTS[name] * (says & self._is(name, rows, place))
                wanted += WEIGHTS[name]
        for part, weight in self._details(said, rows):
            got, wanted = got + weight * part, wanted + weight
        return np.asarray(got / max(wanted, 1e-6), np.float32)

    def _is(self, name: str, rows: Rows, place: int) -> npt.NDArray[np.bool_]:
        # No listing has a season of its own: it is the category's, and the title says it or not.
        return np.ones(len(rows), bool) if name == "season" else np.asarray(getattr(self.catalogue, name)[rows] == place)

    def _details(self, said: _One, rows: Rows) -> list[tuple[Any, float]]:
        catalogue = self.catalogue
        own = catalogue.leaf[rows] == said.leaf
        parts = [
            (own & (catalogue.values[rows, slot] & bits > 0) & (catalogue.said_values[rows] >> np.uint8(slot) & 1 > 0), VALUE)
            for slot, bits in enumerate(said.values)
            if bits
        ]
        parts += [(own & (catalogue.said_points[rows] & said.points > 0), POINT)] if said.points else []
        return parts + ([(own & (catalogue.said_uses[rows] & said.uses > 0), POINT)] if said.uses else [])


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Rows of a catalogue by a column and the language, in order of rows."""

    order: Rows
    starts: npt.NDArray[np.int64]

    @staticmethod
    def of(place: npt.NDArray[Any], language: npt.NDArray[np.int8]) -> Groups:
        """Rows whose place is -1 are in no group."""
        key = np.where(place >= 0, place.astype(np.int64) * len(LANGUAGES) + language, -1)
        order = np.argsort(key, kind="stable")
        return Groups(order.astype(np.int32), np.searchsorted(key[order], np.arange(int(key.max(initial=0)) + 2)))

    def rows(self, place: int, language: int) -> Rows:
        """The rows of this place and language."""
        key = place * len(LANGUAGES) + language
        return self.order[self.starts[key] : self.starts[key + 1]] if key + 1 < len(self.starts) else self.order[:0]


def recall(catalogue: Catalogue, places: Places, limit: int) -> Recall:
    """What finds candidates in this catalogue, at most `limit` a query."""
    columns = (catalogue.filed, catalogue.brand, catalogue.fits)
    by_leaf, by_brand, by_fits = (Groups.of(column, catalogue.language) for column in columns)
    return Recall(catalogue, limit, by_leaf, by_brand, by_fits, tuple(_beside(places, language) for language in LANGUAGES))


def keys(said: Wants) -> list[bytes]:
    """What tells wordings apart, price aside: no title says one."""
    if not len(said):
        return []
    columns = [getattr(said, one.name) for one in fields(said) if one.name not in ("low", "high")]
    parts = [np.ascontiguousarray(column).reshape(len(said), -1).view(np.uint8) for column in columns]
    joined = np.ascontiguousarray(np.concatenate(parts, axis=1))
    return [row.tobytes() for row in joined]


@dataclass(frozen=True, slots=True)
class _One:
    """One wording as plain numbers."""

    language: int
    leaf: int
    word: int
    brand: int
    model: int
    fits: int
    audience: int
    season: int
    values: tuple[int, ...]
    points: int
    uses: int

    @staticmethod
    def of(said: Wants, row: int) -> _One:
        names = ("language", "leaf", "word", "brand", "model", "fits", "audience", "season")
        values = tuple(int(said.values[row, slot]) for slot in range(SLOTS))
        numbers = {name: int(getattr(said, name)[row]) for name in names}
        return _One(**numbers, values=values, points=int(said.points[row]), uses=int(said.uses[row]))


def _beside(places: Places, language: str) -> list[list[tuple[int, int]]]:
    """By leaf: (near leaf, place of its first word that the leaf has too, or -1)."""
    table = []
    for leaf in places.leaves:
        mine = set(leaf.words[language])
        near = [places.leaves[places.leaf[key]] for key in leaf.near if key in places.leaf]
        table.append([(places.leaf[one.key], next((at for at, word in enumerate(one.words[language]) if word in mine), -1)) for one in near])
    return table


def _all(rows: Rows, word: float) -> tuple[Rows, Floats]:
    return rows, np.full(len(rows), word, np.float32)
