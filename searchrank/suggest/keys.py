"""The sorted keys of completion at publish: takes keys with the entries they lead to, writes them so that `lookup` finds the best under a prefix.

Entries are numbered from the best (0) on, so the best of a range of keys are its smallest numbers. For ranges of many keys these are kept beside.
Arrays: `suggest.key` strings, ascending, the first byte the kind of key; `suggest.head` their first eight bytes as a number; `suggest.entry` the
entry and where in its text the key begins; `suggest.span` ranges of more than `heavy_prefix` keys, `suggest.top` the best of each.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from searchrank.errors import InvalidInput
from searchrank.store.arrays import Ragged, distinct
from searchrank.store.snapshot import Draft
from searchrank.suggest.pinyin import MOST_READINGS

KINDS = PREFIX, PINYIN, INITIALS, INFIX, INFIX_PINYIN = range(1, 6)
"""The kinds of key: the text, its pinyin, its initials, the text from a later word on, the pinyin of that."""

Packed = npt.NDArray[np.uint32]
Keyed = bytes
"""A key, a byte that ends it, and the packed entry."""

_HEAD = 8
_END, _AFTER = b"\0", b"\xff"
"""Bytes that occur in no key and sort before and behind all that do."""
_PACKED = 4
_TAIL = len(_END) + _PACKED
AT_BITS = 8
MOST_ENTRIES = 1 << (32 - AT_BITS)


def pack(entry: int, at: int = 0) -> int:
    """An entry and the character of its text at which a key begins, in one number that sorts by entry.

    >>> divmod(pack(7, 2), 1 << AT_BITS)
    (7, 2)
    """
    if entry >= MOST_ENTRIES:
        raise InvalidInput(
            f"a query bank of more than {MOST_ENTRIES} entries does not fit the completion index: raise suggest.catalogue_min_products"
        )
    return entry << AT_BITS | min(at, (1 << AT_BITS) - 1)


def probe(kind: int, key: str) -> bytes:
    """The bytes under which a key is kept and looked up."""
    return bytes((kind,)) + key.encode()


def keyed(kind: int, key: str, packed: int) -> Keyed:
    """A key with what it leads to, as `write_keys` takes it: one object a key, which sorts by key and then by entry."""
    return probe(kind, key) + _END + packed.to_bytes(_PACKED, "big")


def write_keys(draft: Draft, kinds: Iterable[list[Keyed]], heavy: int, top_k: int) -> None:
    """Keep keys, the lists in ascending order of their kind; each list is emptied when it has been written down, for they fill much memory."""
    parts, spans, first = _Parts([], [], []), list[tuple[int, int]](), 0
    for rows in kinds:
        rows.sort()
        parts.add(rows)
        spans += ((first + low, first + high) for low, high in set(_heavy_spans(rows, heavy)))
        first += len(rows)
        rows.clear()
    packed = np.frombuffer(b"".join(parts.packed), f">u{_PACKED}").astype(np.uint32)
    lengths, values = np.concatenate([np.empty(0, np.int64), *parts.lengths]), np.frombuffer(b"".join(parts.keys), np.uint8)
    draft.ragged("suggest.key", lengths, values)
    draft.array("suggest.head", _heads(lengths, values))
    draft.array("suggest.entry", packed)
    _write_top(draft, sorted(spans), packed, top_k)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is written of each kind of key."""

    keys: list[bytes]
    lengths: list[npt.NDArray[np.int64]]
    packed: list[bytes]

    def add(self, rows: Sequence[Keyed]) -> None:
        self.keys.append(b"".join([row[:-_TAIL] for row in rows]))
        self.lengths.append(np.fromiter(map(len, rows), np.int64, len(rows)) - _TAIL)
        self.packed.append(b"".join([row[-_PACKED:] for row in rows]))


def _heads(lengths: npt.NDArray[np.int64], values: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint64]:
    """The first eight bytes of every key as a number, short keys filled up with zeros."""
    starts = np.cumsum(lengths) - lengths
    heads = np.zeros(len(lengths), np.uint64)
    for at in range(_HEAD):
        long = lengths > at
        heads[long] |= values[starts[long] + at].astype(np.uint64) << np.uint64(8 * (_HEAD - 1 - at))
    return heads


def _write_top(draft: Draft, spans: Sequence[tuple[int, int]], packed: Packed, top_k: int) -> None:
    best = [smallest(packed[low:high], top_k) for low, high in spans]
    draft.array("suggest.span", np.array([_span(low, high) for low, high in spans], np.int64))
    values = np.fromiter(chain.from_iterable(best), np.uint32)
    draft.ragged("suggest.top", np.fromiter(map(len, best), np.int64, len(best)), values)


def smallest(packed: Packed, count: int) -> list[int]:
    """The smallest distinct numbers of these, ascending, at most `count`."""
    if len(packed) > MOST_READINGS * count:
        # Several readings lead to one entry, at most MOST_READINGS, so this many hold enough distinct ones.
        packed = np.partition(packed, MOST_READINGS * count - 1)[: MOST_READINGS * count]
    return distinct(packed)[:count].tolist()  # type: ignore[no-any-return]


def _span(low: int, high: int) -> int:
    return low << 32 | high


def _heavy_spans(rows: Sequence[Keyed], heavy: int) -> Iterator[tuple[int, int]]:
    """The ranges of more than `heavy` keys with a common prefix, for prefixes of every length."""
    waiting = [(0, len(rows), 0)] if len(rows) > heavy else []
    while waiting:
        low, high, depth = waiting.pop()
        if depth > 0:
            yield low, high
        waiting += [(*span, depth + 1) for span in _split(rows, low, high, depth) if span[1] - span[0] > heavy]


def _split(rows: Sequence[Keyed], low: int, high: int, depth: int) -> Iterator[tuple[int, int]]:
    """The parts of a range by the byte at `depth`; keys that end before it stand first and are left out."""
    while low < high and len(rows[low]) - _TAIL == depth:
        low += 1
    while low < high:
        end = bisect_left(rows, rows[low][: depth + 1] + _AFTER, low, high)
        yield low, end
        low = end


def mapped(numbers: npt.NDArray[Any]) -> memoryview[int]:
    """The same memory, read an item at a time five times as fast as through numpy."""
    return memoryview(numbers)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, eq=False)
class MappedBytes(Sequence[bytes]):
    """Byte strings in mapped memory."""

    offsets: memoryview[int]
    values: memoryview[int]

    @staticmethod
    def over(rows: Ragged) -> MappedBytes:
        return MappedBytes(mapped(rows.offsets), mapped(rows.values))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @overload
    def __getitem__(self, row: int) -> bytes: ...
    @overload
    def __getitem__(self, row: slice) -> list[bytes]: ...
    def __getitem__(self, row: int | slice) -> bytes | list[bytes]:
        if isinstance(row, slice):
            return [self[index] for index in range(*row.indices(len(self)))]
        return self.values[self.offsets[row] : self.offsets[row + 1]].tobytes()

    def text(self, row: int) -> str:
        """The item as text."""
        return str(self.values[self.offsets[row] : self.offsets[row + 1]], "utf-8")
