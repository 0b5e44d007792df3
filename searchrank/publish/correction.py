"""What correction reads, at publish: takes a draft with units, words and suggestions, writes `correct.*` of titles and queries."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from searchrank.publish.runs import Runs
from searchrank.publish.tables import Ints, Table
from searchrank.query.correct.english import write_english
from searchrank.query.correct.write_counts import Stream, write_counts
from searchrank.query.correct.write_words import write_words
from searchrank.query.normal_loops import codes_of, normalise_all
from searchrank.store.arrays import edges_of, spread, text_hashes
from searchrank.store.catalogue import batches
from searchrank.store.snapshot import Draft, Snapshot

Queries = Sequence[tuple[str, float]]
"""Normalised texts and how often they were asked for; below 1 where only the catalogue knows them."""
MOST_AS_TEXT = 200_000
TOGETHER = 50_000
"""Queries that are looked through together."""


def write_correction(draft: Draft, products: int) -> None:
    """Write `correct.*`; the draft must hold its units and words, and its suggestions where there are any."""
    written = Snapshot(draft.folder, {"version": draft.version, "products": products})
    queries = _queries(written)
    weights = np.log1p(np.array([times for _, times in queries], np.float64)) + 1.0
    counts = write_counts(draft, written, Stream.of(written, *_units(written, queries), weights.astype(np.float32)))
    write_words(draft, written, counts, [(text, weight) for (text, _), weight in zip(queries[:MOST_AS_TEXT], weights.tolist(), strict=False)])
    write_english(draft, written, counts)
    _write_queries(draft, queries)


def _queries(written: Snapshot) -> Queries:
    if not written.has("suggest.text.offsets"):
        return ()
    texts = chain.from_iterable(map(normalise_all, batches(written.strings("suggest.text"), TOGETHER)))
    return list(zip(texts, written.array("suggest.score").tolist(), strict=True))


def _units(written: Snapshot, queries: Queries) -> tuple[Ints, Ints]:
    """The main units of all queries, and how many each has."""
    table = Table()
    runs = Runs(table)
    said = [runs.of(codes_of([text for text, _ in some]), chinese=True) for some in batches(queries, TOGETHER)]
    main = np.concatenate([np.empty(0, np.int64), *(one.values[spread(edges_of(one.counts)[:-1], one.mains)] for one in said)])
    return written.vocabulary("units").ids(table.texts).astype(np.int64)[main], np.concatenate([main[:0], *(one.mains for one in said)])


def _write_queries(draft: Draft, queries: Queries) -> None:
    """`correct.query` ascending hashes of the queries without blanks, `correct.query.log` ln(1 + how often)."""
    hashes = text_hashes([text.replace(" ", "") for text, _ in queries])
    order = np.argsort(hashes, kind="stable")
    draft.array("correct.query", hashes[order])
    draft.array("correct.query.log", np.log1p(np.array([times for _, times in queries], np.float64)).astype(np.float32)[order])
