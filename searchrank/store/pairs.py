"""Pairs of characters while they are collected: a pile like `store.piles.Names`, of texts of two characters each, which are kept as numbers.

To look one up costs a hundredth of a microsecond, a tenth of what a text costs.
"""

from __future__ import annotations

from array import array

import numpy as np
import numpy.typing as npt

from searchrank.store.compiled import CHANGED_I64, I64, INT, compiled
from searchrank.store.piles import Numbers, Places, first_come
from searchrank.store.snapshot import Draft, Snapshot

Keys = npt.NDArray[np.int64]
EMPTY = -1
_FEWEST = 1 << 10


@compiled(I64, CHANGED_I64, CHANGED_I64, INT)
def _numbered(keys: Keys, slots: Keys, taken: Keys, known: int) -> tuple[npt.NDArray[np.int32], Keys]:
    """The number of each key, and the keys that had none yet: those are numbered from `known` on, as they come.

    The key in a slot is EMPTY where there is none, its number stands in `taken`. There are more slots than keys, 2 ** n of them.
    """
    numbers, new, fresh, mask = np.empty(len(keys), np.int32), np.empty(len(keys), np.int64), 0, np.uint64(len(slots) - 1)
    for one in range(len(keys)):
        slot = ((np.uint64(keys[one]) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)) & mask
        while slots[slot] != keys[one] and slots[slot] != EMPTY:
            slot = (slot + np.uint64(1)) & mask
        if slots[slot] == EMPTY:
            slots[slot], taken[slot], new[fresh] = keys[one], known + fresh, keys[one]
            fresh += 1
        numbers[one] = taken[slot]
    return numbers, new[:fresh].copy()


class Pairs(Numbers):
    """One pair an entry, as its number in the order in which they first came. A pair is (its first character << 32 | its second).

    >>> pile = Pairs()
    >>> pile.add_all(np.array([ord("红") << 32 | ord("色"), ord("a") << 32 | ord("b"), ord("红") << 32 | ord("色")]))
    >>> pile.texts, pile.values.tolist()
    (['红色', 'ab'], [0, 1, 0])
    """

    __slots__ = ("_slots", "_taken", "keys")

    def __init__(self) -> None:
        super().__init__("i")
        self._know(np.empty(0, np.int64))

    @staticmethod
    def of(keys: Keys) -> Pairs:
        """The pile of these pairs."""
        pile = Pairs()
        pile.add_all(keys)
        return pile

    @property
    def texts(self) -> list[str]:
        """The text of each number."""
        return [chr(key >> 32) + chr(key & 0xFFFFFFFF) for key in self.keys]

    def add_all(self, keys: Keys) -> None:
        """Several more."""
        self.values.frombytes(self._number(keys).tobytes())

    def extend(self, others: Pairs) -> None:
        """Put another pile's entries behind these."""
        taken = self._number(np.array(others.keys, np.int64))
        self.values.frombytes(taken[others.array()].tobytes())

    def take(self, places: Places) -> None:
        """Keep the entries at these places, in this order, and the pairs that they need."""
        values = self.array()[places]
        order, numbers = first_come(values, len(self.keys))
        self._know(np.array(self.keys, np.int64)[order])
        self._put(numbers[values])

    def write(self, draft: Draft, name: str) -> None:
        """Keep it under a name."""
        super().write(draft, name)
        draft.array(f"{name}.keys", np.array(self.keys, np.int64))

    def read(self, kept: Snapshot, name: str) -> None:
        """What was kept under a name."""
        super().read(kept, name)
        self._know(kept.array(f"{name}.keys"))

    def __getstate__(self) -> tuple[array[int], array[int]]:
        return self.values, self.keys

    def __setstate__(self, state: tuple[array[int], array[int]]) -> None:
        self.width, (self.values, keys) = 1, state
        self._know(np.array(keys, np.int64))

    def _know(self, keys: Keys) -> None:
        """Number just these, from 0 on."""
        size = max(_FEWEST, 1 << (2 * len(keys)).bit_length())
        self._slots, self._taken = np.full(size, EMPTY, np.int64), np.empty(size, np.int64)
        self.keys = array("q")
        self._number(keys)

    def _number(self, keys: Keys) -> npt.NDArray[np.int32]:
        while 2 * (len(self.keys) + len(keys)) > len(self._slots):
            self._know_more()
        numbers, new = _numbered(np.ascontiguousarray(keys, np.int64), self._slots, self._taken, len(self.keys))
        self.keys.frombytes(new.tobytes())
        return numbers

    def _know_more(self) -> None:
        known, size = np.array(self.keys, np.int64), 2 * len(self._slots)
        self._slots, self._taken = np.full(size, EMPTY, np.int64), np.empty(size, np.int64)
        _numbered(known, self._slots, self._taken, 0)
