"""Candidates from the snapshot's own lists: takes terms, gives the rows that are worth most to them, without asking an engine.

An impact says how much a product says of a token: the saturated part of our own BM25F (`recall.bm25`), a / (a + k1), in 255ths, computed at
publishing. What a product is worth to a query is the sum of idf times impact over the query's tokens: keyword order up to rounding, and up to
synonyms, whose parts are added up here and never compared with the unit that they stand for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from searchrank.recall import impact_loops as loops
from searchrank.recall.bm25 import BIGRAM_WEIGHT, HAN_BIGRAMS, HAN_FIELDS, LATIN_FIELDS, Saturation
from searchrank.recall.filters import Grouped, passing
from searchrank.recall.plan import ALTERNATIVE
from searchrank.recall.postings import NOTHING
from searchrank.recall.since import Since
from searchrank.recall.terms import Terms
from searchrank.records import Floats, Rows
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View

KINDS = {"units": (LATIN_FIELDS, HAN_FIELDS), "bigrams": (HAN_BIGRAMS, HAN_BIGRAMS)}
"""The kinds of token that have impacts, with how the Latin and the Chinese ones among them saturate."""
GREATEST = 255
WITHOUT_LISTS = "bigrams.described"
"""How many pairs of Chinese characters there are in descriptions: (1,). They have no lists, and only an engine knows them."""
LOOK = 8
"""Under filters, so many times as many products are looked at as a first page wants."""


@dataclass(frozen=True, slots=True)
class Impacts:
    """The lists of one snapshot, one kind of token after the other: where each list begins, its rows, their impacts."""

    kinds: tuple[tuple[loops.Ints, Rows, loops.Bytes], ...]
    count: int
    described: bool = True
    """Whether there are pairs that have no lists."""

    @staticmethod
    def of(snapshot: Snapshot) -> Impacts | None:
        """Those of the snapshot; None where a server answers for it, or where it was published without them."""
        if snapshot.manifest.get("index_name") or not all(map(snapshot.has, (*(f"{kind}.impacts" for kind in KINDS), WITHOUT_LISTS))):
            return None
        lists = [(snapshot.ragged(f"{kind}.postings"), snapshot.array(f"{kind}.impacts")) for kind in KINDS]
        described = bool(snapshot.array(WITHOUT_LISTS)[0])
        return Impacts(tuple((rows.offsets, rows.values, impacts) for rows, impacts in lists), snapshot.count, described)


@dataclass(frozen=True, slots=True)
class Worth:
    """What the products of one snapshot are worth to one query, by its units and the pairs of its Chinese characters."""

    impacts: Impacts
    units: Terms
    pairs: Terms

    def holding(self, columns: Sequence[int]) -> tuple[Rows, Floats]:
        """The rows that hold one of these columns of units, or any pair, and what they are worth: in no order."""
        return loops.holding(self._units(columns), self._pairs(), self.impacts.count)

    def among(self, rows: Rows) -> Floats:
        """What each of these rows is worth; they ascend. float32 (n,)."""
        return loops.among(self._units(range(self.units.plain)), self._pairs(), rows)

    def _units(self, columns: Sequence[int]) -> loops.Lists:
        return self._lists(0, self.units, columns, KINDS["units"][0])

    def _pairs(self) -> loops.Lists:
        return self._lists(1, self.pairs, range(len(self.pairs)), KINDS["bigrams"][0], BIGRAM_WEIGHT)

    def _lists(self, kind: int, terms: Terms, columns: Sequence[int], saturation: Saturation, weight: float = 1.0) -> loops.Lists:
        lists = self.impacts.kinds[kind]
        asked = np.fromiter(columns, np.int64, len(columns))
        # Tokens that came since publishing stand behind those that have a list.
        asked = asked[(terms.ids[asked] >= 0) & (terms.ids[asked] < len(lists[0]) - 1) & (terms.idf[asked] > 0)]
        worth = terms.idf[asked] * np.where(asked < terms.units, 1.0, ALTERNATIVE) * (weight * (saturation.k1 + 1) / GREATEST)
        return (*lists, terms.ids[asked].astype(np.int64), worth.astype(np.float32))


@dataclass(frozen=True, slots=True)
class OwnLists:
    """The road without an engine: the best rows of one view by `Worth`, the live ones aside (`recall.since` brings those)."""

    view: View
    worth: Worth
    since: Since | None

    @staticmethod
    def of(view: View, units: Terms, pairs: Terms, since: Since | None) -> OwnLists | None:
        """None where the lists can't tell: a server answers, or a synonym of several words is asked for, whose places only an engine knows."""
        impacts = view.snapshot.kept("impacts", Impacts.of)
        if impacts is None or units.phrases:
            return None
        return OwnLists(view, Worth(impacts, units, pairs), since)

    def among(self, matched: Rows, limit: int) -> tuple[Rows, Floats]:
        """The best of these ascending rows that say what was published, and what each is worth: best first, ties by row."""
        if self.since is None:
            return loops.best(matched, self.worth.among(matched), limit)
        rows, published = self.since.saying_as_published(matched)
        # Ties are broken by the published row: a product sold at another price stays where it was.
        best, worth = loops.best(published, self.worth.among(published), limit)
        return rows[np.searchsorted(published, best)], worth

    def wide(self, ways: Sequence[Sequence[int]], filters: Grouped, least: int, most: int) -> tuple[Rows, str] | None:
        """The best `most` that pass of the rows that hold one of some columns or a pair, best first, ties by row; "eq" where there are no others.

        `ways` are columns to ask for: later ones where those before bring fewer than `least`, and behind them where more are wanted. None where all
        together bring too few as far as was looked, and an engine may know more: what passes seldom, and the Chinese of long texts, which has no
        lists.
        """
        rows, whole = NOTHING, False
        # Under filters as many are looked at for a deep page as for the first: both must come to the same answer, or to the same engine.
        look = most if not filters and self.since is None else LOOK * least
        for columns in ways:
            some, whole = self._some(columns, filters, look)
            rows = (some if len(rows) < least else np.concatenate((rows, some[~np.isin(some, rows)])))[:most]
            if len(rows) >= most:
                return rows, "gte"
        if whole and not (len(self.worth.pairs) and self.worth.impacts.described):
            return rows, "eq"
        return (rows, "gte") if len(rows) >= least else None

    def _some(self, columns: Sequence[int], filters: Grouped, look: int) -> tuple[Rows, bool]:
        """Those of the best `look` that pass, and whether these were all that hold a column or a pair."""
        rows, worth = self.worth.holding(columns)
        best, _ = loops.best(rows, worth, look)
        now = best if self.since is None else self.since.as_published(best)
        return passing(self.view, now, filters), len(best) == len(rows)
