"""Some products read field by field: takes documents, gives lists of what each says, in the forms that `store.products` gives one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from searchrank.publish.stated import Stated, stated
from searchrank.records import Product
from searchrank.store.fields import LARGEST, moment, prose, text
from searchrank.store.products import READERS

NUMBERS = ("price", "original_price", "stock", "sales", "rating", "reviews")
NAMES = ("brand", "shop", "region", "style")
_LISTED = 6
"""Fields that a well-described product fills: brand, category, price, description, picture, attributes."""
Given = Sequence[Mapping[str, Any]]
Reals = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Products, one entry each: texts, `attributes` the values of each, `names` by the names of columns, `numbers` float64
    (n, len(NUMBERS)) with `released_at` float64 (n,), NaN where unknown."""

    titles: list[str]
    descriptions: list[str]
    categories: list[tuple[str, ...]]
    attributes: list[list[Stated]]
    names: Mapping[str, list[str]]
    numbers: Reals
    released_at: Reals
    completeness: Reals

    def __len__(self) -> int:
        return len(self.titles)

    @staticmethod
    def of(documents: Sequence[bytes]) -> Block:
        """The products of documents that `parse_product` made."""
        given = list(map(orjson.loads, documents))
        names, numbers = {name: _texts(given, name) for name in NAMES}, _numbers(given)
        categories = [READERS["category"]("category", fields.get("category")) for fields in given]
        descriptions = [prose("description", said) for said in _texts(given, "description")]
        attributes = [stated(said) if (said := fields.get("attributes")) else [] for fields in given]
        filled = (names["brand"], categories, descriptions, _texts(given, "image_url"), attributes)
        released_at = np.array([np.nan if (at := moment("released_at", fields.get("released_at"))) is None else at for fields in given], np.float64)
        complete = completeness_of(np.array([list(map(bool, column)) for column in filled], bool).sum(axis=0), numbers[:, NUMBERS.index("price")])
        return Block(_texts(given, "title"), descriptions, categories, attributes, names, numbers, released_at, complete)


def _texts(given: Given, name: str) -> list[str]:
    said = [fields.get(name, "") for fields in given]
    return [value.strip() if type(value) is str else text(name, value) for value in said]


def _numbers(given: Given) -> Reals:
    numbers = np.empty((len(given), len(NUMBERS)), np.float64)
    for place, name in enumerate(NUMBERS):
        numbers[:, place] = [_number(name, value) for value in [fields.get(name) for fields in given]]
    return numbers


def _number(name: str, value: Any) -> float:
    # Most are plain numbers within every bound.
    if type(value) in (float, int) and 0 <= value < LARGEST:
        return float(value)
    read: float | None = None if value is None else READERS[name](name, value)
    return np.nan if read is None else read


def completeness(product: Product) -> float:
    """The share of the fields of a well-described product that this one fills."""
    named = bool(product.brand) + bool(product.category) + bool(product.description) + bool(product.image_url) + bool(product.attributes)
    return float(completeness_of(np.int64(named), np.float64(np.nan if product.price is None else product.price)))


def completeness_of(named: Any, price: Any) -> Any:
    """The same of products of whose other fields so many are filled, with their prices, NaN where unknown."""
    return (named + ~np.isnan(price)) / _LISTED
