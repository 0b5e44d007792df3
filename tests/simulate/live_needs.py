"""Needs by hand, for tests of live shoppers: `need(places, leaf="...", brand="...")` is a column of one row."""

from __future__ import annotations

from typing import Any

import numpy as np

from searchrank.simulate.wants import PARTS, Needs, Wants
from searchrank.simulate.world.catalogue import LANGUAGE_PLACES, NONE, SLOTS, Places

NAN = float("nan")


def need(
    places: Places,
    leaf: str,
    *,
    language: str = "zh",
    brand: str | None = None,
    values: dict[str, str] | None = None,
    low: float = NAN,
    high: float = NAN,
    reading: bool = False,
    weights: dict[str, float] | None = None,
    shopper: int = 0,
) -> Needs:
    """One need for a product of this leaf category (its key); `values` by the attribute's and the value's name in the language."""
    wants = Wants(
        language=_one(LANGUAGE_PLACES[language], np.int8),
        leaf=_one(places.leaf[leaf], np.int16),
        word=_one(0, np.int8),
        brand=_one(NONE if brand is None else places.brand[brand], np.int16),
        model=_one(NONE, np.int16),
        fits=_one(NONE, np.int16),
        audience=_one(NONE, np.int8),
        season=_one(NONE, np.int8),
        values=_values(places, leaf, language, values or {}),
        points=_one(0, np.uint32),
        uses=_one(0, np.uint32),
        low=_one(low, np.float32),
        high=_one(high, np.float32),
    )
    said = {"word": 1.0, "brand": float(brand is not None), "values": float(bool(values)), "price": float(not np.isnan([low, high]).all())}
    weight = np.array([[(said | (weights or {})).get(part, 0.0) for part in PARTS]], np.float32)
    return Needs(_one(shopper, np.int32), wants, weight, _one(reading, np.bool_), _one(0, np.int8))


def _one(value: Any, kind: Any) -> Any:
    return np.array([value], kind)


def _values(places: Places, leaf: str, language: str, wanted: dict[str, str]) -> Any:
    bits = np.zeros((1, SLOTS), np.uint32)
    for slot, attribute in enumerate(places.leaves[places.leaf[leaf]].attributes):
        value = wanted.get(attribute.name[language])
        if value is not None:
            bits[0, slot] = 1 << attribute.values[language].index(value)
    return bits
