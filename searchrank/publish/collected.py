"""The arrays of a snapshot while they fill: takes products with their tokens in row order, writes all that is one entry a product.

What was collected of one stretch of rows can be sent to another process and put behind what was collected of the rows before it; what was collected
for one snapshot can be kept, and some of its rows taken for the next.
"""

from __future__ import annotations

from collections.abc import Sequence

from searchrank.publish.columns import Columns
from searchrank.publish.cut import ProductTokens
from searchrank.publish.plurals import Plurals
from searchrank.publish.stretches import stretches
from searchrank.publish.titles import TitleBitmaps
from searchrank.publish.token_arrays import TokenArrays
from searchrank.recall.impacts import DESCRIBED
from searchrank.records import FIELDS, Product
from searchrank.store.piles import Lists, Numbers, Pile, Places
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
        self._bigrams = TokenArrays("bigrams", 1, postings=True)
        self._quantity_units, self._quantity_values = Lists(Numbers("B")), Lists(Numbers("f"))
        self._described = TokenArrays(DESCRIBED, 1, postings=True)

    def add(self, product: Product, tokens: ProductTokens, spoken: Sequence[Sequence[str]]) -> None:
        """The next product; `spoken` are the words of its title as people read them, in stretches."""
        self._columns.add(product)
        self._bitmaps.add(tokens.texts[0])
        self._plurals.add(tokens.texts[0])
        self._units.add([unit.main for unit in tokens.units], [unit.extra for unit in tokens.units])
        self._words.add(tokens.words)
        self._bigrams.add([tokens.bigrams])
        self._described.add([tokens.description_bigrams])
        self.phrases.add(stretches(tokens.title_pieces))
        self._spoken.add(spoken)
        self._add_quantities(sorted(set(tokens.quantities)))

    def _add_quantities(self, quantities: Sequence[tuple[int, float]]) -> None:
        for pile in (self._quantity_units, self._quantity_values):
            pile.counts.values.append(len(quantities))
        for unit, value in quantities:
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
