"""What the shop and its log call things: takes the folded names of the catalogue and logged queries with their counts, tells of a phrase whether
it is asked for as a thing or said of things."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from searchrank.query.normalise import has_han

OFTEN = 2e-5
"""A name of something is this share of all searches, or more."""
ASKED, FEWEST_ASKED = 0.2, 2
"""What is asked this often as the thing that it ends in, and not only once, is a name of a thing too."""
LEAST_BESIDE = 2
"""What is said in so many queries and never alone is said of things."""
MOST_LISTED = 50_000
"""Different queries among which a phrase is looked for."""


@dataclass(frozen=True, slots=True)
class Known:
    """Folded names that need no mining: `things` names of categories, `settled` all that mean something else, `values` brands and all values,
    `marks` those of them that hardly belong to a product word (brands, models, colours, sizes, people), `apart` those that never do, `people`
    words for whom things are."""

    things: Collection[str]
    settled: Collection[str]
    values: Collection[str]
    marks: Collection[str]
    apart: Collection[str]
    people: Collection[str]


@dataclass(frozen=True, slots=True)
class Told:
    """`ends` the names of things so far, `characters` that end names of categories, `searched` queries asked often enough with their counts, all
    `queries` as lines, and the names that are `known`."""

    ends: set[str]
    characters: Collection[str]
    searched: Mapping[str, int]
    queries: str
    known: Known

    @staticmethod
    def of(known: Known, searched: Mapping[str, int]) -> Told:
        """What these names and queries tell."""
        last = frozenset(name[-1] for name in known.things if has_han(name[-1:]))
        return Told(set(known.things), last, _often(searched), _listed(searched), known)

    def is_asked_for(self, text: str, thing: str) -> bool:
        """Whether shoppers ask for just this nearly as if it were another name of the thing."""
        return self.searched.get(text, 0) >= max(FEWEST_ASKED, ASKED * self.searched.get(thing, 0))

    def only_beside(self, text: str) -> bool:
        """Whether the log says a phrase in several queries and never alone: then it is said of things."""
        return text not in self.searched and self._is_listed(text if has_han(text) else f" {text} ")

    def _is_listed(self, text: str) -> bool:
        """Whether LEAST_BESIDE places of the queries say this; looked for no further than that."""
        at = -len(text)
        for _ in range(LEAST_BESIDE):
            at = self.queries.find(text, at + len(text))
            if at < 0:
                return False
        return True


def _listed(searched: Mapping[str, int]) -> str:
    """The queries asked most often, a line each, with a blank at either end."""
    often = sorted(searched, key=lambda text: (-searched[text], text))[:MOST_LISTED]
    return "\n".join(f" {text} " for text in often)


def _often(searched: Mapping[str, int]) -> Mapping[str, int]:
    """The queries that are asked often enough to be the name of something, with their counts."""
    least = max(1.0, OFTEN * sum(searched.values()))
    return {text: count for text, count in searched.items() if count >= least}
