"""Labelled queries, from what was typed and what was meant."""

from __future__ import annotations

import pytest

from searchrank.simulate.truth.labels import KINDS, labels, next_label
from searchrank.simulate.typing.typed import Span, Typed
from searchrank.simulate.world.catalogue import Places
from searchrank.simulate.world.world import World
from tests.simulate.small_world import wants

SLIPPED = Typed(
    "红涩跑鞋300以内",
    "红色跑鞋300以内",
    "zh",
    spans=(Span(0, 2, "colour", "Colour=red"), Span(2, 4, "word", "running-shoes"), Span(4, 9, "price", "..300")),
    segments=("红色", "跑鞋", "300以内"),
    error="homophone",
)


@pytest.fixture(scope="module")
def places(world: World) -> Places:
    return Places.of(world.lexicon)


def told(places: Places, typed: Typed, line: str) -> dict[str, dict[str, object]]:
    want = wants(places, line, language=typed.language).rows()[0]
    return {str(label["kind"]): dict(label) for label in labels(typed, want, places)}


def test_a_query_has_a_label_of_every_kind_that_it_can_have(places: Places) -> None:
    found = told(places, SLIPPED, "leaf=running-shoes Colour=red high=300")
    assert tuple(found) == KINDS[:-1]
    assert "".join(found["segmentation"]["segments"]) == found["segmentation"]["text"] == "红色跑鞋300以内"  # type: ignore[arg-type]
    assert (found["correction"]["text"], found["correction"]["intended"], found["correction"]["error"]) == (
        SLIPPED.text,
        SLIPPED.intended,
        "homophone",
    )
    assert found["entities"]["spans"][1] == {"start": 2, "end": 4, "kind": "word", "value": "running-shoes"}  # type: ignore[index]
    assert found["category"]["path"] == ["鞋靴", "运动鞋", "跑鞋"]
    assert (found["price"]["low"], found["price"]["high"]) == (None, 300.0)


def test_a_brand_alone_has_no_category_and_no_price(places: Places) -> None:
    found = told(places, Typed("strydova", "strydova", "en"), "brand=Strydova")
    assert "category" not in found
    assert (found["price"]["low"], found["price"]["high"]) == (None, None)


def test_the_query_that_followed_is_a_label_too() -> None:
    label = next_label(SLIPPED, Typed("跑鞋", "跑鞋", "zh"), "broader")
    assert (label["text"], label["next"], label["step"]) == ("红色跑鞋300以内", "跑鞋", "broader")
