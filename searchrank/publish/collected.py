"""The arrays of a snapshot while they fill: takes products with their tokens in row order, writes all that is one entry a product.

What was collected of one stretch of rows can be sent to another process and put behind what was collected of the rows before it; what was collected
for one snapshot can be kept, and some of its rows taken for the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from searchrank.publish.block import Block
from searchrank.publish.columns import Columns
from searchrank.publish.cut_block import BlockCutter, BlockTokens, interleaved, stated
from searchrank.publish.plurals import Plurals
from searchrank.publish.titles import TitleBitmaps
from searchrank.publish.token_arrays import TokenArrays
from searchrank.recall.impacts import DESCRIBED
from searchrank.records import FIELDS
from searchrank.store.pairs import Pairs
from searchrank.store.piles import Lists, Names, Numbers, Pile, Places
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.suggest.grams import WordStream
from searchrank.suggest.survey import Survey


class Collected:
    """The products of some rows, one behind the other."""

    def __init__(self) -> None:
        self.phrases, self._spoken = WordStream(), WordStream()
        self._columns, self._bitmaps, self._plurals = Columns(), TitleBitmaps(), Plurals()
        self._units = TokenArrays("units", len(FIELDS), postings=True)
        self._words = TokenArrays("words", len(FIELDS))
        self._bigrams = TokenArrays("bigrams", 1, postings=True, tokens=Pairs())
        self._quantity_units, self._quantity_values = Lists(Numbers("B")), Lists(Numbers("f"))
        self._described = TokenArrays(DESCRIBED, 1, postings=True, tokens=Pairs())

    def add_all(self, block: Block, tokens: BlockTokens, cut: BlockCutter) -> None:
        """The next products, with what `cut` made of them."""
        self._columns.add_all(block)
        self._bitmaps.add_all(tokens.titles)
        self._plurals.add_all(tokens.titles)
        units, counts = interleaved([(said.values, said.counts) for said in tokens.units])
        self._units.add_all(Names.of(units, cut.units.texts), counts, np.stack([said.mains for said in tokens.units], axis=1).ravel())
        words, counts = interleaved(tokens.words)
        self._words.add_all(Names.of(words, cut.pieces.known.texts), counts, counts)
        for arrays, (pairs, counts) in ((self._bigrams, tokens.pairs), (self._described, tokens.described)):
            arrays.add_all(Pairs.of(pairs), counts, counts)
        for stream, said in ((self.phrases, tokens.phrases), (self._spoken, tokens.spoken)):
            stream.add_all(Names.of(said.words, cut.pieces.words_said.texts), said.counts, said.lengths, said.stretches)
        self._add_quantities(stated(tokens, cut))

    def _add_quantities(self, stated: Sequence[Sequence[tuple[int, float]]]) -> None:
        for pile in (self._quantity_units, self._quantity_values):
            pile.counts.values.extend(map(len, stated))
        for unit, value in chain.from_iterable(stated):
            self._quantity_units.values.values.append(unit)
            self._quantity_values.values.values.append(value)

    def survey(self) -> Survey:
        """What suggestions mine names from."""
        return Survey(self._spoken, self._columns.brand, self._columns.category, self._columns.attributes)

    @property
    def _parts(self) -> tuple[Columns | TitleBitmaps | Plurals | TokenArrays, ...]:
        return self._columns, self._bitmaps, self._plurals, self._units, self._words, self._bigrams, self._described

    def piles(self) -> dict[str, Pile]:
        """Everything collected, by name."""
        found: dict[str, Pile] = {
            "quantity.unit": self._quantity_units,
            "quantity.value": self._quantity_values,
        }
        for part in self._parts:
            found |= part.piles()
        for name, stream in (("phrases", self.phrases), ("spoken", self._spoken)):
            found |= {f"{name}.{pile}": value for pile, value in stream.piles().items()}
        return found

    def extend(self, others: Collected) -> None:
        """The products that were collected of the next rows; the same arrays are written as if each had been added here."""
        theirs = others.piles()
        for name, pile in self.piles().items():
            pile.extend(theirs[name])

    def take(self, places: Places) -> None:
        """Keep the products at these places, in this order; the same arrays are written as if no others had been added."""
        for pile in self.piles().values():
            pile.take(places)

    def keep(self, draft: Draft) -> None:
        """Write it so that `kept` reads it."""
        for name, pile in self.piles().items():
            pile.write(draft, name)

    @staticmethod
    def kept(snapshot: Snapshot) -> Collected:
        """What `keep` wrote."""
        collected = Collected()
        for name, pile in collected.piles().items():
            pile.read(snapshot, name)
        return collected

    def write(self, draft: Draft) -> None:
        """All of it, as a snapshot has it."""
        for part in self._parts:
            part.write(draft)
        for name, pile in (("unit", self._quantity_units), ("value", self._quantity_values)):
            draft.ragged(f"quantity.{name}", pile.counts.array(), pile.values.array())
