"""Products of some rows, cut: takes documents in row order, gives what is collected of them and their rows of the recall index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from searchrank.publish.collected import Collected
from searchrank.publish.columns import CATEGORY_SEPARATOR, attribute_key
from searchrank.publish.cut import ProductCutter, ProductTokens
from searchrank.query.normalise import normalise_name
from searchrank.recall.engine import IndexRow
from searchrank.recall.filters import ATTRIBUTES
from searchrank.records import Product
from searchrank.store.arrays import Strings
from searchrank.store.products import product_from_document

Plain = tuple[int, dict[str, str], tuple[str, ...], float | None, float | None, float | None]
"""The fields of an IndexRow, which are sent in a third of the time that the row itself takes."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows, cut by another process or ahead of their turn."""

    collected: Collected
    rows: Sequence[Plain]

    def index_rows(self) -> Iterator[IndexRow]:
        """The rows as the recall index takes them."""
        return (IndexRow(*row) for row in self.rows)


def add_all(collected: Collected, documents: Strings, rows: Iterable[int], cut: ProductCutter) -> Iterator[IndexRow]:
    """Add the products of these rows; gives each as the recall index takes it."""
    for row in rows:
        product = product_from_document(documents.raw(row))
        tokens = cut.product(product)
        collected.add(product, tokens, cut.spoken(tokens))
        yield index_row(row, product, tokens)


def cut_part(documents: Strings, rows: Iterable[int], cut: ProductCutter) -> Part:
    """The products of these rows."""
    collected = Collected()
    return Part(collected, [plain(row) for row in add_all(collected, documents, rows, cut)])


def plain(row: IndexRow) -> Plain:
    """The fields of a row."""
    return row.row, dict(row.fields), row.filters, row.price, row.released_at, row.sales


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
