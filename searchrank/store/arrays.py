"""Named arrays in a folder: what a snapshot is made of. Takes numpy arrays and texts, gives memory-mapped ones back.

One file an array (`NAME.npy`); texts and ragged arrays are two (`NAME.offsets.npy`, `NAME.values.npy`). Everything read back is read-only and
shared between processes that map the same files.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any, TypeVar, overload

import numpy as np
import numpy.typing as npt

from searchrank.store.compiled import I32, I64, INT, U64, compiled, hash_not_below
from searchrank.store.mapped import map_array

Name = TypeVar("Name", bound=Hashable)
Array = npt.NDArray[Any]
OFFSETS, VALUES = ".offsets", ".values"
WRITTEN_TOGETHER = 200


def write_array(folder: Path, name: str, array: Array) -> None:
    """Keep the array as NAME.npy."""
    np.save(folder / f"{name}.npy", np.ascontiguousarray(array), allow_pickle=False)


def read_array(folder: Path, name: str) -> Array:
    """The array kept under this name, memory-mapped and read-only."""
    return map_array(folder / f"{name}.npy")


def distinct(values: Array) -> Array:
    """The different values, ascending: as `np.unique` gives them, which takes 20 times as long for a million numbers.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    ordered = np.sort(values, axis=None)
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def ascending(keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The places of the keys in ascending order, equal ones by place; keys are not negative.

    Key and place are sorted as one number where both fit into 63 bits: a fifth of the time of a stable sort. Longer keys are sorted by their lower
    part first: half of it.

    >>> ascending(np.array([5, 2, 5, 2])).tolist()
    [1, 3, 0, 2]
    """
    bits = len(keys).bit_length()
    if int(keys.max(initial=0)).bit_length() + bits > 63:
        first = ascending(keys & ((1 << 63 - bits) - 1))
        return first[ascending(keys[first] >> 63 - bits)]
    return np.sort(keys << bits | np.arange(len(keys))) & ((1 << bits) - 1)


def numbered(names: Sequence[Name], places: dict[Name, int]) -> list[int]:
    """The number that `places` has for each name; names that it has not are added, as they come.

    >>> places = {"shoe": 0}
    >>> numbered(["hat", "shoe", "hat"], places), places
    ([1, 0, 1], {'shoe': 0, 'hat': 1})
    """
    numbers: list[Any] = list(map(places.get, names))
    # Most names are known, and looking is twice as quick as adding what may be new.
    at = -1
    for _ in range(numbers.count(None)):
        at = numbers.index(None, at + 1)
        numbers[at] = places.setdefault(names[at], len(places))
    return numbers


@compiled(I64, INT)
def localised(values: npt.NDArray[np.int64], known: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Numbers below `known`, numbered anew as they first come: the new number of each, int32, and the old one of each new number."""
    numbers, given = np.full(known, -1, np.int32), np.empty(len(values), np.int32)
    order, different = np.empty(len(values), np.int64), 0
    for one in range(len(values)):
        if numbers[values[one]] < 0:
            numbers[values[one]], order[different] = different, values[one]
            different += 1
        given[one] = numbers[values[one]]
    return given, order[:different].copy()


def write_ragged(folder: Path, name: str, lengths: Array, values: Array) -> None:
    """Keep rows of different lengths: `lengths` (n,) and all their values one after another."""
    offsets = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    write_array(folder, name + OFFSETS, offsets)
    write_array(folder, name + VALUES, values)


def write_strings(folder: Path, name: str, texts: Iterable[str | bytes]) -> None:
    """Keep texts in their order as UTF-8 (bytes are kept as they are). They are written as they come: those of a large shop fill a gigabyte."""
    lengths, coming = array("q"), iter(texts)
    with (folder / f"{name}{VALUES}.npy").open("wb", buffering=1 << 20) as file:
        _write_header(file, 0)
        begin = file.tell()
        while some := [text.encode() if isinstance(text, str) else text for text in islice(coming, WRITTEN_TOGETHER)]:
            lengths.extend(map(len, some))
            file.write(b"".join(some))
        file.seek(0)
        _write_header(file, sum(lengths))
        assert file.tell() == begin
    write_array(folder, name + OFFSETS, edges_of(lengths))


def _write_header(file: IO[bytes], count: int) -> None:
    """What stands before so many bytes in an array file: numpy leaves room for any number."""
    np.lib.format.write_array_header_1_0(file, {"descr": "|u1", "fortran_order": False, "shape": (count,)})


@dataclass(frozen=True, slots=True, eq=False)
class Ragged:
    """Rows of different lengths: row i is `values[offsets[i]:offsets[i + 1]]`."""

    offsets: npt.NDArray[np.int64]
    values: Array

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> Array:
        return self.values[self.offsets[row] : self.offsets[row + 1]]

    def take(self, rows: Array) -> tuple[Array, npt.NDArray[np.int64]]:
        """The values of these rows one after another, and the length of each row.

        >>> Ragged(np.array([0, 2, 3, 6]), np.array([1, 2, 3, 4, 5, 6])).take(np.array([2, 0]))
        (array([4, 5, 6, 1, 2]), array([3, 2]))
        """
        starts = self.offsets[rows]
        lengths = self.offsets[rows + 1] - starts
        return self.values[spread(starts, lengths)], lengths


def spread(starts: Array, lengths: Array) -> npt.NDArray[np.int64]:
    """The positions start, start + 1, ... of every run, one run after another.

    >>> spread(np.array([10, 3]), np.array([2, 3]))
    array([10, 11,  3,  4,  5])
    """
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    positions: npt.NDArray[np.int64] = np.arange(total) + np.repeat(starts - ends + lengths, lengths)
    return positions


def edges_of(lengths: Array | Sequence[int] | array[int]) -> npt.NDArray[np.int64]:
    """Where lists of these lengths begin when they stand behind one another, and where the last ends.

    >>> edges_of([2, 3]).tolist()
    [0, 2, 5]
    """
    edges = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=edges[1:])
    return edges


@dataclass(frozen=True, slots=True, eq=False)
class Strings(Sequence[str]):
    """Texts kept one after another in mapped memory; decoded one at a time."""

    rows: Ragged
    _offsets: memoryview = field(init=False, repr=False)
    _bytes: memoryview = field(init=False, repr=False)
    """The same memory: a third of what asking the arrays for a single text costs."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_offsets", self.rows.offsets.data)
        object.__setattr__(self, "_bytes", self.rows.values.data)

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        if isinstance(row, slice):
            return [self[index] for index in range(*row.indices(len(self)))]
        offsets = self._offsets
        if not 0 <= row < len(offsets) - 1:
            raise IndexError(f"row {row} of {len(self)} texts")
        return str(self._bytes[offsets[row] : offsets[row + 1]], "utf-8")

    def raw(self, row: int) -> bytes:
        """The bytes of one text; negative rows are refused with IndexError."""
        return bytes(self._part(row))

    def _part(self, row: int) -> memoryview:
        offsets = self._offsets
        if not 0 <= row < len(offsets) - 1:
            raise IndexError(f"row {row} of {len(self)} texts")
        return self._bytes[offsets[row] : offsets[row + 1]]

    def raws(self, rows: npt.NDArray[np.int32]) -> list[memoryview]:
        """The bytes of the texts at these rows, none below 0, without a copy."""
        offsets, values = self.rows.offsets, self._bytes
        places = zip(offsets[rows].tolist(), offsets[rows + 1].tolist(), strict=True)
        return [values[begin:end] for begin, end in places]

    def several(self, rows: npt.NDArray[np.int32]) -> list[str]:
        """The texts at these rows, none below 0: a third of the cost of asking for one after another."""
        return [str(raw, "utf-8") for raw in self.raws(rows)]

    def __iter__(self) -> Iterator[str]:
        return (self[row] for row in range(len(self)))


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Texts with their places, found by hash: `hashes` ascending uint64, `places` the row of each in `texts`.

    A look-up costs one binary search for all texts asked at once, and no Python object is kept a text.
    """

    texts: Strings
    hashes: npt.NDArray[np.uint64]
    places: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.texts)

    def ids(self, texts: Sequence[str]) -> npt.NDArray[np.int32]:
        """The place of each text, -1 where it is unknown."""
        found = [-1] * len(texts)
        for index, place in self.places_by(texts, text_hashes(texts)):
            found[index] = place
        return np.array(found, np.int32)

    def places_by(self, texts: Sequence[str], hashes: npt.NDArray[np.uint64]) -> list[tuple[int, int]]:
        """The texts that are known, as (number in `texts`, place), for who asks several vocabularies for the same texts and hashes them once."""
        if not len(texts):
            return []
        numbered = enumerate(_placed(self.hashes, self.places, hashes).tolist())
        return [(index, place) for index, place in numbered if place >= 0 and self.texts[place] == texts[index]]


@compiled(U64, I32, U64)
def _placed(hashes: npt.NDArray[np.uint64], places: npt.NDArray[np.int32], wanted: npt.NDArray[np.uint64]) -> npt.NDArray[np.int32]:
    """The place of each hash, -1 where it is not among them; a third of what numpy takes for the few words of a query."""
    found = np.full(len(wanted), -1, np.int32)
    for one in range(len(wanted)):
        at = hash_not_below(hashes, wanted[one])
        if at < len(hashes) and hashes[at] == wanted[one]:
            found[one] = places[at]
    return found


def text_hash(text: str) -> int:
    """A 64-bit hash that is the same in every process."""
    return int.from_bytes(_digest(text), "little")


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8).digest()


def text_hashes(texts: Sequence[str]) -> npt.NDArray[np.uint64]:
    """`text_hash` of each text: uint64 (n,), read-only."""
    return np.frombuffer(b"".join(map(_digest, texts)), "<u8")


def write_vocabulary(folder: Path, name: str, texts: Sequence[str]) -> None:
    """Keep distinct texts so that `read_vocabulary` finds the row of each."""
    write_strings(folder, f"{name}.texts", texts)
    hashes = text_hashes(texts)
    order = np.argsort(hashes, kind="stable")
    write_array(folder, f"{name}.hashes", hashes[order])
    write_array(folder, f"{name}.places", order.astype(np.int32))


def read_ragged(folder: Path, name: str) -> Ragged:
    """The rows kept under this name."""
    return Ragged(read_array(folder, name + OFFSETS), read_array(folder, name + VALUES))


def read_strings(folder: Path, name: str) -> Strings:
    """The texts kept under this name."""
    return Strings(read_ragged(folder, name))


def read_vocabulary(folder: Path, name: str) -> Vocabulary:
    """The vocabulary kept under this name."""
    texts = read_strings(folder, f"{name}.texts")
    return Vocabulary(texts, read_array(folder, f"{name}.hashes"), read_array(folder, f"{name}.places"))
