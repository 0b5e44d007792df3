"""The units of many texts: takes texts as characters one behind the other, gives the units of each as numbers. Each different run is cut once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from searchrank.publish.tables import Ints, Units
from searchrank.query import run_loops as loops
from searchrank.query.normal_loops import SEPARATOR, codes_of
from searchrank.query.tokens import cut_run
from searchrank.store.arrays import distinct, edges_of


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """The units of a field of n products, main ones first: `values`, how many each product has, how many of those are main."""

    values: Ints
    counts: Ints
    mains: Ints


@dataclass(slots=True)
class Runs(Units):
    """Runs by number, with the units that each says; Chinese characters are found without a look at their text."""

    _numbers: Ints = field(default_factory=lambda: np.full(len(loops.kinds()), -1, np.int64))
    """The number of each Chinese character as a run, -1 for those that did not come yet."""

    def of(self, codes: npt.NDArray[np.uint32], *, chinese: bool) -> Said:
        """The units of texts of these characters, as `letters` gives them; without Chinese ones where not `chinese`."""
        begins, ends, counts = loops.runs(codes, loops.kinds(), chinese)
        numbers, text = self._characters(codes[begins]), codes.tobytes().decode("utf-32-le")
        others = np.flatnonzero(numbers < 0)
        runs = [text[begin:end] for begin, end in zip(begins[others].tolist(), ends[others].tolist(), strict=True)]
        numbers[others] = self.numbers(runs, cut_run)
        return Said(*loops.said(edges_of(counts), numbers, *self.arrays()))

    def _characters(self, codes: npt.NDArray[np.uint32]) -> Ints:
        """The number of each Chinese character as a run, -1 for others."""
        chinese = loops.kinds()[codes] == loops.CHINESE
        unknown = distinct(codes[chinese & (self._numbers[codes] < 0)])
        self._numbers[unknown] = self.numbers(list(map(chr, unknown.tolist())), cut_run)
        return np.where(chinese, self._numbers[codes], -1)


def letters(texts: Sequence[str]) -> npt.NDArray[np.uint32]:
    """The characters of the texts; a separator inside one, which is no part of any run, as a blank."""
    return codes_of([text.replace(SEPARATOR, " ") for text in texts])
