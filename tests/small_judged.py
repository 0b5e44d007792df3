"""A small judged shop whose truth is plain: of the products that have every word, those in stock are good, the others are not.

Products out of stock have the shorter titles, so that an order by words alone puts them first.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

from searchrank.features.feature import FeatureSet
from searchrank.learn.fit import MARGIN_FACTOR, fit
from searchrank.learn.lists import JudgedList, ListMaker
from searchrank.query.understand import Understand
from searchrank.rank.features import all_features
from searchrank.rank.fine import margin_schema
from searchrank.recall.recall import Recall
from tests.small_shop import Learned, SmallShop, small_shop

COLOURS, THINGS = ("red", "blue", "green", "black"), ("shoe", "hat", "bag", "coat")
QUERIES: Mapping[str, str] = {f"{colour}-{thing}": f"{colour} {thing}" for colour, thing in product(COLOURS, THINGS)}
RANKED = 8


def judged_shop(folder: Path, *, model: Learned | None = None) -> SmallShop:
    """64 products, two good and two bad ones a query; fewer are ranked than are found."""
    return small_shop(folder, *_products(), model=model, ranked=RANKED)


def _products() -> list[Mapping[str, Any]]:
    good = [
        {"id": f"{name}-good{number}", "title": f"{text} for people {number}x", "stock": 3} for name, text in QUERIES.items() for number in (1, 2)
    ]
    bad = [{"id": f"{name}-bad{number}", "title": text, "stock": 0} for name, text in QUERIES.items() for number in (1, 2)]
    return [*good, *bad]


def grades() -> dict[str, dict[str, int]]:
    """{query: {product: grade}}."""
    return {name: {f"{name}-good1": 2, f"{name}-good2": 1, f"{name}-bad1": 0, f"{name}-bad2": 0} for name in QUERIES}


def list_maker(shop: SmallShop, features: FeatureSet | None = None) -> ListMaker:
    """What makes lists with the stages that serve this shop."""
    recall = Recall(shop.engine_of, shop.settings.recall)
    return ListMaker(shop.view, Understand(), recall, features or all_features(), shop.settings.recall.ranked, shop.now)


def learned(lists: list[JudgedList]) -> Learned:
    """A model fitted to the lists, and the schema it is kept with."""
    features = all_features()
    schema = {"version": "m000001", "features": features.schema, "margin": margin_schema(MARGIN_FACTOR), "trained_on": [], "measures": {}}
    return fit(lists, features, 1), schema
