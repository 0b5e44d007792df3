"""What stands among products: takes a shop's contents and ads, writes what mixing looks up, by product row and by category row.

`ad.row` int32 ascending product rows, `ad.bid` float32, `ad.id`; `ad.keywords` the keywords of each ad, `ad.keyword` the unit ids of each keyword.
`guide.document` and `card.document` (a content that lists `queries` is a query card) whole JSON objects; `guide.of_category` and `card.of_category`
their numbers by category row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from searchrank.query.normalise import normalise, normalise_name
from searchrank.query.tokens import query_units
from searchrank.recall.supply import Supply
from searchrank.recall.terms import token_ids
from searchrank.records import Ad, Content
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.store.view import NONE

MONTHS = range(1, 13)
FEWEST_QUERIES = 2
"""A query card with fewer queries that bring something is none."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An ad for a product of the snapshot; `keywords` are the ids of each keyword's units."""

    row: int
    ad: Ad
    keywords: tuple[tuple[int, ...], ...]


def write_promotions(draft: Draft, contents: Iterable[Content], ads: Iterable[Ad], products: int) -> None:
    """Write `ad.*`, `guide.*` and `card.*`; the draft must hold its product ids, categories and units.

    Left out: ads for products that are not there, or without a bid, or whose budget does not pay one click; queries of cards that bring nothing.
    """
    snapshot = Snapshot(draft.folder, {"version": draft.version, "products": products})
    _write_ads(draft, sorted(_placed(ads, snapshot), key=lambda one: (one.row, -one.ad.bid, one.ad.id)))
    documents = [orjson.loads(content.document) for content in contents]
    supply = Supply(snapshot)
    cards = [_supplied(one, supply) for one in documents if is_query_card(one)]
    _write_documents(draft, "guide", [one for one in documents if not is_query_card(one)], snapshot)
    _write_documents(draft, "card", [one for one in cards if len(one["queries"]) >= FEWEST_QUERIES], snapshot)


def is_query_card(document: Mapping[str, Any]) -> bool:
    """Whether a content offers queries to go on with.

    >>> is_query_card({"id": "c1", "title": "露营周末", "queries": ["帐篷", "睡袋"]}), is_query_card({"id": "g1", "title": "怎么选帐篷"})
    (True, False)
    """
    return isinstance(document.get("queries"), list)


def _placed(ads: Iterable[Ad], snapshot: Snapshot) -> Iterator[Placed]:
    kept = [ad for ad in ads if ad.bid > 0 and _pays(ad)]
    rows = snapshot.vocabulary("product").ids([ad.product_id for ad in kept]).tolist()
    for row, ad in zip(rows, kept, strict=True):
        if row != NONE:
            yield Placed(row, ad, tuple(_keywords(ad, snapshot)))


def _pays(ad: Ad) -> bool:
    budget = orjson.loads(ad.document).get("budget")
    return not isinstance(budget, int | float) or budget >= ad.bid


def _keywords(ad: Ad, snapshot: Snapshot) -> Iterator[tuple[int, ...]]:
    for keyword in _listed(orjson.loads(ad.document).get("keywords")):
        if units := query_units(normalise(str(keyword))):
            yield tuple(token_ids(snapshot, "units", [unit.text for unit in units]))


def _write_ads(draft: Draft, placed: Sequence[Placed]) -> None:
    draft.array("ad.row", np.array([one.row for one in placed], np.int32))
    draft.array("ad.bid", np.array([one.ad.bid for one in placed], np.float32))
    draft.strings("ad.id", [one.ad.id for one in placed])
    keywords = [keyword for one in placed for keyword in one.keywords]
    _write_lists(draft, "ad.keyword", keywords)
    numbers = iter(range(len(keywords)))
    _write_lists(draft, "ad.keywords", [[next(numbers) for _ in one.keywords] for one in placed])


def _write_lists(draft: Draft, name: str, lists: Sequence[Sequence[int]]) -> None:
    flat = [number for numbers in lists for number in numbers]
    draft.ragged(name, np.array([len(numbers) for numbers in lists], np.int64), np.array(flat, np.int32))


def _listed(value: Any) -> list[Any]:
    """The values of a field that may hold one or many; a shop's own objects hold anything."""
    return list(value) if isinstance(value, list) else [value] if isinstance(value, str) else []


def _supplied(document: Mapping[str, Any], supply: Supply) -> dict[str, Any]:
    kept = [text for text in map(str, document["queries"]) if supply(normalise(text)) > 0]
    return {**document, "queries": kept, "months": [month for month in _listed(document.get("months")) if month in MONTHS]}


def _write_documents(draft: Draft, name: str, documents: Sequence[Mapping[str, Any]], snapshot: Snapshot) -> None:
    draft.strings(f"{name}.document", [orjson.dumps(one) for one in documents])
    of_category: list[list[int]] = [[] for _ in range(len(snapshot.vocabulary("category")))]
    for number, document in enumerate(documents):
        for row in _categories(document, snapshot):
            of_category[row].append(number)
    _write_lists(draft, f"{name}.of_category", of_category)


def _categories(document: Mapping[str, Any], snapshot: Snapshot) -> list[int]:
    """The category rows that a document names by their last names; unknown ones are passed over."""
    leaves = [normalise_name(str(name).rpartition(">")[2]) for name in _listed(document.get("categories"))]
    places = snapshot.vocabulary("category.leaf").ids(leaves)
    return sorted({int(row) for row in snapshot.array("category.leaf.row")[places[places >= 0]]})
