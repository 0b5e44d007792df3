"""What was found becomes Candidates: takes a search and what recall found for it, gives the search with its candidates in keyword order (our own
BM25), or by what the query sorts by.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from searchrank.pipeline import NO_CANDIDATES, Search
from searchrank.recall import channels
from searchrank.recall.bm25 import by_score, keyword_score
from searchrank.recall.found import Flags, Found
from searchrank.recall.matches import Matches, find_matches
from searchrank.recall.opposite import opposed
from searchrank.recall.sort import sorted_rows
from searchrank.records import Candidates, Floats, MatchSet, frozen
from searchrank.settings import RecallSettings

ENGINE = 0
"""The bit of the keyword channel."""
Order = npt.NDArray[np.intp]


def in_order(search: Search, found: Found, settings: RecallSettings) -> Search:
    """The search with what was found as its candidates, in the order that the query asks for."""
    if search.query.sort != "best":
        rows = sorted_rows(search.view, found.matched, search.query.sort)[: settings.deep_limit]
        ordered = Candidates.of(rows, np.zeros(len(rows), np.float32), channel=ENGINE)
        return search.with_(candidates=ordered, ranker=f"sort:{search.query.sort}", note=_said(found))
    if not search.query.sought:
        browsed = Candidates.of(found.rows, np.zeros(len(found.rows), np.float32), channel=ENGINE)
        return search.with_(candidates=browsed, ranker="sort:sales", note=_said(found))
    return _keyword_order(search, found, settings)


def _keyword_order(search: Search, found: Found, settings: RecallSettings) -> Search:
    """The first `limit` by our BM25, then the deeper ones: so that a deep page goes on where the shallow one ended."""
    if not len(found.rows):
        return search.with_(candidates=NO_CANDIDATES, ranker="keyword", note="nothing found")
    loose, group, ranked = _groups(found, settings)
    if settings.opposites:
        group, ranked = _with_opposed(search, found, group, ranked)
    matches, score, order = _scored(search, found, group, ranked)
    candidates = Candidates.of(found.rows, score, channel=ENGINE)
    return search.with_(
        candidates=channels.marked(candidates, found.by_words, settings.limit, found.brought).take(order),
        members=int(loose[order].argmax()) if loose.any() else len(order),
        matches=matches.take(order[:ranked]),
        ranker="keyword",
        note=_said(found),
    )


def _groups(found: Found, settings: RecallSettings) -> tuple[Flags, npt.NDArray[np.int8], int]:
    """Which candidates are no members, the group of each (a smaller one comes before), and how many are ranked at most."""
    loose = np.zeros(len(found.rows), bool) if found.near is None else ~found.near
    group = loose.astype(np.int8)
    shallow = settings.limit if found.shallow is None else found.shallow
    group[shallow : found.by_words] += 2 * (loose[shallow : found.by_words] | (found.near is None))
    if found.against is None:
        return loose, group, settings.ranked
    # Where all have all words, deeper ones stay behind the first ones, whatever these are: a deep page goes on where the shallow ones ended.
    group[found.against] += 1 if found.near is None else 4
    return loose, group, min(settings.ranked, max(int(np.count_nonzero(~found.against[:shallow])), 1))


def _with_opposed(search: Search, found: Found, group: npt.NDArray[np.int8], ranked: int) -> tuple[npt.NDArray[np.int8], int]:
    """The groups, with what says the opposite of what is asked for behind the others of its own, where anything does not; of those the first alone
    are ranked."""
    against = opposed(search.query, search.view, found.rows)
    if against is None or not (first := ~against & (group == 0)).any():
        return group, ranked
    return np.asarray(2 * group + against, np.int8), min(ranked, int(np.count_nonzero(first)))


def _scored(search: Search, found: Found, group: npt.NDArray[np.int8], ranked: int) -> tuple[Matches, Floats, Order]:
    """The matches of the candidates, the score of each and their order.

    Where they come in keyword order already, only those to be ranked are matched: the others follow as they stand.
    """
    known = ranked if found.worth is not None and bool((np.diff(group) >= 0).all()) else len(found.rows)
    matches = found.matches or find_matches(search.query, search.view, found.rows[:known], *found.terms)
    score = keyword_score(matches)
    order = np.lexsort((found.rows[:known], -score, group[:known]))
    if found.worth is None or known >= len(found.rows):
        return matches, score, order
    return matches, np.concatenate((score, found.worth[known:])), np.concatenate((order, np.arange(known, len(found.rows))))


def _said(found: Found) -> str:
    others = "".join(f", {len(one.rows)} by {one.name} in {one.ms:.2f} ms" for one in found.brought)
    return f"{len(found.matched)} products match, {len(found.rows)} brought{others}"


def given(search: Search, rows: Sequence[int]) -> Search:
    """The search with these products as its candidates, in keyword order, as if recall had brought them."""
    asked = np.unique(np.array(rows, np.int32))
    matches = find_matches(search.query, search.view, asked)
    score = keyword_score(matches)
    order = by_score(score, asked)
    candidates = Candidates.of(asked, score, channel=ENGINE).take(order)
    found = MatchSet(frozen(asked), len(asked))
    return search.with_(candidates=candidates, members=len(order), matches=matches.take(order), found=found, ranker="keyword")
