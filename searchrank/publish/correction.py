"""What correction reads, at publish: takes a draft with units, words and suggestions, writes `correct.*` of titles and queries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from searchrank.query.correct.english import write_english
from searchrank.query.correct.write_counts import Stream, write_counts
from searchrank.query.correct.write_words import write_words
from searchrank.query.normalise import normalise
from searchrank.query.tokens import units
from searchrank.store.arrays import text_hashes
from searchrank.store.snapshot import Draft, Snapshot

Queries = Sequence[tuple[str, float]]
"""Normalised texts and how often they were asked for; below 1 where only the catalogue knows them."""
MOST_AS_TEXT = 200_000


def write_correction(draft: Draft, products: int) -> None:
    """Write `correct.*`; the draft must hold its units and words, and its suggestions where there are any."""
    written = Snapshot(draft.folder, {"version": draft.version, "products": products})
    queries = _queries(written)
    weights = [1.0 + float(np.log1p(times)) for _, times in queries]
    counts = write_counts(draft, written, Stream.of(written, list(zip(_units(written, queries), weights, strict=True))))
    write_words(draft, written, counts, [(text, weight) for (text, _), weight in zip(queries[:MOST_AS_TEXT], weights, strict=False)])
    write_english(draft, written, counts)
    _write_queries(draft, queries)


def _queries(written: Snapshot) -> Queries:
    if not written.has("suggest.text.offsets"):
        return ()
    return [(normalise(text), score) for text, score in zip(written.strings("suggest.text"), written.array("suggest.score").tolist(), strict=True)]


def _units(written: Snapshot, queries: Queries) -> list[list[int]]:
    cut = [units(text).main for text, _ in queries]
    vocabulary, different = written.vocabulary("units"), list({unit for main in cut for unit in main})
    ids = dict(zip(different, vocabulary.ids(different).tolist(), strict=True))
    return [[ids[unit] for unit in main] for main in cut]


def _write_queries(draft: Draft, queries: Queries) -> None:
    """`correct.query` ascending hashes of the queries without blanks, `correct.query.log` ln(1 + how often)."""
    hashes = text_hashes([text.replace(" ", "") for text, _ in queries])
    order = np.argsort(hashes, kind="stable")
    draft.array("correct.query", hashes[order])
    draft.array("correct.query.log", np.log1p(np.array([times for _, times in queries], np.float64)).astype(np.float32)[order])
