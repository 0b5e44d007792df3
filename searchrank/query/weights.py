"""How much each term of a query tells: takes its tokens and entities, gives tokens with weights, and what relaxation drops first.

Levels are 3 core, 2 strong, 1 weak (SPEC 1.1.1), by the kind of what a term names; a term that names nothing is strong. What is of level 0 is not
sought at all. Drop-one adds what the categories say: w(t) = 1 - overlap of the likely categories with and without the term.
"""

from __future__ import annotations

from searchrank.query.category import Classifier, token_numbers
from searchrank.query.heads import all_placed
from searchrank.query.kinds import CORE, LEVELS, STRONG, WEAK
from searchrank.query.lexicon import lexicon
from searchrank.query.mentions import PIECE
from searchrank.query.tokens import stem, units
from searchrank.records import Query, changed
from searchrank.store.snapshot import Snapshot

Factors = tuple[float, float, float]
"""What a match of a core, a strong and a weak term is worth, beside its idf."""

ENDING = "子"
"""Chinese says it behind the one character of many a thing."""
CHANGE, POWER = 1.0, 1.0
"""How much a change of the categories counts beside a level, and how steeply importance falls."""


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


def with_thing(query: Query, snapshot: Snapshot, factor: float) -> Query:
    """The query whose last word is worth `factor` times as much, where it ends in the one character of a thing: 靴子 of 7岁宝宝休闲靴子.

    What stands before describes it, and rare words of that would otherwise bring anything that is described alike. Where every product has a
    category, that tells what a thing is, and the query stays as it is.
    """
    words = () if factor == 1.0 or snapshot.kept("placed", all_placed) else query.tagged("word")
    if len(words) < 2 or not lexicon().thing_at_end(words[-1].text.removesuffix(ENDING)):
        return query
    own = set(units(words[-1].text).main)
    tokens = (changed(one, weight=one.weight * factor) if one.tag == "unit" and one.text in own else one for one in query.tokens)
    return changed(query, tokens=tuple(tokens))


def importance(query: Query, snapshot: Snapshot) -> dict[str, float]:
    """What each unit of the query's text is worth keeping, 0 to 1: its level, and how much the likely categories change without its word.

    1 for a brand or the name of the thing, about a fifth for a season or a feature that changes nothing.
    """
    changes = drop_one(query, snapshot)
    return {unit: min(1.0, (level + CHANGE * changes.get(unit, 0.0)) / CORE) ** POWER for unit, level in levels(query).items()}


def drop_one(query: Query, snapshot: Snapshot) -> dict[str, float]:
    """How far the likely categories change without the word that a unit is of, 0 to 1; nothing without categories to tell."""
    classifier: Classifier | None = snapshot.kept("classifier", Classifier.open) if query.categories else None
    if classifier is None:
        return {}
    whole = classifier.likely(token_numbers(snapshot, query.tokens))
    words = query.tagged("word")
    found: dict[str, float] = {}
    for word in words if len(words) > 1 else ():
        own = set(units(word.text).main)
        left = classifier.likely(token_numbers(snapshot, [one for one in query.tokens if not own.intersection(units(one.text).main)]))
        overlap = sum(min(chance, left.get(row, 0.0)) for row, chance in whole.items())
        found.update(dict.fromkeys(own, max(0.0, 1.0 - overlap)))
    return found


def _level(query: Query, place: int) -> int:
    return next((LEVELS.get(one.kind, STRONG) for one in query.entities if one.start <= place < one.end), STRONG)
