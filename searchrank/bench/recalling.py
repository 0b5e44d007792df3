"""Recall beside what others do with the same products and queries, in one run: plain tantivy, our embedded engine, Elasticsearch as people set it up,
and our clause on Elasticsearch. Each is warmed by the very queries that are measured.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import tantivy
from elasticsearch.helpers import streaming_bulk

from searchrank.bench.figures import Figure, latency, seconds_of, timed
from searchrank.bench.making import SEED, Bench
from searchrank.bench.searching import different_queries, requests_of
from searchrank.publish.collect import Collector, keep_documents
from searchrank.query.normalise import normalise
from searchrank.query.words import cutter
from searchrank.recall.elastic import BUILD_SECONDS, ElasticServer
from searchrank.recall.engine import Request
from searchrank.shop import Shop, open_shop
from searchrank.store.snapshot import Draft, Snapshot

PART, LIMIT = "recall", 300
BUDGET = "1 / 4.5 at 1M"
FIELDS = {"title": 3.0, "brand": 2.0, "category": 2.0, "attributes": 1.0, "description": 0.5}
"""What people search and how much each field weighs: best of match over these (an ordinary set-up)."""
INDEX = "searchrank-bench"
_CHARACTERS = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")

Cut = Callable[[str], Sequence[str]]


def recall_figures(bench: Bench, *, elasticsearch: bool) -> Iterator[Figure]:
    """Figures of every engine; those of Elasticsearch where its server is at hand."""
    texts = different_queries(bench.searches, SEED + 1)
    shop = open_shop(bench.settings)
    try:
        snapshot, asked = shop.watch.view().snapshot, requests_of(shop, texts)
        engine = shop.engines.of(snapshot)
        yield from _measured(f"embedded, our clause, {len(asked)} requests of {len(texts)} searches", engine.search, asked, BUDGET)
        words = cutter([]).all_words
        for name, cut in (("words", words), ("characters", _CHARACTERS.findall)):
            yield from _plain_tantivy(snapshot, texts, name, cut)
        if elasticsearch:
            with closing(ElasticServer.connect(bench.settings.elasticsearch)) as server:
                yield from _our_clause(bench, shop, server, asked)
                yield from _as_people_do(snapshot, server, texts, "words", words)
                yield from _as_people_do(snapshot, server, texts, "characters", None)
    finally:
        shop.close()


def _measured(step: str, search: Callable[[Any], object], asked: Sequence[Any], budget: str = "") -> Iterator[Figure]:
    """Each is asked once to warm and once to be measured."""
    for one in asked:
        search(one)
    if asked:
        yield latency(PART, step, [timed(partial(search, one))[1] for one in asked], budget)


def _plain_tantivy(snapshot: Snapshot, texts: Sequence[str], name: str, cut: Cut) -> Iterator[Figure]:
    """The best 300 titles by an OR of the query's tokens: what the library does without us."""
    schema = tantivy.SchemaBuilder().add_text_field("title", tokenizer_name="whitespace").add_integer_field("row", fast=True).build()
    with tempfile.TemporaryDirectory() as folder:
        index = tantivy.Index(schema, folder)
        yield seconds_of(PART, f"tantivy, {name}: build", timed(lambda: _fill(index, snapshot, cut))[1])
        searcher = index.searcher()

        def search(text: str) -> object:
            terms = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "title", token)) for token in cut(normalise(text))]
            found = searcher.search(tantivy.Query.boolean_query(terms), LIMIT, count=False)
            return searcher.fast_field_values("row", [address for _, address in found.hits])

        yield from _measured(f"tantivy, {name} of titles, OR", search, texts)


def _fill(index: Any, snapshot: Snapshot, cut: Cut) -> None:
    writer = index.writer(1 << 29, 1)
    for row, product in enumerate(_products(snapshot)):
        document = tantivy.Document()
        document.add_text("title", " ".join(cut(normalise(product["title"]))))
        document.add_integer("row", row)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()


def _our_clause(bench: Bench, shop: Shop, server: ElasticServer, asked: Sequence[Request]) -> Iterator[Figure]:
    """What recall asks, asked of Elasticsearch; and how much of the best 300 is the same as embedded."""
    snapshot, engine = shop.watch.view().snapshot, server.engine(INDEX)
    with tempfile.TemporaryDirectory() as folder:
        documents = (text.encode() for text in snapshot.strings("document"))
        collector = Collector(keep_documents(documents, Draft.begin(Path(folder), "bench")), bench.report)
        try:
            yield seconds_of(PART, "Elasticsearch, our clause: build", timed(lambda: engine.build(collector.rows()))[1])
            yield from _measured("Elasticsearch, our clause", engine.search, asked)
            embedded = shop.engines.of(snapshot)
            shares = [_common(embedded.search(one).rows, engine.search(one).rows) for one in asked]
            yield Figure(PART, f"best {LIMIT}: also in the embedded engine's", round(100 * float(np.mean(shares or [1.0])), 2), "%")
        finally:
            server.delete(INDEX)


def _as_people_do(snapshot: Snapshot, server: ElasticServer, texts: Sequence[str], name: str, cut: Cut | None) -> Iterator[Figure]:
    """Best of match over the usual fields; characters are what the standard analyser makes of Chinese, words are cut before."""
    ready = (lambda text: " ".join(cut(normalise(text)))) if cut else str
    index, client = f"{INDEX}-{name}", server.client.options(request_timeout=BUILD_SECONDS)
    kind = {"type": "text", "analyzer": "whitespace" if cut else "standard"}
    properties = {**dict.fromkeys(FIELDS, kind), "row": {"type": "integer"}}
    try:
        client.indices.create(index=index, mappings={"properties": properties}, settings={"number_of_shards": 1, "number_of_replicas": 0})
        actions = ({"_index": index, "_source": {"row": row, **_texts(one, ready)}} for row, one in enumerate(_products(snapshot)))
        yield seconds_of(PART, f"Elasticsearch, {name}: build", timed(lambda: _sent(client, actions, index))[1])
        fields = [f"{field}^{weight}" for field, weight in FIELDS.items()]

        def search(text: str) -> object:
            query = {"multi_match": {"query": ready(text), "fields": fields}}
            return server.client.search(
                index=index, query=query, size=LIMIT, source=False, docvalue_fields=[{"field": "row"}], track_total_hits=False
            )

        yield from _measured(f"Elasticsearch, {name}, best of 5 fields", search, texts)
    finally:
        client.options(ignore_status=404).indices.delete(index=index)


def _sent(client: Any, actions: Iterable[Any], index: str) -> None:
    for _ in streaming_bulk(client, actions, chunk_size=1000):
        pass
    client.indices.refresh(index=index)
    client.indices.forcemerge(index=index, max_num_segments=1)


def _products(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    return map(orjson.loads, snapshot.strings("document"))


def _texts(product: dict[str, Any], ready: Callable[[str], str]) -> dict[str, str]:
    """The five fields of a product as text."""
    attributes = " ".join(map(str, (product.get("attributes") or {}).values()))
    category = product.get("category") or ""
    given = {**product, "attributes": attributes, "category": category if isinstance(category, str) else " ".join(category)}
    return {field: ready(str(given.get(field) or "")) for field in FIELDS}


def _common(one: Any, other: Any) -> float:
    return len(np.intersect1d(one, other)) / max(len(one), len(other), 1)
