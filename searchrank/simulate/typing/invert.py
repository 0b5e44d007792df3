"""The way back: takes a query with its spans, gives the want that it says, and nothing that it does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from searchrank.simulate.typing.mentions import Mention, want_of
from searchrank.simulate.typing.phrases import Phrase, Phrases
from searchrank.simulate.typing.price import read_price
from searchrank.simulate.typing.typed import Typed
from searchrank.simulate.wants import Want
from searchrank.simulate.world.catalogue import LANGUAGE_PLACES, NONE, Places

PARTS_OF_KINDS = {"colour": "value", "size": "value", "material": "value", "number": "value", "value": "value"}


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """Reads spans of one language. The category is found first: values, points and uses have their places within it."""

    places: Places
    said: Phrases

    def want(self, typed: Typed) -> Want:
        """The explicit constraints of a query, from its spans alone."""
        leaf = self._leaf(typed)
        mentions = [self._mention(typed, place, leaf) for place in range(len(typed.spans))]
        language = LANGUAGE_PLACES[self.said.language]
        return want_of([one for one in mentions if one is not None], Want(language=language, leaf=leaf), self.places)

    def _leaf(self, typed: Typed) -> int:
        for span in typed.spans:
            if span.kind == "word":
                return self.places.leaf[span.value]
            if span.kind == "model":
                return self.places.leaf[self.places.models[self._place("model", span.value, NONE)].leaf]
        return NONE

    def _mention(self, typed: Typed, number: int, leaf: int) -> Mention | None:
        span = typed.spans[number]
        text = typed.intended[span.start : span.end].lower()
        if span.kind == "price":
            low, high = read_price(text)
            return Mention("price", 0, 0, low, high)
        if span.kind == "marketing":
            return None
        if PARTS_OF_KINDS.get(span.kind) == "value":
            return next(self._values(span.value, leaf))
        if span.kind == "word":
            return Mention("word", [one.text.lower() for one in self.said.words[leaf]].index(text))
        return Mention(span.kind, self._place(span.kind, span.value, leaf))

    def _values(self, value: str, leaf: int) -> Iterator[Mention]:
        for slot, row in enumerate(self.said.values[leaf]):
            for place, one in enumerate(row):
                if one.value == value:
                    yield Mention("value", place, slot)

    def _place(self, kind: str, value: str, leaf: int) -> int:
        if kind in ("point", "use"):
            return _find((self.said.points if kind == "point" else self.said.uses)[leaf], value)
        if kind in ("model", "fits"):
            return _find(self.said.models, value)
        return {"brand": self.places.brand, "audience": self.places.audience, "season": self.places.season}[kind][value]


def _find(row: tuple[Phrase, ...], value: str) -> int:
    return [one.value for one in row].index(value)
