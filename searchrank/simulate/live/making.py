"""Live shoppers for a world: takes the folder of a world, gives everything that they share."""

from __future__ import annotations

from datetime import date

from searchrank.simulate.live.shelf import shelf
from searchrank.simulate.live.town import town
from searchrank.simulate.live.visitor import LiveWorld
from searchrank.simulate.typing.typist import typist
from searchrank.simulate.world.folder import WorldFolder
from searchrank.simulate.world.reading import fixtures, load_lexicon


def live_world(world: WorldFolder, shoppers: int, *, first: date, days: int, seed: int, preset: str = "default") -> LiveWorld:
    """So many shoppers for these days in this world; raises InvalidInput for none, UnknownName for a preset that is none."""
    home = town(world.places, shoppers, first, days, seed, preset)
    return LiveWorld(home, shelf(world.catalogue()), typist(load_lexicon(fixtures()), world.places, home.population))
