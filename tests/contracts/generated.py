"""Catalogues and requests that nobody thought of: hypothesis draws the odd ones, chance multiplies them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from hypothesis import strategies as st

from searchrank.recall.clause import TEXT_FIELDS, Bool, Clause, Phrase, Term
from searchrank.recall.engine import MOST, IndexRow, Request
from searchrank.records import SORTS

HAN = tuple("红色跑步鞋子高跟短袖保温杯灯罩﨑𠮷")
LATIN = ("shoe", "r50", "iphone11", "15.6", "c++", "a/b", "café", "ß", "500ml", "i'm", "x", "no-1", "the")
ODD = ("★", "🏃", "+", "-", "AND", "_id", "*", "?", "\\", '"', "{}", "a" * 255, "\u0301")
CHARACTERS = st.characters(exclude_categories=("Cs", "Cc", "Z"), exclude_characters="\u0085\u180e\u200b\ufeff")
FILTERS = ("brand:Acme Inc", "brand:acme inc", "类目:鞋 > 跑鞋", "in", "attributes.颜色:红", "a:b:c", " ", "长" * 8191, "长" * 8192)
NUMBERS = (None, float("nan"), 0.0, 0.01, 0.1 + 0.2, 0.3, 19.99, 20.0, 20.0, 1e9, 1_700_000_000.0)
WEIGHTS = (0.25, 1.0, 1.0, 4.0)
RARE = 0.02
"""The share of rows that keep one of the drawn products as it was: the others mix the fields of several."""


@dataclass(frozen=True, slots=True)
class Case:
    """A catalogue and what it is asked."""

    rows: Sequence[IndexRow]
    requests: Sequence[Request]

    def packed(self, number: int, first: int) -> Case:
        """The same within an index that holds other catalogues too: rows from `first` on, found by a filter of this number only."""
        mark = f"case:{number}"
        rows = [replace(row, row=first + row.row, filters=(*row.filters, mark)) for row in self.rows]
        return Case(rows, [replace(request, filters=(*request.filters, (mark,))) for request in self.requests])


@st.composite
def cases(draw: st.DrawFn, most: int, requests: int) -> Case:
    """A catalogue of up to `most` products and some requests, which ask for words that it has, more often than not."""
    words = draw(st.lists(st.sampled_from((*HAN, *LATIN, *ODD)) | st.text(CHARACTERS, min_size=1, max_size=4), min_size=2, max_size=8, unique=True))
    drawn = draw(st.lists(products(words), min_size=2, max_size=6))
    count = draw(st.sampled_from((most, most // 4, most - 1, 5, 1, 0)))
    source = random.Random(draw(st.integers(0, 2**32 - 1)))
    rows = [mixed(row, drawn, source) for row in range(count)]
    source.shuffle(rows)
    return Case(rows, draw(st.lists(asked(words, most), min_size=1, max_size=requests)))


def products(words: Sequence[str]) -> st.SearchStrategy[IndexRow]:
    """A product of these words: any fields, some empty, any numbers, some unknown."""
    texts = st.lists(st.sampled_from(words), max_size=6).map(" ".join)
    title = st.lists(st.sampled_from(words), min_size=1, max_size=8).map(" ".join)
    fields = st.fixed_dictionaries({"title": title | title | texts}, optional={name: texts for name in TEXT_FIELDS if name != "title"})
    number = st.sampled_from(NUMBERS)
    filters = st.lists(st.sampled_from(FILTERS), max_size=6, unique=True).map(tuple)
    return st.builds(IndexRow, st.just(0), fields, filters, number, number, number)


def mixed(row: int, drawn: Sequence[IndexRow], source: random.Random) -> IndexRow:
    """A product of parts of those that were drawn: so that many are alike in what a request asks for, and score alike."""
    if source.random() < RARE:
        return replace(source.choice(drawn), row=row)
    parts = [source.choice(drawn) for _ in range(3)]
    title = " ".join(part.fields.get("title", "") for part in parts[:2])
    bigrams = " ".join(left + right for left, right in pairwise(title.split()) if len(left + right) <= 255)
    fields = {**parts[2].fields, "title": title, "bigrams": bigrams}
    return IndexRow(row, fields, parts[1].filters, parts[0].price, parts[1].released_at, parts[2].sales)


def asked(words: Sequence[str], most: int) -> st.SearchStrategy[Request]:
    """A request over these words."""
    bound = st.sampled_from([number for number in NUMBERS if number is None or number == number])
    price = st.none() | st.none() | st.none() | st.tuples(bound, bound)
    group = st.lists(st.sampled_from(FILTERS), min_size=1, max_size=4).map(tuple)
    groups = st.lists(group | group | group | st.just(()), max_size=2).map(tuple)
    sort = st.sampled_from((None, None, *SORTS))
    limit = st.sampled_from((1, 3, most + 1, most + 1, most + 1, MOST))
    return st.builds(Request, clauses(words), st.just(()) | st.just(()) | groups, price, limit, sort, st.booleans())


def clauses(words: Sequence[str]) -> st.SearchStrategy[Clause]:
    """A tree of any kind, up to three levels deep."""
    word, weight = st.sampled_from((*words, "unheard")), st.sampled_from(WEIGHTS)
    term = st.builds(Term, st.sampled_from(TEXT_FIELDS), word, weight)
    title = st.builds(Term, st.just("title"), word, weight)
    phrase = st.builds(Phrase, st.just("title"), st.lists(word, max_size=4).map(tuple), st.sampled_from((0, 0, 1, 2, 3)), weight)
    leaf = title | title | term | phrase

    def trees(part: st.SearchStrategy[Clause]) -> st.SearchStrategy[Clause]:
        some = st.lists(part, min_size=1, max_size=3).map(tuple)
        none: st.SearchStrategy[tuple[Clause, ...]] = st.just(())
        return st.builds(Bool, none, some) | st.builds(Bool, some, none | some) | st.builds(Bool, none, none | some)

    return st.recursive(leaf, trees, max_leaves=8)
