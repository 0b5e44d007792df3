"""Who sells: takes a query, gives the one that shows what a seller of the shop sells whose name it says (凌拓官方旗舰店, larkspur outlet mugs).

Names of sellers stand in no title, so word by word such a query finds what says 官方 and 旗舰店.
"""

from __future__ import annotations

from dataclasses import dataclass

from searchrank.query.entities import find_entities, remaining
from searchrank.query.intent import settled
from searchrank.query.kinds import KINDS, SAID
from searchrank.query.mentions import pieces_of
from searchrank.query.normalise import has_han, normalise
from searchrank.query.spoken import Hit, Spoken
from searchrank.query.tokens import has_unit
from searchrank.records import Applied, Filter, Query, changed
from searchrank.store.snapshot import Snapshot

SHOP = "shop"
SHORTEST_HAN, FEWEST_WORDS = 4, 2
"""Shorter names are words that a query may say for another reason."""


@dataclass(frozen=True, slots=True, eq=False)
class Sellers:
    """The sellers of a snapshot whose names can be told from other words: `names`, each with the key of its filter, and the pieces that they end
    with, one of which stands in every query that names one."""

    names: Spoken[str]
    ends: frozenset[str]

    @staticmethod
    def open(snapshot: Snapshot) -> Sellers:
        """The sellers of a snapshot."""
        named = [(name, key) for key in snapshot.vocabulary(f"{SHOP}.key").texts if _is_telling(name := normalise(key))]
        return Sellers(Spoken.of(named), frozenset(pieces_of(name).texts[-1] for name, _ in named))

    def named(self, text: str) -> Hit[str] | None:
        """The first seller that a text names."""
        pieces = pieces_of(text)
        return None if self.ends.isdisjoint(pieces.texts) else next(iter(self.names.found(pieces)), None)


def sold_by(query: Query, snapshot: Snapshot) -> Query:
    """The query without the seller that it names, and with a filter by him; nothing is sought where it says no more.

    Itself where it names none, where the shopper decided about sellers, and where he asks for just what was typed.
    """
    sellers = snapshot.kept("sellers", Sellers.open)
    hit = None if query.exact or settled(query, SHOP) else sellers.named(query.text)
    if hit is None or _is_another_thing(hit, query, snapshot):
        return query
    rest = " ".join(f"{query.text[: hit.start]} {query.text[hit.end :]}".split()).removeprefix("的")
    rest = rest if has_unit(rest) else ""
    said = query.text[hit.start : hit.end]
    return changed(query, text=rest or query.text, sought=rest, applied=(*query.applied, Applied(Filter(SHOP, hit.value), said)))


def _is_telling(name: str) -> bool:
    return len(name) >= SHORTEST_HAN if has_han(name) else len(name.split()) >= FEWEST_WORDS


def _is_another_thing(hit: Hit[str], query: Query, snapshot: Snapshot) -> bool:
    """Whether a seller's name is made of names of brands, categories and other things alone: then these are asked for."""
    said = query.text[hit.start : hit.end]
    named = find_entities(said, snapshot)
    return all(one.kind not in SAID for one in named) and not has_unit(remaining(said, named, KINDS))
