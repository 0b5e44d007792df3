"""The demo shop's world, read once for all tests of it."""

from __future__ import annotations

from datetime import date

import pytest

from searchrank.simulate.world.listing import Listing
from searchrank.simulate.world.world import World, load_world

TODAY = date(2026, 3, 1)


@pytest.fixture(scope="session")
def world() -> World:
    return load_world(TODAY)


@pytest.fixture(scope="session")
def listings(world: World) -> list[Listing]:
    """The first 3,000 listings of a seed."""
    return list(world.listings(11, 3000))
