"""What the log's queries bring into a snapshot: takes the log folder and the query bank, gives counts for the bank and what is searched together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchrank.learn.cosearch import Together, searched_together
from searchrank.learn.sessions import DAY_SECONDS, Searches, popularity, read_searches, shoppers
from searchrank.query.normalise import normalise
from searchrank.recall.supplies import Supplies
from searchrank.settings import Settings, SuggestSettings
from searchrank.store.snapshot import Draft
from searchrank.store.store import Store
from searchrank.store.view import NONE
from searchrank.suggest.bank import BankEntry
from searchrank.suggest.fold import same_query
from searchrank.suggest.related import MOST, entry_places, write_related
from searchrank.suggest.survey import Cut

CATEGORISED = 20_000
"""So many of the best entries are told their category: the others are seldom shown without a prefix."""
SAMPLED = 500
"""Products of an entry that are looked at for its category."""


@dataclass(frozen=True, slots=True, eq=False)
class Logged:
    """Query texts with counts, imported and mined; and the searches of the log by text for what is searched together.

    `shared` bool (texts,): enough different shoppers searched it, so that it may be shown to others.
    """

    counts: Sequence[tuple[str, int]]
    searches: Searches
    shared: npt.NDArray[np.bool_]


def logged_queries(store: Store, settings: Settings, now: float) -> Logged:
    """Imported counts as they are, and the log's: shoppers a day who typed the text, halved every `half_life_days`.

    A text that fewer than `min_users` different shoppers searched stays out: it could say who they are.
    """
    chosen = settings.suggest
    searches = read_searches(settings.log, now - chosen.log_days * DAY_SECONDS)
    shared = shoppers(searches) >= chosen.min_users
    counted = popularity(searches, now, chosen.half_life_days)
    mined = [(searches.texts[place], max(1, round(float(counted[place])))) for place in np.flatnonzero(shared & (counted > 0)).tolist()]
    return Logged([*store.queries.read(), *mined], searches, shared)


def counted(store: Store, settings: Settings, now: float) -> dict[str, int]:
    """The counts of the query bank by normal form."""
    return by_normal_form(logged_queries(store, settings, now).counts)


def by_normal_form(logged: Iterable[tuple[str, int]]) -> Counter[str]:
    """How often each normal form was searched, of texts as they were typed; empty ones left out."""
    counts = Counter[str]()
    for text, count in logged:
        if plain := normalise(text):
            counts[plain] += count
    return counts


def write_neighbours(draft: Draft, entries: Sequence[BankEntry], logged: Logged, supply: Supplies, cut: Cut, settings: SuggestSettings) -> None:
    """Write `related.*` and `suggest.leaf` for the bank's entries, best first; the draft must hold its columns."""
    found = neighbours(entries, logged, cut, settings.min_users)
    categories = len(supply.snapshot.vocabulary("category"))
    write_related(draft, entries, found.lengths, found.others, leaves(entries, supply), categories)


def neighbours(entries: Sequence[BankEntry], logged: Logged, cut: Cut, least_users: int) -> Together:
    """For each entry the entries that the same shoppers searched within half an hour."""
    searches, places = logged.searches, entry_places(entries) if logged.shared.any() else {}
    of_text = np.full(len(searches.texts), NONE, np.int32)
    for place in np.flatnonzero(logged.shared).tolist():
        text = searches.texts[place]
        of_text[place] = next((places[key] for key in same_query(text, cut(text)) if key in places), NONE)
    query = of_text[searches.text] if len(searches) else np.empty(0, np.int32)
    return searched_together(query, searches.user, searches.at, len(entries), least_users=least_users, most=MOST)


def leaves(entries: Sequence[BankEntry], supply: Supplies) -> npt.NDArray[np.int32]:
    """For each entry the category row of at least half of the products in stock that have its words; -1 where there is none, or it is far down."""
    category = supply.snapshot.array("column.category")
    found = np.full(len(entries), NONE, np.int32)
    for number, rows in enumerate(supply.rows([entry.key for entry in entries[:CATEGORISED]])):
        some = category[rows[:: 1 + len(rows) // SAMPLED]]
        some = some[some >= 0]
        if len(some):
            counts = np.bincount(some)
            best = int(counts.argmax())
            found[number] = best if 2 * counts[best] >= len(some) else NONE
    return found
