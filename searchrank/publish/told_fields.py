"""What the fields of documents say, by number: takes documents, gives for each what its field says. JSON that came before is not read again."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import orjson

from searchrank.publish.documents import Documents
from searchrank.publish.json_loops import Codes, Ints, members
from searchrank.publish.spans import Spans
from searchrank.publish.tables import Lists
from searchrank.query.run_loops import said
from searchrank.store.arrays import edges_of

Fact = TypeVar("Fact")
MOST_NUMBERS = 200_000
"""Different numbers of a field that are remembered before it begins anew."""


@dataclass(slots=True)
class Told(Generic[Fact]):
    """The values of a field by number, as they are spelled (`texts`), with what is made of each once (`facts`).

    `read` gives the values that JSON says, each with its fact: of the value of a field, None where there is none, or of one member of it.
    """

    read: Callable[[Any], Iterable[tuple[str, Fact]]]
    facts: list[Fact] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    spans: Spans = field(default_factory=Spans)
    _said: Lists = field(default_factory=Lists)

    def one(self, documents: Documents, name: str) -> Ints:
        """The number of the value of each document; `read` must give just one."""
        numbers = self._numbers(documents.codes, *documents.where(name))
        return np.array(self._said.values, np.int64)[numbers]

    def several(self, documents: Documents, name: str) -> tuple[Ints, Ints]:
        """The numbers of the values that the members of an object say, and how many each document has."""
        begins, ends, counts = members(documents.codes, *documents.where(name))
        numbers, (edges, values) = self._numbers(documents.codes, begins, ends, member=True), self._said.arrays()
        found, lengths, _ = said(edges_of(counts), numbers, edges, values, np.zeros_like(edges), values[:0])
        return found, lengths

    def empty(self, numbers: Ints, text: str = "") -> npt.NDArray[np.bool_]:
        """Which of these are the number of this text."""
        found: npt.NDArray[np.bool_] = numbers == self.places.get(text, -1)
        return found

    def _numbers(self, codes: Codes, begins: Ints, ends: Ints, *, member: bool = False) -> Ints:
        before = len(self.spans)
        numbers = self.spans.numbers(codes, begins, ends)
        for json in self.spans.texts(before):
            self._said.add([self._place(text, fact) for text, fact in self.read(_loaded(f"{{{json}}}" if member else json))])
        return numbers

    def _place(self, text: str, fact: Fact) -> int:
        place = self.places.setdefault(text, len(self.texts))
        if place == len(self.texts):
            self.texts.append(text)
            self.facts.append(fact)
        return place


@dataclass(slots=True)
class Numerals:
    """The numbers of a field, NaN where there is none; `spelled` is each as `repr` has it behind this name, empty for NaN."""

    name: str
    read: Callable[[Any], float]
    spans: Spans = field(default_factory=Spans)
    values: array[float] = field(default_factory=lambda: array("d"))
    spelled: list[str] = field(default_factory=list)

    def of(self, documents: Documents) -> tuple[npt.NDArray[np.float64], Ints]:
        """The number of each document, and its place in `spelled`."""
        if len(self.spans) > MOST_NUMBERS:
            self.spans, self.values, self.spelled = Spans(), array("d"), []
        before = len(self.spans)
        places = self.spans.numbers(documents.codes, *documents.where(self.name))
        new = [self.read(_loaded(json)) for json in self.spans.texts(before)]
        self.values.extend(new)
        self.spelled += [f',"{self.name}":{value!r}' if value == value else "" for value in new]
        return np.array(self.values, np.float64)[places], places


def _loaded(json: str) -> Any:
    return orjson.loads(json) if json else None
