"""The sorted keys of completion at publish: takes keys with the entries they lead to, writes them so that `lookup` finds the best under a prefix.

Entries are numbered from the best (0) on, so the best of a range of keys are its smallest numbers. For ranges of many keys these are kept beside.
Arrays: `suggest.key` strings, ascending, the first byte the kind of key; `suggest.head` their first eight bytes as a number; `suggest.entry` the
entry and where in its text the key begins; `suggest.span` ranges of more than `heavy_prefix` keys, `suggest.top` the best of each.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from searchrank.errors import InvalidInput
from searchrank.store.arrays import Ragged, distinct
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


@dataclass(slots=True)
class Keys:
    """The keys of one kind, in ascending order of what they lead to: `packed` entries, as `pack` has them."""

    texts: list[str] = field(default_factory=list)
    packed: array[int] = field(default_factory=lambda: array("I"))

    def add(self, key: str, packed: int) -> None:
        """One more."""
        self.texts.append(key)
        self.packed.append(packed)

    def taken(self) -> tuple[Bytes, Ints, Packed]:
        """The keys as UTF-8, one behind the other, where each begins (and the last ends), and the entries; nothing is kept of them, for the texts
        fill much memory."""
        lengths = np.fromiter(map(len, self.texts), np.int64, len(self.texts))
        values, packed = np.frombuffer("".join(self.texts).encode(), np.uint8), np.array(self.packed, np.uint32)
        self.texts, self.packed = [], array("I")
        # Where each character begins, and the last ends: bytes that go on with one are left out.
        characters = np.append(np.flatnonzero((values & 0xC0) != 0x80), len(values))
        return values, characters[_edges(lengths)], packed


def write_keys(draft: Draft, kinds: Mapping[int, Keys], heavy: int, top_k: int) -> None:
    """Keep keys, by kind, kinds ascending; they are taken out as they are written down."""
    parts, spans, first = list[tuple[Ints, Bytes, Packed]](), list[tuple[int, int]](), 0
    for kind, keys in kinds.items():
        values, edges, packed = keys.taken()
        rows = in_order(values, edges)
        parts.append((np.diff(edges)[rows] + 1, loops.written(values, edges, rows, kind), packed[rows]))
        spans += ((first + low, first + high) for low, high in set(_heavy_spans(loops.shared(values, edges, rows), heavy)))
        first += len(rows)
    lengths, written, entries = map(np.concatenate, zip(*parts, strict=True))
    del parts
    draft.ragged("suggest.key", lengths, written)
    draft.array("suggest.head", loops.heads(written, _edges(lengths), np.arange(len(lengths)), 0))
    draft.array("suggest.entry", entries)
    _write_top(draft, sorted(spans), entries, top_k)


def in_order(values: Bytes, edges: Ints) -> Ints:
    """The texts of these edges in ascending order of their bytes, ties as they came: by the first bytes, then, where these are the same, by the next.

    >>> in_order(np.frombuffer(b"shoehatshoeshatstand", np.uint8), np.array([0, 4, 7, 12, 20])).tolist()
    [1, 3, 0, 2]
    """
    rows, depth = np.arange(len(edges) - 1), 0
    places, group, lengths = rows.copy(), np.zeros(len(rows), np.int64), np.diff(edges)
    while len(places):
        some = rows[places]
        heads = loops.heads(values, edges, some, depth)
        order = np.lexsort((heads, group))
        rows[places], heads, depth = some[order], heads[order], depth + loops.HEAD
        # Texts that were the same so far are a group; where some of them go on, all are looked at again.
        group = np.cumsum(np.append(True, (heads[1:] != heads[:-1]) | (group[1:] != group[:-1])))
        left = (np.bincount(group)[group] > 1) & (np.bincount(group, lengths[rows[places]] > depth)[group] > 0)
        places, group = places[left], group[left]
    return rows


def _edges(lengths: Ints) -> Ints:
    """Where texts of these lengths begin when they stand behind one another, and where the last ends."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))


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
    """The ranges of more than `heavy` keys with a common prefix, for prefixes of every length; `shared` is how long each key's is with the one before."""
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
