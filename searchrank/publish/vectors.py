"""The vectors of a snapshot: takes its token arrays, writes the encoder's table and a coded vector a product (`vector.*`).

Work is bounded: `steps` batches train the encoder, the rarity of features is counted in COUNTED products, and each product is encoded once.
"""

from __future__ import annotations

import numpy as np

from searchrank.publish.collect import Progress, silent
from searchrank.publish.vector_training import Texts, encoded, in_batches, trained_table
from searchrank.recall.vector_loops import coded, signs_of
from searchrank.recall.vectors import MOST, TABLE
from searchrank.records import Rows
from searchrank.settings import VectorSettings
from searchrank.store.snapshot import Draft, Snapshot

COUNTED = 50_000
"""Products in which features are counted, evenly spread over the catalogue."""


def write_vectors(draft: Draft, products: int, settings: VectorSettings, progress: Progress = silent) -> None:
    """Train the encoder on the draft's texts and keep what it says of each product; nothing where the settings want none."""
    if settings.encoder == "none":
        return
    written = Snapshot(draft.folder, {"version": draft.version, "products": products})
    rows = np.arange(products, dtype=np.int32)
    sample = sampled(products, COUNTED)
    texts = Texts.of(written).counted(sample)
    table = trained_table(texts, sample, settings.dimensions, settings.steps, lambda done: progress("vectors", done, settings.steps))
    codes, scale = coded(table, MOST)
    for name, array in ((TABLE, codes), ("vector.table_scale", scale), ("vector.keys", texts.keys), ("vector.places", texts.places)):
        draft.array(name, array)
    draft.array("vector.units", np.array([texts.units], np.int64))
    _write_products(draft, texts, codes * scale[:, None], rows)


def sampled(products: int, most: int) -> Rows:
    """At most `most` rows, evenly spread, as one block of memory (the loops take no stride).

    >>> sampled(5, 2).tolist(), sampled(3, 9).tolist(), sampled(4, 2).flags.c_contiguous
    ([0, 3], [0, 1, 2], True)
    """
    return np.arange(0, products, 1 + (products - 1) // most, dtype=np.int32)


def _write_products(draft: Draft, texts: Texts, table: np.ndarray[tuple[int, int], np.dtype[np.float32]], rows: Rows) -> None:
    """Codes, scales and signs of all products, encoded with the table as it is kept."""
    parts = []
    for batch in in_batches(rows):
        vectors = encoded(texts, table, batch)
        parts.append((*coded(vectors, MOST), signs_of(vectors)))
    for name, arrays in zip(("codes", "scale", "signs"), zip(*parts, strict=True), strict=True):
        draft.array(f"vector.{name}", np.concatenate(arrays))
