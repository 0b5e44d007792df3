"""Logged queries as a shop would have counted them, simulated: takes the words of a world, gives what its shoppers ask for, and how often.

What is asked most often stands first; how much more often follows a law that is declared, not the few draws that are made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from random import Random

import numpy as np

from searchrank.simulate.shopper.needs import draw_needs
from searchrank.simulate.shopper.population import draw_population
from searchrank.simulate.shopper.trends import Trends
from searchrank.simulate.typing.typist import Utterance, typist
from searchrank.simulate.wants import Want
from searchrank.simulate.world.catalogue import Places
from searchrank.simulate.world.lexicon import Lexicon

SHOPPERS = 4000
AT_ONCE = 1000
"""Needs drawn at once: the number is part of what a seed means."""
DRAWS = 12
"""Queries drawn for each one asked for, before the search for different ones is given up."""
SEARCHES = 200
"""Searches for each query asked for."""
EXPONENT, SHIFT = 0.95, 3.0
"""Of the Zipf-Mandelbrot law of counts: (rank + shift) ** -exponent."""


def spoken(lexicon: Lexicon, day: date, seed: int) -> Iterator[Utterance]:
    """First queries of the shoppers of this seed on a day without any burst, without end; the same each time."""
    places = Places.of(lexicon)
    population = draw_population(places, SHOPPERS, seed)
    types, calm, drawn = typist(lexicon, places, population), Trends.none(places, day), np.random.default_rng([seed, 73])
    chance = Random(f"queries/{seed}")
    while True:
        shoppers = drawn.integers(0, len(population), AT_ONCE).astype(np.int32)
        yield from types.say_all(draw_needs(population, shoppers, places, day, calm, drawn), chance)


def different_queries(asked: Iterable[Utterance]) -> Iterator[tuple[str, Want]]:
    """What was meant to be typed, each text once, and what it says."""
    seen = set[str]()
    for one in asked:
        if one.typed.intended not in seen:
            seen.add(one.typed.intended)
            yield one.typed.intended, one.want


def logged_queries(asked: Iterable[Utterance], count: int) -> Iterator[tuple[str, int]]:
    """Up to `count` different texts with their counts, most frequent first, ties in the order drawn; fewer where no more are asked.

    The texts are those that were meant: a log of what was typed, with its slips, is made by `simulate.log`.
    """
    texts = [text for text, _ in _counted(asked, count).most_common(count)]
    weights = [(rank + SHIFT) ** -EXPONENT for rank in range(1, len(texts) + 1)]
    scale = SEARCHES * count / sum(weights) if weights else 0.0
    for text, weight in zip(texts, weights, strict=True):
        yield text, max(1, round(scale * weight))


def _counted(asked: Iterable[Utterance], count: int) -> Counter[str]:
    counted = Counter[str]()
    for drawn, one in enumerate(islice(asked, DRAWS * count)):
        counted[one.typed.intended] += 1
        if drawn >= 3 * count and len(counted) >= count:
            break
    return counted
