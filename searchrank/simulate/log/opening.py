"""The floor of a log: takes a plan and the folder of a world, gives everything that a day needs, the same in every process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np

from searchrank.simulate.behaviour.examine import Floats
from searchrank.simulate.behaviour.parameters import preset
from searchrank.simulate.log.floor import BANK, Floor, Memory, first_memory, said_by
from searchrank.simulate.log.plan import Plan
from searchrank.simulate.log.promoted import open_promoted
from searchrank.simulate.log.recall import recall
from searchrank.simulate.log.words import Bank
from searchrank.simulate.shopper.needs import draw_needs
from searchrank.simulate.shopper.population import draw_population
from searchrank.simulate.shopper.trends import Trends
from searchrank.simulate.typing.typist import typist
from searchrank.simulate.world.catalogue import Places
from searchrank.simulate.world.folder import open_world
from searchrank.simulate.world.reading import fixtures, load_lexicon

REFUNDS: Mapping[str, float] = MappingProxyType(
    {"womens": 0.48, "mens": 0.40, "shoes": 0.40, "bags": 0.25, "phones": 0.06, "computers": 0.06, "appliances": 0.05}
    | {"food": 0.03, "beauty": 0.04, "pets": 0.03}
)
"""Share of orders sent back by department: apparel 30 to 60 %, electronics 3 to 8 %, consumables 2 to 5 % in China (general knowledge)."""
USUAL_REFUND = 0.08


def open_floor(plan: Plan, world: Path) -> Floor:
    """The floor of this plan in this world; raises what `open_world` raises."""
    opened = open_world(world)
    places, catalogue = opened.places, opened.catalogue()
    population = draw_population(places, plan.shoppers, plan.seed, days=plan.days)
    return Floor(
        plan=plan,
        behaviour=preset(plan.preset),
        catalogue=catalogue,
        places=places,
        population=population,
        trends=Trends.draw(places, plan.date(0), plan.days, plan.seed),
        recall=recall(catalogue, places, plan.ranker.candidates),
        promoted=open_promoted(opened, catalogue),
        typist=typist(load_lexicon(fixtures()), places, population),
        refund=_refunds(places),
    )


def open_memory(floor: Floor, part: int) -> Memory:
    """What this part of the shoppers knows before the first day: what was searched the day before it."""
    chance = np.random.default_rng([floor.plan.seed, 80, part])
    shoppers = chance.integers(0, len(floor.population), BANK).astype(np.int32)
    needs = draw_needs(floor.population, shoppers, floor.places, floor.plan.date(0), floor.trends, chance)
    spoken = floor.say(needs, chance)
    return first_memory(floor, Bank(needs, said_by(spoken), spoken))


def _refunds(places: Places) -> Floats:
    return np.array([REFUNDS.get(leaf.department, USUAL_REFUND) for leaf in places.leaves], np.float32)
