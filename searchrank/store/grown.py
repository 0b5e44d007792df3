"""A snapshot whose tables have grown: the names and tokens that came since stand behind the published ones. Gives what a Snapshot gives.

Rows of products are not its business (see `view`): arrays by row are those of the published snapshot alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, overload

import numpy as np
import numpy.typing as npt

from searchrank.store.additions import KEYED, TABLES, TOKENS, Additions
from searchrank.store.arrays import Array, Ragged, Strings, Vocabulary
from searchrank.store.snapshot import Snapshot

T = TypeVar("T")
_GROWING = frozenset((*TABLES, *(f"{name}.key" for name in KEYED)))
OWN = frozenset((*(f"{kind}.known" for kind in TOKENS), *(f"{name}.remembered" for name in _GROWING), "units.idf", "accessories"))
"""What is made of the tables themselves, and so has to be made anew where they have grown."""


@dataclass(frozen=True, slots=True, eq=False)
class Texts(Sequence[str]):
    """Published texts, and those that came since behind them."""

    published: Strings
    more: Sequence[str]

    def __len__(self) -> int:
        return len(self.published) + len(self.more)

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        if isinstance(row, slice):
            return [self[index] for index in range(*row.indices(len(self)))]
        return self.published[row] if row < len(self.published) else self.more[row - len(self.published)]


@dataclass(frozen=True, slots=True, eq=False)
class GrownVocabulary(Vocabulary):
    """A vocabulary with texts behind the published ones: what only these know is found after a look at the others."""

    more: dict[str, int]

    def ids(self, texts: Sequence[str]) -> npt.NDArray[np.int32]:
        # Named in full: a dataclass with slots is another class than the one that super() was compiled into.
        found = Vocabulary.ids(self, texts)
        for place in np.flatnonzero(found < 0).tolist():
            found[place] = self.more.get(texts[place], -1)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class GrownLists(Ragged):
    """Lists of rows, each with those that came since behind it; lists that are all new stand last."""

    more: dict[int, list[int]]

    def __getitem__(self, row: int) -> Array:
        published = Ragged.__getitem__(self, row) if row < len(self) else self.values[:0]
        added = self.more.get(row)
        return np.concatenate((published, np.array(added, published.dtype))) if added else published


@dataclass(frozen=True)
class Grown(Snapshot):
    """`published` with its tables grown by `additions`; made anew whenever these have grown, so that nothing remembered is out of date."""

    published: Snapshot | None = None
    additions: Additions | None = None

    @staticmethod
    def over(published: Snapshot, additions: Additions) -> Grown:
        """The snapshot with these additions."""
        return Grown(published.path, published.manifest, {}, published, additions)

    @property
    def base(self) -> Snapshot:
        assert self.published is not None
        return self.published

    def array(self, name: str) -> Array:
        return self.base.array(name)

    def ragged(self, name: str) -> Ragged:
        published = self.base.ragged(name)
        assert self.additions is not None
        return GrownLists(published.offsets, published.values, self.additions.values) if name == "attribute.values" else published

    def strings(self, name: str) -> Strings:
        return self.base.strings(name)

    def vocabulary(self, name: str) -> Vocabulary:
        if name not in _GROWING:
            return self.base.vocabulary(name)
        return self._open("grown", name, lambda _, name: self._joined(name))  # type: ignore[no-any-return]

    def _joined(self, name: str) -> Vocabulary:
        published = self.base.vocabulary(name)
        assert self.additions is not None
        table = self.additions.tables[name.removesuffix(".key")]
        if not table.keys:
            return published
        spelled = name in KEYED
        texts: Any = Texts(published.texts, table.names if spelled else table.keys)
        return GrownVocabulary(texts, published.hashes, published.places, {} if spelled else table.rows)

    def frequency(self, kind: str, ids: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """As published; 1 for a token that came since."""
        df = self.base.array(f"{kind}.df")
        if not len(df):
            return np.ones(len(ids), np.int32)
        return np.where(ids < len(df), df[np.minimum(ids, len(df) - 1)], np.int32(1))

    def below(self, category: int) -> list[int]:
        """The categories that came since and are this one or lie below it."""
        assert self.additions is not None
        return self.additions.below.get(category, [])

    def new_below(self) -> Mapping[int, Sequence[int]]:
        """The same of every category that has any."""
        assert self.additions is not None
        return self.additions.below

    def kept(self, name: str, make: Callable[[Snapshot], T]) -> T:
        return Snapshot.kept(self, name, make) if name in OWN else self.base.kept(name, make)
