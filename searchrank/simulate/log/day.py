"""One day of a part of the shoppers: takes the floor, what is remembered, the day's number and chance, gives everything that happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.simulate.behaviour.after import DONE, LEAVE
from searchrank.simulate.behaviour.examine import Floats
from searchrank.simulate.log.begin import Beginning, Pushes, bank_of, begin, come, push_all, tasks_begun
from searchrank.simulate.log.columns import join, put, take
from searchrank.simulate.log.complete import complete, known_texts
from searchrank.simulate.log.floor import BANK, TEXTS, Floor, Memory, as_meant, said_by
from searchrank.simulate.log.plan import DEPTH
from searchrank.simulate.log.rank import Ranking
from searchrank.simulate.log.visits import Visits
from searchrank.simulate.log.waves import TYPED, Answers, Asked, Tasks, search_all
from searchrank.simulate.log.words import CLICKBACK, COMPLETE, HINT, LISTED, PUSHED, RELATED, Bank, Listed, Offers, Rows, offered
from searchrank.simulate.wants import Wants

LEAD_S = 12.0
"""Mean seconds from a visit's begin, or the end of a task, to the next search; general knowledge."""
SEEN_BELOW = 0.5
"""Share of answers looked through to the end whose related queries are noticed; general knowledge."""
PUSH_AT = (11.5 * 3600, 20 * 3600)


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """What happened on the day of this number. starts float64: seconds of the day at which each task began."""

    number: int
    visits: Visits
    beginning: Beginning
    pushes: Pushes
    tasks: Tasks
    starts: npt.NDArray[np.float64]
    answers: Answers
    offers: Offers

    @property
    def asked_at(self) -> npt.NDArray[np.float64]:
        """Seconds of the day at which each search was asked; past midnight they go on."""
        return np.asarray(self.starts[self.answers.asked.task] + self.answers.asked.at)


def live_through(floor: Floor, memory: Memory, present: Rows, number: int, popularity: Floats, chance: np.random.Generator) -> Day:
    """The day of these shoppers (rows, in order); `memory` goes on to the next day."""
    bank = bank_of(memory, present)
    pushes = push_all(floor, memory, bank, present, chance)
    visits, pushed = come(floor, pushes, present, floor.plan.date(number), chance)
    beginning = begin(floor, memory, bank, visits, pushed, chance)
    visit, needs, word = tasks_begun(floor, memory, bank, visits, beginning, number, chance)
    shopper = visits.shopper[visit]
    population = floor.population
    tasks = Tasks(needs, visit, population.device[shopper], population.patience[shopper], visits.experiment[visit])
    book = _Book(visits)
    book.listed(beginning.shown, bank, visits.start)
    book.pushed(pushes, bank, chance)
    asked = _first(floor, memory, tasks, bank, word, beginning, book, chance)
    answers = search_all(floor, tasks, asked, popularity, chance)
    starts = _starts(visits, tasks, answers, chance)
    book.completed(visit, starts)
    book.related(tasks, answers, starts, bank, chance)
    day = Day(number, visits, beginning, pushes, tasks, starts, answers, book.offers())
    remember(floor, memory, day, bank, chance)
    return day


def remember(floor: Floor, memory: Memory, day: Day, bank: Bank, chance: np.random.Generator) -> None:
    """What tomorrow knows of today: orders, queries that found nothing good, words let be, pushes unwanted, queries to suggest."""
    answers, tasks = day.answers, day.tasks
    answer, card = np.nonzero(answers.response.ordered)
    buyer = tasks.needs.shopper[answers.asked.task[answer]]
    memory.remember_orders(day.number, buyer, floor.catalogue, answers.rows[answer, card])
    memory.finish(tasks.needs.shopper[answers.asked.task[answers.next == DONE]])
    given_up = np.flatnonzero((answers.next == LEAVE) & (answers.asked.step > 0))
    memory.leave_unfinished(_known(tasks, answers, given_up))
    memory.silent[day.pushes.shopper[day.pushes.opted_out]] = True
    memory.ignored *= np.float32(0.8)
    for shown in day.beginning.shown:
        if shown.scene == HINT:
            np.add.at(memory.ignored, day.visits.shopper[shown.visit[shown.taken < 0]], np.float32(1.0))
    searched = np.flatnonzero(answers.asked.page == 1)
    drawn = searched[np.sort(chance.permutation(len(searched))[:BANK])]
    if len(drawn):
        memory.bank = _known(tasks, answers, drawn)
        today = [answers.asked.spoken[row].typed.intended for row in searched.tolist()]
        memory.texts = [*today, *memory.texts][:TEXTS]


class _Book:
    """Suggestion answers of a day, as they come up; numbers them from 0."""

    def __init__(self, visits: Visits) -> None:
        self._visits, self._parts, self._next = visits, list[Offers](), 0
        self._first: dict[int, Rows] = {}
        self._columns: tuple[Listed, Sequence[str], Sequence[str]] | None = None
        self._columns_first = 0

    def _add(self, shown: Listed, shopper: Rows, at: npt.NDArray[np.float64], texts: Sequence[str], prefixes: Sequence[str] | None = None) -> int:
        first, self._next = self._next, self._next + len(shown.visit)
        self._parts.append(offered(shown, first, shopper, at, texts, prefixes))
        return first

    def listed(self, scenes: Sequence[Listed], bank: Bank, start: npt.NDArray[np.float64]) -> None:
        """What was shown when visits began."""
        for delay, shown in enumerate(scenes, 1):
            texts = bank.texts(shown.words.ravel())
            first = self._add(shown, self._visits.shopper[shown.visit], start[shown.visit] + delay, texts)
            self._first[shown.scene] = np.full(len(start), -1, np.int32)
            self._first[shown.scene][shown.visit] = first + np.arange(len(shown.visit), dtype=np.int32)

    def pushed(self, pushes: Pushes, bank: Bank, chance: np.random.Generator) -> None:
        """Pushes; who opened one came with it."""
        nobody = np.full(len(pushes.shopper), -1, np.int32)
        shown = Listed(PUSHED, nobody, pushes.word[:, None], np.zeros((len(nobody), 1), np.float32), np.where(pushes.opened, 0, -1))
        at = np.asarray(PUSH_AT)[chance.integers(0, len(PUSH_AT), len(nobody))]
        first = self._add(shown, pushes.shopper, at, bank.texts(pushes.word))
        came = dict(zip(pushes.shopper.tolist(), range(first, self._next), strict=True))
        self._first[PUSHED] = np.array([came.get(one, -1) for one in self._visits.shopper.tolist()], np.int32)

    def source(self, scene: npt.NDArray[np.int8], visit: Rows) -> Rows:
        """The number of the answer in which a scene was shown to a visit, or -1."""
        found = np.full(len(visit), -1, np.int32)
        for one, first in self._first.items():
            found = np.where(scene == one, first[visit], found)
        return found.astype(np.int32)

    def looked_at(self, shown: Listed, texts: Sequence[str], prefixes: Sequence[str]) -> Rows:
        """Columns of completions (their `visit` is a task until `completed`); gives the numbers of their answers."""
        self._columns, self._columns_first = (shown, texts, prefixes), self._next
        self._next += len(shown.visit)
        return np.arange(self._columns_first, self._next, dtype=np.int32)

    def completed(self, visit: Rows, starts: npt.NDArray[np.float64]) -> None:
        """Columns come just before the search of their task."""
        if self._columns is not None:
            shown, texts, prefixes = self._columns
            task = shown.visit
            placed = replace(shown, visit=visit[task])
            shopper = self._visits.shopper[visit[task]]
            self._parts.append(offered(placed, self._columns_first, shopper, starts[task] - 1.5, texts, prefixes))

    def related(self, tasks: Tasks, answers: Answers, starts: npt.NDArray[np.float64], bank: Bank, chance: np.random.Generator) -> None:
        """Related queries under answers: those that were followed, and some that were seen and let be."""
        asked = answers.asked
        for scene in (RELATED, CLICKBACK):
            followed = np.flatnonzero((asked.source == scene) & (asked.page == 1) & (asked.before >= 0))
            under = asked.before[followed]
            texts = _alike(bank, tasks, answers, under, scene)
            place = chance.integers(0, LISTED[scene], len(followed))
            _write_in(texts, LISTED[scene], place.tolist(), [asked.spoken[number].typed.text for number in followed])
            asked.offer[followed] = self._under(scene, tasks, answers, starts, under, place, texts)
        to_the_end = (answers.response.visible | ~answers.there).all(axis=1) & answers.there.any(axis=1)
        seen = np.flatnonzero(to_the_end & (chance.random(len(answers)) < SEEN_BELOW))
        seen = np.setdiff1d(seen, asked.before[(asked.source == RELATED) | (asked.source == CLICKBACK)])
        self._under(RELATED, tasks, answers, starts, seen, np.full(len(seen), -1), _alike(bank, tasks, answers, seen, RELATED))

    def _under(
        self,
        scene: int,
        tasks: Tasks,
        answers: Answers,
        starts: npt.NDArray[np.float64],
        under: npt.NDArray[Any],
        place: npt.NDArray[np.int64],
        texts: list[str],
    ) -> Rows:
        task = answers.asked.task[under]
        words = np.full((len(under), LISTED[scene]), -1, np.int32)
        shown = Listed(scene, tasks.visit[task], words, words.astype(np.float32), place)
        first = self._add(shown, self._visits.shopper[tasks.visit[task]], starts[task] + answers.ends[under] - 1, texts)
        return first + np.arange(len(under), dtype=np.int32)

    def offers(self) -> Offers:
        """All of them."""
        return join(self._parts)


def _first(
    floor: Floor, memory: Memory, tasks: Tasks, bank: Bank, word: Rows, beginning: Beginning, book: _Book, chance: np.random.Generator
) -> Asked:
    """The first search of each task: the word that was taken, or what is typed, with a look at completions."""
    count, by_word = len(word), np.flatnonzero(word >= 0)
    fresh = np.flatnonzero(word < 0)
    shopper, known = tasks.needs.shopper, known_texts(memory.texts)
    columns = complete(floor.behaviour, floor.population, shopper[fresh], floor.say(tasks.needs.take(fresh), chance), known, chance)
    spoken: list[Any] = [as_meant(bank.spoken[place]) if place >= 0 else None for place in word]
    put(spoken, fresh, columns.submitted)
    source = np.full(count, TYPED, np.int8)
    source[by_word] = beginning.scene[tasks.visit[by_word]]
    offer = book.source(np.where(word >= 0, source, TYPED).astype(np.int8), tasks.visit)
    looked = fresh[columns.shown.visit]
    numbers = book.looked_at(replace(columns.shown, visit=looked.astype(np.int32)), columns.texts, columns.prefixes)
    used = columns.shown.taken >= 0
    source[looked[used]], offer[looked[used]] = COMPLETE, numbers[used]
    nothing, none = np.full(count, np.nan, np.float32), np.full(count, -1, np.int32)
    ranking = Ranking(np.full((count, DEPTH), -1, np.int32), np.full((count, DEPTH), np.nan, np.float32))
    steps = np.zeros(count, np.int8)
    task = np.arange(count, dtype=np.int32)
    brand = none.astype(np.int16)
    return Asked(task, steps, steps + np.int8(1), source, none, offer, said_by(spoken), spoken, brand, nothing, nothing, np.zeros(count), ranking)


def _starts(visits: Visits, tasks: Tasks, answers: Answers, chance: np.random.Generator) -> npt.NDArray[np.float64]:
    """When each task begins: one after the other within a visit."""
    spent = np.zeros(len(tasks.visit))
    np.maximum.at(spent, answers.asked.task, answers.ends)
    spent = spent + chance.exponential(LEAD_S, len(spent)) + 3
    before = np.cumsum(spent) - spent
    first = np.concatenate([[True], tasks.visit[1:] != tasks.visit[:-1]]) if len(spent) else np.zeros(0, np.bool_)
    base = np.maximum.accumulate(np.where(first, before, 0.0))
    return np.asarray(visits.start[tasks.visit] + before - base + 3 + LEAD_S / 2)


def _known(tasks: Tasks, answers: Answers, rows: npt.NDArray[np.int64]) -> Bank:
    asked = take(answers.asked, rows)
    return Bank(tasks.needs.take(asked.task), asked.said, asked.spoken)


def _alike(bank: Bank, tasks: Tasks, answers: Answers, under: npt.NDArray[Any], scene: int) -> list[str]:
    """Known queries of the same or a neighbouring category, for each of these answers; (answers * words,)."""
    if not len(bank):
        return [""] * (len(under) * LISTED[scene])
    known, wanted = _kind(bank.needs.wants), _kind(tasks.needs.wants.take(answers.asked.task[under]))
    order = np.argsort(known, kind="stable")
    places = order[(np.searchsorted(known[order], wanted)[:, None] + np.arange(LISTED[scene])) % len(order)]
    return bank.texts(places.ravel())


def _write_in(texts: list[str], width: int, places: Sequence[int], wanted: Sequence[str]) -> None:
    """Put a text at its place of each row of texts, and blank it elsewhere in the row."""
    for row, (place, text) in enumerate(zip(places, wanted, strict=True)):
        row_of = slice(row * width, (row + 1) * width)
        texts[row_of] = ["" if one == text else one for one in texts[row_of]]
        texts[row * width + place] = text


def _kind(wants: Wants) -> npt.NDArray[np.int32]:
    """Language, and category within it, as one number."""
    return wants.language.astype(np.int32) * 10_000 + wants.leaf
