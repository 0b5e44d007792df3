"""Small catalogues, what changes in them after publishing, and what shoppers ask: drawn by hypothesis, to lie in one shop side by side."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from searchrank.records import SORTS
from searchrank.store.dictionary import Entry

WORDS = ("番茄", "西红柿", "圣女果", "土豆", "红色", "跑鞋", "新鲜", "tomato", "cherry", "shoes", "running", "r50", "iphone11", "café", "5斤")
RARE = ("wumpus", "zorblax", "启辰", "灯罩", "unheard")
ENTRIES = (
    Entry("synonym", "番茄, 西红柿, tomato"),
    Entry("synonym", "跑鞋 => running shoes"),
    Entry("narrower", "tomato => cherry tomato"),
    Entry("synonym", "圣女果, cherry tomato"),
    Entry("synonym", "启辰, r50, wumpus"),
)
BRANDS, COLOURS, KINDS = ("绿园", "Acme Inc", "tomato farm", ""), ("红", "Blue", "透明"), ("食品 > 番茄", "食品", "鞋 > 跑鞋", "")
FACETS = ("brand", "category", "price", "attributes.颜色")
SIZES = (1, 5, 20, 40, 60)
"""Products of a catalogue."""
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What a shopper asks; with `own` of one catalogue alone."""

    text: str
    filters: tuple[str, ...]
    sort: str
    facets: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class Trade:
    """A catalogue, its changes in order, and questions. A change is a product's number and the fields that are new; None is its removal."""

    products: Sequence[Document]
    changes: Sequence[tuple[int, Document | None]]
    questions: Sequence[Question]

    def documents(self, number: int) -> list[Document]:
        """The products as they are published, with ids of this catalogue's own."""
        return [_named(number, place, one) for place, one in enumerate(self.products)]

    def later(self, number: int) -> list[tuple[str, Document | None]]:
        """What is put whole, or removed (None), one after another; changes of a product that is gone bring it back."""
        known, told = dict(enumerate(self.products)), []
        for place, fields in self.changes:
            if fields is None:
                told.append((_id(number, place), None))
            else:
                known[place] = {**known.get(place, {"title": "跑鞋"}), **fields}
                told.append((_id(number, place), _named(number, place, known[place])))
        return told

    def after(self, number: int) -> list[Document]:
        """The products when all has changed."""
        left: dict[str, Document | None] = {one["id"]: one for one in self.documents(number)}
        left |= dict(self.later(number))
        return [one for one in left.values() if one is not None]

    def filters(self, question: Question, number: int) -> tuple[str, ...]:
        """The filters of a question to this catalogue."""
        return (*question.filters, f"shop:trade {number}") if question.own else question.filters


def _id(number: int, place: int) -> str:
    return f"t{number:03}-{place:03}"


def _named(number: int, place: int, document: Mapping[str, Any]) -> Document:
    return {**document, "id": _id(number, place), "shop": f"trade {number}"}


def trades() -> st.SearchStrategy[Trade]:
    """A catalogue, up to twelve changes (of prices, texts, new products, removals), two to six questions."""
    change = st.tuples(st.integers(0, max(SIZES) + 1), documents() | selling() | selling() | titles() | st.none())
    drawn = st.lists(documents(), min_size=3, max_size=8)
    asked = st.lists(questions(), min_size=2, max_size=6)
    return st.builds(_trade, drawn, st.sampled_from(SIZES), st.integers(0, 2**32 - 1), st.lists(change, min_size=2, max_size=12), asked)


def _trade(drawn: Sequence[Document], count: int, seed: int, changes: Sequence[tuple[int, Document | None]], asked: Sequence[Question]) -> Trade:
    """The products mix what was drawn: the text of one, the selling of another; the changed ones are most often among them."""
    source = random.Random(seed)
    products = [{**source.choice(drawn), "title": source.choice(drawn)["title"], "price": source.choice(drawn)["price"]} for _ in range(count)]
    return Trade(products, [(place % (count + 2), fields) for place, fields in changes], asked)


def titles() -> st.SearchStrategy[Document]:
    """A new text."""
    return st.builds(lambda words: {"title": " ".join(words)}, st.lists(st.sampled_from((*WORDS, *RARE)), min_size=1, max_size=4))


def selling() -> st.SearchStrategy[Document]:
    """A new price and stock."""
    return st.fixed_dictionaries({"price": st.sampled_from((1, 19.99, 20, 300)), "stock": st.integers(0, 2)})


def documents() -> st.SearchStrategy[Document]:
    """A whole product without an id; some fields are absent."""
    other = {"brand": st.sampled_from(BRANDS), "category": st.sampled_from(KINDS), "sales": st.integers(0, 3)}
    colour = {"attributes": st.sampled_from(COLOURS).map(lambda one: {"颜色": one}), "description": st.sampled_from(WORDS)}
    rest = st.fixed_dictionaries({}, optional={**other, **colour})
    return st.builds(lambda *parts: {name: value for part in parts for name, value in part.items()}, titles(), selling(), rest)


def questions() -> st.SearchStrategy[Question]:
    """One to three words, with filters now and then."""
    words = st.lists(st.sampled_from((*WORDS, *WORDS, *RARE)), min_size=1, max_size=3).map(" ".join)
    filters = st.sampled_from(("price:..20", "price:20..300", "stock:in", "brand:绿园", "brand:tomato farm", "category:食品", "attributes.颜色:红"))
    some = st.just(()) | st.just(()) | st.lists(filters, max_size=2, unique=True).map(tuple)
    facets = st.just(()) | st.lists(st.sampled_from(FACETS), max_size=2, unique=True).map(tuple)
    return st.builds(Question, words, some, st.sampled_from(("best", "best", *SORTS)), facets, st.booleans())
