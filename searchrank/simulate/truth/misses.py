"""What a product lacks of a want, part by part: takes pairs of wants and listings, gives counts by `wants.PARTS`. Grades and worths read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.simulate.truth.kinship import ACCESSORY, NARROWER, NEAR, OWN, STRANGE
from searchrank.simulate.truth.rubric import FULL, HARD, SOFT, VALUES, Rubric
from searchrank.simulate.wants import PARTS, Wants
from searchrank.simulate.world.catalogue import NONE, SLOTS, Catalogue

LOST = 9
"""What counts as many contradictions: what was needed is not met at all."""
PART = {name: place for place, name in enumerate(PARTS)}
Ints = npt.NDArray[Any]
Counts = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """p pairs: `of` the row of a want, `row` of a listing, the leaf wanted (a model alone wants its own), and the kind of the leaf offered.

    A column is gathered when it is asked for, and for the pairs that need it: most wants leave most parts open.
    """

    wants: Wants
    catalogue: Catalogue
    of: Ints
    row: Ints
    leaf: Ints
    kind: Ints

    def __len__(self) -> int:
        return len(self.of)

    def asked(self, name: str, at: Ints | None = None) -> Ints:
        """This column of the wants, of every pair or of those at these places."""
        column: Ints = getattr(self.wants, name)
        return column[self.of if at is None else self.of[at]]

    def offered(self, name: str, at: Ints | None = None) -> Ints:
        """This column of the listings, of every pair or of those at these places."""
        column: Ints = getattr(self.catalogue, name)
        return column[self.row if at is None else self.row[at]]


@dataclass(frozen=True, slots=True, eq=False)
class Misses:
    """int8 (p, PARTS) each: `soft` counts what is near, or unsaid in the product; `hard` what contradicts, LOST or more where the need is lost."""

    soft: Counts
    hard: Counts

    @staticmethod
    def none(pairs: int) -> Misses:
        """Nothing is missing."""
        # A part after the other in memory: parts are filled and added up one by one.
        return Misses(np.zeros((pairs, len(PARTS)), np.int8, order="F"), np.zeros((pairs, len(PARTS)), np.int8, order="F"))

    def add(self, part: str, level: Ints, at: Ints) -> None:
        """Count levels (FULL, SOFT or HARD) of the pairs at these places against this part."""
        self.soft[at, PART[part]] += level == SOFT
        self.hard[at, PART[part]] += level == HARD

    def lose(self, part: str, at: Ints) -> None:
        """The need is lost by this part in the pairs at these places."""
        self.hard[at, PART[part]] = LOST


def pairs_of(wants: Wants, catalogue: Catalogue, rows: Ints, rubric: Rubric) -> tuple[Ints, Pairs]:
    """Which of the (m, k) pairs of a want and its rows have anything to do with one another (flat places), and those pairs.

    A row below 0 stands for no product.
    """
    asked = wanted_leaf(wants, rubric)
    kind = _kind(wants, asked, catalogue.leaf[np.maximum(rows, 0)], rubric)
    flat = np.flatnonzero((kind != STRANGE) & (rows >= 0))
    of = flat // max(1, rows.shape[1])
    return flat, Pairs(wants, catalogue, of, rows.ravel()[flat], asked[of], kind.ravel()[flat])


def wanted_leaf(wants: Wants, rubric: Rubric) -> Ints:
    """The leaf of each want: a model alone wants its own; -1 where it is open."""
    return np.where(wants.leaf == NONE, rubric.model_leaf[wants.model], wants.leaf)


def _kind(wants: Wants, asked: Ints, offered: Ints, rubric: Rubric) -> Ints:
    """int8 (m, k). A brand, or what an accessory fits, is a need without a category; without any of them there is none."""
    of_word = rubric.kinds[np.maximum(wants.language, 0), asked, wants.word]
    kind = np.take_along_axis(of_word, offered.astype(np.intp), 1)
    said = (wants.brand != NONE) | (wants.fits != NONE)
    return np.where((asked == NONE)[:, None], np.where(said, OWN, STRANGE)[:, None], kind)


def misses_of(pairs: Pairs, rubric: Rubric) -> Misses:
    """Everything that these products lack."""
    found = Misses.none(len(pairs))
    _by_kind(pairs, found)
    _by_brand(pairs, rubric, found)
    _by_model(pairs, rubric, found)
    _by_fit(pairs, found)
    _by_table(pairs, "audience", "audience", rubric.audience, found)
    _by_table(pairs, "season", "leaf", rubric.season, found)
    _by_price(pairs, rubric, found)
    for slot in range(SLOTS):
        _by_value(pairs, slot, rubric, found)
    _by_bits(pairs, "points", rubric.point_to, found)
    _by_bits(pairs, "uses", rubric.use_to, found)
    _by_nearness(pairs, rubric, found)
    return found


def _where(pairs: Pairs, said: npt.NDArray[np.bool_]) -> Ints:
    """Places of the pairs whose want says this, by wants."""
    return np.flatnonzero(said[pairs.of])


def _by_kind(pairs: Pairs, found: Misses) -> None:
    found.soft[:, PART["word"]] += pairs.kind == NARROWER
    # Something taken instead is a partial answer at best, and so is an accessory of the thing.
    found.hard[:, PART["word"]] += (pairs.kind == NEAR) | (pairs.kind == ACCESSORY)
    found.lose("word", np.flatnonzero((pairs.kind == ACCESSORY) & ~_bare(pairs.wants)[pairs.of]))


def _bare(wants: Wants) -> npt.NDArray[np.bool_]:
    """Whether only a category, brand or model is wanted: who says more means the thing itself."""
    said = (wants.fits != NONE) | (wants.audience != NONE) | (wants.season != NONE) | (wants.points != 0) | (wants.uses != 0)
    priced = ~np.isnan(wants.low) | ~np.isnan(wants.high)
    return np.asarray(~(said | priced | wants.values.any(1)), np.bool_)


def _by_brand(pairs: Pairs, rubric: Rubric, found: Misses) -> None:
    """A brand counts where no model is wanted; for an accessory that fits something, the brand of that."""
    at = _where(pairs, (pairs.wants.brand != NONE) & (pairs.wants.model == NONE))
    accessory, fits = pairs.kind[at] == ACCESSORY, pairs.offered("fits", at)
    brand = np.where(accessory & (fits != NONE), rubric.model_brand[fits], pairs.offered("brand", at))
    other = brand != pairs.asked("brand", at)
    found.add("brand", np.where(other, HARD, FULL), at)
    found.lose("brand", at[other & (accessory | (pairs.leaf[at] == NONE))])


def _by_model(pairs: Pairs, rubric: Rubric, found: Misses) -> None:
    """Another model of the maker is a partial answer, one of another maker none. Without a brand all models of one name will do."""
    at = _where(pairs, pairs.wants.model != NONE)
    accessory, fits, wanted = pairs.kind[at] == ACCESSORY, pairs.offered("fits", at), pairs.asked("model", at)
    fitting = accessory & (fits != NONE)
    model = np.where(fitting, fits, pairs.offered("model", at))
    brand = np.where(fitting, rubric.model_brand[fits], pairs.offered("brand", at))
    namesake = (pairs.asked("brand", at) == NONE) & (model != NONE) & (rubric.model_name[model] == rubric.model_name[wanted])
    other = (model != wanted) & ~namesake
    found.add("model", np.where(other, HARD, FULL), at)
    found.lose("model", at[other & (accessory | (brand != rubric.model_brand[wanted]) | (pairs.kind[at] == NEAR))])


def _by_fit(pairs: Pairs, found: Misses) -> None:
    """What fits something else is of no use; what does not say what it fits may do."""
    at = _where(pairs, pairs.wants.fits != NONE)
    fits = pairs.offered("fits", at)
    unfit = fits != pairs.asked("fits", at)
    silent = unfit & (fits == NONE) & (pairs.kind[at] == OWN) & (pairs.leaf[at] != NONE)
    found.add("fits", np.where(silent, SOFT, FULL), at)
    found.lose("fits", at[unfit & ~silent])


def _by_table(pairs: Pairs, part: str, column: str, table: Ints, found: Misses) -> None:
    """What a table says of the part that is wanted by the column that is offered."""
    at = _where(pairs, getattr(pairs.wants, part) != NONE)
    found.add(part, table[pairs.asked(part, at), pairs.offered(column, at)], at)


def _by_price(pairs: Pairs, rubric: Rubric, found: Misses) -> None:
    at = _where(pairs, ~np.isnan(pairs.wants.low) | ~np.isnan(pairs.wants.high))
    price, low, high, bounds = pairs.offered("price", at), pairs.asked("low", at), pairs.asked("high", at), rubric.tolerances
    over, under = price > high, price < low
    near = (over & (price <= high * (1 + bounds.price_over))) | (under & (price >= low * (1 - bounds.price_over)))
    found.add("price", np.where(near, SOFT, np.where(over | under, HARD, FULL)), at)
    found.lose("price", at[price > high * (1 + bounds.price_lost)])


def _by_value(pairs: Pairs, slot: int, rubric: Rubric, found: Misses) -> None:
    """The attribute at this slot of the leaf that is wanted, by whichever slot the leaf that is offered has it in."""
    at = _where(pairs, pairs.wants.values[:, slot] != 0)
    at = at[(pairs.leaf[at] != NONE) & (pairs.kind[at] != ACCESSORY)]
    asked, offered, own = pairs.leaf[at], pairs.offered("leaf", at), pairs.kind[at] == OWN
    there = np.where(own, slot, rubric.slot_to[asked, offered, slot])
    has = np.where(there == NONE, 0, pairs.catalogue.values[pairs.row[at], there])
    serving, nearly = _accepted(pairs, slot, rubric)
    of = pairs.of[at]
    level = np.where(has & serving[of], FULL, np.where(has & nearly[of], SOFT, HARD))
    found.add("values", level, at)
    # A thing from elsewhere that cannot have the attribute was not meant by the word.
    far = (there == NONE) & (rubric.department[asked] != rubric.department[offered])
    found.lose("values", at[far])


def _accepted(pairs: Pairs, slot: int, rubric: Rubric) -> tuple[Ints, Ints]:
    """Of every want the bits of values that serve, and of those that are near."""
    wanted, leaf = pairs.wants.values[:, slot], wanted_leaf(pairs.wants, rubric)
    serving, nearly = np.zeros_like(wanted), np.zeros_like(wanted)
    for value in range(VALUES):
        on = (wanted >> np.uint32(value)) & np.uint32(1)
        if on.any():
            serving |= on * rubric.serving[leaf, slot, value]
            nearly |= on * rubric.nearly[leaf, slot, value]
    return serving, nearly


def _by_nearness(pairs: Pairs, rubric: Rubric, found: Misses) -> None:
    """What is taken instead must be for those whom all of the wanted category is for, said or not."""
    at = np.flatnonzero(pairs.kind == NEAR)
    implied = np.where(pairs.asked("audience", at) == NONE, rubric.leaf_audience[pairs.leaf[at]], NONE)
    found.hard[at, PART["audience"]] += rubric.audience[implied, pairs.offered("audience", at)] == HARD


def _by_bits(pairs: Pairs, part: str, to: Ints, found: Misses) -> None:
    """Selling points, or uses: each that is wanted and not there is a soft miss."""
    wants: Ints = getattr(pairs.wants, part)
    for bit in range(VALUES):
        on = (wants >> np.uint32(bit)) & np.uint32(1) == 1
        if not on.any():
            continue
        at = _where(pairs, on)
        at = at[(pairs.leaf[at] != NONE) & (pairs.kind[at] != ACCESSORY)]
        there = np.where(pairs.kind[at] == OWN, np.uint32(1 << bit), to[pairs.leaf[at], pairs.offered("leaf", at), bit])
        found.soft[at, PART[part]] += (pairs.offered(part, at) & there) == 0
