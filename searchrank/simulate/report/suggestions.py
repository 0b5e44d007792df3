"""How suggested queries are used: counts searches by source and suggestions shown and taken by scene, gives their shares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from searchrank.simulate.report.counting import Counted
from searchrank.simulate.report.day import CLICK, IMPRESSION, QUERY, Day, among, valid, where
from searchrank.simulate.report.measure import Curve, Measure, curve, share
from searchrank.simulate.report.sessions import new_queries
from searchrank.simulate.report.spread import Spread

Lengths = npt.NDArray[np.float64]
HINTS = ("hint", "discover", "hot")
"""Sources and scenes of words shown before anything was typed."""


@dataclass(frozen=True, slots=True, eq=False)
class SuggestionTally:
    """sources of new queries; shown and taken: by scene, words that came into view and that were tapped; first: of completions, those in row one;
    typed: characters typed before a completion was taken, saved: the share of the query that it typed for the shopper."""

    sources: Counted
    shown: Counted
    taken: Counted
    first: int
    typed: Spread
    saved: Spread

    @staticmethod
    def none() -> SuggestionTally:
        """Nothing counted."""
        return SuggestionTally(Counted.none(), Counted.none(), Counted.none(), 0, Spread.none(), Spread.none())

    def add(self, day: Day) -> SuggestionTally:
        """This tally and the day."""
        events = day.events
        shown, taken = events.of(IMPRESSION, QUERY) & events.visible, events.of(CLICK, QUERY)
        rows = where(events.scene, taken).to_pylist()
        completed = np.array([scene == "complete" for scene in rows], bool)
        typed, whole = _typed(day)
        return SuggestionTally(
            self.sources + Counted.of(where(day.searches.source, new_queries(day))),
            self.shown + Counted.of(where(events.scene, shown)),
            self.taken + Counted.of(where(events.scene, taken)),
            self.first + int((events.position[taken][completed] == 1).sum()),
            self.typed + Spread.of(typed),
            self.saved + Spread.of(1 - np.minimum(1, typed / np.maximum(whole, 1))),
        )

    def measures(self) -> Iterator[Measure]:
        """Shares of queries by how they came about, and how completions are taken."""
        sources, total = _by_name(self.sources), self.sources.total
        yield share("suggest.completed", sources.get("complete", 0), total)
        yield share("suggest.hinted", sum(sources.get(name, 0) for name in HINTS), total)
        yield share("suggest.history", sources.get("history", 0), total)
        yield share("suggest.related", sources.get("related", 0) + sources.get("clickback", 0), total)
        yield share("suggest.first_row", self.first, _by_name(self.taken).get("complete", 0))
        yield Measure("suggest.typed", self.typed.quantile(0.5), self.typed.n)
        yield Measure("suggest.saved", self.saved.mean, self.saved.n)
        for scene in HINTS[:2]:
            yield share(f"suggest.taken_{scene}", _by_name(self.taken).get(scene, 0), _by_name(self.shown).get(scene, 0))

    def curves(self) -> Iterator[Curve]:
        """Queries by source; words taken of those shown by scene."""
        sources, total = _by_name(self.sources), max(1, self.sources.total)
        yield curve("suggest.sources", "queries", sources, (count / total for count in sources.values()))
        shown = {scene: count for scene, count in _by_name(self.shown).items() if scene != "search"}
        taken = _by_name(self.taken)
        yield curve("suggest.scenes", "taken of shown", shown, (taken.get(scene, 0) / count for scene, count in shown.items()))


def _by_name(counted: Counted) -> dict[str, int]:
    return dict(sorted(zip(counted.texts.to_pylist(), counted.counts.tolist(), strict=True)))


def _typed(day: Day) -> tuple[Lengths, Lengths]:
    """Characters typed before each completion that was taken, and its length: the prefix stands with the answer it came from."""
    events = day.events
    told = valid(events.prefix)
    taken = np.flatnonzero(events.of(CLICK, QUERY))
    found = among(events.answer.take(pa.array(taken)), where(events.answer, told))
    lengths = (pc.utf8_length(column).to_numpy().astype(np.float64) for column in (where(events.prefix, told), events.item.take(pa.array(taken))))
    typed, whole = lengths
    return typed[found[found >= 0]], whole[found >= 0]
