"""Whatever a shop sells, however it changes and whatever is asked: on every engine recall finds the same products, live or published.

Dozens of catalogues lie in one shop; each question is asked with everything granted (sets are equal, to the product, and so is the order, which is
our own) and with a small limit, where engines may bring others: these belong to the whole set, and what two engines bring stands in one order.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from searchrank.pipeline import Search
from searchrank.recall.postings import Postings
from searchrank.recall.recall import Recall
from searchrank.recall.since import Since
from searchrank.recall.terms import terms_of
from searchrank.records import Query
from searchrank.settings import ElasticsearchSettings
from searchrank.store.live import Live
from tests.contracts.conftest import Tallies, Tally
from tests.contracts.generated_shops import ENTRIES, Question, Trade, trades
from tests.publish.live_shop import LiveShop, live_shop
from tests.shop_vocabulary import product

CATALOGUES = 40
WHOLE, FEW, BEST = 2000, 50, 10
TURNS = 30
MERGING = {"merge_from": 10, "merge_share": 0.05}
NARROW, WIDE = 1, 10**9
GENERATED = settings(derandomize=True, database=None, deadline=None, max_examples=CATALOGUES, suppress_health_check=[*HealthCheck], print_blob=False)
PLAIN = {"correct": False, "category": False, "price": False, "wishes": False, "negation": False, "said": False}
"""What is asked is what was typed: the meaning of words follows from what was published, and is no engine's affair."""
ENGINES = ("elasticsearch_8", "elasticsearch_9")


@dataclass(frozen=True, slots=True)
class Answer:
    """What recall found: the ids of the match set, all ids in order, what was counted, whether it is exact; `full` where products have all terms."""

    matched: tuple[str, ...]
    ordered: tuple[str, ...]
    facets: Any
    relation: str
    full: bool


Answers = dict[tuple[int, int, int], Answer]
Courses = dict[str, Answers]


@dataclass(frozen=True)
class Stand:
    """One engine's shop with all catalogues, and the answers it gave."""

    shop: LiveShop
    drawn: Sequence[Trade]

    def change(self) -> None:
        """Put and remove what the catalogues say, the first change of all together, then the second."""
        selling = self.shop.shop.shop.products
        later = [trade.later(number) for number, trade in enumerate(self.drawn)]
        for together in zip_longest(*later):
            told = [one for one in together if one is not None]
            selling.put([product(document) for _, document in told if document is not None])
            selling.delete([product_id for product_id, document in told if document is None])
        self.shop.follow()
        # What there is to merge is merged some rows a turn, when there is nothing else to do.
        for _ in range(TURNS):
            self.shop.follower.turn()
        self.shop.shop._look()

    @property
    def live(self) -> Live:
        """The live part as the worker sees it."""
        live = self.shop.shop.shop.watch.view().live
        assert live is not None
        return live

    def answers(self, limit: int, roads: Sequence[int] = (NARROW, WIDE)) -> Answers:
        """The answers to all questions, by catalogue, question and road."""
        return {
            (number, place, road): self._answer(question, trade.filters(question, number), limit, road)
            for number, trade in enumerate(self.drawn)
            for place, question in enumerate(trade.questions)
            for road in roads
        }

    def _answer(self, question: Question, filters: tuple[str, ...], limit: int, road: int) -> Answer:
        shop = self.shop.shop.shop
        understand, recall = shop.pipelines["keyword"].stages[:2]
        assert isinstance(recall, Recall)
        asked = recall.settings.model_copy(update={"limit": limit, "deep_limit": max(limit, 1000), "demand_all_from": road})
        query = Query(question.text, sort=question.sort, now=1.7e9)
        search = replace(recall, settings=asked).run(understand.run(shop._asked(query, filters, question.facets, (), shop.watch.view())))
        assert not search.degraded
        return _told(search)


def _told(search: Search) -> Answer:
    ids = search.view.ids(search.found.rows), search.view.ids(search.candidates.rows)
    terms = terms_of(search.view.snapshot, "units", search.query.tagged("unit"))
    every = Postings(search.view.snapshot).having_all(terms, at_least=1)
    full = len(every if search.view.live is None else Since(search.view, terms).with_published(every)) > 0
    return Answer(tuple(sorted(ids[0])), tuple(ids[1]), search.found.facets, search.found.relation, full)


@pytest.fixture(scope="module")
def drawn() -> list[Trade]:
    found: list[Trade] = []

    @GENERATED
    @given(trades())
    def draw(trade: Trade) -> None:
        found.append(trade)

    draw()
    return found


def stand(folder: Path, drawn: Sequence[Trade], later: bool = False, **chosen: Any) -> Any:
    """A shop with all catalogues, as they are first or `later`."""
    products = [one for number, trade in enumerate(drawn) for one in (trade.after(number) if later else trade.documents(number))]
    return live_shop(folder, *products, query=PLAIN, vectors={"encoder": "none"}, **chosen)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory, drawn: list[Trade]) -> Iterator[Courses]:
    with stand(tmp_path_factory.mktemp("embedded") / "shop", drawn) as shop:
        yield courses(Stand(shop, drawn))


def courses(one: Stand) -> Courses:
    """What is found of what was published, and when all has changed: everything, and of the wide road what a small limit leaves."""
    one.shop.shop.shop.dictionary.add(ENTRIES)
    published = one.answers(WHOLE)
    one.change()
    return {"published": published, "changed": one.answers(WHOLE), "cut": one.answers(FEW, [WIDE])}


@pytest.mark.parametrize("engine", ENGINES)
def test_elasticsearch_finds_what_the_embedded_engine_finds(
    tmp_path: Path, request: pytest.FixtureRequest, engine: str, drawn: list[Trade], embedded: Courses, tallies: Tallies
) -> None:
    url = request.getfixturevalue(f"{engine}_url")
    behind = ElasticsearchSettings(url=url, index_prefix=f"trade-{uuid.uuid4().hex[:8]}", timeout_ms=20_000)
    with stand(tmp_path / "shop", drawn, engine="elasticsearch", elasticsearch=behind, live=MERGING if engine == ENGINES[0] else {}) as shop:
        found = courses(Stand(shop, drawn))
    tally = tallies[f"whole shops, {engine} beside embedded"] = Tally(len(drawn))
    for course in ("published", "changed"):
        for key, answer in found[course].items():
            wanted, said = embedded[course][key], (course, key, drawn[key[0]].questions[key[1]])
            assert tally.compared(answer.matched, wanted.matched), said
            assert answer == wanted, said
    for key, answer in found["cut"].items():
        if drawn[key[0]].questions[key[1]].sort == "best":
            assert_explained(answer, embedded["cut"][key], embedded["changed"][key])
            tally.overlapped(answer.ordered[:BEST], embedded["cut"][key].ordered[:BEST])
    assert tally.cut and tally.largest > FEW


def assert_explained(answer: Answer, other: Answer, whole: Answer) -> None:
    """Where a limit cuts, engines differ in what they bring and in nothing else: what both show as members stands in one order."""
    assert set(answer.ordered) <= set(whole.ordered)
    both = set(answer.matched) & set(other.matched)
    assert [one for one in answer.ordered if one in both] == [one for one in other.ordered if one in both]


def test_a_live_part_that_was_merged_answers_as_it_did(tmp_path: Path, drawn: list[Trade], embedded: Courses, tallies: Tallies) -> None:
    tally = tallies["live and merged beside live, embedded"] = Tally(len(drawn))
    with stand(tmp_path / "shop", drawn, live=MERGING) as shop:
        one = Stand(shop, drawn)
        found = courses(one)
        assert one.live.folded and one.live.taken == one.live.change - one.live.first
    for course, answers in found.items():
        for key, answer in answers.items():
            assert tally.compared(answer.matched, embedded[course][key].matched)
            assert answer == embedded[course][key], (course, key, drawn[key[0]].questions[key[1]])


def test_what_changed_since_is_found_as_if_it_had_been_published(tmp_path: Path, drawn: list[Trade], embedded: Courses, tallies: Tallies) -> None:
    """Where products have all terms, that is: what is near enough else follows from how rare words are, and that stays as published."""
    live, tally = embedded["changed"], Tally(len(drawn))
    tallies["live beside published anew, embedded"] = tally
    with stand(tmp_path / "shop", drawn, later=True) as shop:
        one = Stand(shop, drawn)
        shop.shop.shop.dictionary.add(ENTRIES)
        anew = one.answers(WHOLE)
    for key, answer in anew.items():
        assert answer.full == live[key].full, (key, drawn[key[0]].questions[key[1]])
        if key[2] == NARROW and answer.full:
            question = drawn[key[0]].questions[key[1]]
            assert tally.compared(live[key].matched, answer.matched), (key, question, set(live[key].matched) ^ set(answer.matched))
            assert live[key].facets == answer.facets, (key, question)
    assert tally.whole >= CATALOGUES
