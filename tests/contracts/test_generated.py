"""Whatever the catalogue and whatever is asked: every engine finds what plain Python finds, to the row.

Reading plain rows, a match is a match; of more than a limit the best must be matches, the cheapest and newest exactly those. How the best of an OR
are ordered is each engine's own affair (it rounds lengths its way), but never increasing scores and ties by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from searchrank.recall.elastic import ElasticServer
from searchrank.recall.embedded import EmbeddedEngine
from searchrank.recall.engine import Engine, IndexRow, Matched, Request, known_numbers
from searchrank.settings import ElasticsearchSettings
from tests.contracts import plain
from tests.contracts.conftest import Tallies, Tally
from tests.contracts.generated import Case, cases
from tests.contracts.test_engines import NewEngine

SMALL, LARGE = 40, 2000
CATALOGUES, REQUESTS, AT_ONCE = 200, 12, 200
GENERATED = settings(derandomize=True, database=None, deadline=None, max_examples=CATALOGUES, suppress_health_check=[*HealthCheck], print_blob=False)
FEW = settings(GENERATED, max_examples=5)
BEST = 10
NUMBERS = count()


@pytest.fixture(scope="module", params=["embedded", "elasticsearch_8", "elasticsearch_9", "elasticsearch_8 on 3 shards"])
def new_engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewEngine]:
    name, _, spread = request.param.partition(" on ")
    if name == "embedded":
        yield lambda: EmbeddedEngine.create(tmp_path_factory.mktemp("index"))
        return
    shards = 3 if spread else 1
    server = ElasticServer.connect(ElasticsearchSettings(url=request.getfixturevalue(f"{name}_url"), timeout_ms=60_000, shards=shards))
    names = []

    def new() -> Engine:
        names.append(f"generated-{next(NUMBERS)}")
        return server.engine(names[-1])

    yield new
    for index in names:
        server.delete(index)
    server.close()


@pytest.fixture
def tally(request: pytest.FixtureRequest, tallies: Tallies) -> Tally:
    """What is counted for the engine of this test."""
    name = request.node.callspec.params["new_engine"]
    return tallies.setdefault(f"clauses, {name} beside plain Python", Tally())


@pytest.fixture(scope="module")
def best() -> dict[int, list[int]]:
    """The embedded engine's best of each cut answer, by place, once it has been asked."""
    return {}


@pytest.fixture(scope="module")
def drawn() -> list[Case]:
    """Two hundred small catalogues, each with what it is asked, to lie in one index side by side: an index each would take a server minutes."""
    found: list[Case] = []

    @GENERATED
    @given(cases(SMALL, REQUESTS))
    def draw(case: Case) -> None:
        found.append(case.packed(len(found), len(found) * SMALL))

    draw()
    return found


def test_two_hundred_catalogues_in_one_index_answer_everything_as_plain_python_does(
    new_engine: NewEngine, drawn: list[Case], tally: Tally, best: dict[int, list[int]]
) -> None:
    engine = new_engine()
    engine.build(row for case in drawn for row in case.rows)
    asked = [(request, case.rows) for case in drawn for request in case.requests]
    found, tally.catalogues = 0, tally.catalogues + len(drawn)
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        answers = engine.search_all([request for request, _ in some])
        for place, ((request, rows), answer) in enumerate(zip(some, answers, strict=True), start):
            assert_answers(answer, request, rows, tally)
            found += bool(len(answer.rows))
            if answer.relation == "gte" or len(answer.rows) > BEST:
                rows_now = answer.rows[:BEST].tolist()
                tally.overlapped(rows_now, best.setdefault(place, rows_now))
    assert len(drawn) == CATALOGUES
    assert found >= CATALOGUES, "too few requests find anything to show something"


def test_a_catalogue_by_itself_answers_everything_as_plain_python_does(new_engine: NewEngine, tally: Tally) -> None:
    """Up to 2,000 products, every one a match of what matches all; what fails is made as small as it goes."""
    sizes = []

    @FEW
    @given(cases(LARGE, 2 * REQUESTS, full=True))
    def answers(case: Case) -> None:
        engine = new_engine()
        engine.build(case.rows)
        tally.catalogues += 1
        requests = [case.everything, *case.requests]
        for answer, request in zip(engine.search_all(requests), requests, strict=True):
            assert_answers(answer, request, case.rows, tally)
            sizes.append(len(answer.rows))

    answers()
    assert max(sizes) == LARGE, "no set is as large as is promised"


def assert_answers(answer: Matched, request: Request, rows: Sequence[IndexRow], tally: Tally) -> None:
    matched = sorted(plain.found(request, rows))
    assert not answer.partial
    if request.limit >= len(matched):
        tally.compared(answer.rows.tolist(), matched)
    if len(answer.rows) != min(request.limit, len(matched)) or not set(answer.rows.tolist()) <= set(matched):
        pytest.fail(difference(answer, request, rows, matched))
    known = request.count or len(matched) < request.limit
    assert (answer.total, answer.relation) == (len(matched) if known else request.limit, "eq" if known else "gte"), request
    if request.order is None:
        order = np.lexsort((answer.rows, -answer.score))
        assert order.tolist() == list(range(len(order))), request
    else:
        assert answer.rows.tolist() == in_order(request, rows, matched)[: request.limit], request


def in_order(request: Request, rows: Sequence[IndexRow], matched: Sequence[int]) -> list[int]:
    assert request.order is not None
    name, descending = request.order
    numbers = {row.row: known_numbers(row).get(name) for row in rows}

    def place(row: int) -> tuple[bool, float, int]:
        number = numbers[row]
        return number is None, 0.0 if number is None else -number if descending else number, row

    return sorted(matched, key=place)


def difference(answer: Matched, request: Request, rows: Sequence[IndexRow], matched: Sequence[int]) -> str:
    """What to read of a failure: the request, and one product that lacks and one that is too much."""
    found, wanted = set(answer.rows.tolist()), set(matched)
    lacking = [row for row in rows if row.row in wanted - found][:1]
    strange = [row for row in rows if row.row in found - wanted][:1]
    return f"{request!r}"[:3000] + f"\nfound {len(found)} of {len(wanted)}\nlacking: {lacking}\nstrange: {strange}"
