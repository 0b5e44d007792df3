"""How much each term of a query tells: takes its tokens and entities, gives tokens with weights.

Levels are 3 core, 2 strong, 1 weak (SPEC 1.1.1), by the kind of what a term names; a term that names nothing is strong. What is of level 0 is not
sought at all.
"""

from __future__ import annotations

from searchrank.query.kinds import CORE, LEVELS, STRONG, WEAK
from searchrank.query.mentions import PIECE
from searchrank.query.tokens import stem
from searchrank.records import Query, changed

Factors = tuple[float, float, float]
"""What a match of a core, a strong and a weak term is worth, beside its idf."""


def levels(query: Query) -> dict[str, int]:
    """The level of every unit of the query's text, by its text; of one that stands in several places the highest."""
    found: dict[str, int] = {}
    for piece in PIECE.finditer(query.text):
        unit, level = stem(piece[0]), _level(query, piece.start())
        found[unit] = max(found.get(unit, level), level)
    return found


def weighted(query: Query, factors: Factors) -> Query:
    """The query whose unit tokens have the factors of their levels as weights; as it is where all factors are 1."""
    if factors == (1.0, 1.0, 1.0):
        return query
    known, worth = levels(query), dict(zip((CORE, STRONG, WEAK), factors, strict=True))
    tokens = tuple(changed(one, weight=worth.get(known.get(one.text, STRONG), 1.0)) if one.tag == "unit" else one for one in query.tokens)
    return changed(query, tokens=tokens)


def _level(query: Query, place: int) -> int:
    return next((LEVELS.get(one.kind, STRONG) for one in query.entities if one.start <= place < one.end), STRONG)
