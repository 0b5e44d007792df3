"""What one road of recall brought, and what of it states what the words wish for.

A product that states every value the words ask for (an attribute, or in so many words) is of the match set. One that says nothing of it follows, and
one that states another value comes last of all. Where nothing states all of it, wishes are let go one by one, the weakest first, and told.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from searchrank.recall.filters import agreeing
from searchrank.recall.matches import Matches
from searchrank.recall.terms import Terms
from searchrank.records import Filter, Floats, Missing, Query, Rows, changed, quickly_made
from searchrank.store.view import View

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Brought:
    """What a channel beside the keyword one brought, best first, how long it took, and what it lacked."""

    name: str
    rows: Rows
    ms: float = 0.0
    missing: tuple[Missing, ...] = ()


@quickly_made
@dataclass(frozen=True, slots=True)
class Found:
    """What one road brought: candidates in the engine's order, the match set, what went wrong; which candidates are members (all, if None), which
    state something else than was asked for (none, if None), and the fields whose wish nothing grants."""

    rows: Rows
    matched: Rows
    relation: str = "eq"
    degraded: tuple[Missing, ...] = ()
    near: Flags | None = None
    matches: Matches | None = None
    against: Flags | None = None
    let_go: frozenset[str] = frozenset()
    shallow: int | None = None
    """How many of the rows a first page looks at; None for as many as the settings say."""
    brought: tuple[Brought, ...] = ()
    worth: Floats | None = None
    """What each of the rows is worth, where they come in keyword order already, up to rounding."""
    terms: tuple[Terms, ...] = ()
    """Those of the query's units and of its bigrams, where recall had them made."""
    missed: bool = False
    """Whether nothing was brought of the category of the thing that the query names."""
    apart: bool = False
    """Whether nothing was brought because products have only single characters of it."""
    added: int = 0
    """So many of the last rows other channels alone brought."""

    @property
    def by_words(self) -> int:
        """So many of the first rows the keyword channel brought."""
        return len(self.rows) - self.added


def granted(found: Found, wishes: Sequence[Filter], view: View) -> Found:
    """What was found, its match set narrowed to what grants all wishes, or as many of the first ones as anything grants."""
    # Where the match set is of the rows, what is known of these tells of both.
    of_rows = None if found.near is None else [agreeing(view, found.rows, one) for one in wishes]
    of_matched = _of_members(found.rows, found.near, of_rows) if of_rows else [agreeing(view, found.matched, one)[0] for one in wishes]
    kept = list(range(len(wishes)))
    while kept and not np.logical_and.reduce([of_matched[wish] for wish in kept]).any():
        kept.pop()
    if not kept:
        return replace(found, let_go=frozenset(one.field for one in wishes))
    said = [agreeing(view, found.rows, wishes[wish]) if of_rows is None else of_rows[wish] for wish in kept]
    sure, against = np.logical_and.reduce([one[0] for one in said]), np.logical_or.reduce([one[1] for one in said])
    near = sure if found.near is None else found.near & sure
    against = against if found.against is None else found.against | against
    matched = found.matched[np.logical_and.reduce([of_matched[wish] for wish in kept])]
    let_go = frozenset(one.field for place, one in enumerate(wishes) if place not in kept)
    return replace(found, matched=matched, near=near, against=against, let_go=let_go)


def _of_members(rows: Rows, near: Flags | None, of_rows: Sequence[tuple[Flags, Flags]]) -> list[Flags]:
    """Which of the match set, the near ones of the rows in ascending order, grant each wish."""
    members = np.flatnonzero(np.ones(len(rows), bool) if near is None else near)
    order = members[np.argsort(rows[members])]
    return [grants[order] for grants, _ in of_rows]


def told(query: Query, let_go: Collection[str]) -> Query:
    """The query that says which of its wishes nothing grants."""
    if not let_go:
        return query
    return changed(query, applied=tuple(changed(one, relaxed=one.relaxed or one.filter.field in let_go) for one in query.applied))
