"""Rewrites at publish: takes the log's clicks and a draft with columns and names, writes `rewrite.*` for queries that say one thing in two ways.

Guarded (pitfall P33): the clicked products of both lie mostly in one category, and neither text loses or gains a number, a negation, a brand, a
model, or another value that a shopper would miss.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchrank.learn.clicks import Clicks, read_clicks
from searchrank.learn.rewrites import kin
from searchrank.learn.sessions import DAY_SECONDS
from searchrank.query.clicked import replacement
from searchrank.query.entities import find_entities
from searchrank.query.kinds import CATEGORY, WORD
from searchrank.query.mentions import fold
from searchrank.query.normalise import has_han
from searchrank.settings import Settings
from searchrank.store.arrays import text_hashes
from searchrank.store.snapshot import Draft, Snapshot

MOST_A_QUERY = 3
FREE = (CATEGORY, WORD, "feature")
"""Kinds of names that may be said otherwise; all others are what the shopper insists on."""
NONE = -1


@dataclass(frozen=True, slots=True)
class Learnt:
    """Where `query` is asked, `new` stands for the stretch `old` of it."""

    query: str
    old: tuple[str, ...]
    new: tuple[str, ...]


def write_rewrites(draft: Draft, products: int, settings: Settings, now: float) -> None:
    """Write `rewrite.*` from the log of the last `suggest.log_days` days; the draft must hold products, columns and names."""
    written = Snapshot(draft.folder, {"version": draft.version, "products": products})
    chosen = settings.suggest
    found = list(learnt(read_clicks(settings.log, now - chosen.log_days * DAY_SECONDS), written, chosen.min_users))
    keys = text_hashes([fold(one.query) for one in found])
    order = np.argsort(keys, kind="stable")
    draft.array("rewrite.query", keys[order])
    draft.strings("rewrite.of", [" ".join(found[place].old) for place in order.tolist()])
    draft.strings("rewrite.to", [spelled(found[place].new) for place in order.tolist()])


def learnt(clicks: Clicks, snapshot: Snapshot, least_users: int) -> Iterator[Learnt]:
    """The rewrites of each query, best first, at most MOST_A_QUERY."""
    pairs = kin(clicks, least_users=least_users)
    leaves, insisted = _leaves(clicks, snapshot), _Insisted(snapshot, {})
    taken = np.zeros(len(clicks.texts), np.int64)
    for query, other in zip(pairs.query.tolist(), pairs.other.tolist(), strict=True):
        if taken[query] < MOST_A_QUERY and leaves[query] != NONE and leaves[query] == leaves[other]:
            one = _said_otherwise(clicks.texts[query], clicks.texts[other], insisted)
            if one is not None:
                taken[query] += 1
                yield one


def _said_otherwise(query: str, other: str, insisted: _Insisted) -> Learnt | None:
    found = replacement(query, other)
    if found is None or set(found[0]) == set(found[1]) or not insisted.knows(found[1]) or insisted.on(query) != insisted.on(other):
        return None
    return Learnt(query, *found)


@dataclass(frozen=True, slots=True)
class _Insisted:
    """What texts name that no rewrite may change; remembered, because every text is weighed against many."""

    snapshot: Snapshot
    known: dict[str, frozenset[tuple[str, int, str]]]

    def on(self, text: str) -> frozenset[tuple[str, int, str]]:
        if text not in self.known:
            found = find_entities(text, self.snapshot)
            self.known[text] = frozenset((one.kind, one.id, one.name) for one in found if one.kind not in FREE)
        return self.known[text]

    def knows(self, pieces: Sequence[str]) -> bool:
        """Whether products say all of these: a slip that many make is no way to say it."""
        return bool((self.snapshot.vocabulary("units").ids(list(pieces)) >= 0).all())


def _leaves(clicks: Clicks, snapshot: Snapshot) -> npt.NDArray[np.int64]:
    """For each text the category of at least half of its clicks, NONE where there is none."""
    rows = snapshot.vocabulary("product").ids(list(clicks.products))
    leaf = np.where(rows >= 0, snapshot.array("column.category")[np.maximum(rows, 0)], NONE) if len(rows) else np.empty(0, np.int64)
    best = np.full(len(clicks.texts), NONE, np.int64)
    total = np.bincount(clicks.text, weights=clicks.shoppers, minlength=len(best))
    width = int(leaf.max(initial=0)) + 2
    keys, place = np.unique(clicks.text * width + leaf[clicks.product] + 1, return_inverse=True)
    shoppers = np.bincount(place, weights=clicks.shoppers, minlength=len(keys))
    text, where = keys // width, keys % width - 1
    most = (2 * shoppers >= total[text]) & (where != NONE)
    best[text[most]] = where[most]
    return best


def spelled(pieces: Sequence[str]) -> str:
    """Folded pieces as a text: blanks between Latin words alone.

    >>> spelled(("running", "shoe", "男", "款"))
    'running shoe男款'
    """
    text = ""
    for piece in pieces:
        text += f" {piece}" if text and not (has_han(text[-1]) or has_han(piece)) else piece
    return text
