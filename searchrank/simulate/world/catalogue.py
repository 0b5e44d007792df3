"""The truth about every listing as columns: what a grader, shoppers and a bulk log read instead of documents.

Learners never see these columns: they lie in the world's `truth` folder, apart from what `import` reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.simulate.world.lexicon import Brand, Leaf, Lexicon, Model

SLOTS = 8
"""Places for attributes: no leaf category has more."""
TASTES = 8
"""Dimensions of style and taste vectors."""
NONE = -1
"""In columns of places: there is none, or it is left open."""
LANGUAGE_PLACES: Mapping[str, int] = {"zh": 0, "en": 1}


@dataclass(frozen=True, eq=False)
class Places:
    """The lexicon's things in a fixed order: columns name them by place."""

    leaves: tuple[Leaf, ...]
    brands: tuple[Brand, ...]
    models: tuple[Model, ...]
    audiences: tuple[str, ...]
    seasons: tuple[str, ...]

    @staticmethod
    def of(lexicon: Lexicon) -> Places:
        """The places of this lexicon: in the order in which the fixtures name things."""
        brands = {brand.latin: brand for choice in lexicon.brands.values() for brand in choice.values}
        models = tuple(model for series in lexicon.models.values() for model in series)
        return Places(tuple(lexicon.leaves.values()), tuple(brands.values()), models, tuple(lexicon.audiences), tuple(lexicon.seasons))

    @cached_property
    def leaf(self) -> Mapping[str, int]:
        """The place of a leaf by its key."""
        return {leaf.key: place for place, leaf in enumerate(self.leaves)}

    @cached_property
    def brand(self) -> Mapping[str, int]:
        """The place of a brand by its Latin name."""
        return {brand.latin: place for place, brand in enumerate(self.brands)}

    @cached_property
    def model(self) -> Mapping[int, int]:
        """The place of a model by its `id()`: models are equal only to themselves."""
        return {id(model): place for place, model in enumerate(self.models)}

    @cached_property
    def audience(self) -> Mapping[str, int]:
        """The place of an audience by its key."""
        return {key: place for place, key in enumerate(self.audiences)}

    @cached_property
    def season(self) -> Mapping[str, int]:
        """The place of a season by its key."""
        return {key: place for place, key in enumerate(self.seasons)}


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """Every listing's truth, one row a listing in the order of the product files. n listings.

    id S14; style int32 number; language int8; leaf int16 what it truly is; filed int16 where the shop filed it; brand, model, fits int16; audience
    int8; values uint32 (n, SLOTS) bit v: the attribute at this place of its leaf has value v; points, uses uint32 bits; shop int32;
    price float32 in yuan; quality float32 0 to 1, what a buyer finds out; look float32 (n, TASTES) unit vectors of style; appeal float32, how well it
    sells, by the average;
    stock, sales, reviews int32; rating float32, nan without reviews; age int16 days since release.
    What the title says: said_words uint32 bits of the leaf's product words; said uint16 bits by `SAID`; said_values uint8 bit s: the value at slot s;
    said_points, said_uses uint32 bits.
    """

    id: npt.NDArray[np.bytes_]
    style: npt.NDArray[np.int32]
    language: npt.NDArray[np.int8]
    leaf: npt.NDArray[np.int16]
    filed: npt.NDArray[np.int16]
    brand: npt.NDArray[np.int16]
    model: npt.NDArray[np.int16]
    fits: npt.NDArray[np.int16]
    audience: npt.NDArray[np.int8]
    values: npt.NDArray[np.uint32]
    points: npt.NDArray[np.uint32]
    uses: npt.NDArray[np.uint32]
    shop: npt.NDArray[np.int32]
    price: npt.NDArray[np.float32]
    quality: npt.NDArray[np.float32]
    look: npt.NDArray[np.float32]
    appeal: npt.NDArray[np.float32]
    stock: npt.NDArray[np.int32]
    sales: npt.NDArray[np.int32]
    reviews: npt.NDArray[np.int32]
    rating: npt.NDArray[np.float32]
    age: npt.NDArray[np.int16]
    said_words: npt.NDArray[np.uint32]
    said: npt.NDArray[np.uint16]
    said_values: npt.NDArray[np.uint8]
    said_points: npt.NDArray[np.uint32]
    said_uses: npt.NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.id)

    def take(self, rows: npt.NDArray[Any]) -> Catalogue:
        """The listings at these rows; rows of any shape (m, k) give columns of that shape."""
        return Catalogue(*(getattr(self, one.name)[rows] for one in fields(self)))


SAID = ("brand", "model", "fits", "audience", "season")
"""The bits of `Catalogue.said`, from the lowest."""
