"""Counting by text without end: takes texts day by day, keeps each different one once with its number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Different texts with how often each came. Memory goes with the different texts, not with how often they came.

    >>> both = Counted.of(pa.array(["a", "b", "a"])) + Counted.of(pa.array(["b", None]))
    >>> both.texts.to_pylist(), both.counts.tolist()
    (['a', 'b'], [2, 2])
    """

    texts: pa.Array
    counts: npt.NDArray[np.int64]

    @staticmethod
    def of(texts: pa.Array, counts: npt.NDArray[np.int64] | None = None) -> Counted:
        """Counts of these texts in the order in which they first came; absent ones are left out."""
        each = np.ones(len(texts), np.int64) if counts is None else counts
        table = pa.table({"text": texts.cast(pa.string()), "count": each}).filter(pc.field("text").is_valid())
        summed = table.group_by("text", use_threads=False).aggregate([("count", "sum")])
        return Counted(summed["text"].combine_chunks(), summed["count_sum"].to_numpy())

    @staticmethod
    def none() -> Counted:
        """Nothing counted."""
        return Counted.of(pa.array([], pa.string()))

    def __len__(self) -> int:
        return len(self.counts)

    def __add__(self, other: Counted) -> Counted:
        return Counted.of(pa.concat_arrays([self.texts, other.texts]), np.concatenate([self.counts, other.counts]))

    @property
    def total(self) -> int:
        """How many texts came in all."""
        return int(self.counts.sum())

    def largest(self) -> npt.NDArray[np.int64]:
        """The counts, largest first."""
        return np.sort(self.counts)[::-1]
