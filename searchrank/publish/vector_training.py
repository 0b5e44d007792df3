"""The static text encoder, trained on the catalogue itself: takes a snapshot's token arrays, gives a table with one row a feature.

A text's vector is the sum of its features' rows, normalised. Rows begin random and weighted by rarity, so that common features alone already make
texts alike; then pieces of titles are drawn towards what they were taken from and away from the other products of the batch (in-batch softmax). Work
is bounded by the number of pieces, whatever the size of the catalogue: `steps` batches of BATCH products drawn at random.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.publish.vector_texts import descended, open_table, product_features, product_keys, summed, training_pairs
from searchrank.recall.vector_loops import Keys
from searchrank.records import Floats, Rows, changed
from searchrank.store.arrays import distinct
from searchrank.store.snapshot import Snapshot

BATCH = 1024
TEMPERATURE = 0.07
RATE = 0.02
DAMAGED = 0.3
MOST_UNITS = 1 << 17
MOST_HASHED = 1 << 17
SEED = 20_231

Ints = npt.NDArray[np.int64]
NO_KEYS, NO_PLACES = np.empty(0, np.uint64), np.empty(0, np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """The token arrays of a snapshot as the loops take them. The first `told` fields tell of a product: title, brand, category, attributes.

    `units` of the most frequent units are features themselves; `keys` and `places` are the open table of pairs and runs that are features.
    """

    told: int
    starts: Ints
    values: Rows
    lengths: npt.NDArray[np.uint16]
    han: npt.NDArray[np.bool_]
    edges: Ints
    bytes: npt.NDArray[np.uint8]
    units: int = 0
    keys: Keys = field(default_factory=lambda: NO_KEYS)
    places: Rows = field(default_factory=lambda: NO_PLACES)
    features: int = 0

    @staticmethod
    def of(snapshot: Snapshot, told: int = 4) -> Texts:
        """Those of the snapshot's units, without features."""
        tokens, texts = snapshot.ragged("units.tokens"), snapshot.vocabulary("units").texts.rows
        return Texts(told, tokens.offsets, tokens.values, snapshot.array("units.lengths"), snapshot.array("units.han"), texts.offsets, texts.values)

    def counted(self, rows: Rows) -> Texts:
        """The same with features: the most frequent units, pairs and runs that at least two of these products have."""
        hashes, times = np.unique(np.concatenate([NO_KEYS, *map(self._hashes, in_batches(rows))]), return_counts=True)
        common = np.lexsort((hashes, -times))[: min(MOST_HASHED, int((times > 1).sum()))]
        keys = np.zeros(1 << max(4, len(common).bit_length() + 1), np.uint64)
        places, units = np.zeros(len(keys), np.int32), min(len(self.edges) - 1, MOST_UNITS)
        open_table(hashes[common], keys, places)
        return changed(self, units=units, keys=keys, places=places + np.int32(units), features=units + len(common))

    def _hashes(self, rows: Rows) -> Keys:
        """Every hash of these products, once a product."""
        hashes, bounds = product_keys(rows, *self._arrays)
        owner = np.repeat(np.arange(len(rows), dtype=np.int64), np.diff(bounds))
        order = np.lexsort((hashes, owner))
        hashes, owner = hashes[order], owner[order]
        first = np.ones(len(hashes), bool)
        first[1:] = (hashes[1:] != hashes[:-1]) | (owner[1:] != owner[:-1])
        return hashes[first]

    @property
    def _arrays(self) -> tuple[Any, ...]:
        return (self.told, self.starts, self.values, self.lengths, self.edges, self.bytes)

    def products(self, rows: Rows) -> tuple[Rows, Ints]:
        """The features of these products, and where each begins."""
        return product_features(rows, *(*self._arrays, self.units, self.keys, self.places))

    def pairs(self, rows: Rows, others: Rows, state: Keys) -> tuple[Rows, Ints]:
        """The features of pieces and rests of these products."""
        arrays = (self.told, self.starts, self.values, self.lengths, self.han, self.edges, self.bytes)
        return training_pairs(rows, others, *arrays, self.units, self.keys, self.places, DAMAGED, state)


def in_batches(rows: Rows) -> Iterator[Rows]:
    """The rows, BATCH at a time."""
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def trained_table(texts: Texts, rows: Rows, dimensions: int, steps: int, progress: Callable[[int], None]) -> Floats:
    """The rows of all features: float32 (features, dimensions), rarity counted in `rows`. `progress` is called with the steps done."""
    random, state = np.random.default_rng(SEED), np.array([SEED], np.uint64)
    titled = np.flatnonzero(texts.lengths[:, 0].sum(axis=1) > 1).astype(np.int32)
    weight = rarity(texts, rows)
    table = (random.integers(0, 2, (texts.features, dimensions), np.int8) * 2 - 1).astype(np.float32) / np.float32(np.sqrt(dimensions))
    squares, gradient = np.full(len(table), 1e-8, np.float32), np.zeros_like(table)
    for step in range(steps if len(titled) > 1 else 0):
        drawn, others = random.choice(titled, (2, min(BATCH, len(titled))), replace=len(titled) < 2 * BATCH).astype(np.int32)
        features, bounds = texts.pairs(drawn, others, state)
        slope = pulled(summed(features, bounds, weight, table))
        descended(features, bounds, weight, slope, table, squares, gradient, RATE)
        progress(step + 1)
    return table * weight[:, None]


def rarity(texts: Texts, rows: Rows) -> Floats:
    """ln(1 + N / products that have it) of every feature, counted in these products: float32 (features,)."""
    df = np.zeros(texts.features, np.int64)
    for batch in in_batches(rows):
        features, bounds = texts.products(batch)
        once = distinct(np.repeat(np.arange(len(batch)), np.diff(bounds)) * texts.features + features)
        df += np.bincount(once % texts.features, minlength=texts.features)
    return np.log1p(len(rows) / np.maximum(df, 1)).astype(np.float32)


def pulled(sums: Floats) -> Floats:
    """The slope of the loss by each sum, of pieces (even) and what they belong to (odd): each piece is to find its own among all and the other way
    round (softmax of the cosines over TEMPERATURE)."""
    length = np.linalg.norm(sums, axis=1, keepdims=True) + np.float32(1e-9)
    unit = sums / length
    pieces, wholes = np.ascontiguousarray(unit[::2]), np.ascontiguousarray(unit[1::2])
    wrong = _wrong(pieces @ wholes.T / np.float32(TEMPERATURE))
    slope = np.stack((wrong @ wholes, wrong.T @ pieces), axis=1).reshape(unit.shape)
    return np.asarray((slope - (slope * unit).sum(axis=1, keepdims=True) * unit) / length, np.float32)


def _wrong(logits: Floats) -> Floats:
    """What each pair is given by the softmaxes of its row and its column beyond what it should have, over the temperature and the batch."""
    odds = np.exp(logits - np.float32(1 / TEMPERATURE))
    given = (odds / odds.sum(axis=1, keepdims=True) + odds / odds.sum(axis=0, keepdims=True)) / 2
    given[np.diag_indices(len(given))] -= 1
    return np.asarray(given / np.float32(TEMPERATURE * len(given)), np.float32)


def encoded(texts: Texts, table: Floats, rows: Rows) -> Floats:
    """The vectors of these products, each of length 1: float32 (n, dimensions)."""
    ones = np.ones(len(table), np.float32)
    sums = summed(*texts.products(rows), ones, table)
    return np.asarray(sums / (np.linalg.norm(sums, axis=1, keepdims=True) + np.float32(1e-9)), np.float32)
