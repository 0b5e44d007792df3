"""The sorted keys of completion at publish: takes keys with the entries they lead to, writes them so that `lookup` finds the best under a prefix.

Entries are numbered from the best (0) on, so the best of a range of keys are its smallest numbers. For ranges of many keys these are kept beside.
Arrays: `suggest.key` strings, ascending, the first byte the kind of key; `suggest.head` their first eight bytes as a number; `suggest.entry` the
entry and where in its text the key begins; `suggest.span` ranges of more than `heavy_prefix` keys, `suggest.top` the best of each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from searchrank.errors import InvalidInput
from searchrank.store.arrays import Ragged, distinct, edges_of
from searchrank.store.snapshot import Draft
from searchrank.suggest import key_loops as loops
from searchrank.suggest.pinyin import MOST_READINGS

KINDS = PREFIX, PINYIN, INITIALS, INFIX, INFIX_PINYIN = range(1, 6)
"""The kinds of key: the text, its pinyin, its initials, the text from a later word on, the pinyin of that."""

Packed = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

AT_BITS = 8
MOST_ENTRIES = 1 << (32 - AT_BITS)


def pack(entries: Ints, at: Ints | int = 0) -> Packed:
    """Entries and the character of its text at which a key of each begins, in one number that sorts by entry.

    >>> divmod(pack(np.array([7]), 2).item(), 1 << AT_BITS)
    (7, 2)
    """
    if entries.max(initial=0) >= MOST_ENTRIES:
        raise InvalidInput(
            f"a query bank of more than {MOST_ENTRIES} entries does not fit the completion index: raise suggest.catalogue_min_products"
        )
    return (entries << AT_BITS | np.minimum(at, (1 << AT_BITS) - 1)).astype(np.uint32)


def probe(kind: int, key: str) -> bytes:
    """The bytes under which a key is kept and looked up."""
    return bytes((kind,)) + key.encode()


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """The keys of one kind, in ascending order of what they lead to: parts of `values`, UTF-8, and the entries, as `pack` has them."""

    values: Bytes
    begins: Ints
    ends: Ints
    packed: Packed

    def some(self, kept: npt.NDArray[Any]) -> Keys:
        """Those of these places, or of this mask."""
        return Keys(self.values, self.begins[kept], self.ends[kept], self.packed[kept])

    def also(self, others: Sequence[tuple[int, str]]) -> Keys:
        """These and other keys of whole entries, given with their numbers, each behind what the entry has already."""
        texts = [key.encode() for _, key in others]
        edges = len(self.values) + edges_of(list(map(len, texts)))
        packed = np.concatenate((self.packed, pack(np.array([number for number, _ in others], np.int64))))
        values = np.frombuffer(b"".join([self.values.tobytes(), *texts]), np.uint8)
        every = Keys(values, np.concatenate((self.begins, edges[:-1])), np.concatenate((self.ends, edges[1:])), packed)
        return every.some(np.argsort(packed, kind="stable"))

    def in_order(self) -> Keys:
        """In ascending order of their bytes, ties as they are: by the first bytes, then, where these are the same, by the next.

        >>> keys = Keys(np.frombuffer(b"shoestand", np.uint8), np.array([0, 4, 0]), np.array([4, 9, 2]), pack(np.array([0, 1, 2])))
        >>> (keys.in_order().packed >> AT_BITS).tolist()
        [2, 0, 1]
        """
        rows, depth, lengths = np.arange(len(self.packed)), 0, self.ends - self.begins
        places, group = rows.copy(), np.zeros(len(rows), np.int64)
        while len(places):
            some = rows[places]
            heads = loops.heads(self.values, self.begins[some], self.ends[some], depth)
            order = np.lexsort((heads, group))
            rows[places], heads, depth = some[order], heads[order], depth + loops.HEAD
            # Texts that were the same so far are a group; where some of them go on, all are looked at again.
            group = np.cumsum(np.append(True, (heads[1:] != heads[:-1]) | (group[1:] != group[:-1])))
            left = (np.bincount(group)[group] > 1) & (np.bincount(group, lengths[rows[places]] > depth)[group] > 0)
            places, group = places[left], group[left]
        return self.some(rows)


def write_keys(draft: Draft, kinds: Mapping[int, Keys], heavy: int, top_k: int) -> None:
    """Keep all keys, of every kind."""
    parts, spans, first = list[tuple[Ints, Bytes, Packed]](), list[tuple[int, int]](), 0
    for kind in KINDS:
        keys = kinds[kind].in_order()
        where = keys.values, keys.begins, keys.ends
        parts.append((keys.ends - keys.begins + 1, loops.behind(*where, kind), keys.packed))
        spans += ((first + low, first + high) for low, high in set(_heavy_spans(loops.shared(*where), heavy)))
        first += len(keys.packed)
    lengths, values, packed = map(np.concatenate, zip(*parts, strict=True))
    draft.ragged("suggest.key", lengths, values)
    edges = edges_of(lengths)
    draft.array("suggest.head", loops.heads(values, edges[:-1], edges[1:], 0))
    draft.array("suggest.entry", packed)
    _write_top(draft, sorted(spans), packed, top_k)


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


def _heavy_spans(shared: Ints, heavy: int) -> Iterator[tuple[int, int]]:
    """The ranges of more than `heavy` keys with a common prefix, for prefixes of every length; `shared` says how far each is as the one before."""
    waiting = [(0, len(shared), 0)] if len(shared) > heavy else []
    while waiting:
        low, high, depth = waiting.pop()
        yield low, high
        edges = np.concatenate(((low,), low + 1 + np.flatnonzero(shared[low + 1 : high] <= depth), (high,)))
        many = np.flatnonzero(np.diff(edges) > heavy)
        waiting += zip(edges[many].tolist(), edges[many + 1].tolist(), repeat(depth + 1))


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
