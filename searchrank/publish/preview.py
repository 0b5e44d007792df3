"""What a change of the dictionary would do: takes real queries and the pipeline of before and of after, gives what is touched and how.

A query whose understanding stays the same is not searched: its answer is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from searchrank.pipeline import Pipeline, Search
from searchrank.publish.logged import logged_queries
from searchrank.query.entries import NEXT_PUBLISH
from searchrank.query.understand import snapshot_cutter
from searchrank.query.words import Cutter, cutter
from searchrank.records import Query
from searchrank.settings import Settings
from searchrank.store.dictionary import Entry
from searchrank.store.store import Store
from searchrank.store.view import View

FIRST = 10
"""The places that shoppers look at: what moves there is told."""
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Touched:
    """One query that would be answered otherwise.

    `count` times it was searched; `why` what the entries do to it; `gained` and `lost` products of the match set; `overlap` the share of the first
    ten that stays, `moved` how many of these change places; `added` and `dropped` ids among the first ten, at most EXAMPLES.
    """

    text: str
    count: int
    why: str
    before: int
    after: int
    gained: int
    lost: int
    overlap: float
    moved: int
    added: tuple[str, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recut:
    """A query that would be cut otherwise from the next publishing on."""

    text: str
    count: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """`asked` queries, searched `searches` times in all; `touched` those that change, the most frequent first; `recut` those that are cut
    otherwise after the next publishing; `at_once` and `next_publish` entries by kind."""

    asked: int
    searches: int
    touched: tuple[Touched, ...]
    recut: tuple[Recut, ...]
    at_once: Mapping[str, int]
    next_publish: Mapping[str, int]

    def summary(self) -> Mapping[str, float]:
        """The sums: queries touched and their share of all searches, products gained and lost, mean overlap of the first ten."""
        touched = self.touched
        return {
            "queries": self.asked,
            "touched": len(touched),
            "searches_touched": sum(one.count for one in touched) / max(self.searches, 1),
            "gained": sum(one.gained for one in touched),
            "lost": sum(one.lost for one in touched),
            "overlap": sum(one.overlap for one in touched) / len(touched) if touched else 1.0,
            "emptied": sum(one.after == 0 < one.before for one in touched),
            "filled": sum(one.before == 0 < one.after for one in touched),
        }


@dataclass(frozen=True, slots=True)
class Comparing:
    """Two pipelines over one view, at one moment."""

    view: View
    before: Pipeline
    after: Pipeline
    now: float

    def preview(self, queries: Sequence[tuple[str, int]], entries: Sequence[Entry]) -> Preview:
        """What these entries, which `after` knows and `before` does not, do to these queries."""
        touched = [found for text, count in queries if (found := self._touched(text, count))]
        words = [entry.text for entry in entries if entry.kind in NEXT_PUBLISH]
        recut = tuple(self._recut(queries, words)) if words else ()
        kinds = [entry.kind for entry in entries]
        at_once = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds) if kind not in NEXT_PUBLISH}
        later = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds) if kind in NEXT_PUBLISH}
        return Preview(len(queries), sum(count for _, count in queries), tuple(touched), recut, at_once, later)

    def _touched(self, text: str, count: int) -> Touched | None:
        asked = Search(Query(text, now=self.now), self.view)
        if self.before.stages[0].run(asked).query == self.after.stages[0].run(asked).query:
            return None
        before, after = self.before.run(asked), self.after.run(asked)
        old, new = self._first(before), self._first(after)
        had, has = set(before.found.rows.tolist()), set(after.found.rows.tolist())
        both = set(old) & set(new)
        return Touched(
            text,
            count,
            "; ".join(_reasons(before.query, after.query)),
            before.found.total,
            after.found.total,
            len(has - had),
            len(had - has),
            len(both) / max(len(old), len(new), 1),
            sum(old.index(one) != new.index(one) for one in both),
            tuple(one for one in new if one not in both)[:EXAMPLES],
            tuple(one for one in old if one not in both)[:EXAMPLES],
        )

    def _first(self, search: Search) -> list[str]:
        return self.view.ids(search.candidates.rows[:FIRST])

    def _recut(self, queries: Iterable[tuple[str, int]], words: Sequence[str]) -> Iterable[Recut]:
        snapshot = self.view.snapshot
        now = snapshot.kept("cutter", snapshot_cutter)
        later = cutter((*snapshot.strings("lexicon"), *words))
        for text, count in queries:
            before, after = _cut(text, now), _cut(text, later)
            if before != after:
                yield Recut(text, count, before, after)


def _reasons(before: Query, after: Query) -> Iterator[str]:
    """What is understood otherwise."""
    if after.text != before.text:
        yield f"read as {after.text}"
    elif after.correction != before.correction:
        yield "no longer corrected" if after.correction is None else f"might be {after.correction.text}"
    if after.sought != before.sought and after.text == before.text:
        yield f"sought: {after.sought}"
    if new := [one for one in after.rewrites if one not in before.rewrites]:
        yield "also " + ", ".join(dict.fromkeys(one.text for one in new))
    if named := [one for one in after.entities if one not in before.entities]:
        yield "names " + ", ".join(f"{one.kind} {one.name}" for one in named)


def _cut(text: str, by: Cutter) -> str:
    return " ".join(by.all_words(text))


def frequent_queries(store: Store, settings: Settings, now: float, most: int) -> list[tuple[str, int]]:
    """The `most` queries that were searched most often, imported and mined, with their counts; ties in the order of their texts."""
    counts: dict[str, int] = {}
    for text, count in logged_queries(store, settings, now).counts:
        counts[text] = counts.get(text, 0) + count
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
