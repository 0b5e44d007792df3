"""Where live shoppers live: everything about them and their behaviour that does not change while they shop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from searchrank.errors import InvalidInput
from searchrank.simulate.behaviour.parameters import Behaviour, preset
from searchrank.simulate.log.opening import REFUNDS, USUAL_REFUND
from searchrank.simulate.shopper.population import Population, draw_population
from searchrank.simulate.shopper.trends import Trends
from searchrank.simulate.world.catalogue import Places

REFUND_OF_BEST, REFUND_OF_WORST = 0.75, 1.5
"""What the usual share of refunds is multiplied by for products of the best and of the worst quality, as in a log."""


@dataclass(frozen=True, slots=True, eq=False)
class Town:
    """Who may come, how needs arise in them, how they behave. refunds float32 by leaf: the chance that an order is sent back."""

    population: Population
    places: Places
    trends: Trends
    behaviour: Behaviour
    refunds: npt.NDArray[np.float32]

    def refund(self, leaf: npt.NDArray[np.int16], quality: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The chance that an order of such products is sent back."""
        spread = REFUND_OF_WORST - REFUND_OF_BEST
        return np.asarray(self.refunds[leaf] * (REFUND_OF_WORST - spread * quality), np.float32)


def town(places: Places, shoppers: int, first: date, days: int, seed: int, preset_name: str) -> Town:
    """The town of this seed: the same shoppers as in a log of this seed. Raises UnknownName for an unknown preset, InvalidInput for no shoppers."""
    if shoppers < 1:
        raise InvalidInput(f"{shoppers} shoppers are none: give 1 or more", field="shoppers")
    behaviour = preset(preset_name)
    population = draw_population(places, shoppers, seed, days=max(days, 1))
    refunds = np.array([REFUNDS.get(leaf.department, USUAL_REFUND) for leaf in places.leaves], np.float32)
    return Town(population, places, Trends.draw(places, first, max(days, 1), seed), behaviour, refunds)
