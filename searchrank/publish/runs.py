"""The units of many texts: takes texts as characters one behind the other, gives the units of each as numbers. Each different run is cut once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from searchrank.publish.spans import Spans
from searchrank.publish.tables import Ints, Units
from searchrank.query import run_loops as loops
from searchrank.query.tokens import cut_run
from searchrank.store.arrays import edges_of


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """The units of a field of n products, main ones first: `values`, how many each product has, how many of those are main."""

    values: Ints
    counts: Ints
    mains: Ints


@dataclass(slots=True)
class Runs(Units):
    """Runs by number, with the units that each says; only new ones become texts."""

    known: Spans = field(default_factory=Spans)

    def of(self, codes: npt.NDArray[np.uint32], *, chinese: bool) -> Said:
        """The units of texts of these characters, as `codes_of` gives them; without Chinese ones where not `chinese`."""
        begins, ends, counts = loops.runs(codes, loops.kinds(), chinese)
        before = len(self.known)
        numbers = self.known.numbers(codes, begins, ends)
        self.add(self.known.texts(before), cut_run)
        return Said(*loops.said(edges_of(counts), numbers, *self.arrays()))
