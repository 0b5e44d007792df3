"""Text vectors: here is a Query, gimme the products whose texts are nearest, whatever words they use.

Reads what publishing kept (`vector.*`): a table with one row a feature of a text, and a coded vector a product. A query's vector is a sum of rows, so
no model and no network stands in the path of a request. All products are compared; in a large shop, those whose signs differ least.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from searchrank.query.normalise import has_han
from searchrank.recall.terms import token_ids
from searchrank.recall.vector_loops import (
    UNKNOWN,
    Bytes,
    Counts,
    Ints,
    Keys,
    all_cosines,
    apart,
    asked_features,
    coded,
    cosines,
    signs_of,
    sum_of_rows,
)
from searchrank.records import Floats, Query, Rows
from searchrank.store.arrays import text_hash
from searchrank.store.snapshot import Snapshot

TABLE = "vector.table"
"""The array by which a snapshot with vectors is known."""

SCANNED = 200_000
"""Up to so many products all are compared by cosine: 0.3 ms for 20,000, 1.6 ms for 100,000."""
LOOKED_AT = 50
"""In a larger shop, so many times the wanted products, by sign: of the true nearest 100, 88 are among them (taobao's vectors twelve times with noise;
a mixture of a million); 20 times would find 81 and save a millisecond of three to eight."""
MOST = 127
"""The greatest code of a byte."""


OWN = "vector.query_keys"
"""The hashes of the logged texts whose vectors are kept, ascending; there (perhaps empty) where a network made the vectors, and only there."""


@dataclass(frozen=True, slots=True)
class TextVectors:
    """The vectors of one snapshot; `own` are the hashes of the texts whose vectors a network gave, None where no network did."""

    snapshot: Snapshot
    own: Keys | None = None

    @staticmethod
    def of(snapshot: Snapshot) -> TextVectors | None:
        """Those of this snapshot, None where it was published without."""
        there, own = snapshot.kept("vectors", _opened)
        return TextVectors(snapshot.base, own) if there else None

    @property
    def by_network(self) -> bool:
        """Whether a network made them, not the catalogue's own encoder."""
        return self.own is not None

    def vector(self, query: Query) -> Floats:
        """The vector of the query, of length 1: float32 (d,); all 0 where nothing of it is known. A network's own, if it gave one."""
        own = self._own(query.text)
        if own is not None:
            return own
        read, units = self.snapshot.array, self.snapshot.vocabulary("units").texts.rows
        # The number of features that are units is kept as an array of one.
        known = (int(read("vector.units")[0]), read("vector.keys"), read("vector.places"))
        asked, unknown, bounds = unit_arrays(self.snapshot, [token.text for token in query.tagged("unit")])
        features = asked_features(asked, units.offsets, units.values, unknown, bounds, *known)
        return sum_of_rows(features, read(TABLE), read("vector.table_scale"))

    def _own(self, text: str) -> Floats | None:
        """The vector that was kept for just this text."""
        if self.own is None or not len(self.own):
            return None
        key = text_key(text)
        place = int(self.own.searchsorted(key))
        if place == len(self.own) or self.own[place] != key:
            return None
        code = self.snapshot.array("vector.query_codes")[place]
        return np.asarray(code * self.snapshot.array("vector.query_scale")[place], np.float32)

    def cosines(self, vector: Floats, rows: Rows) -> Floats:
        """How alike the vector and these products are, -1 to 1: float32 (n,)."""
        return cosines(vector, self.snapshot.array("vector.codes"), self.snapshot.array("vector.scale"), rows)

    def nearest(self, query: Query, limit: int, least: float, passing: Callable[[Rows], Rows] | None = None) -> Rows:
        """At most `limit` products with a cosine of `least` or more, best first, ties by row; `passing` gives those of ascending rows that may be
        shown, in their order. With it the nearest of those that pass are found, however few pass."""
        vector = self.vector(query)
        if not vector.any():
            return np.empty(0, np.int32)
        every = np.arange(self.snapshot.count, dtype=np.int32)
        rows, cosine = self._compared(vector, every if passing is None else passing(every), LOOKED_AT * limit)
        rows, cosine = rows[cosine >= least], cosine[cosine >= least]
        found: Rows = rows[np.lexsort((rows, -cosine))[:limit]]
        return found

    def _compared(self, vector: Floats, rows: Rows, count: int) -> tuple[Rows, Floats]:
        """These rows (about the `count` likeliest of them in a large shop) and their cosines."""
        if self.snapshot.count > SCANNED:
            rows = closest(apart(signs_of(vector[None])[0], self.snapshot.array("vector.signs")), rows, count)
            return rows, self.cosines(vector, rows)
        code, scale = coded(vector[None], MOST)
        return rows, all_cosines(code[0], self.snapshot.array("vector.codes"), self.snapshot.array("vector.scale"))[rows] * scale[0]


def _opened(snapshot: Snapshot) -> tuple[bool, Keys | None]:
    """Whether there are vectors, and the hashes of the texts that a network gave some."""
    return snapshot.has(TABLE), snapshot.array(OWN) if snapshot.has(OWN) else None


def text_key(text: str) -> np.uint64:
    """The hash by which the vector of a normalised text is known, blanks aside."""
    return np.uint64(text_hash(text.replace(" ", "")))


def unit_arrays(snapshot: Snapshot, texts: Sequence[str]) -> tuple[Rows, Bytes, Ints]:
    """Units as the loops take them: the id of each (UNKNOWN where the catalogue lacks it), the bytes of the Latin ones that it lacks, one after
    another, and where each begins and the last ends."""
    ids = token_ids(snapshot, "units", texts)
    unknown = [text.encode() for text, unit in zip(texts, ids, strict=True) if unit < 0 and not has_han(text)]
    asked = np.array([UNKNOWN if unit < 0 else unit for unit in ids], np.int32)
    return asked, np.frombuffer(b"".join(unknown), np.uint8), np.cumsum([0, *map(len, unknown)], dtype=np.int64)


def closest(differ: Counts, rows: Rows, count: int) -> Rows:
    """Those of ascending rows that differ least, at least `count` of them if there are, with all that differ as much as the last; ascending.

    >>> closest(np.array([3, 1, 2, 1], np.int16), np.arange(4, dtype=np.int32), 1).tolist()
    [1, 3]
    """
    if len(rows) <= count:
        return rows
    of_rows = differ[rows]
    most = np.flatnonzero(np.cumsum(np.bincount(of_rows)) >= count)[0]
    near: Rows = rows[of_rows <= most]
    return near
