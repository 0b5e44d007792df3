"""What a clause means, in plain Python over plain rows: the yardstick of every engine. Slow, obvious, and without an index."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from searchrank.recall.clause import Bool, Clause, Phrase, Term
from searchrank.recall.engine import IndexRow, Request, filter_tokens

K1, B = 1.2, 0.75
WORDS = tuple(f"w{number}" for number in range(60)) + tuple("红色跑步鞋子高跟短袖")
BRANDS = tuple(f"brand{number}" for number in range(12))
SAME = "same"


def catalogue(count: int, seed: int = 7) -> list[IndexRow]:
    """Generated products, shuffled; 6 in 100 of them (300 of 5,000) differ in nothing but their row and filters."""
    source = random.Random(seed)
    rows = [_same(row) if row % 50 < 3 else _product(row, source) for row in range(count)]
    source.shuffle(rows)
    return rows


def _same(row: int) -> IndexRow:
    return IndexRow(row, {"title": f"{SAME} w1 w2"}, (f"third:{row % 3}",), price=10.0)


def _product(row: int, source: random.Random) -> IndexRow:
    words = source.choices(WORDS, weights=[1 / (rank + 1) for rank in range(len(WORDS))], k=source.randint(3, 14))
    brand = source.choice(BRANDS)
    fields = {
        "title": " ".join(words),
        "bigrams": " ".join(left + right for left, right in pairwise(words)),
        "brand": brand,
        "category": source.choice(("shoes", "coats > long", "bags")),
        "attributes": " ".join(source.sample(WORDS, 2)),
        "description": " ".join(source.choices(WORDS, k=source.randint(1, 30))),
    }
    price = None if source.random() < 0.1 else source.randint(1, 400) / 4
    released_at = None if source.random() < 0.2 else 1.7e9 + source.randint(0, 50) * 86_400
    return IndexRow(
        row, fields, (f"brand:{brand}", f"third:{row % 3}", f"style:{words[0]} of {brand}"), price, released_at, float(source.randint(0, 30))
    )


def matches(clause: Clause, row: IndexRow) -> bool:
    """Whether a product matches."""
    if isinstance(clause, Term):
        return clause.text in _tokens(row, clause.field)
    if isinstance(clause, Phrase):
        return _has_phrase(clause, _tokens(row, clause.field))
    if clause.must:
        return all(matches(part, row) for part in clause.must)
    return any(matches(part, row) for part in clause.should)


def answers(request: Request, row: IndexRow) -> bool:
    """Whether a product matches the clause and every condition of a request."""
    held = all(set(group) & set(filter_tokens(row)) for group in request.filters)
    return held and _in_range(request, row) and matches(request.clause, row)


def found(request: Request, rows: Sequence[IndexRow]) -> set[int]:
    """The rows of all products that a request is about."""
    return {row.row for row in rows if answers(request, row)}


def _in_range(request: Request, row: IndexRow) -> bool:
    low, high = request.price or (None, None)
    if low is None and high is None:
        return True
    return row.price is not None and (low is None or low <= row.price) and (high is None or row.price <= high)


def _tokens(row: IndexRow, field: str) -> tuple[str, ...]:
    return _split(row.fields.get(field, ""))


@cache
def _split(tokens: str) -> tuple[str, ...]:
    return tuple(tokens.split())


def _has_phrase(phrase: Phrase, tokens: tuple[str, ...]) -> bool:
    if len(phrase.terms) < 2:
        return any(text in tokens for text in phrase.terms)
    if phrase.slop == 0:
        width = len(phrase.terms)
        return any(tokens[start : start + width] == phrase.terms for start in range(len(tokens)))
    return all(_near(left, right, 0 if left == right else phrase.slop, tokens) for left, right in pairwise(phrase.terms))


def _near(left: str, right: str, slop: int, tokens: tuple[str, ...]) -> bool:
    """Moves needed to bring the right word just behind the left one: none when it is there, two when they have changed places."""
    at = {text: [place for place, token in enumerate(tokens) if token == text] for text in (left, right)}
    return any(first != second and abs(second - first - 1) <= slop for first in at[left] for second in at[right])


@dataclass(frozen=True, slots=True)
class Bm25:
    """Okapi BM25 over a catalogue; a field's counts and mean length are those of the products that have the field."""

    documents: Mapping[str, int]
    frequency: Mapping[tuple[str, str], int]
    mean_length: Mapping[str, float]

    @staticmethod
    def of(rows: Sequence[IndexRow]) -> Bm25:
        having = [(name, _split(tokens)) for row in rows for name, tokens in row.fields.items() if tokens]
        documents = Counter(name for name, _ in having)
        frequency = Counter((name, text) for name, tokens in having for text in set(tokens))
        words = Counter(name for name, tokens in having for _ in tokens)
        return Bm25(documents, frequency, {name: words[name] / documents[name] for name in documents})

    def score(self, clause: Clause, row: IndexRow) -> float:
        """The score of a tree of terms."""
        if isinstance(clause, Term):
            return clause.weight * self._term(clause, _tokens(row, clause.field))
        assert isinstance(clause, Bool)
        return sum(self.score(part, row) for part in (*clause.must, *clause.should) if matches(part, row))

    def best(self, clause: Clause, rows: Sequence[IndexRow], limit: int) -> list[int]:
        """Rows of the best matches, best first, ties by row."""
        scored = [(-self.score(clause, row), row.row) for row in rows if matches(clause, row)]
        return [row for _, row in sorted(scored)[:limit]]

    def _term(self, term: Term, tokens: tuple[str, ...]) -> float:
        times, known, count = tokens.count(term.text), self.frequency[term.field, term.text], self.documents[term.field]
        rarity = math.log(1 + (count - known + 0.5) / (known + 0.5))
        return rarity * times / (times + K1 * (1 - B + B * len(tokens) / self.mean_length[term.field])) if times else 0.0


def some_clause(source: random.Random, depth: int = 2) -> Clause:
    """A random tree of terms and phrases."""
    kind = source.random()
    if depth == 0 or kind < 0.35:
        return some_term(source)
    if kind < 0.5:
        length = source.choice((0, 1, 2, 2, 2, 3, 4))
        return Phrase("title", tuple(source.choices(WORDS[:12], k=length)), source.choice((0, 0, 1, 2, 4)), source.choice((0.5, 1.0, 3.0)))
    must = tuple(some_clause(source, depth - 1) for _ in range(source.choice((0, 0, 1, 2))))
    return Bool(must, tuple(some_clause(source, depth - 1) for _ in range(source.choice((0, 1, 2, 4)))))


def some_term(source: random.Random) -> Term:
    """A random term: mostly words of titles, some that only one field has, some that no product has."""
    field, texts = source.choice((("title", WORDS), ("title", WORDS), ("attributes", WORDS), ("description", WORDS), ("brand", BRANDS)))
    text = source.choice((*texts, "unheard"))
    return Term(field, text, source.choice((0.5, 1.0, 2.0, 4.0)))


def some_request(source: random.Random, limit: int) -> Request:
    """A random request: a tree, sometimes with filters and a price range."""
    groups = [("third:0",), ("third:1", "third:2"), ("brand:brand1", "brand:brand2", "brand:unheard"), ("style:w0 of brand3", "third:0"), ()]
    filters = tuple(source.sample(groups, source.choice((0, 0, 0, 1, 2))))
    low, high = sorted((source.randint(0, 400) / 4, source.randint(0, 400) / 4))
    price = source.choice((None, None, None, (low, high), (low, None), (None, high)))
    return Request(some_clause(source), filters, price, limit)
