"""What a shop shows: products, contents, ads; and the text fields of a product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FIELDS = ("title", "brand", "category", "attributes", "description")
"""The text fields of a product, in the order in which token arrays keep them."""


Attributes = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Product:
    """One product as the shop described it; `document` is the whole JSON object, unknown fields included.

    Numbers are None where the shop gave none; `released_at` is Unix seconds.
    """

    id: str
    title: str
    brand: str = ""
    category: tuple[str, ...] = ()
    price: float | None = None
    original_price: float | None = None
    description: str = ""
    attributes: Attributes = field(default_factory=dict)
    shop: str = ""
    region: str = ""
    style: str = ""
    stock: float | None = None
    sales: float | None = None
    rating: float | None = None
    reviews: float | None = None
    image_url: str = ""
    url: str = ""
    released_at: float | None = None
    document: bytes = b"{}"


@dataclass(frozen=True, slots=True)
class Content:
    """A guide, review or list that can stand among products; `document` is the whole JSON object."""

    id: str
    title: str
    kind: str = "guide"
    document: bytes = b"{}"


@dataclass(frozen=True, slots=True)
class Ad:
    """A paid placement of a product or content; `bid` in the shop's currency a click."""

    id: str
    product_id: str
    bid: float = 0.0
    document: bytes = b"{}"
