"""Searches in waves: takes what is asked by many at once, gives the answers with what shoppers did, and what they ask next, until all are done."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from searchrank.simulate.behaviour.after import FILTER, PAGE, REFORMULATE, RELATED, next_step
from searchrank.simulate.behaviour.examine import Bools, Floats
from searchrank.simulate.behaviour.respond import Response, Shown, respond
from searchrank.simulate.log.columns import join, take
from searchrank.simulate.log.floor import Floor, as_meant, said_by
from searchrank.simulate.log.plan import DEPTH, PER_PAGE
from searchrank.simulate.log.promoted import SLOTS, placed
from searchrank.simulate.log.rank import ORDERLY, Ranking, best, moved, scores
from searchrank.simulate.log.recall import Pools, Rows
from searchrank.simulate.log.words import CLICKBACK
from searchrank.simulate.log.words import RELATED as RELATED_SCENE
from searchrank.simulate.truth.grade import grades
from searchrank.simulate.truth.probability import worths
from searchrank.simulate.typing.typist import Utterance
from searchrank.simulate.wants import PARTS, Needs, Wants
from searchrank.simulate.world.catalogue import NONE

TYPED, FILTERED = -1, -2
"""`Asked.source` where no suggestion was taken: typed, narrowed by a filter; else the scene."""
STEPS = 12
AT_ONCE = 4096
"""Searches ranked at once, so that memory does not follow the number of shoppers."""
CORRECTED = 0.25
"""Share of misspelt searches that the shop understands all the same; the others find nothing. General knowledge."""
THINK_S = 8.0
"""Mean seconds between leaving an answer and the next search; general knowledge."""


@dataclass(frozen=True, slots=True, eq=False)
class Tasks:
    """t things looked for: needs, and the visit each is looked for in; patience float32; device int8; experiment int8."""

    needs: Needs
    visit: Rows
    device: npt.NDArray[np.int8]
    patience: Floats
    experiment: npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """m searches of one wave. before: number of the answer it goes on from; offer: of the suggestion answer it was taken from, -1 for none.

    brand int16, low, high float32: filters that are set, -1 and nan for none; at float64 seconds since the task began; ranking: of page one, kept for
    later pages.
    """

    task: Rows
    step: npt.NDArray[np.int8]
    page: npt.NDArray[np.int8]
    source: npt.NDArray[np.int8]
    before: Rows
    offer: Rows
    said: Wants
    spoken: list[Utterance]
    brand: npt.NDArray[np.int16]
    low: Floats
    high: Floats
    at: npt.NDArray[np.float64]
    ranking: Ranking


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """m answers: what was asked, served, thought of it, done, and what comes next (`after.NEXT`).

    total int32 how many products were found; rows int32 (m, k) of products, also those behind ads; card int32 (m, k) of `Promoted`, both -1 for none;
    propensity float32 of places that chance dealt; worths float32, grade int8 for what was said; ends float64 seconds since the task began.
    """

    asked: Asked
    total: Rows
    rows: Rows
    card: Rows
    propensity: Floats
    shown_worth: Floats
    true_worth: Floats
    grade: npt.NDArray[np.int8]
    response: Response
    next: npt.NDArray[np.int8]
    ends: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.total)

    @property
    def there(self) -> Bools:
        """Where a card was served (m, k)."""
        return (self.rows >= 0) | (self.card >= 0)

    @property
    def before(self) -> Rows:
        """How many cards were served before the first of each answer: those of earlier pages."""
        served, earlier = self.there.sum(axis=1), np.zeros(len(self), np.int64)
        for _ in range(int(self.asked.page.max(initial=1)) - 1):
            earlier = np.where(self.asked.page > 1, (served + earlier)[self.asked.before], 0)
        return earlier.astype(np.int32)


def search_all(floor: Floor, tasks: Tasks, asked: Asked, popularity: Floats, chance: np.random.Generator) -> Answers:
    """All answers of these tasks; `asked` are their first searches, one a task or fewer."""
    waves: list[Answers] = []
    count = 0
    while not waves or (len(asked.task) and len(waves) < STEPS):
        # On a day without searches there is one wave of none, which has all columns.
        parts = [np.arange(start, min(start + AT_ONCE, len(asked.task))) for start in range(0, max(len(asked.task), 1), AT_ONCE)]
        answers = join([answer(floor, tasks, take(asked, part), popularity, chance) for part in parts])
        waves.append(answers)
        asked = follow(floor, tasks, answers, count, chance)
        count += len(answers)
    return join(waves)


def answer(floor: Floor, tasks: Tasks, asked: Asked, popularity: Floats, chance: np.random.Generator) -> Answers:
    """What the shop serves, and what comes of it."""
    task = asked.task
    needs, device = tasks.needs.take(task), tasks.device[task]
    ranking, total = _ranked(floor, tasks, asked, popularity, chance)
    rows, propensity, card = _page(floor, tasks, asked, ranking, chance)
    there = (rows >= 0) | (card >= 0)
    kind = np.where(card >= 0, floor.promoted.kind[card], 0).astype(np.int8)
    worth = worths(needs, floor.population, floor.catalogue, rows, floor.places)
    refund = floor.refund[floor.catalogue.leaf[rows]] * (1.5 - 0.75 * floor.catalogue.quality[rows])
    shape = rows.shape
    cards = Shown(device, worth.shown, worth.true, there, kind, np.ones(shape, np.float32), needs.reading, refund.astype(np.float32))
    response = respond(floor.behaviour, cards, chance)
    satisfied = response.ordered.any(axis=1) | (response.satisfied.any(axis=1) & (chance.random(len(task)) < 0.8))
    after = next_step(floor.behaviour, tasks.patience[task], asked.step, asked.page, satisfied, chance)
    after = np.where((after == PAGE) & (np.minimum(total, DEPTH) <= PER_PAGE * asked.page), REFORMULATE, after).astype(np.int8)
    spent = 1 + response.examined.sum(axis=1) * floor.behaviour.glance_s + response.dwell_s.sum(axis=1)
    ends = asked.at + spent + chance.exponential(THINK_S, len(task))
    kept = _with_ranking(asked, ranking)
    grade = grades(asked.said, floor.catalogue, rows, floor.places)
    return Answers(kept, total, rows, card, propensity, worth.shown, worth.true, grade, response, after, ends)


def follow(floor: Floor, tasks: Tasks, answers: Answers, first: int, chance: np.random.Generator) -> Asked:
    """The searches that follow these answers, whose numbers begin at `first`."""
    goes_on = np.flatnonzero(answers.next >= PAGE)
    asked, step = take(answers.asked, goes_on), answers.next[goes_on]
    needs = tasks.needs.take(asked.task)
    narrowed = _filters(needs, asked, step == FILTER)
    spoken = _next_spoken(floor, needs, asked, step, chance)
    clicked = answers.response.returned[goes_on].any(axis=1)
    scene = np.where(step == RELATED, np.where(clicked, CLICKBACK, RELATED_SCENE), TYPED)
    return Asked(
        task=asked.task,
        step=asked.step + np.int8(1),
        page=np.where(step == PAGE, asked.page + 1, 1).astype(np.int8),
        source=np.where(step == PAGE, asked.source, np.where(step == FILTER, FILTERED, scene)).astype(np.int8),
        before=(first + goes_on).astype(np.int32),
        offer=np.full(len(goes_on), -1, np.int32),
        said=said_by(spoken),
        spoken=spoken,
        brand=narrowed[0],
        low=narrowed[1],
        high=narrowed[2],
        at=answers.ends[goes_on],
        ranking=asked.ranking,
    )


def _ranked(floor: Floor, tasks: Tasks, asked: Asked, popularity: Floats, chance: np.random.Generator) -> tuple[Ranking, Rows]:
    """Page one is ranked; page two goes on in the ranking that page one began."""
    pools = floor.recall.pools(asked.said)
    slipped = np.array([bool(one.typed.error) for one in asked.spoken], np.bool_)
    lost = slipped & (chance.random(len(slipped)) >= CORRECTED)
    kept = _kept(floor, asked, pools) & ~lost[:, None]
    pools = Pools(
        np.where(kept, pools.rows, -1), pools.text, np.where((kept | (pools.rows < 0)).all(axis=1), pools.total, kept.sum(axis=1)).astype(np.int32)
    )
    taste = floor.population.taste[tasks.needs.shopper[asked.task]]
    scored = scores(floor.plan.ranker, pools, popularity, taste, floor.catalogue.look, chance)
    experiment = np.where(asked.page == 1, tasks.experiment[asked.task], 0).astype(np.int8)
    fresh = moved(best(pools, scored), experiment, floor.plan.shuffled, chance)
    second = (asked.page > 1)[:, None]
    rows = np.where(second, asked.ranking.rows, fresh.rows)
    return Ranking(rows, np.where(second, np.float32(np.nan), fresh.propensity)), pools.total


def _kept(floor: Floor, asked: Asked, pools: Pools) -> Bools:
    """Which candidates pass the filters; those that are none at all do not count."""
    catalogue = floor.catalogue
    brand = (asked.brand[:, None] < 0) | (catalogue.brand[pools.rows] == asked.brand[:, None])
    price = catalogue.price[pools.rows]
    low, high = np.nan_to_num(asked.low, nan=0.0)[:, None], np.nan_to_num(asked.high, nan=np.inf)[:, None]
    return np.asarray((pools.rows >= 0) & brand & (price >= low) & (price <= high))


def _page(floor: Floor, tasks: Tasks, asked: Asked, ranking: Ranking, chance: np.random.Generator) -> tuple[Rows, Floats, Rows]:
    """(product rows, propensities, cards) of what is served, (m, PER_PAGE and a place for each slot)."""
    first = asked.page == 1
    rows, propensity = (
        np.take_along_axis(columns, (asked.page[:, None] - 1) * PER_PAGE + np.arange(PER_PAGE), axis=1)
        for columns in (ranking.rows, ranking.propensity)
    )
    wants = tasks.needs.wants.take(asked.task)
    shows = first & (tasks.experiment[asked.task] == ORDERLY) & (asked.said.leaf >= 0)
    cards = floor.promoted.draw(wants.language, asked.said.leaf, shows, chance)
    # A slot below the last product stays closed.
    there = (cards >= 0) & ((rows >= 0).sum(axis=1)[:, None] >= np.array([place for place, _ in SLOTS.values()]))
    products = np.where(there, floor.promoted.product[cards], NONE)
    nothing, unknown = np.full(rows.shape, NONE, np.int32), np.full(cards.shape, np.nan, np.float32)
    columns = ((rows, products), (propensity, unknown), (nothing, np.where(there, cards, NONE)))
    served, chances, promoted = (placed(one, two, there) for one, two in columns)
    return served.astype(np.int32), chances.astype(np.float32), promoted.astype(np.int32)


def _filters(needs: Needs, asked: Asked, now: Bools) -> tuple[npt.NDArray[np.int16], Floats, Floats]:
    """Filters after this step: a brand that is wanted and was not said, else the budget; what was set stays."""
    brand, budget = PARTS.index("brand"), PARTS.index("price")
    by_brand = now & (needs.wants.brand >= 0) & (needs.weight[:, brand] >= needs.weight[:, budget]) & (asked.said.brand < 0)
    by_price = now & ~by_brand
    low, high = np.where(by_price, needs.wants.low, asked.low), np.where(by_price, needs.wants.high, asked.high)
    return np.where(by_brand, needs.wants.brand, asked.brand).astype(np.int16), low.astype(np.float32), high.astype(np.float32)


def _next_spoken(floor: Floor, needs: Needs, asked: Asked, step: npt.NDArray[np.int8], chance: np.random.Generator) -> list[Utterance]:
    """The same text on the next page or with a filter; else the next wording, which a related query says without slips."""
    spoken = list(asked.spoken)
    again = np.flatnonzero(step >= REFORMULATE)
    fresh = floor.refine(needs.take(again), [spoken[row] for row in again], chance)
    for row, one in zip(again.tolist(), fresh, strict=True):
        spoken[row] = as_meant(one) if step[row] == RELATED else one
    return spoken


def _with_ranking(asked: Asked, ranking: Ranking) -> Asked:
    return replace(asked, ranking=ranking)
