"""Simulated judgments: takes wishes and listings with the truth behind them, gives grades 0 to 3. Titles decide nothing about a grade.

3 is what was wanted; 2 lacks something soft (a selling point, an occasion, the age group); 1 contradicts a value, brand or audience, or is of a near
category; 0 is something else. Listings in another language than the query stay unjudged: a shopper can't read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

from searchrank.records import Judgment
from searchrank.simulate.chance import some
from searchrank.simulate.typing.queries import different_wishes
from searchrank.simulate.typing.wish import Wish, Wisher
from searchrank.simulate.world.listing import Listing
from searchrank.simulate.world.style import Style

WANTED, SOFT, HARD = 3, 1, 2
"""The best grade, and what it loses by each thing that is missing or contradicted."""
LOOKALIKES, OTHERS = 30, 10
"""Products of grade 0 to judge: those whose title has the words all the same, and any."""
LEAST_WANTED = 2
"""A query is judged only if the catalogue has this many products of grade 2 or more."""
PATIENCE = 40
"""Wishes tried for each query asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Simulated queries by id, and the judgments of their products."""

    queries: Mapping[str, str]
    judgments: Sequence[Judgment]


def judge(wisher: Wisher, listings: Sequence[Listing], seed: int, queries: int) -> Judged:
    """Up to `queries` judged queries over these listings; fewer where the listings serve no more of them."""
    texts: dict[str, str] = {}
    judgments: list[Judgment] = []
    for wish, graded in islice(_served(wisher, listings, seed, queries), queries):
        query_id = f"q{len(texts) + 1:04d}"
        texts[query_id] = wish.text
        judgments += [Judgment(query_id, listing.document["id"], grade) for listing, grade in graded]
    return Judged(texts, judgments)


def grade(wish: Wish, style: Style) -> int:
    """How well a style serves a wish, 0 to 3."""
    if wish.leaf is None:
        return WANTED if style.brand is wish.brand else 0
    if style.leaf.key != wish.leaf.key:
        return _grade_beside(wish, style)
    if wish.model is not None and style.model is not wish.model:
        return 1 if style.brand is wish.brand else 0
    return max(0, WANTED - HARD * _contradictions(wish, style) - SOFT * _lacks(wish, style))


def _grade_beside(wish: Wish, style: Style) -> int:
    """Of another category: one that goes by the same word, an accessory for the model, or something to take instead."""
    if wish.model is not None or wish.fits is not None:
        return int(wish.model is not None and style.fits is wish.model)
    if wish.brand not in (None, style.brand) or _suits(wish, style) == 0:
        return 0
    if wish.word in style.leaf.words[wish.language]:
        # What else was asked for has no counterpart among the values of another category.
        open_wish = not wish.values and wish.point is None and wish.use is None
        return WANTED - SOFT * _lacks(wish, style) if open_wish else 1
    return int(wish.leaf is not None and style.leaf.key in wish.leaf.near)


def _contradictions(wish: Wish, style: Style) -> int:
    values = sum(value not in style.choices[place] for place, value in wish.values)
    brand = wish.brand is not None and style.brand is not wish.brand
    fits = wish.fits is not None and style.fits is not wish.fits
    return values + brand + 2 * fits + (_suits(wish, style) == 0)


def _lacks(wish: Wish, style: Style) -> int:
    point = wish.point is not None and wish.point not in style.points
    use = wish.use is not None and wish.use not in style.uses
    return point + use + (_suits(wish, style) == 1)


def _suits(wish: Wish, style: Style) -> int:
    """2 for the audience wished for, 1 for anybody, 0 for another."""
    if wish.audience in (None, style.audience):
        return 2
    if style.audience == "unisex" and wish.audience in ("men", "women"):
        return 2
    return int(style.audience in (None, "anyone", "unisex"))


def _served(wisher: Wisher, listings: Sequence[Listing], seed: int, queries: int) -> Iterator[tuple[Wish, list[tuple[Listing, int]]]]:
    chance = Random(f"judgments/{seed}")
    readable: dict[str, list[Listing]] = {}
    for listing in listings:
        readable.setdefault(listing.language, []).append(listing)
    for wish in islice(different_wishes(wisher, seed), PATIENCE * queries):
        graded = _graded(wish, readable.get(wish.language, []), chance)
        if sum(grade >= WANTED - SOFT for _, grade in graded) >= LEAST_WANTED:
            yield wish, graded


def _graded(wish: Wish, listings: Iterable[Listing], chance: Random) -> list[tuple[Listing, int]]:
    served: list[tuple[Listing, int]] = []
    rest: list[Listing] = []
    for listing in listings:
        if found := grade(wish, listing.style):
            served.append((listing, found))
        else:
            rest.append(listing)
    alike = [listing for listing in rest if wish.word and wish.word.lower() in listing.document["title"].lower()]
    others = {id(listing): listing for listing in (*some(chance, alike, LOOKALIKES), *some(chance, rest, OTHERS))}
    return served + [(listing, 0) for listing in others.values()]
