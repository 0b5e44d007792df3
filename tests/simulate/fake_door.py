"""A shop for live shoppers that is a list: finds by any pair of characters or word in common, suggests what begins alike, keeps what it is told."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from searchrank.errors import Unavailable, UnknownName
from searchrank.simulate.live.door import Recorded, Search, Who

PER_PAGE = 20


@dataclass
class FakeDoor:
    """`texts` are suggested by prefix, `hints` in the box, `related` below a page; `cards` of
    queries stand first; `broken_after` so many searches nothing answers any more.
    """

    products: Sequence[Mapping[str, Any]] = ()
    texts: Sequence[str] = ()
    hints: Sequence[str] = ()
    related: Sequence[str] = ()
    cards: Sequence[Mapping[str, Any]] = ()
    scenes: frozenset[str] = frozenset({"complete", "hint", "related"})
    broken_after: int | None = None
    searches: list[tuple[Search, Who, float]] = field(default_factory=list)
    answers: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, str, float]] = field(default_factory=list)
    events: list[Mapping[str, Any]] = field(default_factory=list)
    queries: list[Mapping[str, Any]] = field(default_factory=list)
    index: dict[str, list[int]] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: count(1))
    lock: Any = field(default_factory=threading.Lock)

    def search(self, asked: Search, who: Who, facets: Sequence[str] = (), *, now: float) -> Mapping[str, Any]:
        self.searches.append((asked, who, now))
        if self.broken_after is not None and len(self.searches) > self.broken_after:
            raise Unavailable("the shop is closed")
        found = self.found(asked.text)
        first = (asked.page - 1) * PER_PAGE
        shown = enumerate([*self.cards, *found[first : first + PER_PAGE]], first + 1)
        hits = [{"id": one["id"], "type": "query" if "queries" in one else "product", "rank": rank, "document": one} for rank, one in shown]
        following = {"page": asked.page + 1, "view": "v1"} if len(found) > first + PER_PAGE else None
        counted = {"brand": {one["brand"]: 1 for one in found if one.get("brand")}, "price": {"0..100": len(found)}, "category": {}}
        return self._answer({"hits": hits, "total": len(found), "page": asked.page, "facets": counted, "next": following})

    def suggest(self, prefix: str, who: Who, *, scene: str = "complete", limit: int = 10, now: float) -> Mapping[str, Any]:
        if scene not in self.scenes:
            raise UnknownName("scene", scene, sorted(self.scenes))
        self.asked.append((scene, prefix, now))
        texts = {"complete": [one for one in self.texts if one[:1] == prefix[:1]], "hint": self.hints, "related": self.related}.get(scene, ())
        return self._answer({"scene": scene, "suggestions": [{"text": text} for text in texts[:limit]]})

    def record(self, events: Sequence[Mapping[str, Any]], queries: Sequence[Mapping[str, Any]] = ()) -> Recorded:
        self.events += events
        self.queries += queries
        return Recorded(len(events) + len(queries))

    def found(self, text: str) -> list[Mapping[str, Any]]:
        """The products that share a piece with the text, in their order."""
        if not self.index:
            for place, one in enumerate(self.products):
                for piece in pieces(one["title"]):
                    self.index.setdefault(piece, []).append(place)
        return [self.products[place] for place in sorted({place for piece in pieces(text) for place in self.index.get(piece, ())})]

    def done(self, action: str) -> list[Mapping[str, Any]]:
        """The events of this action, as they were told."""
        return [one for one in self.events if one["action_name"] == action]

    def _answer(self, answer: Mapping[str, Any]) -> Mapping[str, Any]:
        with self.lock:
            made = {**answer, "query_id": f"q{next(self.numbers)}"}
        self.answers[made["query_id"]] = made
        return made


def pieces(text: str) -> set[str]:
    """Latin words, and pairs of Chinese characters.

    >>> sorted(pieces("Nike 跑步鞋"))
    ['nike', '步鞋', '跑步']
    """
    small = text.lower()
    pairs = {small[at : at + 2] for at in range(len(small) - 1) if not any(letter.isascii() for letter in small[at : at + 2])}
    return pairs | {word for word in small.split() if word.isascii()}


def moment(event: Mapping[str, Any]) -> float:
    """Unix seconds of an event."""
    return datetime.fromisoformat(event["timestamp"]).timestamp()


def thing(event: Mapping[str, Any]) -> tuple[str, str]:
    """(answer, object) that an event speaks of."""
    return event["query_id"], event["event_attributes"]["object"]["object_id"]
