"""From the end of a search to the page that leaves: documents, highlights, explanations. Takes a Search, gives a Page."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from searchrank.errors import InvalidInput, PageTooDeep, UnknownName
from searchrank.marking import Marker
from searchrank.pipeline import Search, timings
from searchrank.query.kinds import CATEGORY
from searchrank.rank.explain import Explanation, explanations
from searchrank.rank.features import all_features
from searchrank.rank.stages import Fine
from searchrank.records import SORTS, Applied, Document, Hit, Page, Query
from searchrank.rerank.mix import shown_hits
from searchrank.store.view import View

MOST_PER_PAGE = 100


def answer(search: Search, pipeline: str, started: float, *, whole: bool = False) -> Page:
    """The page that a search asks for (with `whole`, all candidates on one); `started` is `time.perf_counter()` of its beginning."""
    if whole:
        search = search.with_(query=replace(search.query, per_page=max(len(search.candidates), 1)))
    query, (start, end) = search.query, window(search)
    reasons = explained(search, search.candidates.rows[start:end].tolist()) if query.explain else {}
    stood = positions(search, start, end) if reasons else {}
    hits = hits_of(search, {row: {**one, "positions": stood[row]} for row, one in reasons.items()}, start, end)
    if search.laid is not None:
        before = (query.page - 1) * query.per_page
        hits = shown_hits(search.laid, hits, search.candidates.rows[start:end].tolist(), before, lambda title: Marker.of(query).mark(title))
    return page_of(search, hits, query_id=uuid.uuid4().hex, pipeline=pipeline, took_ms=(time.perf_counter() - started) * 1000)


def check_page(query: Query, deep_limit: int) -> None:
    """Raises InvalidInput, UnknownName or PageTooDeep where a query asks for a page or an order that there is not."""
    if query.sort not in SORTS:
        raise UnknownName("sort", query.sort, SORTS)
    if query.page < 1:
        raise InvalidInput(f"page is {query.page}: pages count from 1", field="page")
    if not 1 <= query.per_page <= MOST_PER_PAGE:
        raise InvalidInput(f"per_page is {query.per_page}: ask for 1 to {MOST_PER_PAGE}", field="per_page")
    if query.page * query.per_page > deep_limit:
        sentence = f"page {query.page} of {query.per_page} products each lies beyond the first {deep_limit} products: narrow the search by filters"
        raise PageTooDeep(sentence, field="page")


def window(search: Search) -> tuple[int, int]:
    """From where to where (exclusive) the candidates are the products of the page."""
    if search.laid is not None:
        return search.laid.start, search.laid.end
    return (search.query.page - 1) * search.query.per_page, search.query.page * search.query.per_page


def explained(search: Search, rows: Sequence[int]) -> dict[int, Explanation]:
    """Why the ranker put these rows where they are; nothing for rows that it did not rank."""
    if search.scored is None or not rows:
        return {}
    model = Fine(all_features()).model_of(search.view) if search.ranker.startswith("fine:") else None
    return explanations(search.scored, rows, model)


def hits_of(search: Search, explained: Mapping[int, Explanation], start: int, end: int) -> tuple[Hit, ...]:
    """The hits at these places of the candidates (0-based, end exclusive)."""
    marker = Marker.of(search.query)
    shown, scores = search.candidates.rows[start:end], search.candidates.score[start:end].tolist()
    rows, ids, documents = shown.tolist(), search.view.ids(shown), map(Document, search.view.documents(shown))
    titles = marker.mark_all(search.view.titles(shown))
    return tuple(
        Hit(product, document, score, rank, "product", {"title": title}, False, explained.get(row))
        for rank, (row, product, score, document, title) in enumerate(zip(rows, ids, scores, documents, titles, strict=True), start + 1)
    )


def page_of(search: Search, hits: tuple[Hit, ...], *, query_id: str, pipeline: str, took_ms: float) -> Page:
    """The answer to a search that went through its pipeline."""
    query = search.query
    start, end = window(search)
    return Page(
        query_id=query_id,
        query=understood(query, search.view),
        took_ms=round(took_ms, 3),
        total=search.found.total,
        total_relation=search.found.relation,
        page=query.page,
        per_page=query.per_page,
        hits=hits,
        matching=matching(hits, search.found.total - start),
        facets=search.found.facets,
        pipeline=pipeline,
        did_you_mean=_meant(query),
        relaxed={"dropped": list(search.relaxed)} if search.relaxed else None,
        applied=tuple(_applied(one, search.view) for one in query.applied),
        applied_rules=search.rules,
        next={"page": query.page + 1, "view": search.view.version} if len(search.candidates) > end else None,
        **_how(search),
    )


def _how(search: Search) -> Mapping[str, Any]:
    """What the answer was made of."""
    seen = {"view": search.view.version, "ranker": search.ranker, "degraded": search.degraded}
    return {**seen, "timings_ms": timings(search.trace), "trace": search.trace}


def matching(hits: Sequence[Hit], products: int) -> int:
    """How many hits of a page stand before the first product beyond so many of them: those behind fit in part only."""
    left = products
    for place, hit in enumerate(hits):
        if hit.type in ("product", "ad"):
            left -= 1
        if left < 0:
            return place
    return len(hits)


def _meant(query: Query) -> Mapping[str, Any] | None:
    """What the shopper is told of a correction: `from` is as it was typed."""
    one = query.correction
    if one is None:
        return None
    return {"from": query.typed, "to": one.text, "auto_applied": one.applied, "kind": one.kind, "strength": one.strength}


def understood(query: Query, view: View) -> Mapping[str, Any]:
    """What was typed and what its words were read as: words, entities, intents, and the likely categories with their probabilities."""
    likely = [{"name": view.table("category", row), "probability": round(chance, 3)} for row, chance in query.categories.items()]
    return {
        "typed": query.typed,
        "text": query.text,
        "tokens": [token.text for token in query.tagged("word")],
        "corrected": query.correction.text if query.correction and query.correction.applied else None,
        "entities": [{"kind": one.kind, "name": one.name, "start": one.start, "end": one.end} for one in query.entities],
        "intents": list(query.intents),
        "categories": likely,
    }


def _applied(one: Applied, view: View) -> Mapping[str, Any]:
    """A filter that the words asked for, as an answer names it: its value is written as a filter takes it, a category as the shop spells it."""
    bounds = ("" if bound is None else f"{bound:g}" for bound in (one.filter.low, one.filter.high))
    value = "..".join(bounds) if one.filter.value is None else one.filter.value
    if one.filter.field == CATEGORY and (row := int(view.snapshot.vocabulary("category.key").ids([value])[0])) >= 0:
        value = view.table("category", row)
    return {"field": one.filter.field, "value": value, "text": one.text, "undo": one.filter.field, "relaxed": one.relaxed}


def positions(search: Search, start: int, end: int) -> Mapping[int, Mapping[str, int]]:
    """Where each row of the page stood on its way, 1-based: {row: {engine, keyword, page}}; without a ranker, only engine and page."""
    ranks, rows = search.candidates.ranks[start:end, 0], search.candidates.rows[start:end].tolist()
    recalled = {} if search.scored is None else {int(row): place for place, row in enumerate(search.scored.rows, 1)}
    stood = {row: {"engine": int(rank) + 1, "page": place} for place, (row, rank) in enumerate(zip(rows, ranks, strict=True), start + 1)}
    return {row: {**places, "keyword": recalled[row]} if row in recalled else places for row, places in stood.items()}
