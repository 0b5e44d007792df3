"""What the language model keeps of a catalogue and its queries: takes sequences of units, writes counts of single ones, pairs and triples.

`correct.count` (V,) how often each unit stands in titles and queries, at least in so many products as hold it; `correct.following` (V,) how many
different units follow it; `correct.pair`, `correct.back`, `correct.triple` packed keys as `counts` says (`back` is `second << 32 | first`), each with
its `.count`; `correct.pair.following` how many different units follow a pair. Of very many triples those seen once are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchrank.query.correct.counts import MOST_IN_TRIPLES
from searchrank.records import FIELDS
from searchrank.store.arrays import ascending, spread
from searchrank.store.snapshot import Draft, Snapshot

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
TITLE = FIELDS.index("title")
MOST_SINGLE = 8_000_000
"""Triples beyond which those seen once are left out: they are the most, and a large catalogue says enough without them."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Sequences of units one behind the other, parted by -1, and how often each place counts."""

    units: Ints
    weights: Floats

    @property
    def bits(self) -> int:
        """How many every unit fits into."""
        return int(self.units.max(initial=0)).bit_length()

    @staticmethod
    def of(written: Snapshot, asked: Ints, sizes: Ints, weights: Floats) -> Stream:
        """The titles of all products, once each, and queries by their weight: all units `asked`, and of each query how many and its weight."""
        tokens, lengths = written.ragged("units.tokens"), written.array("units.lengths")[:, TITLE].sum(axis=1, dtype=np.int64)
        titles = _parted(tokens.values[spread(tokens.offsets[TITLE : -1 : len(FIELDS)], lengths)].astype(np.int64), lengths)
        often = np.repeat(weights, sizes + 1)
        return Stream(np.concatenate((titles, _parted(asked, sizes))), np.concatenate((np.ones(len(titles), np.float32), often)))


def _parted(units: Ints, lengths: Ints) -> Ints:
    """The units with -1 behind each sequence.

    >>> _parted(np.array([7, 8, 9]), np.array([2, 1])).tolist()
    [7, 8, -1, 9, -1]
    """
    return np.insert(units, np.cumsum(lengths), -1)


def write_counts(draft: Draft, written: Snapshot, stream: Stream) -> Floats:
    """Write everything; gives `correct.count`."""
    units = len(written.vocabulary("units"))
    known = stream.units >= 0
    counts = np.bincount(stream.units[known], stream.weights[known], units).astype(np.float32)
    counts = np.maximum(counts, written.array("units.df").astype(np.float32))
    draft.array("correct.count", counts)
    pairs, times = _pairs(stream)
    draft.array("correct.following", np.bincount(pairs >> 32, minlength=units).astype(np.int32))
    _write(draft, "pair", pairs, times)
    back = pairs << 32 | pairs >> 32
    order = ascending(back)
    _write(draft, "back", back[order], times[order])
    _write_triples(draft, stream, pairs)
    return counts


def _pairs(stream: Stream) -> tuple[Ints, Floats]:
    first, second = stream.units[:-1], stream.units[1:]
    both = (first >= 0) & (second >= 0)
    # Short keys are sorted in half the time.
    bits = stream.bits
    keys, times = _summed(first[both] << bits | second[both], stream.weights[1:][both])
    return keys >> bits << 32 | keys & ((1 << bits) - 1), times


def _write_triples(draft: Draft, stream: Stream, pairs: Ints) -> None:
    one, two, three = stream.units[:-2], stream.units[1:-1], stream.units[2:]
    whole = (np.minimum(np.minimum(one, two), three) >= 0) & (np.maximum(np.maximum(one, two), three) < MOST_IN_TRIPLES)
    bits = min(stream.bits, 21)
    keys, times = _summed(one[whole] << 2 * bits | two[whole] << bits | three[whole], stream.weights[2:][whole])
    triples = keys >> 2 * bits << 42 | (keys >> bits & ((1 << bits) - 1)) << 21 | keys & ((1 << bits) - 1)
    contexts, different = np.unique(triples >> 21, return_counts=True)
    following = np.ones(len(pairs), np.int32)
    following[np.searchsorted(pairs, contexts >> 21 << 32 | contexts & (MOST_IN_TRIPLES - 1))] = different
    draft.array("correct.pair.following", following)
    kept = times > (1 if len(triples) > MOST_SINGLE else 0)
    _write(draft, "triple", triples[kept], times[kept])


def _summed(keys: Ints, weights: Floats) -> tuple[Ints, Floats]:
    """The different keys, ascending, with the sum of their weights.

    >>> keys, sums = _summed(np.array([5, 3, 5]), np.array([1, 1, 2], np.float32))
    >>> keys.tolist(), sums.tolist()
    ([3, 5], [1.0, 3.0])
    """
    order = ascending(keys)
    keys = keys[order]
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    return keys[first], np.add.reduceat(weights[order], first) if len(first) else weights[:0]


def _write(draft: Draft, name: str, keys: Ints, times: Floats) -> None:
    draft.array(f"correct.{name}", keys.astype(np.int64))
    draft.array(f"correct.{name}.count", times.astype(np.float32))
