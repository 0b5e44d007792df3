"""Candidates from the snapshot's own lists: takes terms, gives the rows that are worth most to them, without asking an engine.

An impact says how much a product says of a token: the saturated part of our own BM25F (`recall.bm25`), a / (a + k1), in 255ths, computed at
publishing. What a product is worth to a query is the sum of idf times impact over the query's tokens: keyword order up to rounding, and up to
synonyms, whose parts are added up here and never compared with the unit that they stand for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from searchrank.recall import impact_loops as loops
from searchrank.recall.bm25 import BIGRAM_WEIGHT, HAN_BIGRAMS, HAN_FIELDS, LATIN_FIELDS
from searchrank.recall.filters import LISTED, Grouped, listed, passing
from searchrank.recall.plan import ALTERNATIVE, DESCRIPTION_BIGRAMS
from searchrank.recall.postings import NOTHING
from searchrank.recall.since import Since, shown_now
from searchrank.recall.terms import NO_COLUMNS, Terms, terms_of
from searchrank.records import Floats, Rows, Token, quickly_made
from searchrank.store.arrays import VALUES
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View

DESCRIBED = "described"
"""The pairs of Chinese characters in descriptions: they bring products where titles bring too few, and count in no score."""
KINDS = {"units": (LATIN_FIELDS, HAN_FIELDS), "bigrams": (HAN_BIGRAMS, HAN_BIGRAMS), DESCRIBED: (HAN_BIGRAMS, HAN_BIGRAMS)}
"""The kinds of token that have impacts, with how the Latin and the Chinese ones among them saturate."""
GREATEST = 255
NO_WEIGHTS = np.empty(0, np.float32)
LOOK = 8
"""Under filters, so many times as many products are looked at first as are wanted."""
LOOKING_UP = 4
"""So many steps along a list cost as much as looking one product up in it."""


@dataclass(frozen=True, slots=True)
class Impacts:
    """The lists of one snapshot, one kind of token after the other: where each list begins, its rows, their impacts."""

    kinds: Mapping[str, tuple[loops.Ints, Rows, loops.Bytes]]
    count: int

    @staticmethod
    def of(snapshot: Snapshot) -> Impacts | None:
        """Those of the snapshot; None where a server answers for it, or where it was published without them."""
        needed = (*(f"{kind}.impacts" for kind in KINDS), *(f"{field}.rows{VALUES}" for field in LISTED))
        if snapshot.manifest.get("index_name") or not all(map(snapshot.has, needed)):
            return None
        lists = [(kind, snapshot.ragged(f"{kind}.postings"), snapshot.array(f"{kind}.impacts")) for kind in KINDS]
        return Impacts({kind: (rows.offsets, rows.values, impacts) for kind, rows, impacts in lists}, snapshot.count)


@quickly_made
@dataclass(frozen=True, slots=True)
class Worth:
    """What the products of one snapshot are worth to one query, by its units and the pairs of its Chinese characters."""

    impacts: Impacts
    units: Terms
    pairs: Terms

    def chosen(self, columns: Sequence[int] | None = None, described: Terms | None = None) -> loops.Chosen:
        """The lists of these columns of units (all, if none are given), of all pairs of titles, and of these pairs of descriptions."""
        return self._units(range(self.units.plain) if columns is None else columns), self._pairs(), self._described(described)

    def holding(self, chosen: loops.Chosen) -> tuple[Rows, Floats]:
        """The rows in any of these lists, and what they are worth: in no order."""
        return loops.holding(*chosen, self.impacts.count)

    def among(self, rows: Rows, chosen: loops.Chosen) -> Floats:
        """What each of these ascending rows is worth by these lists: float32 (n,)."""
        return loops.among(*chosen, rows)

    def _units(self, columns: Sequence[int]) -> loops.Lists:
        return self._lists("units", self.units, columns)

    def _pairs(self) -> loops.Lists:
        return self._lists("bigrams", self.pairs, range(len(self.pairs)), BIGRAM_WEIGHT)

    def _described(self, pairs: Terms | None) -> loops.Lists:
        if pairs is None:
            return (*self.impacts.kinds[DESCRIBED], NO_COLUMNS, NO_WEIGHTS)
        return self._lists(DESCRIBED, pairs, range(len(pairs)), BIGRAM_WEIGHT * DESCRIPTION_BIGRAMS)

    def _lists(self, kind: str, terms: Terms, columns: Sequence[int], weight: float = 1.0) -> loops.Lists:
        lists, step = self.impacts.kinds[kind], weight * (KINDS[kind][0].k1 + 1) / GREATEST
        # Of so few numbers plain Python makes the arrays in half the time.
        ids, idf, known = terms.ids.tolist(), terms.idf.tolist(), len(lists[0]) - 1
        # Tokens that came since publishing stand behind those that have a list.
        asked = [column for column in columns if 0 <= ids[column] < known and idf[column] > 0]
        worth = [idf[column] * (1.0 if column < terms.units else ALTERNATIVE) * step for column in asked]
        return (*lists, np.array([ids[column] for column in asked], np.int64), np.array(worth, np.float32))


@quickly_made
@dataclass(frozen=True, slots=True)
class OwnLists:
    """The road without an engine: the best rows of one view by `Worth`, the live ones aside (`recall.since` brings those)."""

    view: View
    worth: Worth
    tokens: Sequence[Token]
    """The pairs of Chinese characters of the query."""
    since: Since | None

    @staticmethod
    def of(view: View, units: Terms, pairs: Terms, tokens: Sequence[Token], since: Since | None) -> OwnLists | None:
        """None where the lists can't tell: a server answers, or a synonym of several words is asked for, whose places only an engine knows."""
        impacts = view.snapshot.kept("impacts", Impacts.of)
        if impacts is None or units.phrases:
            return None
        return OwnLists(view, Worth(impacts, units, pairs), tokens, since)

    def among(self, matched: Rows, limit: int, chosen: loops.Chosen | None = None) -> tuple[Rows, Floats]:
        """The best of these ascending rows that say what was published, and what each is worth: best first, ties by row."""
        chosen = chosen or self.worth.chosen()
        if self.since is None:
            return loops.best(matched, self.worth.among(matched, chosen), limit)
        rows, published = self.since.saying_as_published(matched)
        # Ties are broken by the published row: a product sold at another price stays where it was.
        best, worth = loops.best(published, self.worth.among(published, chosen), limit)
        return rows[np.searchsorted(published, best)], worth

    def wide(self, ways: Sequence[Sequence[int]], filters: Grouped, least: int, most: int) -> tuple[Rows, str]:
        """The best `most` that pass of the rows that hold one of some columns or a pair, best first, ties by row; "eq" where there are no others.

        `ways` are columns to ask for: later ones where those before bring fewer than `least`, and behind them where more are wanted. Where all
        together bring too few, the pairs of descriptions are asked for too.
        """
        rows, passed = NOTHING, self._passed(filters, ways[-1])
        plans = [*((columns, False) for columns in ways), *([(ways[-1], True)] if self.tokens else ())]
        # Where fewer pass than are wanted at least, all that any lists bring of them is asked for at last: at once, then.
        for columns, described in plans if passed is None or len(passed) >= least else plans[-1:]:
            chosen = self._chosen(columns, described)
            some = self._some(chosen, filters, most) if passed is None else self._best_of(passed, most, chosen)
            rows = (some if len(rows) < least else np.concatenate((rows, some[~np.isin(some, rows)])))[:most]
            if len(rows) >= most:
                return rows, "gte"
        return rows, "eq"

    def _chosen(self, columns: Sequence[int], described: bool) -> loops.Chosen:
        return self.worth.chosen(columns, terms_of(self.view.snapshot, DESCRIBED, self.tokens) if described else None)

    def _passed(self, filters: Grouped, columns: Sequence[int]) -> Rows | None:
        """All that pass the filters, where so few do that it takes less to look each up in the lists of these columns than to walk the lists."""
        found = listed(self.view.snapshot, filters, int(self.worth.units.df[columns].sum()) // LOOKING_UP) if filters else None
        return None if found is None else self._passing(*found)

    def _some(self, chosen: loops.Chosen, filters: Grouped, most: int) -> Rows:
        """The best `most` of these lists that pass: few are looked at first, all of them where too few of those pass."""
        rows, worth = self.worth.holding(chosen)
        look = LOOK * most if filters or self.since is not None else most
        passed = passing(self.view, shown_now(self.since, loops.best(rows, worth, look)[0]), filters)
        if len(passed) >= most or len(rows) <= look:
            return passed[:most]
        return self._best_of(self._passing(np.sort(rows), filters), most, chosen)

    def _passing(self, published: Rows, filters: Grouped) -> Rows:
        """What passes of the rows that say what these ascending ones do, ascending too."""
        if self.since is None:
            return passing(self.view, published, filters)
        return np.sort(passing(self.view, self.since.as_published(published), filters))

    def _best_of(self, rows: Rows, most: int, chosen: loops.Chosen) -> Rows:
        """The best of these rows that are in any of the lists."""
        best, worth = self.among(rows, most, chosen)
        return best[worth > 0]
