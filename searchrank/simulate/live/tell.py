"""What a shopper's browser tells the shop: takes what was shown and done, gives UBI objects (docs/events.md). Times are added when they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from searchrank.simulate.live.door import Answer, Search, Ubi, Who

APPLICATION = "simulated shop"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that was shown: `position` counts from 1; `kind` product, content, ad or query; `price` in yuan where it has one."""

    id: str
    position: int
    kind: str = "product"
    price: float | None = None


@dataclass(frozen=True, slots=True)
class Teller:
    """One visit's browser."""

    who: Who
    device: str

    def visit(self, entry: str) -> Ubi:
        """A session began; `entry` home, push or link."""
        return self._event("visit", None, "", {"entry": entry})

    def asked(self, asked: Search, answer: Answer) -> Ubi:
        """The query that an answer was given to, and what was shown.

        >>> told = Teller(Who("u1", "s1"), "phone").asked(Search("跑鞋"), {"query_id": "q", "hits": [{"id": "a"}], "total": 1})
        >>> told["user_query"], told["query_response_hit_ids"], told["query_attributes"]["source"]
        ('跑鞋', ['a'], 'typed')
        """
        attributes = {"source": asked.source, "page": asked.page, "filters": by_field(asked.filters), "device": self.device, "total": answer["total"]}
        if asked.from_query_id:
            attributes["from_query_id"] = asked.from_query_id
        shown = [hit["id"] for hit in answer["hits"]]
        told = {"query_id": answer["query_id"], "user_query": asked.text, "object_id_field": "id", "query_response_hit_ids": shown}
        return {**told, **self._whose(), "query_attributes": attributes}

    def shown(self, query_id: str, text: str, thing: Thing, *, visible: bool, **rest: Any) -> Ubi:
        """A card was served; `visible` where it came into view."""
        return self.did("impression", query_id, text, thing, visible=visible, **rest)

    def did(self, action: str, query_id: str, text: str, thing: Thing, **rest: Any) -> Ubi:
        """Something was done with a thing that this answer showed; `rest` are further attributes.

        >>> told = Teller(Who("u1", "s1"), "phone").did("dwell", "q", "跑鞋", Thing("a", 3), dwell_s=12.5)
        >>> told["action_name"], told["event_attributes"]["position"], told["event_attributes"]["dwell_s"]
        ('dwell', {'ordinal': 3}, 12.5)
        """
        what = {"object_id": thing.id, "object_id_type": thing.kind, "object_id_field": "id"}
        return self._event(action, query_id, text, {"object": what, "position": {"ordinal": thing.position}, **rest})

    def column(self, answer: Answer, prefix: str, texts: Sequence[str], seen: int) -> list[Ubi]:
        """The suggestions of an answer as they stood below each other; the first `seen` came into view."""
        scene = {"scene": answer["scene"], **({"prefix": prefix} if answer["scene"] == "complete" else {})}
        rows = (Thing(text, place, "query") for place, text in enumerate(texts, 1))
        return [self.shown(answer["query_id"], prefix, row, visible=row.position <= seen, **scene) for row in rows]

    def taken(self, answer: Answer, prefix: str, text: str, position: int) -> Ubi:
        """A suggestion was taken."""
        return self.did("click", answer["query_id"], prefix, Thing(text, position, "query"), scene=answer["scene"])

    def _event(self, action: str, query_id: str | None, text: str, attributes: Mapping[str, Any]) -> Ubi:
        return {"action_name": action, "query_id": query_id, "user_query": text or None, **self._whose(), "event_attributes": attributes}

    def _whose(self) -> dict[str, str]:
        return {"user_id": self.who.user_id, "session_id": self.who.session_id, "client_id": self.who.client_id, "application": APPLICATION}


def by_field(filters: Sequence[str]) -> dict[str, list[str]]:
    """Filters of the API by their field.

    >>> by_field(("brand:李宁", "brand:安踏", "price:100..500"))
    {'brand': ['李宁', '安踏'], 'price': ['100..500']}
    """
    found: dict[str, list[str]] = {}
    for one in filters:
        field, _, value = one.partition(":")
        found.setdefault(field, []).append(value)
    return found
