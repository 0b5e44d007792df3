"""Looking for one thing: takes a visitor with a need, asks, reads pages, narrows, asks again, until it is found or given up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from searchrank.simulate.behaviour.after import FILTER, PAGE, REFORMULATE, RELATED, next_step
from searchrank.simulate.live.door import Answer, Search
from searchrank.simulate.live.judge import judged, product_id
from searchrank.simulate.live.keyboard import typed_search
from searchrank.simulate.live.look import Looked, look, things, told
from searchrank.simulate.live.memory import Order
from searchrank.simulate.live.narrow import best_filter
from searchrank.simulate.live.task import Errand
from searchrank.simulate.live.visitor import Steps, Visitor

THINKING_S = 4.0
"""Before the next step, at the median; log-normal."""
EMPTY_S = 3.0
"""On a page without a product."""
DOES = 0.8
"""How often something good that was not bought ends the search, as in a log."""
LONGEST = 12
"""Answers of one errand, however patient the shopper."""


def errand(visitor: Visitor, task: Errand, start: Search | None) -> Steps[bool]:
    """Search, from a word that was taken or by typing, until the thing is found or given up; gives whether something was ordered."""
    asked = start if start is not None else (yield from typed_search(visitor, task))
    bought = False
    for step in range(LONGEST):
        page = visitor.search(asked)
        task.asked, task.page = asked, page
        looked = yield from _read(visitor, task, page, asked)
        bought = bought or bool(looked and looked.bought)
        onward = yield from _onward(visitor, task, looked, step)
        if onward is None:
            break
        asked = onward
    return bought


def _read(visitor: Visitor, task: Errand, page: Answer, asked: Search) -> Steps[Looked | None]:
    """Look at a page and do what follows; None where there is nothing to look at."""
    if not page["hits"]:
        yield from visitor.wait(EMPTY_S)
        return None
    town, cards = visitor.world.town, things(page)
    worths = judged(page["hits"], task.need, task.wanted, town, visitor.world.shelf)
    reading = bool(task.need.reading[0])
    looked = look(visitor.behaviour, visitor.device, cards, worths, reading=reading, at=visitor.at, chance=visitor.chance)
    for moment, event in told(visitor.teller, page["query_id"], asked.text, cards, looked, visitor.at):
        visitor.outbox.put(moment, event)
    visitor.tally.count("with_click", int(bool(looked.opened)))
    _remember(visitor, page, looked)
    yield from visitor.until(looked.left)
    return looked


def _remember(visitor: Visitor, page: Answer, looked: Looked) -> None:
    """The last order that was of this world: needs arise from it."""
    for place in looked.bought:
        row = int(visitor.world.shelf.rows([product_id(page["hits"][place])])[0])
        if row >= 0:
            truth = visitor.world.shelf.catalogue
            visitor.memory.order = Order(int(truth.leaf[row]), int(truth.brand[row]), int(truth.model[row]), visitor.at)


def _onward(visitor: Visitor, task: Errand, looked: Looked | None, step: int) -> Steps[Search | None]:
    """The next search of the errand; None where it is over. What the page offers beside products is seen, or not, on the way."""
    assert task.page is not None
    satisfied = bool(looked and (looked.bought or (looked.satisfied and visitor.dice.random() < DOES)))
    patience, page = np.array([visitor.trait("patience")], np.float32), np.array([task.page["page"]])
    chosen = _of_card(task, looked)
    if chosen is not None:
        return chosen
    drawn = int(next_step(visitor.behaviour, patience, np.array([step]), page, np.array([satisfied]), visitor.chance)[0])
    related = _related(visitor, task, looked, eager=drawn == RELATED)
    if related is not None or drawn not in ONWARD:
        return related
    yield from visitor.wait(visitor.chance.lognormal(np.log(THINKING_S), 0.6))
    return (yield from ONWARD[drawn](visitor, task))


def _of_card(task: Errand, looked: Looked | None) -> Search | None:
    """The search that a card of queries leads to, where one was opened: the query that serves best, if any does."""
    assert task.page is not None
    for place in looked.opened if looked else ():
        hit = task.page["hits"][place]
        if hit["type"] == "query" and hit["document"].get("queries"):
            best = max(hit["document"]["queries"], key=task.wanted.value)
            if task.wanted.value(best):
                return Search(best, source="query", from_query_id=task.page["query_id"])
    return None


def _related(visitor: Visitor, task: Errand, looked: Looked | None, *, eager: bool) -> Search | None:
    """What others searched stands below a first page: who gets there sees it, who looks for it takes one."""
    assert task.page is not None and task.asked is not None
    answer = _beside(visitor, task.page, task.asked.text)
    if not answer or not answer["suggestions"]:
        return None
    if eager:
        return visitor.takes(answer, task.asked.text, task.wanted, eager=True)
    visitor.passes(answer, task.asked.text, len(answer["suggestions"]) if looked is None or looked.response.visible[0, -1] else 0)
    return None


def _beside(visitor: Visitor, page: Answer, text: str) -> Answer | None:
    """What others searched: the page itself brings it, or it is asked for; only page one has it."""
    if page["page"] != 1:
        return None
    if "related_queries" in page:
        return {"scene": "related", "query_id": page["query_id"], "suggestions": page["related_queries"]}
    return visitor.suggestions("related", text)


def _page_two(visitor: Visitor, task: Errand) -> Steps[Search | None]:
    """The rest of the list; where there is none, other words."""
    assert task.page is not None and task.asked is not None
    following = task.page.get("next")
    if not following:
        return (yield from typed_search(visitor, task))
    return replace(task.asked, page=following["page"], view=following["view"], from_query_id=task.page["query_id"])


def _narrowed(visitor: Visitor, task: Errand) -> Steps[Search | None]:
    """The filter of the page that says most; where it has none, other words."""
    assert task.page is not None and task.asked is not None
    chosen = best_filter(task.page, task.need, 0, visitor.world.town.places, task.asked.filters)
    if chosen is None:
        return (yield from typed_search(visitor, task))
    visitor.tally.count("filters")
    return Search(task.asked.text, (*task.asked.filters, chosen), source="filter", from_query_id=task.page["query_id"])


def _again(visitor: Visitor, task: Errand) -> Steps[Search | None]:
    return (yield from typed_search(visitor, task))


Onward = Callable[[Visitor, Errand], Steps[Search | None]]
ONWARD: Mapping[int, Onward] = MappingProxyType({PAGE: _page_two, FILTER: _narrowed, REFORMULATE: _again})
"""What follows a step of `behaviour.after.NEXT`; the others end the errand."""
