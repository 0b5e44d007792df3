"""Where queries are suggested: takes a scene by name and what one request knows, gives suggestions."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from searchrank.errors import InvalidInput, Unavailable, UnknownName
from searchrank.query.dictionary import Kept, no_dictionary
from searchrank.query.entities import find_entities
from searchrank.query.normalise import MAX_QUERY_CHARACTERS, normalise
from searchrank.query.understand import snapshot_cutter
from searchrank.recall.supply import LiveSupply, supply_of
from searchrank.records import Missing, Query, Suggestion, Suggestions
from searchrank.settings import QuerySettings
from searchrank.store.shoppers import Past, Shoppers
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import NONE, View
from searchrank.suggest.apart import in_any_order
from searchrank.suggest.complete import LONGEST_REMEMBERED, MOST_REMEMBERED, Completion
from searchrank.suggest.fold import same_shelf
from searchrank.suggest.hint import KEPT_SECONDS, Popular, Shopper, hints
from searchrank.suggest.history import history
from searchrank.suggest.otherwise import said_otherwise
from searchrank.suggest.related import Asked, Related
from searchrank.suggest.slips import going_on, meant

MOST = 50
"""Suggestions that one answer may carry."""
FEW = 3
"""Of fewer completions the box is filled up."""
Suggested = tuple[Suggestion, ...]


@dataclass(slots=True)
class Lately:
    """Reads what a shopper did between two moments, when it is asked for; nothing for one who is not told, or while the event log is away.

    `missing` then says so.
    """

    shoppers: Shoppers
    user_id: str | None
    missing: tuple[Missing, ...] = ()

    def __call__(self, since: float, until: float) -> Past:
        if self.user_id is None:
            return Past()
        try:
            return self.shoppers.past(self.user_id, since, until)
        except (Unavailable, SQLAlchemyError) as error:
            self.missing = (Missing("shopper", type(error).__name__),)
            return Past()


@dataclass(frozen=True, slots=True)
class Asking:
    """What one request knows. `text` stands in the box or was searched; `past` reads what the shopper did.

    `hint_min_hits` products must be in stock for a popular word to be hinted at; `query` says how what is typed is understood, `dictionary` gives the
    shop's dictionary of now.
    """

    view: View
    text: str
    limit: int
    now: float
    blocked: Callable[[str], bool]
    past: Lately
    hint_min_hits: int
    query: QuerySettings = field(default_factory=QuerySettings)
    dictionary: Kept = no_dictionary

    @property
    def lately(self) -> Past:
        """What the shopper did since an unfinished search may have begun."""
        return self.past(self.now - KEPT_SECONDS, self.now)


def complete(asking: Asking) -> Suggested:
    """Queries that complete what is typed; where these are few, behind them those for what the dictionary knows it to mean and those that hold its
    words in any order; where there are none of all these, what was meant by it. The most popular ones for nothing typed."""
    found = _completed(asking, asking.text, asking.limit)
    for more in (_otherwise, _in_any_order):
        if len(found) < min(FEW, asking.limit):
            found = _joined(found, more(asking), asking)
    if found or (text := meant(asking.text, asking.view.snapshot, asking.query)) is None:
        return found
    return going_on(text, asking.limit, lambda typed: _completed(asking, typed, asking.limit))


def _otherwise(asking: Asking) -> Suggested:
    snapshot, limit = asking.view.snapshot, asking.limit
    return said_otherwise(asking.text, asking.dictionary(), snapshot, limit, lambda typed: _completed(asking, typed, limit))


def _in_any_order(asking: Asking) -> Suggested:
    cutter = asking.view.snapshot.kept("cutter", snapshot_cutter)
    return in_any_order(asking.text, asking.limit, lambda typed, limit: _completed(asking, typed, limit), cutter)


def _joined(found: Suggested, more: Suggested, asking: Asking) -> Suggested:
    """Both, one of what brings the same products."""
    cutter = asking.view.snapshot.kept("cutter", snapshot_cutter)
    shelves: dict[tuple[str, ...], Suggestion] = {}
    for one in (*found, *more):
        shelves.setdefault(same_shelf(one.text, cutter.pieces(one.text)), one)
    return tuple(shelves.values())[: asking.limit]


def _completed(asking: Asking, typed: str, limit: int) -> Suggested:
    completion = asking.view.snapshot.kept("completion", Completion.open)
    if asking.view.live is None:
        return completion.complete(typed, limit, asking.blocked)
    # What there is may change with every generation, so answers are kept no longer than that.
    remembered: dict[tuple[object, ...], Suggested] = asking.view.live.kept("completed", dict)
    key = (typed, limit, asking.blocked)
    if (known := remembered.get(key)) is not None:
        return known
    if len(remembered) >= MOST_REMEMBERED:
        remembered.clear()
    found = completion.complete(*key, supply_of(asking.view))
    return remembered.setdefault(key, found) if limit <= LONGEST_REMEMBERED else found


def hint(asking: Asking) -> Suggested:
    """Words for the empty box."""
    snapshot = asking.view.snapshot
    popular = snapshot.kept("popular", lambda opened: Popular.open(opened, asking.hint_min_hits))
    shopper = Shopper(asking.lately, asking.now, lambda plain: leaf_of(snapshot, plain))
    return hints(_supplied(popular, asking), shopper, asking.limit, asking.blocked, supply_of(asking.view))


def related(asking: Asking) -> Suggested:
    """What others searched beside this text."""
    return beside(asking.view, asked(asking.view.snapshot, asking.text), asking.limit, asking.blocked)


def history_of(asking: Asking) -> Suggested:
    """The shopper's own searches."""
    return history(asking.lately, asking.text, asking.limit, asking.blocked, supply_of(asking.view))


SCENES: Mapping[str, Callable[[Asking], Suggested]] = {"complete": complete, "hint": hint, "related": related, "history": history_of}
"""Every scene by its name."""


def offered(scene: str, asking: Asking, started: float) -> Suggestions:
    """The answer of a scene; `started` is `time.perf_counter()` of its beginning. Raises UnknownName for a scene that is none, InvalidInput for a
    bad limit."""
    if scene not in SCENES:
        raise UnknownName("scene", scene, SCENES)
    if not 1 <= asking.limit <= MOST:
        raise InvalidInput(f"limit is {asking.limit}: ask for 1 to {MOST}", field="limit")
    found = SCENES[scene](asking)
    took = (time.perf_counter() - started) * 1000
    return Suggestions(uuid.uuid4().hex, scene, found, round(took, 3), asking.view.version, asking.past.missing)


def warm(snapshot: Snapshot) -> None:
    """Open what a request would otherwise wait for."""
    snapshot.kept("completion", Completion.open)
    snapshot.kept("related", Related.open)


def beside(view: View, text: Asked, limit: int, blocked: Callable[[str], bool]) -> Suggested:
    """What others searched beside a query that is understood already; nothing in a snapshot that was published without."""
    opened = view.snapshot.kept("related", Related.open)
    if opened is None:
        return ()
    supply = _live_supply(view)
    if supply is None:
        return opened.related(text, limit, blocked)
    return opened.related(text, limit, lambda plain: blocked(plain) or not supply.some(plain))


def _live_supply(view: View) -> LiveSupply | None:
    """What there is now, where it may differ from what was counted at publishing."""
    supply = supply_of(view)
    return supply if isinstance(supply, LiveSupply) else None


def _supplied(popular: Popular, asking: Asking) -> Popular:
    """The popular words of which there is enough now."""
    supply = _live_supply(asking.view)
    if supply is None:
        return popular
    return Popular(tuple(word for word in popular.words if supply(word.plain) >= asking.hint_min_hits))


def asked(snapshot: Snapshot, text: str) -> Asked:
    """A text as related queries are looked up."""
    plain = normalise(text[:MAX_QUERY_CHARACTERS])
    words = snapshot.kept("cutter", snapshot_cutter).all_words(plain)
    named = find_entities(plain, snapshot)
    return Asked(plain, tuple(words), tuple(one.id for one in named if one.kind == "category"))


def understood(query: Query) -> Asked:
    """The same of a query that went through understanding."""
    return Asked(query.text, tuple(token.text for token in query.tagged("word")), tuple(query.categories))


def leaf_of(snapshot: Snapshot, plain: str) -> int:
    """The category row of a normalised text: of the bank's entry, else the one that it names; -1 where neither is known."""
    opened, text = snapshot.kept("related", Related.open), asked(snapshot, plain)
    if opened is not None and (entry := opened.entry(text)) != NONE:
        return int(snapshot.array("suggest.leaf")[entry])
    return text.categories[0] if text.categories else NONE
