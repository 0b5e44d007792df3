"""The thing itself: takes the matches of a query, gives which of the candidates are what the query names as its thing.

Where few products have all words, the words beside the thing may be rarer than its name, and would bring what is described alike: down jackets for
cold weather, and no gloves. A product is the thing where it lies in the category of that name, or says the name in its title and lies in another
category that is likely. Where many have all words, what only says the name (耳机保护套 for 耳机) stands behind the thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchrank.query.category import Classifier
from searchrank.query.endings import endings
from searchrank.query.heads import is_placed, thing
from searchrank.query.kinds import CATEGORY
from searchrank.query.mentions import fold
from searchrank.query.names import NO_ROW
from searchrank.query.normalise import normalise
from searchrank.query.tokens import units
from searchrank.query.understand import context_of
from searchrank.query.weights import ENDING
from searchrank.recall.found import Flags
from searchrank.recall.matches import TITLE, Matches
from searchrank.records import Entity, Query, Rows
from searchrank.store.view import View

HELD = 0.5
"""A unit is held where a product has this share of what it is worth: a part of a glued run counts less than the whole."""
LIKELY = 0.15
"""Of a category that is less likely a product says the name for another reason: a mouse for laptops."""
SURE = 0.8
"""Where the likely categories have as much of certainty together, the thing is of one of them."""
FEW = 5
"""Of so many products at most the titles are read."""
CERTAIN = 0.5
"""A category that is asked for by its name, and as likely as this, is asked for alone: no laptop bags where the thing is a laptop."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What a query names as its thing, and how likely the category of that name is, 0 to 1."""

    named: Entity
    chance: float

    @staticmethod
    def of(query: Query, view: View) -> Thing | None:
        """The thing of a query where the categories of all products are known, and told apart by words: what titles alone tell is not sure enough to
        leave anything out.

        None too where the name has no category, and where the shopper chose one himself.
        """
        named = thing(query)
        if named is None or named.leaf == NO_ROW or not is_placed(view) or any(one.field == CATEGORY for one in query.filters):
            return None
        if view.snapshot.kept("classifier", Classifier.open) is None or _is_of_parts(named, query, view):
            return None
        its = _below(named, np.array(list(query.categories), np.int32), view)
        return Thing(named, sum(chance for chance, is_its in zip(query.categories.values(), its, strict=True) if is_its))

    def those(self, matches: Matches, first: Flags) -> Flags | None:
        """Which candidates are the thing: bool (n,); None where none of the `first` ones is."""
        found = self.is_of_its_category(matches) if self.chance >= LIKELY else np.zeros(len(matches.rows), bool)
        if self.named.kind != CATEGORY or self.chance < CERTAIN:
            likely = [row for row, chance in matches.query.categories.items() if chance >= LIKELY]
            found = found | (self._is_said_by(matches) & np.isin(matches.view.take("category", matches.rows), likely))
        return found if found[first].any() else None

    def is_of_its_category(self, matches: Matches) -> Flags:
        """Which candidates lie in the category of that name, or below it: bool (n,)."""
        return _below(self.named, np.asarray(matches.view.take("category", matches.rows), np.int32), matches.view)

    def is_missed(self, matches: Matches) -> bool:
        """Whether the category is a likely one, and no candidate lies in it, those aside that by their titles are something else."""
        return self.chance >= LIKELY and not any(self._are_meant(matches, np.flatnonzero(self.is_of_its_category(matches))))

    def _are_meant(self, matches: Matches, places: npt.NDArray[np.intp]) -> Iterator[bool]:
        """Whether each of these candidates of the category is such a thing: a few that meet a price may be filed there by mistake."""
        if len(places) > FEW or not matches.query.applied:
            yield from (True for _ in places)
            return
        told = context_of(matches.view.snapshot)
        for title in map(normalise, matches.view.titles(matches.rows[places])):
            rows = told(title)
            its = _below(self.named, np.array(list(rows), np.int32), matches.view)
            yield not rows or sum(chance for chance, is_its in zip(rows.values(), its, strict=True) if is_its) >= LIKELY

    def _is_said_by(self, matches: Matches) -> Flags:
        terms = matches.units.terms
        known = terms.texts[: terms.units]
        own = [known.index(text) for text in units(matches.query.text[self.named.start : self.named.end]).main if text in known]
        if not own:
            return np.zeros(len(matches.rows), bool)
        return np.asarray((np.asarray(matches.units.presence[TITLE])[:, own] >= HELD * terms.unit_idf[own]).all(axis=1), bool)


def is_it(query: Query, view: View, rows: Rows) -> Flags | None:
    """Which of these products, that have all words of a query, may be the thing that it names: bool (n,).

    耳机保护套 say 耳机 and are none; nor is what lies in no likely category, where these are SURE to be meant. None where it names no one thing, none
    is it, or the shopper chose a category.
    """
    named = thing(query)
    if named is None or not is_placed(view) or any(one.field == CATEGORY for one in query.filters):
        return None
    found = ~_are_parts(query.text[named.start : named.end], view, rows)
    likely = [row for row, chance in query.categories.items() if chance >= LIKELY]
    if sum(query.categories[row] for row in likely) >= SURE:
        found &= np.isin(view.take("category", rows), likely)
    return found if found.any() else None


def parts_last(name: str, view: View, rows: Rows) -> Rows:
    """These products of a thing, those behind the others that are parts of it or for it."""
    return rows[np.argsort(_are_parts(name, view, rows), kind="stable")]


def _are_parts(name: str, view: View, rows: Rows) -> Flags:
    """Which of these products lie in a category of parts of a thing or of things for it: 鞋垫 and 鞋子清洁 of 鞋子."""
    kinds, said = endings(view.snapshot), fold(name)
    names = {said, said.removesuffix(ENDING)} - {""}
    categories = np.asarray(view.take("category", rows), np.int32)
    known = np.unique(categories[(categories != NO_ROW) & (categories < len(kinds.names))]).tolist()
    return np.isin(categories, [row for row in known if any(kinds.is_of(row, one) for one in names)])


def _is_of_parts(named: Entity, query: Query, view: View) -> bool:
    """Whether the category of a thing that is no category's name is of things for it (耳机保护套 for 耳机)."""
    return named.kind != CATEGORY and endings(view.snapshot).is_of(named.leaf, fold(query.text[named.start : named.end]))


def _below(named: Entity, categories: Rows, view: View) -> Flags:
    """Which of these categories are the one that a name is of, or below it."""
    return np.asarray(view.below(categories, named.id if named.kind == CATEGORY else named.leaf), bool)
