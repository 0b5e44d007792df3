"""How visits begin: pushes opened, the word in the box, words of other scenes, searches unprompted, and what is looked for in each visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from searchrank.simulate.behaviour.after import tasks_of_visits
from searchrank.simulate.behaviour.examine import Bools, Floats
from searchrank.simulate.log.columns import join, put, take
from searchrank.simulate.log.floor import Floor, Memory
from searchrank.simulate.log.visits import HOME, PUSH, Visits, draw_visits
from searchrank.simulate.log.words import BROWSING, DISCOVER, HINT, HISTORY, HOT, LISTED, PUSHED, Bank, Listed, Rows, listed, value_of, words_for
from searchrank.simulate.shopper.needs import draw_needs
from searchrank.simulate.wants import Needs

PUSHES = 1 / 7
"""Pushes a day to each shopper who has not opted out; general knowledge."""
OPTED_OUT = 0.004
"""Chance that a push let be is the last; general knowledge."""


@dataclass(frozen=True, slots=True, eq=False)
class Pushes:
    """Pushes of a day: shopper int32, word int32 a row of the bank, opened and opted_out bool."""

    shopper: Rows
    word: Rows
    opened: Bools
    opted_out: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Beginning:
    """How each visit began (v,): word int32 a row of the bank that was taken, or -1; scene int8 where it was shown; searched bool.

    p_unprompted, uplift float32: the truth of searching without a word, and what the word in the box adds.
    """

    shown: list[Listed]
    word: Rows
    scene: npt.NDArray[np.int8]
    searched: Bools
    p_unprompted: Floats
    uplift: Floats


def push_all(floor: Floor, memory: Memory, bank: Bank, present: Rows, chance: np.random.Generator) -> Pushes:
    """The day's pushes to those of these shoppers who want some, each about a query of the bank."""
    sent = present[(chance.random(len(present)) < PUSHES) & ~memory.silent[present]]
    word = words_for(bank, floor.population.language[sent], 1, chance)[:, 0]
    value = value_of(bank, word[:, None], floor.population, sent)[:, 0]
    opened = chance.random(len(sent)) < 2 * value * floor.population.push_open[sent]
    return Pushes(sent, word, opened, ~opened & (chance.random(len(sent)) < OPTED_OUT))


def come(floor: Floor, pushes: Pushes, present: Rows, day: date, chance: np.random.Generator) -> tuple[Visits, Rows]:
    """The visits, and for each the word of the push that it opened, or -1."""
    opened = pushes.shopper[pushes.opened]
    visits = draw_visits(floor.population, present, opened, day, floor.plan, chance)
    word = np.full(len(visits), -1, np.int32)
    at = np.flatnonzero(visits.entry == PUSH)
    # A shopper gets one push a day at most, so the shopper tells which.
    order = np.argsort(opened)
    word[at] = pushes.word[pushes.opened][order[np.searchsorted(opened[order], visits.shopper[at])]]
    return visits, word


def begin(floor: Floor, memory: Memory, bank: Bank, visits: Visits, pushed: Rows, chance: np.random.Generator) -> Beginning:
    """What is shown to each visit before a search, and whether it searches."""
    population, shopper = floor.population, visits.shopper
    hint = _scene(floor, memory, bank, visits, HINT, np.flatnonzero(visits.entry == HOME), chance)
    uplift = np.zeros(len(visits), np.float32)
    uplift[hint.visit] = population.uplift[shopper[hint.visit]] * hint.value[:, 0]
    luck, unprompted = chance.random(len(visits)), population.search_unprompted[shopper]
    taken = _Taken(np.where(pushed >= 0, pushed, -1), np.where(pushed >= 0, PUSHED, -1))
    prompted = (luck >= unprompted) & (luck < unprompted + uplift) & (pushed < 0)
    by_hint = np.isin(np.arange(len(visits)), hint.visit[hint.taken >= 0]) & (luck < unprompted)
    hint = Listed(HINT, hint.visit, hint.words, hint.value, np.where((prompted | (by_hint & (pushed < 0)))[hint.visit], 0, -1))
    shown = [hint, *_further(floor, memory, bank, visits, luck < unprompted, chance)]
    for scene in shown:
        taken.take(scene)
    return Beginning(shown, taken.word, taken.scene.astype(np.int8), (luck < unprompted) | (taken.word >= 0), unprompted, uplift)


def tasks_begun(
    floor: Floor, memory: Memory, bank: Bank, visits: Visits, beginning: Beginning, day: int, chance: np.random.Generator
) -> tuple[Rows, Needs, Rows]:
    """(visit, need, row of the bank or -1) of each task, tasks of a visit beside each other in order; the first follows the word that was taken."""
    searching = np.flatnonzero(beginning.searched)
    count = tasks_of_visits(floor.behaviour, len(searching), chance)
    visit = np.repeat(searching, count).astype(np.int32)
    first = np.concatenate([[True], visit[1:] != visit[:-1]]) if len(visit) else np.zeros(0, np.bool_)
    word = np.where(first, beginning.word[visit], -1).astype(np.int32)
    shopper = visits.shopper[visit]
    needs = draw_needs(floor.population, shopper, floor.places, floor.plan.date(day), floor.trends, chance, history=memory.past_orders(shopper, day))
    by_word = np.flatnonzero(word >= 0)
    return visit, _replaced(needs, by_word, bank.needs.take(word[by_word])), word


@dataclass(slots=True, eq=False)
class _Taken:
    """The first word taken in each visit; scenes come one after the other."""

    word: Rows
    scene: npt.NDArray[np.int64]

    def take(self, shown: Listed) -> None:
        got = np.flatnonzero((shown.taken >= 0) & (self.word[shown.visit] < 0))
        self.word[shown.visit[got]] = shown.words[got, shown.taken[got]]
        self.scene[shown.visit[got]] = shown.scene


def _scene(floor: Floor, memory: Memory, bank: Bank, visits: Visits, scene: int, at: npt.NDArray[np.int64], chance: np.random.Generator) -> Listed:
    """The words of a scene for these visits: their own unfinished query first, where the scene shows those, then queries of the bank."""
    shopper = visits.shopper[at]
    words = words_for(memory.bank, floor.population.language[shopper], LISTED[scene], chance)
    own = _own(memory, len(memory.bank), bank, shopper)
    if scene in (HINT, HISTORY, DISCOVER):
        words[:, 0] = np.where((own >= 0) & (chance.random(len(at)) < 0.7), own, words[:, 0])
    value = value_of(bank, words, floor.population, shopper)
    before = memory.ignored[shopper][:, None]
    return listed(floor.behaviour, scene, at.astype(np.int32), words, value, before, chance)


def _further(floor: Floor, memory: Memory, bank: Bank, visits: Visits, unprompted: Bools, chance: np.random.Generator) -> list[Listed]:
    """History and hot words for who opens the search page, discovery for some who browse."""
    searching = np.flatnonzero(unprompted)
    remembered = searching[_own(memory, len(memory.bank), bank, visits.shopper[searching]) >= 0]
    history = _scene(floor, memory, bank, visits, HISTORY, remembered, chance)
    hot = _scene(floor, memory, bank, visits, HOT, searching, chance)
    browsing = np.flatnonzero(~unprompted & (chance.random(len(visits)) < BROWSING))
    return [history, hot, _scene(floor, memory, bank, visits, DISCOVER, browsing, chance)]


def _own(memory: Memory, offset: int, bank: Bank, shopper: Rows) -> Rows:
    """The row of the day's bank that is this shopper's unfinished query, or -1: they stand behind yesterday's queries, by shopper."""
    owners = bank.needs.shopper[offset:]
    if not len(owners):
        return np.full(len(shopper), -1, np.int32)
    at = np.minimum(np.searchsorted(owners, shopper), len(owners) - 1)
    return np.where((owners[at] == shopper) & (memory.place[shopper] >= 0), offset + at, -1).astype(np.int32)


def bank_of(memory: Memory, present: Rows) -> Bank:
    """Yesterday's queries, and behind them what these shoppers (in order) left unfinished."""
    place = memory.place[present]
    return join([memory.bank, take(memory.unfinished, place[place >= 0])])


def _replaced(needs: Needs, rows: npt.NDArray[np.int64], by: Needs) -> Needs:
    """Who takes a word looks for what it was typed for: for themselves."""
    changed = needs.take(np.arange(len(needs)))
    own = changed.shopper[rows]
    put(changed, rows, by)
    changed.shopper[rows] = own
    return changed
