"""The vectors of a snapshot: takes its token arrays, writes the encoder's table and a coded vector a product (`vector.*`).

Work is bounded: the rarity of features is counted in COUNTED products; `steps` batches train the catalogue's own encoder, a network encodes at most
what the settings say; and each product's features are summed once.
"""

from __future__ import annotations

import numpy as np

from searchrank.publish.collect import Progress, silent
from searchrank.publish.vector_network import Network, Vectors, network_vectors
from searchrank.publish.vector_training import Texts, encoded, in_batches, trained_table
from searchrank.recall.vector_loops import coded, signs_of
from searchrank.recall.vectors import MOST, OWN, TABLE, text_key
from searchrank.records import Floats, Rows
from searchrank.settings import VectorSettings
from searchrank.store.snapshot import Draft, Snapshot

COUNTED = 50_000
"""Products in which features are counted, evenly spread over the catalogue."""
TITLE = 1
"""Fields that a network's features are counted in; the catalogue's own encoder reads brand, category and attributes too."""


def write_vectors(draft: Draft, products: int, settings: VectorSettings, progress: Progress = silent, network: Network | None = None) -> None:
    """Train the encoder on the draft's texts, or ask the network, and keep what is said of each product; nothing where the settings want none."""
    if settings.encoder == "none":
        return
    written = Snapshot(draft.folder, {"version": draft.version, "products": products})
    sample = sampled(products, COUNTED)
    if network is None:
        texts = Texts.of(written).counted(sample)
        table = trained_table(texts, sample, settings.dimensions, settings.steps, lambda done: progress("vectors", done, settings.steps))
        _write_products(draft, texts, _written_table(draft, texts, table), products)
        return
    texts = Texts.of(written, TITLE).counted(sample)
    vectors = network_vectors(written, texts, sample, network, settings, progress)
    _write_products(draft, texts, _written_table(draft, texts, vectors.table), products, vectors)
    _write_queries(draft, vectors)


def sampled(products: int, most: int) -> Rows:
    """At most `most` rows, evenly spread, as one block of memory (the loops take no stride).

    >>> sampled(5, 2).tolist(), sampled(3, 9).tolist(), sampled(4, 2).flags.c_contiguous
    ([0, 3], [0, 1, 2], True)
    """
    return np.arange(0, products, 1 + (products - 1) // most, dtype=np.int32)


def _written_table(draft: Draft, texts: Texts, table: Floats) -> Floats:
    """Write the table and what finds its rows; gives the table as it is kept."""
    codes, scale = coded(table, MOST)
    for name, array in ((TABLE, codes), ("vector.table_scale", scale), ("vector.keys", texts.keys), ("vector.places", texts.places)):
        draft.array(name, array)
    draft.array("vector.units", np.array([texts.units], np.int64))
    return np.asarray(codes * scale[:, None], np.float32)


def _write_products(draft: Draft, texts: Texts, table: Floats, products: int, known: Vectors | None = None) -> None:
    """Codes, scales and signs of all products, summed from the table as it is kept unless their vectors are known."""
    parts = []
    for batch in in_batches(np.arange(products, dtype=np.int32)):
        vectors = encoded(texts, table, batch)
        if known is not None:
            first, last = np.searchsorted(known.rows, (batch[0], batch[-1] + 1))
            vectors[known.rows[first:last] - batch[0]] = known.products[first:last]
        parts.append((*coded(vectors, MOST), signs_of(vectors)))
    for name, arrays in zip(("codes", "scale", "signs"), zip(*parts, strict=True), strict=True):
        draft.array(f"vector.{name}", np.concatenate(arrays))


def _write_queries(draft: Draft, vectors: Vectors) -> None:
    """The vectors of the logged queries by the hash of their text."""
    keys, first = np.unique(np.array([text_key(text) for text in vectors.queries], np.uint64), return_index=True)
    codes, scale = coded(np.ascontiguousarray(vectors.own[first]), MOST)
    for name, array in ((OWN, keys), ("vector.query_codes", codes), ("vector.query_scale", scale)):
        draft.array(name, array)
