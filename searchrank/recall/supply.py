"""How many products in stock have all words of a text: what a suggestion must have to be offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from searchrank.query.normalise import normalise
from searchrank.query.tokens import query_units
from searchrank.recall.loops import in_every
from searchrank.recall.postings import NOTHING, Postings, contained, in_all, in_any
from searchrank.recall.since import Since
from searchrank.recall.terms import terms_of, token_ids
from searchrank.records import Rows, Token, changed
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View

MOST_KEPT = 100_000
ENOUGH = 64
"""Products of a text that are remembered, to see at a glance that there are some still."""


@dataclass(frozen=True, slots=True)
class Supply:
    """Counts by intersecting inverted lists; answers are kept, for the snapshot they are of cannot change."""

    snapshot: Snapshot
    _kept: dict[str, int] = field(default_factory=dict)

    def __call__(self, text: str) -> int:
        """The number of products in stock that have every word of the text in some field."""
        count = self._kept.get(text)
        if count is None:
            count = self._count(text)
            if len(self._kept) < MOST_KEPT:
                self._kept[text] = count
        return count

    def rows(self, text: str) -> Rows:
        """The products in stock that have every word of the text in some field, ascending."""
        found = self.having(text)
        return found[~(self.snapshot.array("column.stock")[found] <= 0)]

    def having(self, text: str) -> Rows:
        """The same, in stock or not."""
        tokens = [self._known(token) for token in query_units(normalise(text))]
        plain = [token for token in tokens if not token.alternatives]
        found = self._all(plain) if plain or not tokens else self._rows(tokens[0])
        for token in tokens:
            if token.alternatives and len(found):
                found = found[self._hold(found, token)]
        return found

    def _known(self, token: Token) -> Token:
        """The token with those of its alternatives alone that the catalogue has: most joined forms are no words."""
        if not token.alternatives:
            return token
        some = tuple(way for way in token.alternatives if min(token_ids(self.snapshot, "units", way)) >= 0)
        return token if some == token.alternatives else changed(token, alternatives=some)

    def _all(self, tokens: Sequence[Token]) -> Rows:
        """The products that hold every one of these tokens."""
        ids = token_ids(self.snapshot, "units", [token.text for token in tokens])
        postings = self.snapshot.ragged("units.postings")
        known = ids and min(ids) >= 0 and max(ids) < len(postings)
        return in_every(postings.offsets, postings.values, np.array(ids), 0) if known else NOTHING

    def _count(self, text: str) -> int:
        return len(self.rows(text))

    def _hold(self, rows: Rows, token: Token) -> npt.NDArray[np.bool_]:
        """Which of these products hold the token, or all of something that stands for it."""
        held = contained(rows, self._holding(token.text))
        for way in token.alternatives:
            held |= np.logical_and.reduce([contained(rows, self._holding(text)) for text in way])
        return held

    def _rows(self, token: Token) -> Rows:
        """The products that hold the token, or all of something that stands for it."""
        ways = [in_all([self._holding(other) for other in others]) for others in token.alternatives]
        return in_any([self._holding(token.text), *ways])

    def _holding(self, text: str) -> Rows:
        return Postings(self.snapshot).rows(token_ids(self.snapshot, "units", [text])[0])


@dataclass(frozen=True, slots=True)
class LiveSupply:
    """The same counts over what a view with a live generation shows."""

    view: View
    _kept: dict[str, int] = field(default_factory=dict)

    def __call__(self, text: str) -> int:
        """The number of products in stock now that have every word of the text in some field."""
        count = self._kept.get(text)
        return self._kept.setdefault(text, self._count(text)) if count is None else count

    def some(self, text: str) -> bool:
        """Whether there is any: one of a few published ones will do that says the same still."""
        few = self.view.snapshot.kept("supply.few", lambda _: dict[str, Rows]())
        if text not in few:
            if len(few) >= MOST_KEPT:
                few.clear()
            few[text] = Supply(self.view.snapshot).rows(text)[:ENOUGH].copy()
        return self._sells(few[text]) or self(text) > 0

    def _sells(self, rows: Rows) -> bool:
        """Whether any of these published rows has its text and its stock still."""
        now = self.view.followed(rows)
        if self.view.live is not None and len(now) and now.max() >= self.view.live.first:
            now = now[self.view.live.texts(now) < self.view.live.first]
        return bool((~(self.view.take("stock", now) <= 0)).any())

    def _count(self, text: str) -> int:
        snapshot, units = self.view.snapshot, query_units(normalise(text))
        rows = Since(self.view, terms_of(snapshot, "units", units)).with_published(Supply(snapshot).having(text))
        return int((~(self.view.take("stock", rows) <= 0)).sum())


def supply_of(view: View) -> Supply | LiveSupply:
    """The supply of a view; of its snapshot alone, with what was counted before, as long as nothing is live."""
    counted: dict[str, int] = view.kept("supply", dict)
    return Supply(view.snapshot, counted) if view.live is None else LiveSupply(view, counted)
