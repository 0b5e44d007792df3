"""Some products read field by field: takes documents, gives lists of what each says, in the forms that `store.products` gives one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import orjson

from searchrank.publish.documents import Documents
from searchrank.publish.json_loops import PLAIN, Ints
from searchrank.publish.stated import Stated, stated, token_as_json
from searchrank.publish.told_fields import Numerals, Told
from searchrank.query.normalise import normalise_name
from searchrank.records import Product
from searchrank.store.fields import LARGEST, moment, prose, text
from searchrank.store.products import READERS
from searchrank.store.spelled import spelled_path

NUMBERS = ("price", "original_price", "stock", "sales", "rating", "reviews")
FILTERED = ("brand", "shop", "region")
"""Names by which the engine filters."""
NAMES = (*FILTERED, "style")
CATEGORY_SEPARATOR = " > "
_FIELDS = ("title", "description", "category", "attributes", "image_url", "released_at", *NAMES, *NUMBERS)
_LISTED = 6
"""Fields that a well-described product fills: brand, category, price, description, picture, attributes."""
Reals = npt.NDArray[np.float64]


class Path(NamedTuple):
    """A category: its names from the widest on, and the filter tokens of it and those above it as JSON."""

    names: tuple[str, ...]
    tokens: str


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Products, one entry each: texts; `categories` and `names` (by the names of columns) as numbers of what `read` knows; `attributes` the same of
    all values one behind the other, and how many each has; `numbers` float64 (n, len(NUMBERS)) with `released_at` float64 (n,), NaN where unknown;
    `spelled` price, release and sales as JSON, with a comma before each that is known."""

    read: Reader
    titles: list[str]
    descriptions: list[str]
    categories: Ints
    attributes: tuple[Ints, Ints]
    names: Mapping[str, Ints]
    numbers: Reals
    released_at: Reals
    spelled: list[str]
    completeness: Reals

    def __len__(self) -> int:
        return len(self.titles)


@dataclass(slots=True)
class Reader:
    """Reads blocks; what it read before it knows by number."""

    categories: Told[Path] = field(default_factory=lambda: Told(_path))
    attributes: Told[Stated] = field(default_factory=lambda: Told(_stated))
    names: Mapping[str, Told[str]] = field(default_factory=lambda: {name: Told(partial(_name, name)) for name in NAMES})
    _numbers: Mapping[str, Numerals] = field(default_factory=lambda: {name: Numerals(name, partial(_number, name)) for name in NUMBERS})
    _released: Numerals = field(default_factory=lambda: Numerals("released_at", _moment))

    def __len__(self) -> int:
        """How much it knows of what comes most often in many forms."""
        return max(len(self.categories.spans), len(self.attributes.spans), *(len(told.spans) for told in self.names.values()))

    def block(self, documents: Sequence[bytes]) -> Block:
        """The products of documents that `parse_product` made."""
        given = Documents.of(documents, _FIELDS)
        categories, attributes = self.categories.one(given, "category"), self.attributes.several(given, "attributes")
        names = {name: told.one(given, name) for name, told in self.names.items()}
        descriptions = [prose("description", said) for said in given.texts("description", partial(text, "description"))]
        numbers = {name: numerals.of(given) for name, numerals in self._numbers.items()}
        released_at, released = self._released.of(given)
        filled = (~self.names["brand"].empty(names["brand"]), ~self.categories.empty(categories, "[]"), attributes[1] > 0, _pictured(given))
        named = np.sum([*filled, np.array(list(map(bool, descriptions)), bool)], axis=0)
        told = ((self._numbers["price"], numbers["price"][1]), (self._released, released), (self._numbers["sales"], numbers["sales"][1]))
        spelled = [map(one.spelled.__getitem__, places.tolist()) for one, places in told]
        return Block(
            self,
            list(map(str.strip, given.texts("title", partial(text, "title")))),
            descriptions,
            categories,
            attributes,
            names,
            np.stack([numbers[name][0] for name in NUMBERS], axis=1),
            released_at,
            list(map("".join, zip(*spelled, strict=True))),
            completeness_of(named, numbers["price"][0]),
        )


def _pictured(given: Documents) -> npt.NDArray[np.bool_]:
    """Which have the address of a picture."""
    begins, ends = given.where("image_url")
    first = given.codes[np.minimum(begins + 1, len(given.codes) - 1)]
    # Most addresses begin with a letter, so that there is something without looking at all of it.
    plain = (given.places[:, given.names.index("image_url"), 2] == PLAIN) & (ends - begins > 2)
    found: npt.NDArray[np.bool_] = plain & (first > 0x20) & (first < 0x7F)
    for place in np.flatnonzero(~found & (ends > begins)).tolist():
        found[place] = bool(text("image_url", orjson.loads(given.text[begins[place] : ends[place]])))
    return found


def _name(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """A name with its filter token as JSON, empty where it has no normal form or none filters by it."""
    said = text(name, value)
    # Styles are the exception: nearly every product of a large shop has one of its own.
    yield said, token_as_json(f"{name}:{key}") if name in FILTERED and (key := normalise_name(said)) else ""


def _path(value: Any) -> Iterator[tuple[str, Path]]:
    names = READERS["category"]("category", value)
    keys = [key for key in map(normalise_name, names) if key]
    tokens = [token_as_json("category:" + CATEGORY_SEPARATOR.join(keys[:depth])) for depth in range(1, len(keys) + 1)]
    yield spelled_path(names), Path(names, ",".join(filter(None, tokens)))


def _stated(member: Mapping[str, Any]) -> Iterator[tuple[str, Stated]]:
    return ((one.spelled, one) for one in stated(member))


def _number(name: str, value: Any) -> float:
    # Most are plain numbers within every bound.
    if type(value) in (float, int) and 0 <= value < LARGEST:
        return float(value)
    read: float | None = None if value is None else READERS[name](name, value)
    return np.nan if read is None else read


def _moment(value: Any) -> float:
    read = moment("released_at", value)
    return np.nan if read is None else float(read)


def completeness(product: Product) -> float:
    """The share of the fields of a well-described product that this one fills."""
    named = bool(product.brand) + bool(product.category) + bool(product.description) + bool(product.image_url) + bool(product.attributes)
    return float(completeness_of(np.int64(named), np.float64(np.nan if product.price is None else product.price)))


def completeness_of(named: Any, price: Any) -> Any:
    """The same of products of whose other fields so many are filled, with their prices, NaN where unknown."""
    return (named + ~np.isnan(price)) / _LISTED
