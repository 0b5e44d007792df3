"""What a shop sells, changed from outside: takes products, parts of products, or ids; each call is one transaction, on disk when it returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from searchrank.errors import SearchrankError
from searchrank.records import Product
from searchrank.store.catalogue import Catalogue, Changed
from searchrank.store.fields import BadValue, identifier
from searchrank.store.products import merged_document


def parse_patch(given: Any) -> tuple[str, Mapping[str, Any]]:
    """The id and the fields to change of this JSON object; raises InvalidInput where it has no id.

    >>> parse_patch({"id": 7, "price": 5})
    ('7', {'id': 7, 'price': 5})
    """
    if not isinstance(given, Mapping):
        raise BadValue("product", given, "a JSON object with the id and the fields to change")
    return identifier("id", given.get("id")), given


@dataclass(frozen=True, slots=True)
class Selling:
    """The products of a catalogue."""

    catalogue: Catalogue

    def get(self, product_id: str) -> Product | None:
        """The product as it is kept now, served already or not; None where there is none."""
        return self.catalogue.get(product_id)

    def put(self, products: Sequence[Product]) -> Changed:
        """Keep these products in place of those with the same ids; of several with one id the last counts."""
        return self.catalogue.put_now({product.id: product.document for product in products})

    def patch(self, patches: Sequence[tuple[str, Mapping[str, Any]]]) -> tuple[Changed, Mapping[int, SearchrankError]]:
        """Change some fields of products, by id (see `merged_document`); and what was wrong, by place: the others are changed."""
        return self.catalogue.merge_now([(product_id, partial(merged_document, patch=patch)) for product_id, patch in patches])

    def delete(self, product_ids: Sequence[str]) -> Changed:
        """Sell these no more; `count` says how many there were."""
        return self.catalogue.remove_now(product_ids)

    def known(self, product_ids: Iterable[str]) -> set[str]:
        """Those of these ids that are sold now, served already or not."""
        return self.catalogue.known(product_ids)
