"""A request in the words of Elasticsearch: pure functions that give plain dictionaries.

Only what the smallest server understands is used: no scripts, no analysers of our own, no plug-ins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from searchrank.recall.clause import PHRASE_FIELDS, TEXT_FIELDS, Clause, Phrase, Term, known_field, opened, plain_phrases
from searchrank.recall.engine import LONGEST_FILTER, IndexRow, Range, Request, filter_tokens, known_numbers

NOTHING: dict[str, Any] = {"match_none": {}}

MAPPING = 1
"""The version of `mapping`: raised with every change of it that searches depend on. An index of another version is refused."""


@dataclass(frozen=True, slots=True)
class Made:
    """What an index says of itself: the version of its mapping, the shop whose it is ("" where none was named), its shards.

    >>> Made.said_by({"_meta": {"searchrank": {"mapping": 1, "shop": "4f2a", "shards": 3}}})
    Made(mapping=1, shop='4f2a', shards=3)
    >>> Made.said_by({"properties": {}}) is None
    True
    """

    mapping: int = MAPPING
    shop: str = ""
    shards: int = 1

    @staticmethod
    def said_by(mapping: Mapping[str, Any]) -> Made | None:
        """What this mapping says; None where it was not made by `mapping`."""
        told = mapping.get("_meta", {}).get("searchrank")
        if told is not None:
            return Made(int(told["mapping"]), str(told["shop"]), int(told["shards"]))
        # Before indexes told their version they were strict already, and all of one shard or few; what a server makes by itself never is.
        return Made() if mapping.get("dynamic") == "strict" else None


def to_dsl(request: Request) -> dict[str, Any]:
    """The body of a search request: query, size, order, and nothing of a hit but its score and row.

    The row is the second key of the order, so ties break by row on every shard and the row comes with the hit, from doc values, without a fetch.

    >>> to_dsl(Request(Term("title", "shoe", weight=2.0), limit=10))["query"]
    {'term': {'title': {'value': 'shoe', 'boost': 2.0}}}
    """
    return {
        "query": _filtered(clause_dsl(request.clause), _conditions(request)),
        "size": request.limit,
        "sort": _sort(request.order),
        "track_total_hits": request.count,
        "_source": False,
        "stored_fields": "_none_",
    }


def clause_dsl(clause: Clause) -> dict[str, Any]:
    """One clause as a query.

    >>> from searchrank.recall.clause import any_of
    >>> clause_dsl(any_of([Term("title", "a"), Term("brand", "a")]))["bool"]["minimum_should_match"]
    1
    >>> clause_dsl(any_of([]))
    {'match_none': {}}
    """
    if isinstance(clause, Term):
        return {"term": {known_field(clause.field): {"value": clause.text, "boost": clause.weight}}}
    if isinstance(clause, Phrase):
        return _phrase(clause)
    must = [clause_dsl(part) for part in clause.must]
    should = [clause_dsl(part) for part in opened(clause.should)]
    return _bool(must, should) if must or should else NOTHING


def mapping(made: Made) -> dict[str, Any]:
    """How the fields of a product are indexed: our tokens are separated by spaces, so the whitespace analyser is all that is needed."""
    texts = {name: _text(name) for name in TEXT_FIELDS}
    numbers = {name: {"type": "double"} for name in ("price", "released_at", "sales")}
    filters = {"type": "keyword", "doc_values": False, "ignore_above": LONGEST_FILTER}
    row = {"type": "integer", "index": False}
    # The documents live in the snapshot: keeping a second copy here would double the index for nothing.
    meta = {"searchrank": asdict(made)}
    return {"_meta": meta, "dynamic": "strict", "_source": {"enabled": False}, "properties": {**texts, **numbers, "filters": filters, "row": row}}


def document(row: IndexRow) -> dict[str, Any]:
    """One product as a document of such an index; its id is its row.

    >>> document(IndexRow(3, {"title": "red shoe"}, ("brand:acme",), price=9.5))
    {'row': 3, 'filters': ['brand:acme'], 'title': 'red shoe', 'price': 9.5}
    """
    texts = {known_field(name): tokens for name, tokens in row.fields.items()}
    return {"row": int(row.row), "filters": filter_tokens(row), **texts, **known_numbers(row)}


def _text(name: str) -> dict[str, Any]:
    options = "positions" if name in PHRASE_FIELDS else "freqs"
    return {"type": "text", "analyzer": "whitespace", "index_options": options}


def _phrase(phrase: Phrase) -> dict[str, Any]:
    plain = plain_phrases(phrase)
    if not isinstance(plain, Phrase):
        return clause_dsl(plain)
    return {"match_phrase": {plain.field: {"query": " ".join(plain.terms), "slop": plain.slop, "boost": plain.weight}}}


def _bool(must: list[dict[str, Any]], should: list[dict[str, Any]]) -> dict[str, Any]:
    parts = {name: part for name, part in (("must", must), ("should", should)) if part}
    return {"bool": {**parts, "minimum_should_match": 0 if must else 1}}


def _filtered(query: dict[str, Any], conditions: list[dict[str, Any]]) -> dict[str, Any]:
    return {"bool": {"must": [query], "filter": conditions}} if conditions else query


def _conditions(request: Request) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = [{"terms": {"filters": list(group)}} for group in request.filters]
    return groups if request.bounds is None else [*groups, {"range": {"price": _bounds(request.bounds)}}]


def _bounds(bounds: Range) -> dict[str, float]:
    return {name: bound for name, bound in zip(("gte", "lte"), bounds, strict=True) if bound is not None}


def _sort(order: tuple[str, bool] | None) -> Sequence[dict[str, Any]]:
    if order is None:
        return [{"_score": "desc"}, {"row": "asc"}]
    field, descending = order
    return [{field: {"order": "desc" if descending else "asc", "missing": "_last"}}, {"row": "asc"}]
