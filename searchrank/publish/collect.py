"""Documents become the arrays of a snapshot and the rows of a recall index, in two passes.

The first pass reads names (the lexicon must be known before anything is cut) and keeps the documents; the second cuts. Takes documents in byte
order of their product ids, so that rows are in that order too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import orjson

from searchrank.features.context import squared_lengths
from searchrank.publish.categories import write_categories
from searchrank.publish.columns import CATEGORY_SEPARATOR, Columns, attribute_key
from searchrank.publish.cut import ProductCutter, ProductTokens
from searchrank.publish.impacts import write_impacts
from searchrank.publish.naming import write_names
from searchrank.publish.plurals import Plurals
from searchrank.publish.stretches import stretches
from searchrank.publish.titles import TitleBitmaps
from searchrank.publish.token_arrays import TokenArrays
from searchrank.publish.values import write_values
from searchrank.query.mentions import fold
from searchrank.query.normalise import normalise, normalise_name
from searchrank.query.words import Cutter, cutter, lexicon_of
from searchrank.recall.engine import IndexRow
from searchrank.recall.filters import ATTRIBUTES
from searchrank.records import FIELDS, Product
from searchrank.store.products import product_from_document
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.store.view import TITLE
from searchrank.suggest.grams import WordStream

Progress = Callable[[str, int, int | None], None]


def silent(phase: str, done: int, total: int | None) -> None:
    """Progress that nobody watches: called with the phase, how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the first pass leaves: the documents, and the words of the catalogue's own names."""

    documents: list[bytes]
    lexicon: list[str]


def keep_documents(documents: Iterable[bytes], draft: Draft, progress: Progress = silent, words: Iterable[str] = ()) -> Kept:
    """Write documents, titles and ids, and read the names of brands and categories; `words` are others that cutting should keep whole."""
    kept: list[bytes] = []
    ids: list[str] = []
    titles: list[str] = []
    names: set[str] = set()
    for document in documents:
        fields = orjson.loads(document)
        ids.append(fields["id"])
        titles.append(fields["title"])
        names.update(_names(fields))
        kept.append(document)
        if len(kept) % 1000 == 0:
            progress("reading", len(kept), None)
    draft.vocabulary("product", ids)
    draft.strings("document", kept)
    draft.strings(TITLE, titles)
    lexicon = lexicon_of((*map(normalise_name, names), *words))
    draft.strings("lexicon", lexicon)
    return Kept(kept, lexicon)


def _names(fields: dict[str, object]) -> Iterator[str]:
    category = fields.get("category") or ()
    yield str(fields.get("brand") or "")
    yield from category.split(">") if isinstance(category, str) else map(str, category)  # type: ignore[call-overload]


class Collector:
    """The second pass: arrays fill while the recall index draws rows from `rows()`."""

    def __init__(self, kept: Kept, progress: Progress = silent) -> None:
        self.cutter: Cutter = cutter(kept.lexicon)
        self._documents, self._progress = kept.documents, progress
        self._columns, self._bitmaps, self._plurals = Columns(), TitleBitmaps(), Plurals()
        self._units = TokenArrays("units", len(FIELDS), postings=True)
        self._words = TokenArrays("words", len(FIELDS))
        self._bigrams = TokenArrays("bigrams", 1, postings=True)
        self._phrases = WordStream()
        self._quantities: list[list[tuple[int, float]]] = []

    def rows(self) -> Iterator[IndexRow]:
        """Every product as the recall index takes it; each is added to the arrays on the way."""
        cut = ProductCutter(self.cutter)
        for row, document in enumerate(self._documents):
            product = product_from_document(document)
            tokens = cut.product(product)
            self._add(product, tokens)
            yield index_row(row, product, tokens)
            if row % 1000 == 999:
                self._progress("cutting", row + 1, len(self._documents))

    def _add(self, product: Product, tokens: ProductTokens) -> None:
        self._columns.add(product)
        self._bitmaps.add(tokens.texts[0])
        self._plurals.add(tokens.texts[0])
        self._units.add([unit.main for unit in tokens.units], [unit.extra for unit in tokens.units])
        self._words.add(tokens.words)
        self._bigrams.add([tokens.bigrams])
        self._phrases.add(stretches(tokens.title_pieces))
        self._quantities.append(sorted(set(tokens.quantities)))

    def write(self, draft: Draft) -> None:
        """Everything collected."""
        for part in (self._columns, self._bitmaps, self._plurals, self._units, self._words, self._bigrams):
            part.write(draft)
        _write_quantities(draft, self._quantities)
        _write_squared_lengths(draft, self._written(draft))
        write_impacts(draft, self._written(draft))

    def learn(self, draft: Draft, searched: Iterable[tuple[str, int]] = ()) -> None:
        """What the collected tells when it is written: names and categories. `searched` are logged queries with counts, which tell product words."""
        written = self._written(draft)
        write_values(draft, written)
        write_names(draft, written, self._phrases, {fold(normalise(text)): count for text, count in searched})
        write_categories(draft, written)

    def _written(self, draft: Draft) -> Snapshot:
        return Snapshot(draft.folder, {"version": draft.version, "products": len(self._documents)})


def index_row(row: int, product: Product, tokens: ProductTokens) -> IndexRow:
    """One product as the recall index takes it."""
    numbers = (product.price, product.released_at, product.sales)
    return IndexRow(row, tokens.index_fields(), tuple(filter_tokens(product)), *numbers)


def filter_tokens(product: Product) -> Iterator[str]:
    """The exact tokens by which the engine filters: every value that a filter can name, in normal form."""
    for name in ("brand", "shop", "region"):
        if key := normalise_name(getattr(product, name)):
            yield f"{name}:{key}"
    keys = [key for key in map(normalise_name, product.category) if key]
    for depth in range(1, len(keys) + 1):
        yield "category:" + CATEGORY_SEPARATOR.join(keys[:depth])
    for name, values in product.attributes.items():
        yield from {ATTRIBUTES + attribute_key(name, value) for value in values}
    if product.stock is None or product.stock > 0:
        yield "stock:in"


def _write_squared_lengths(draft: Draft, written: Snapshot, at_once: int = 50_000) -> None:
    rows = np.arange(written.count, dtype=np.int32)
    parts = [squared_lengths(written, rows[start : start + at_once]) for start in range(0, written.count, at_once)]
    draft.array("title.squared", np.concatenate([np.empty(0), *parts]).astype(np.float64))


def _write_quantities(draft: Draft, quantities: list[list[tuple[int, float]]]) -> None:
    lengths = np.fromiter(map(len, quantities), np.int64, len(quantities))
    flat = [pair for pairs in quantities for pair in pairs]
    draft.ragged("quantity.unit", lengths, np.array([unit for unit, _ in flat], np.uint8))
    draft.ragged("quantity.value", lengths, np.array([value for _, value in flat], np.float32))
