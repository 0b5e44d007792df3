"""What leaves: pages with hits, and suggestions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from searchrank.records.candidates import Missing, Step
from searchrank.records.quickly import quickly_made


class Document(Mapping[str, Any]):
    """The shop's own JSON object, read at the first look into it: an answer that leaves as JSON hands on its bytes and never reads it.

    >>> cup = Document(b'{"id":"7","title":"cup"}')
    >>> cup["title"], len(cup), cup == {"id": "7", "title": "cup"}
    ('cup', 2, True)
    """

    __slots__ = ("_fields", "_raw")

    def __init__(self, raw: bytes | memoryview) -> None:
        self._raw = raw
        self._fields: dict[str, Any] | None = None

    def json(self) -> orjson.Fragment:
        """The object for `orjson.dumps`, as it was kept."""
        return orjson.Fragment(bytes(self._raw))

    def __getitem__(self, name: str) -> Any:
        return self._read()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def __repr__(self) -> str:
        return repr(self._read())

    def _read(self) -> dict[str, Any]:
        if self._fields is None:
            self._fields = dict(orjson.loads(self._raw))
        return self._fields


@quickly_made
@dataclass(frozen=True, slots=True)
class Hit:
    """One thing on the page. `rank` is 1-based; `type` product, content, ad or query; `highlight` {field: text with <mark>}.

    `document` is the shop's own JSON object (of a product a Document). `explain` is None unless asked for.
    """

    id: str
    document: Mapping[str, Any]
    score: float
    rank: int
    type: str = "product"
    highlight: Mapping[str, str] = field(default_factory=dict)
    sponsored: bool = False
    explain: Mapping[str, Any] | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class Page:
    """One answer to a search, field for field the JSON of GET /search (DESIGN section 7).

    `query` {typed, text, tokens, corrected, entities, intents, categories}; `applied` filters that the words asked for, each {field, value, text,
    undo, relaxed}; `relaxed` {dropped: [...]} or None; `next` {page, view} or None; `degraded` parts that are missing.
    `matching` of the hits, from the first, are of the match set or stand among it; those behind fit in part only; None where that is not known.
    `related_queries` are Suggestions: what others searched.
    """

    query_id: str
    query: Mapping[str, Any]
    took_ms: float
    total: int
    total_relation: str
    page: int
    per_page: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]]
    ranker: str
    view: str
    pipeline: str
    matching: int | None = None
    did_you_mean: Mapping[str, Any] | None = None
    relaxed: Mapping[str, Any] | None = None
    applied: tuple[Mapping[str, Any], ...] = ()
    refinements: tuple[Any, ...] = ()
    related_queries: tuple[Suggestion, ...] = ()
    applied_rules: tuple[str, ...] = ()
    experiment: Mapping[str, Any] | None = None
    next: Mapping[str, Any] | None = None
    degraded: tuple[Missing, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    trace: tuple[Step, ...] = ()


@quickly_made
@dataclass(frozen=True, slots=True)
class Suggestion:
    """One query to offer.

    `type` query, category, product or history; `match` prefix, pinyin, initials, infix, mixed, words (in another order) or corrected, or the scene;
    `hits` products in stock that have all its words; `reason` says where it comes from (log, catalogue; or why it is offered); `highlight` wraps the
    completed part in <mark>.
    """

    text: str
    highlight: str = ""
    type: str = "query"
    match: str = "prefix"
    score: float = 0.0
    hits: int = 0
    category: str | None = None
    reason: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestions:
    """One answer to GET /suggest."""

    query_id: str
    scene: str
    suggestions: tuple[Suggestion, ...]
    took_ms: float
    view: str = ""
    degraded: tuple[Missing, ...] = ()
