"""What a world sells: reads its product files once, gives what the report asks of them as columns."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from searchrank.errors import Conflict
from searchrank.simulate.world.catalogue import Places
from searchrank.simulate.world.lexicon import LANGUAGES, Leaf

GROUPS: Mapping[str, tuple[str, ...]] = {
    "apparel": ("womens", "mens", "shoes"),
    "electronics": ("phones", "computers", "appliances"),
    "consumables": ("food", "beauty", "pets"),
}
"""Departments by how often what they sell is sent back."""
_HAN = re.compile("[\u3400-\u9fff]")
_SCHEMA = pa.schema(
    {
        "id": pa.string(),
        "brand": pa.string(),
        "leaf": pa.string(),
        "group": pa.int8(),
        "price": pa.float64(),
        "stock": pa.int64(),
        "age": pa.int32(),
        "rating": pa.float64(),
        "reviews": pa.int64(),
        "title": pa.int32(),
        "chinese": pa.bool_(),
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """n products in the order of their files.

    id strings; brand, leaf int32 places, brand -1 without one; group int8 by GROUPS, -1 for others; price float64 in yuan; stock int64; age int32
    days; rating float64, nan without; reviews int64; title int32 characters; chinese bool: whether the title has Han characters. `leaves` are the
    category paths by place.
    """

    id: pa.StringArray
    brand: npt.NDArray[np.int32]
    leaf: npt.NDArray[np.int32]
    group: npt.NDArray[np.int8]
    price: npt.NDArray[np.float64]
    stock: npt.NDArray[np.int64]
    age: npt.NDArray[np.int32]
    rating: npt.NDArray[np.float64]
    reviews: npt.NDArray[np.int64]
    title: npt.NDArray[np.int32]
    chinese: npt.NDArray[np.bool_]
    leaves: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.price)


def read_shelf(files: Sequence[Path], places: Places, today: date) -> Shelf:
    """The products of these files, gzipped JSON lines. A brand is one by whichever of its names. Raises Conflict for a file that is damaged."""
    keys = [(place, key) for place, group in enumerate(GROUPS.values()) for key in group]
    groups = {name: place for place, key in keys for leaf in places.leaves if leaf.department == key for name in _departments(leaf)}
    brands = {brand.name(language): brand.latin for brand in places.brands for language in LANGUAGES}
    tables = (pa.Table.from_pylist([_row(one, groups, brands, today) for one in _documents(file)], _SCHEMA) for file in files)
    return shelf_of(pa.concat_tables([_SCHEMA.empty_table(), *tables]))


def shelf_of(table: pa.Table) -> Shelf:
    """The shelf of a table with a column a field of Shelf, brand and leaf as names."""
    brand, leaf = (table[name].combine_chunks().dictionary_encode() for name in ("brand", "leaf"))
    plain = {name: table[name].to_numpy() for name in ("group", "price", "stock", "age", "rating", "reviews", "title", "chinese")}
    return Shelf(
        id=table["id"].combine_chunks(),
        brand=brand.indices.fill_null(-1).to_numpy(),
        leaf=leaf.indices.to_numpy(),
        leaves=tuple(leaf.dictionary.to_pylist()),
        **plain,
    )


def _departments(leaf: Leaf) -> tuple[str, ...]:
    return tuple(path[0] for path in leaf.path.values())


def _documents(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        with gzip.open(path, "rb") as lines:
            yield from map(orjson.loads, lines)
    except (OSError, EOFError, orjson.JSONDecodeError) as error:
        raise Conflict(f"{path} cannot be read ({error}): make the world again with `searchrank simulate world`") from None


def _row(one: Mapping[str, Any], groups: Mapping[str, int], brands: Mapping[str, str], today: date) -> Mapping[str, Any]:
    path, released, brand = one["category"], one.get("released_at"), one.get("brand") or None
    return {
        "id": one["id"],
        "brand": brands.get(brand, brand) if brand else None,
        "leaf": " > ".join(path),
        "group": groups.get(path[0], -1),
        "price": one["price"],
        "stock": one.get("stock", 0),
        "age": (today - date.fromisoformat(released)).days if released else -1,
        "rating": np.nan if one.get("rating") is None else one["rating"],
        "reviews": one.get("reviews") or 0,
        "title": len(one["title"]),
        "chinese": bool(_HAN.search(one["title"])),
    }
