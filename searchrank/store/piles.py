"""Values of products while they are collected, one product behind the other: takes them product by product, gives arrays.

A pile can be put behind another (`extend`), be reduced to some of its entries in any order (`take`), and be kept in a folder (`write`, `read`). Texts
are kept as numbers of a table, in the order in which they first came; `take` leaves the same table as adding the entries that are taken would.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from searchrank.store.arrays import Array, localised, numbered, spread
from searchrank.store.snapshot import Draft, Snapshot

Places = npt.NDArray[np.int64]
Values = TypeVar("Values", bound="Numbers")
Self = TypeVar("Self", bound="Numbers")


class Pile(Protocol):
    """What every pile can do. `extend` wants one of the same kind; `take` wants places of its entries; `read` fills an empty one."""

    def extend(self, others: Any) -> None: ...

    def take(self, places: Places) -> None: ...

    def write(self, draft: Draft, name: str) -> None: ...

    def read(self, kept: Snapshot, name: str) -> None: ...


class Numbers:
    """`width` numbers an entry: `values` an array of this type code.

    >>> pile = Numbers("i", 2)
    >>> pile.values.extend([1, 2, 3, 4, 5, 6])
    >>> pile.take(np.array([2, 0]))
    >>> pile.array().tolist()
    [5, 6, 1, 2]
    """

    __slots__ = ("values", "width")

    def __init__(self, typecode: str, width: int = 1) -> None:
        self.values: array[Any] = array(typecode)
        self.width = width

    def __len__(self) -> int:
        return len(self.values) // self.width

    def add_array(self, values: Array) -> None:
        """Several more entries, one behind the other."""
        self.values.frombytes(np.ascontiguousarray(values, self.values.typecode).data.cast("B") if values.size else b"")

    def array(self) -> Array:
        """All values; as long as it is held, nothing can be added."""
        return np.frombuffer(self.values, self.values.typecode) if self.values else np.empty(0, self.values.typecode)

    def extend(self: Self, others: Self) -> None:
        """Put another pile's entries behind these."""
        self.values.extend(others.values)

    def take(self, places: Places) -> None:
        """Keep the entries at these places, in this order."""
        self._put(self.array().reshape(-1, self.width)[places])

    def write(self, draft: Draft, name: str) -> None:
        """Keep it under a name."""
        draft.array(name, self.array())

    def read(self, kept: Snapshot, name: str) -> None:
        """What was kept under a name."""
        self._put(kept.array(name))

    def _put(self, values: Array) -> None:
        made: array[Any] = array(self.values.typecode)
        made.frombytes(np.ascontiguousarray(values, self.values.typecode).data.cast("B") if values.size else b"")
        self.values = made


class Names(Numbers):
    """One text an entry, as its number in `places`.

    >>> pile = Names()
    >>> for name in ("red", "blue", "red", "green"):
    ...     pile.add(name)
    >>> pile.take(np.array([3, 0]))
    >>> pile.places, pile.values.tolist()
    ({'green': 0, 'red': 1}, [0, 1])
    """

    __slots__ = ("places",)

    def __init__(self) -> None:
        super().__init__("i")
        self.places: dict[str, int] = {}

    @staticmethod
    def of(numbers: npt.NDArray[np.int64], texts: Sequence[str]) -> Names:
        """The pile of the texts of these numbers."""
        pile = Names()
        values, order = localised(numbers, len(texts))
        pile.places = {texts[number]: place for place, number in enumerate(order.tolist())}
        pile._put(values)
        return pile

    def add(self, name: str) -> None:
        """One more."""
        self.values.append(self.places.setdefault(name, len(self.places)))

    def add_all(self, names: Sequence[str]) -> None:
        """Several more."""
        self.values.extend(numbered(names, self.places))

    def extend(self, others: Names) -> None:
        """Put another pile's entries behind these."""
        taken = np.array(numbered(list(others.places), self.places), np.int32)
        self.values.frombytes(taken[others.array()].tobytes())

    def take(self, places: Places) -> None:
        """Keep the entries at these places, in this order, and the texts that they need."""
        values, names = self.array()[places], list(self.places)
        order, numbers = first_come(values, len(names))
        self.places = {names[place]: number for number, place in enumerate(order.tolist())}
        self._put(numbers[values])

    @property
    def texts(self) -> list[str]:
        """The text of each number."""
        return list(self.places)

    def write(self, draft: Draft, name: str) -> None:
        """Keep it under a name."""
        super().write(draft, name)
        draft.strings(f"{name}.names", self.places)

    def read(self, kept: Snapshot, name: str) -> None:
        """What was kept under a name."""
        super().read(kept, name)
        self.places = {text: number for number, text in enumerate(kept.strings(f"{name}.names"))}


def first_come(values: Places, known: int) -> tuple[Places, npt.NDArray[np.int32]]:
    """The different values in the order in which they first come, and the place of each of all that are known in it (0 for those that do not come).

    >>> [found.tolist() for found in first_come(np.array([3, 0, 3]), 4)]
    [[3, 0], [1, 0, 0, 0]]
    """
    first = np.full(known, len(values))
    # Of several that are put into one place the last counts: backwards, the first.
    first[values[::-1]] = np.arange(len(values))[::-1]
    order = np.argsort(first, kind="stable")[: np.count_nonzero(first < len(values))]
    numbers = np.zeros(known, np.int32)
    numbers[order] = np.arange(len(order), dtype=np.int32)
    return order, numbers


class Lists(Generic[Values]):
    """`width` lists of values an entry: their lengths in `counts`, the values one behind the other.

    >>> pile = Lists(Names())
    >>> pile.counts.values.extend([2, 1])
    >>> pile.values.add_all(["a", "b", "c"])
    >>> pile.take(np.array([1]))
    >>> pile.counts.values.tolist(), pile.values.places
    ([1], {'c': 0})
    """

    __slots__ = ("counts", "values")

    def __init__(self, values: Values, width: int = 1) -> None:
        self.counts, self.values = Numbers("i", width), values

    def extend(self, others: Lists[Values]) -> None:
        """Put another pile's entries behind these."""
        self.counts.extend(others.counts)
        self.values.extend(others.values)

    def take(self, places: Places) -> None:
        """Keep the entries at these places, in this order."""
        lengths = self.counts.array().reshape(-1, self.counts.width).sum(axis=1)
        starts = np.cumsum(lengths) - lengths
        self.values.take(spread(starts[places], lengths[places]))
        del lengths, starts
        self.counts.take(places)

    def write(self, draft: Draft, name: str) -> None:
        """Keep it under a name."""
        self.counts.write(draft, f"{name}.counts")
        self.values.write(draft, name)

    def read(self, kept: Snapshot, name: str) -> None:
        """What was kept under a name."""
        self.counts.read(kept, f"{name}.counts")
        self.values.read(kept, name)
