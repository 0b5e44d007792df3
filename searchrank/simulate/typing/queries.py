"""Logged queries as a shop would have counted them, simulated: takes wishes, gives different texts with counts that fall off by rank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

from searchrank.simulate.typing.wish import Wish, Wisher

DRAWS = 12
"""Wishes drawn for each query asked for, before the search for different ones is given up."""
SEARCHES = 200
"""Searches for each query asked for."""
EXPONENT, SHIFT = 0.95, 3.0
"""Of the Zipf-Mandelbrot law of counts: (rank + shift) ** -exponent."""


def logged_queries(wisher: Wisher, seed: int, count: int) -> Iterator[tuple[str, int]]:
    """Up to `count` different texts with their counts, most frequent first; fewer where the lexicon says no more.

    What is wished for most often stands first; ties in the order drawn.
    """
    texts = [text for text, _ in _wished(wisher, seed, count).most_common(count)]
    weights = [(rank + SHIFT) ** -EXPONENT for rank in range(1, len(texts) + 1)]
    scale = SEARCHES * count / sum(weights) if weights else 0.0
    for text, weight in zip(texts, weights, strict=True):
        yield text, max(1, round(scale * weight))


def different_wishes(wisher: Wisher, seed: int) -> Iterator[Wish]:
    """Wishes without end, each text once."""
    chance, seen = Random(f"wishes/{seed}"), set[str]()
    while True:
        wish = wisher.draw(chance)
        if wish.text not in seen:
            seen.add(wish.text)
            yield wish


def _wished(wisher: Wisher, seed: int, count: int) -> Counter[str]:
    chance, wished = Random(f"log/{seed}"), Counter[str]()
    for drawn in range(DRAWS * count):
        wished[wisher.draw(chance).text] += 1
        if drawn >= 3 * count and len(wished) >= count:
            break
    return wished
