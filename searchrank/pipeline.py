"""A search is a value that stages transform: `Pipeline((a, b))` or `a | b` is the whole architecture on a line.

Takes a `Search`, gives a `Search`; records for each stage what went in and out and how long it took.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from searchrank.records import Candidates, MatchSet, Missing, Query, Rows, Step, changed, quickly_made
from searchrank.store.compiled import I32, compiled
from searchrank.store.view import View

NO_CANDIDATES = Candidates.of(np.empty(0, np.int32), np.empty(0, np.float32))


@quickly_made
@dataclass(frozen=True, slots=True)
class Search:
    """The one thing that travels: what is asked, what it is asked of, what is found so far, and the record of how.

    `members` of the first candidates belong to the match set, the ones behind are looser. `matches` is the term matrix of the query and the first
    candidates, those to rank (see `recall.matches`), `scored` what the ranker saw (see `rank.stages`); both are kept so that they are made once a
    request. `ranker` names who ordered the candidates. `laid` says how the page is made where other things stand among its products (see
    `rerank.mix`). `brought` is what other recall channels brought (`recall.channels`).
    `note` of a stage is the sentence for its trace step.
    """

    query: Query
    view: View
    candidates: Candidates = NO_CANDIDATES
    found: MatchSet = field(default_factory=lambda: MatchSet(np.empty(0, np.int32), 0))
    members: int = 0
    matches: Any = None
    scored: Any = None
    ranker: str = "none"
    relaxed: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    laid: Any = None
    brought: tuple[Any, ...] = ()
    degraded: tuple[Missing, ...] = ()
    trace: tuple[Step, ...] = ()
    note: str = ""

    def with_(self, **changes: Any) -> Search:
        """A copy with these fields changed."""
        return changed(self, **changes)


class Stage(Protocol):
    """One step of a search: a frozen value with a name."""

    @property
    def name(self) -> str: ...

    def run(self, search: Search) -> Search: ...


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Stages in order; itself a stage."""

    stages: tuple[Stage, ...] = ()
    name: str = "pipeline"
    clock: Callable[[], float] = time.perf_counter

    def __or__(self, stage: Stage) -> Pipeline:
        return changed(self, stages=(*self.stages, stage))

    def run(self, search: Search, *, until: float | None = None) -> Search:
        """The search after all stages, with one trace step a stage; stages after recall are left out, and said so, once the clock reaches `until`.

        Raises ValueError when a stage lists a product twice: that is our own fault, never the caller's.
        """
        steps: list[Step] = []
        for stage in self.stages:
            late = until is not None and len(search.candidates) > 0 and self.clock() >= until
            search = _left_out(stage, search) if late else self._step(stage, search, steps)
        return search.with_(trace=(*search.trace, *steps), note="")

    def _step(self, stage: Stage, search: Search, steps: list[Step]) -> Search:
        started = self.clock()
        after = stage.run(search)
        ms = (self.clock() - started) * 1000
        if after.candidates is not search.candidates:
            _refuse_repeats(stage.name, after.candidates)
        # A stage that says nothing hands on what the one before it said.
        said = "" if after.note is search.note else after.note
        steps.append(Step(stage.name, len(search.candidates), len(after.candidates), round(ms, 3), said))
        return after


def _left_out(stage: Stage, search: Search) -> Search:
    return search.with_(degraded=(*search.degraded, Missing(stage.name, "left out: the time limit was reached")))


def _refuse_repeats(stage: str, candidates: Candidates) -> None:
    if repeats(candidates.rows):
        raise ValueError(f"stage {stage} lists a product twice")


@compiled(I32)
def repeats(rows: Rows) -> bool:
    """Whether a row is listed twice: an open table, a tenth of what sorting costs."""
    size = 64
    while size < 2 * len(rows):
        size *= 2
    table = np.full(size, -1, np.int32)
    for row in rows:
        slot = row & (size - 1)
        while table[slot] != -1:
            if table[slot] == row:
                return True
            slot = (slot + 1) & (size - 1)
        table[slot] = row
    return False


def timings(trace: tuple[Step, ...]) -> Mapping[str, float]:
    """Milliseconds by stage."""
    return {step.stage: step.ms for step in trace}


def times(timeout_ms: int | None) -> tuple[float, float | None]:
    """Now, and the moment after which ranking is left out."""
    started = time.perf_counter()
    return started, None if timeout_ms is None else started + timeout_ms / 1000
