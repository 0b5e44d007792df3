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
SIGNS, UNHEARD = tuple(map(str, range(8))), "unheard"
"""What stands for words until they are drawn: strategies that are made once are drawn from many times faster than new ones for each catalogue."""
SIGN = st.sampled_from(SIGNS)
VOCABULARIES = st.lists(st.sampled_from((*HAN, *LATIN, *ODD)) | st.text(CHARACTERS, min_size=1, max_size=4), min_size=2, max_size=8, unique=True)
KINDS = ("should", "should", "must", "must", "both", "both", "empty")
RARE = 0.02
"""The share of rows that keep one of the drawn products as it was: the others mix the fields of several."""


@dataclass(frozen=True, slots=True)
class Case:
    """A catalogue and what it is asked."""

    rows: Sequence[IndexRow]
    requests: Sequence[Request]

    @property
    def everything(self) -> Request:
        """What every product with a title matches."""
        words = sorted({word for row in self.rows for word in row.fields["title"].split()})
        return Request(Bool(should=tuple(Term("title", word) for word in words)), limit=MOST)

    def packed(self, number: int, first: int) -> Case:
        """The same within an index that holds other catalogues too: rows from `first` on, found by a filter of this number only."""
        mark = f"case:{number}"
        rows = [replace(row, row=first + row.row, filters=(*row.filters, mark)) for row in self.rows]
        return Case(rows, [replace(request, filters=(*request.filters, (mark,))) for request in self.requests])


def cases(most: int, requests: int, *, full: bool = False) -> st.SearchStrategy[Case]:
    """A catalogue of up to `most` products, about as many where it is `full`, and requests, most often for words that it has."""
    count = st.sampled_from((most, most - 1) if full else (most, most // 4, most - 1, 5, 1, 0))
    asked = st.lists(requests_of(most), min_size=3, max_size=requests)
    return st.builds(_case, VOCABULARIES, st.lists(products(), min_size=2, max_size=6), count, st.integers(0, 2**32 - 1), asked)


def _case(words: Sequence[str], drawn: Sequence[IndexRow], count: int, seed: int, asked: Sequence[Request]) -> Case:
    source, said = random.Random(seed), [replace(row, fields={name: _text(text, words) for name, text in row.fields.items()}) for row in drawn]
    rows = [mixed(row, said, source) for row in range(count)]
    source.shuffle(rows)
    return Case(rows, [replace(one, clause=_said(one.clause, words)) for one in asked])


def _text(signs: str, words: Sequence[str]) -> str:
    return " ".join(words[int(sign) % len(words)] for sign in signs.split())


def _said(clause: Clause, words: Sequence[str]) -> Clause:
    """The clause with words in the place of their signs."""
    if isinstance(clause, Term):
        return replace(clause, text=clause.text if clause.text == UNHEARD else _text(clause.text, words))
    if isinstance(clause, Phrase):
        return replace(clause, terms=tuple(one if one == UNHEARD else _text(one, words) for one in clause.terms))
    return Bool(tuple(_said(part, words) for part in clause.must), tuple(_said(part, words) for part in clause.should))


def products() -> st.SearchStrategy[IndexRow]:
    """A product of signs: any fields, some empty, any numbers, some unknown."""
    texts = st.lists(SIGN, max_size=6).map(" ".join)
    title = st.lists(SIGN, min_size=1, max_size=8).map(" ".join)
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


def requests_of(most: int) -> st.SearchStrategy[Request]:
    """A request over signs."""
    bound = st.sampled_from([number for number in NUMBERS if number is None or number == number])
    price = st.none() | st.none() | st.none() | st.tuples(bound, bound)
    group = st.lists(st.sampled_from(FILTERS), min_size=1, max_size=4).map(tuple)
    groups = st.lists(group | group | group | st.just(()), max_size=2).map(tuple)
    sort = st.sampled_from((None, None, *SORTS))
    limit = st.sampled_from((1, 3, most + 1, most + 1, most + 1, MOST))
    return st.builds(Request, clauses(), st.just(()) | st.just(()) | groups, price, limit, sort, st.booleans())


def clauses() -> st.SearchStrategy[Clause]:
    """A tree of any kind over signs, up to three levels deep."""
    word, weight = st.sampled_from((*SIGNS, UNHEARD)), st.sampled_from(WEIGHTS)
    term = st.builds(Term, st.sampled_from(TEXT_FIELDS), word, weight)
    title = st.builds(Term, st.just("title"), word, weight)
    phrase = st.builds(Phrase, st.just("title"), st.lists(word, max_size=4).map(tuple), st.sampled_from((0, 0, 1, 2, 3)), weight)
    leaf = title | title | term | phrase
    inner = st.builds(_tree, st.lists(leaf, min_size=1, max_size=3), st.sampled_from(KINDS))
    return st.builds(_tree, st.lists(leaf | leaf | inner, min_size=1, max_size=3), st.sampled_from(KINDS)) | leaf


def _tree(parts: Sequence[Clause], kind: str) -> Clause:
    """A clause of these parts: wishes, demands, or of both; `empty` asks for nothing."""
    some = () if kind == "empty" else tuple(parts)
    if kind == "both":
        return Bool(some[:1], some[1:])
    return Bool(some) if kind == "must" else Bool(should=some)
