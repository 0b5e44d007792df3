"""Whatever changes, in whatever order: shoppers see between two publishings what a shop shows that was published anew from the same products."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchrank.store.products import parse_product
from tests.publish.live_shop import LiveShop, live_shop
from tests.shop_vocabulary import LivingShop, living_shop

EXAMPLES = 4
WORDS = ("zorblax", "quux", "frobnic", "灯罩", "wumpus")
"""None of them means anything but itself, so that what a text finds depends on nothing that is counted at publishing."""
LOGGED = (*WORDS[:4], "zorblax quux", "quux 灯罩")
BRANDS, KINDS, COLOURS = ("Brandalf", "Corvex"), ("Alpha > Beta", "Alpha > Gamma", "Delta"), ("Red", "Blue")
FACETS = ("brand", "category", "shop", "region", "attributes.Colour")
FILTERS = (
    "brand:Brandalf",
    "brand:Corvex",
    "category:Alpha",
    "category:Alpha > Beta",
    "price:10..30",
    "stock:in",
    "attributes.Colour:Red",
    "shop:s1",
)
PLAIN: dict[str, Any] = {"pipeline": "keyword", "exact": True}
Document = dict[str, Any]

FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
        "brand": st.sampled_from(BRANDS),
        "category": st.sampled_from(KINDS),
        "price": st.integers(1, 40),
        "stock": st.integers(0, 2),
        "sales": st.integers(0, 40),
        "released_at": st.integers(1_690_000_000, 1_690_000_040),
        "shop": st.sampled_from(["s1", "s2"]),
        "region": st.sampled_from(["r1", "r2"]),
        # Chinese words of descriptions are looked for as published.
        "description": st.sampled_from([word for word in WORDS if word.isascii()]),
        "attributes": st.dictionaries(st.just("Colour"), st.sampled_from(COLOURS)),
        "image_url": st.sampled_from(["/a.jpg", "/b.jpg"]),
        "note": st.integers(0, 3),
    },
)
IDS = st.sampled_from(["p0", "p1", "p2", "p3", "p4", "p5"])
WHOLE = st.tuples(IDS, FIELDS).map(lambda one: {"title": "quux", **one[1], "id": one[0]})
PATCH = st.tuples(IDS, FIELDS, st.sets(st.sampled_from(["brand", "category", "price", "stock", "attributes", "description"]), max_size=2))
STEP = st.one_of(
    st.tuples(st.just("put"), st.lists(WHOLE, min_size=1, max_size=3)),
    st.tuples(st.just("patch"), PATCH.map(lambda one: {**one[1], **dict.fromkeys(one[2]), "id": one[0]})),
    st.tuples(st.just("delete"), IDS),
    st.tuples(st.just("back"), IDS),
    st.tuples(st.just("import"), st.lists(WHOLE, min_size=1, max_size=3)),
)
BATCHES = st.lists(st.tuples(st.lists(STEP, min_size=1, max_size=4), st.integers(0, 3), st.booleans()), min_size=1, max_size=4)
"""Steps that are followed together, how many turns the follower has for merging behind them, and whether it is killed then."""
Batch = tuple[Sequence[tuple[str, Any]], int, bool]

FIRST: tuple[Document, ...] = (
    {"id": "p0", "title": "zorblax quux", "brand": "Brandalf", "category": "Alpha > Beta", "price": 12, "stock": 1, "attributes": {"Colour": "Red"}},
    {"id": "p1", "title": "quux 灯罩", "brand": "Corvex", "category": "Alpha > Gamma", "price": 25, "stock": 2, "shop": "s1", "region": "r1"},
    {"id": "p2", "title": "frobnic zorblax", "category": "Delta", "price": 33, "stock": 1, "sales": 9, "attributes": {"Colour": "Blue"}},
    # Nobody changes this one: a field that no product has is none to filter by.
    {"id": "steady", "title": "steady", "attributes": {"Colour": "Green"}},
    {"id": "p3", "title": "灯罩 frobnic", "brand": "Brandalf", "price": 7, "stock": 1, "released_at": 1_690_000_007, "shop": "s2", "region": "r2"},
)


@dataclass
class Trading:
    """A shop whose products change, and what they should be."""

    shop: LiveShop
    kept: dict[str, Document] = field(default_factory=lambda: {one["id"]: one for one in FIRST})
    gone: dict[str, Document] = field(default_factory=dict)

    def batch(self, steps: Sequence[tuple[str, Any]], turns: int, killed: bool) -> None:
        """Do these, then let the follower take them over, and another take its place where it is killed."""
        for number, (what, told) in enumerate(steps):
            getattr(self, what)(told) if what != "import" else self.brought(told, number)
        self.shop.follow()
        for _ in range(turns):
            self.shop.follower.turn()
        self.shop.shop._look()
        if killed:
            self.shop = self.shop.killed()

    def put(self, documents: Sequence[Document]) -> None:
        self.kept |= {one["id"]: one for one in documents}
        self.shop.shop.shop.products.put([parse_product(one) for one in documents])

    def patch(self, fields: Document) -> None:
        _, faults = self.shop.shop.shop.products.patch([(fields["id"], fields)])
        if fields["id"] in self.kept:
            assert not faults or fields.get("attributes", 1) is None
            self.kept[fields["id"]] = merged(self.kept[fields["id"]], fields)

    def delete(self, product_id: str) -> None:
        assert self.shop.shop.shop.products.delete([product_id]).count == (product_id in self.kept)
        if product_id in self.kept:
            self.gone[product_id] = self.kept.pop(product_id)

    def back(self, product_id: str) -> None:
        """Put again just what was removed."""
        if product_id in self.gone and product_id not in self.kept:
            self.put([self.gone[product_id]])

    def brought(self, documents: Sequence[Document], number: int) -> None:
        file = self.shop.shop.settings.home / f"{number}.jsonl"
        file.write_bytes(b"".join(orjson.dumps(one) + b"\n" for one in documents))
        self.shop.shop.store.imports.run("products", file)
        self.kept |= {one["id"]: one for one in documents}
        self.shop.follower._imports.courses.clear()


def merged(document: Document, patch: Document) -> Document:
    """What a patch leaves, written out."""
    whole = {**document, **{name: value for name, value in patch.items() if name != "attributes"}}
    if patch.get("attributes") is not None:
        whole["attributes"] = {**document.get("attributes", {}), **patch["attributes"]}
    elif "attributes" in patch:
        whole["attributes"] = None
    return {name: value for name, value in whole.items() if value is not None}


def seen(shop: LivingShop) -> dict[str, Any]:
    """All that shoppers and operators are shown of a shop."""
    asked = shop.shop
    found: dict[str, Any] = {}
    for text in ("", *WORDS):
        page = asked.search(text, facets=FACETS, **PLAIN)
        matching = page.hits[: page.matching]
        found[text] = page.total, sorted(hit.id for hit in matching), {name: dict(counts) for name, counts in page.facets.items()}
        found[f"{text} documents"] = {hit.id: dict(hit.document) for hit in matching}
        for chosen in FILTERS:
            page = asked.search(text, filters=[chosen], **PLAIN)
            found[f"{text} {chosen}"] = page.total, sorted(hit.id for hit in page.hits[: page.matching])
    for sort, name in (("price_asc", "price"), ("price_desc", "price"), ("sales", "sales"), ("newest", "released_at")):
        page = asked.search("", sort=sort, **PLAIN)
        found[sort] = [hit.document.get(name) for hit in page.hits], page.total
    for word in WORDS[:4]:
        offered = {one.text: one.hits for one in asked.suggest(word[:2], limit=50).suggestions}
        found[f"{word}…"] = {text: offered.get(text) for text in LOGGED if text.startswith(word[:2])}
    found["kept"] = {one: orjson.loads(kept.document) for one in ("steady", "p0", "p1", "p2", "p3", "p4", "p5") if (kept := asked.products.get(one))}
    return found


@contextmanager
def trading(home: Path) -> Iterator[Trading]:
    """The shop in this home, which merges early, and follows a few changes at a time."""
    with live_shop(home, live={"merge_from": 3, "merge_share": 0.2, "batch": 3}) as shop:
        yield Trading(shop)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a shop as it was published, to be copied."""
    home = tmp_path_factory.mktemp("published") / "home"
    with living_shop(home) as shop:
        log(shop)
        shop.publish(*FIRST)
    return home


def log(shop: LivingShop) -> None:
    """Shoppers have searched for these, each as often as the others."""
    file = shop.settings.home / "queries.tsv"
    file.write_text("".join(f"{text}\t100\n" for text in LOGGED), "utf-8")
    shop.store.imports.run("queries", file)


def anew(products: Sequence[Document]) -> dict[str, Any]:
    """What is shown where just these are published."""
    with TemporaryDirectory() as folder, living_shop(Path(folder) / "home", suggest={"catalogue_min_products": 1}, watch_ms=10_000) as shop:
        log(shop)
        shop.publish(*products)
        return seen(shop)


@settings(max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(BATCHES)
def test_between_two_publishings_all_is_as_if_published_anew(published: Path, batches: Sequence[Batch]) -> None:
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(published, home)
        with trading(home) as shop:
            for batch in batches:
                shop.batch(*batch)
                told = seen(shop.shop.shop)
                assert told["kept"] == shop.kept
                assert told == anew([*shop.kept.values()])
