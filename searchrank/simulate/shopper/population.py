"""Who shops: takes the places of a world, a number and a seed, gives a population as columns, one row a shopper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.errors import InvalidInput
from searchrank.simulate.shopper.demand import Demand, Floats, Ints, demand
from searchrank.simulate.shopper.habits import Habits
from searchrank.simulate.shopper.segments import SEGMENTS, WOMEN, hours
from searchrank.simulate.typing.typed import INPUTS
from searchrank.simulate.world.catalogue import LANGUAGE_PLACES, TASTES, Places

FAVOURITES = 4
CHUNK = 4096
"""Shoppers drawn at once: columns by brand are wide. The number is part of what a seed means."""


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """n shoppers; a row is a shopper. Departments (D) are those of `demand.departments`.

    segment int8 a place of `SEGMENTS`; language int8 of `LANGUAGE_PLACES`; device int8 of `DEVICES`; gender int8 0 for a woman, 1 for a man;
    interests float32 (n, D) shares of needs by department, they sum to 1; favourites int16 (n, 4) brands liked, the dearest first; loyalty float32
    (n, 4) 0 to 1, how strongly; price_level float32 what is paid by the usual price, about 1; price_sensitivity float32 (n, D) 0 to 1; taste
    float32 (n, TASTES) unit vectors; input int8 of `typing.typed.INPUTS`; typo_rate float32 chance of a slip in a query; patience float32 0 to 1,
    chance of going on after a page that did not help; visits_per_day float32; new bool joined during the log, on day joined int16 (0: before it);
    search_unprompted float32 chance that a visit searches without being prompted; uplift float32 by how much a good word shown raises it; push_open
    float32 chance to open a push; push_opt_out bool wants none; suggestion_use float32 chance of looking at suggestions at all while typing.
    `hours` float32 (segments, 24) shares of visits by hour; `demand` the tables from which needs are drawn.
    """

    segment: npt.NDArray[np.int8]
    language: npt.NDArray[np.int8]
    device: npt.NDArray[np.int8]
    gender: npt.NDArray[np.int8]
    interests: Floats
    favourites: Ints
    loyalty: Floats
    price_level: Floats
    price_sensitivity: Floats
    taste: Floats
    input: npt.NDArray[np.int8]
    typo_rate: Floats
    patience: Floats
    visits_per_day: Floats
    new: npt.NDArray[np.bool_]
    joined: Ints
    search_unprompted: Floats
    uplift: Floats
    push_open: Floats
    push_opt_out: npt.NDArray[np.bool_]
    suggestion_use: Floats
    hours: Floats
    demand: Demand

    def __len__(self) -> int:
        return len(self.segment)

    def columns(self) -> Mapping[str, npt.NDArray[Any]]:
        """The columns by name: everything that has a row a shopper."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name not in ("hours", "demand")}


def draw_population(places: Places, count: int, seed: int, *, days: int = 30, habits: Habits | None = None) -> Population:
    """This many shoppers of this seed; those that are new join on one of the days.

    The same seed gives the same shoppers in every process, and a larger population begins with the smaller one. Raises InvalidInput for a count
    below 0 or no days.
    """
    if count < 0 or days < 1:
        raise InvalidInput(f"cannot draw {count} shoppers over {days} days: give 0 shoppers or more, and 1 day or more")
    tables, habits = demand(places), habits or Habits()
    # A chunk is drawn whole, so that the shoppers of a smaller population are those of a larger one.
    starts = range(0, max(count, 1), CHUNK)
    chunks = [_chunk(tables, np.random.default_rng([seed, 71, start // CHUNK]), days, habits) for start in starts]
    columns = {name: np.concatenate([chunk[name] for chunk in chunks])[:count] for name in chunks[0]}
    return Population(**columns, hours=np.array([hours(segment) for segment in SEGMENTS], np.float32), demand=tables)


def _chunk(tables: Demand, chance: np.random.Generator, days: int, habits: Habits) -> dict[str, npt.NDArray[Any]]:
    shares = np.array([segment.share for segment in SEGMENTS])
    segment = chance.choice(len(SEGMENTS), CHUNK, p=shares / shares.sum()).astype(np.int8)
    gender = (chance.random(CHUNK) >= _of(segment, lambda one: one.women)).astype(np.int8)
    interests = _interests(tables, segment, gender, chance)
    price_level = (_of(segment, lambda one: one.price) * np.exp(chance.normal(0, habits.price_spread, CHUNK))).astype(np.float32)
    return {
        "segment": segment,
        "gender": gender,
        "device": _device(segment, chance),
        "interests": interests,
        "favourites": _favourites(tables, interests, price_level, chance),
        "loyalty": -np.sort(-chance.beta(*_shape(habits.loyalty, 3), (CHUNK, FAVOURITES)), 1).astype(np.float32),
        "price_level": price_level,
        "price_sensitivity": _sensitivity(tables, segment, chance),
        "taste": _taste(segment, gender, chance, habits),
        **_typing(chance, habits),
        **_visiting(segment, chance, days, habits),
    }


def _of(segment: npt.NDArray[np.int8], value: Callable[[Any], float]) -> Floats:
    return np.array([value(one) for one in SEGMENTS], np.float32)[segment]


def _shape(mean: float, weight: float) -> tuple[float, float]:
    """The two numbers of a Beta distribution of this mean; a greater weight narrows it."""
    return mean * weight, (1 - mean) * weight


def _device(segment: npt.NDArray[np.int8], chance: np.random.Generator) -> npt.NDArray[np.int8]:
    sums = np.cumsum([one.devices for one in SEGMENTS], 1)[segment]
    return np.asarray((chance.random((len(segment), 1)) > sums[:, :-1]).sum(1), np.int8)


def _interests(tables: Demand, segment: npt.NDArray[np.int8], gender: npt.NDArray[np.int8], chance: np.random.Generator) -> Floats:
    share = np.bincount(tables.department, tables.share)
    liked = np.array([[one.interests.get(name, 1.0) for name in tables.departments] for one in SEGMENTS])
    woman = np.array([WOMEN.get(name, 1.0) for name in tables.departments])
    # A Gamma of shape 0.8 leaves most shoppers with a handful of departments that they care for.
    own = chance.gamma(0.8, 1.0, (len(segment), len(share))) + 0.02
    interests = share * liked[segment] * np.stack((woman, 2 - woman))[gender] * own
    return np.asarray(interests / interests.sum(1, keepdims=True), np.float32)


def _favourites(tables: Demand, interests: Floats, price_level: Floats, chance: np.random.Generator) -> Ints:
    """Brands that serve what interests a shopper, by market share and price, each once: the largest of weight to the power of 1 / exponential
    noise."""
    by_department = np.stack([(tables.within[at, None] * tables.brands[at]).sum(0) for at in _members(tables)])
    weight = interests @ by_department
    fit = -((np.log(price_level)[:, None] - np.log(tables.level)[None, :]) ** 2) / 0.5
    keys = np.log(weight + 1e-9) + fit - np.log(chance.standard_exponential(weight.shape, np.float32) + 1e-20)
    return np.argsort(-keys, axis=1, kind="stable")[:, :FAVOURITES].astype(np.int16)


def _members(tables: Demand) -> list[npt.NDArray[np.intp]]:
    return [np.flatnonzero(tables.department == place) for place in range(len(tables.departments))]


def _sensitivity(tables: Demand, segment: npt.NDArray[np.int8], chance: np.random.Generator) -> Floats:
    general = _of(segment, lambda one: one.sensitivity)[:, None] + chance.normal(0, 0.12, (len(segment), 1))
    return np.clip(general + chance.normal(0, 0.1, (len(segment), len(tables.departments))), 0.02, 1).astype(np.float32)


def _taste(segment: npt.NDArray[np.int8], gender: npt.NDArray[np.int8], chance: np.random.Generator, habits: Habits) -> Floats:
    """Unit vectors about a centre of the segment and gender: shoppers like what their like like, and differ."""
    centres = np.random.default_rng(habits.taste_seed).normal(size=(2, len(SEGMENTS), TASTES))
    centres /= np.linalg.norm(centres, axis=-1, keepdims=True)
    taste = habits.taste_shared * centres[gender, segment] + chance.normal(size=(len(segment), TASTES)) / TASTES**0.5
    return np.asarray(taste / np.linalg.norm(taste, axis=1, keepdims=True), np.float32)


def _typing(chance: np.random.Generator, habits: Habits) -> dict[str, npt.NDArray[Any]]:
    language = (chance.random(CHUNK) >= habits.chinese).astype(np.int8)
    chinese = language == LANGUAGE_PLACES["zh"]
    drawn = chance.choice(len(INPUTS), CHUNK, p=np.array(habits.inputs) / sum(habits.inputs))
    typo = np.where(chinese, chance.beta(*_shape(habits.typos_zh, 4), CHUNK), chance.beta(*_shape(habits.typos_en, 4), CHUNK))
    return {
        "language": language,
        "input": np.where(chinese, drawn, INPUTS.index("english")).astype(np.int8),
        "typo_rate": typo.astype(np.float32),
        "suggestion_use": chance.beta(*_shape(habits.suggestion_use, 2.5), CHUNK).astype(np.float32),
    }


def _visiting(segment: npt.NDArray[np.int8], chance: np.random.Generator, days: int, habits: Habits) -> dict[str, npt.NDArray[Any]]:
    visits = habits.visits * _of(segment, lambda one: one.visits) * np.exp(chance.normal(0, habits.visits_spread, CHUNK))
    new = chance.random(CHUNK) < habits.new
    search = np.clip(habits.search_unprompted * _of(segment, lambda one: one.search), 0.01, 0.95)
    patience = _of(segment, lambda one: one.patience)
    return {
        "visits_per_day": np.minimum(visits, habits.most_visits).astype(np.float32),
        "new": new,
        "joined": np.where(new, chance.integers(1, max(days, 2), CHUNK), 0).astype(np.int16),
        "patience": chance.beta(6 * patience, 6 * (1 - patience)).astype(np.float32),
        "search_unprompted": chance.beta(4 * search, 4 * (1 - search)).astype(np.float32),
        "uplift": chance.beta(*_shape(habits.uplift, 8), CHUNK).astype(np.float32),
        "push_open": chance.beta(*_shape(habits.push_open, 8), CHUNK).astype(np.float32),
        "push_opt_out": chance.random(CHUNK) < habits.push_opt_out,
    }
