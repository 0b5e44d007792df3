"""The arrays of a snapshot while they fill: takes products with their tokens in row order, writes all that is one entry a product.

What was collected of one stretch of rows can be sent to another process and put behind what was collected of the rows before it.
"""

from __future__ import annotations

from array import array

import numpy as np

from searchrank.publish.columns import Columns
from searchrank.publish.cut import ProductTokens
from searchrank.publish.plurals import Plurals
from searchrank.publish.stretches import stretches
from searchrank.publish.titles import TitleBitmaps
from searchrank.publish.token_arrays import TokenArrays
from searchrank.recall.impacts import DESCRIBED
from searchrank.records import FIELDS, Product
from searchrank.store.snapshot import Draft
from searchrank.suggest.grams import WordStream


class Collected:
    """The products of some rows, one behind the other."""

    def __init__(self) -> None:
        self.phrases = WordStream()
        self._columns, self._bitmaps, self._plurals = Columns(), TitleBitmaps(), Plurals()
        self._units = TokenArrays("units", len(FIELDS), postings=True)
        self._words = TokenArrays("words", len(FIELDS))
        self._bigrams = TokenArrays("bigrams", 1, postings=True)
        self._quantity_counts, self._quantity_units, self._quantity_values = array("i"), array("B"), array("f")
        self._described = TokenArrays(DESCRIBED, 1, postings=True)

    def add(self, product: Product, tokens: ProductTokens) -> None:
        """The next product."""
        self._columns.add(product)
        self._bitmaps.add(tokens.texts[0])
        self._plurals.add(tokens.texts[0])
        self._units.add([unit.main for unit in tokens.units], [unit.extra for unit in tokens.units])
        self._words.add(tokens.words)
        self._bigrams.add([tokens.bigrams])
        self._described.add([tokens.description_bigrams])
        self.phrases.add(stretches(tokens.title_pieces))
        quantities = sorted(set(tokens.quantities))
        self._quantity_counts.append(len(quantities))
        for unit, value in quantities:
            self._quantity_units.append(unit)
            self._quantity_values.append(value)

    def extend(self, others: Collected) -> None:
        """The products that were collected of the next rows; the same arrays are written as if each had been added here."""
        self._columns.extend(others._columns)
        self._bitmaps.extend(others._bitmaps)
        self._plurals.extend(others._plurals)
        self._units.extend(others._units)
        self._words.extend(others._words)
        self._bigrams.extend(others._bigrams)
        self.phrases.extend(others.phrases)
        self._quantity_counts.extend(others._quantity_counts)
        self._quantity_units.extend(others._quantity_units)
        self._quantity_values.extend(others._quantity_values)
        self._described.extend(others._described)

    def write(self, draft: Draft) -> None:
        """All of it."""
        for part in (self._columns, self._bitmaps, self._plurals, self._units, self._words, self._bigrams, self._described):
            part.write(draft)
        lengths = np.array(self._quantity_counts, np.int64)
        draft.ragged("quantity.unit", lengths, np.array(self._quantity_units, np.uint8))
        draft.ragged("quantity.value", lengths, np.array(self._quantity_values, np.float32))
