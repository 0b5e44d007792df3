"""Documents become the arrays of a snapshot and the rows of a recall index, in two passes.

The first pass reads names (the lexicon must be known before anything is cut) and keeps the documents; the second cuts. Takes documents in byte
order of their product ids, so that rows are in that order too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from searchrank.features.context import squared_lengths
from searchrank.publish.collected import Collected
from searchrank.publish.cut import ProductCutter
from searchrank.publish.cut_block import BlockCutter
from searchrank.publish.documents import Documents
from searchrank.publish.impacts import write_impacts
from searchrank.publish.naming import write_names
from searchrank.publish.parts import cut_part
from searchrank.publish.sharing import Shared, in_order
from searchrank.publish.spans import Spans
from searchrank.publish.takeover import Takeover
from searchrank.publish.values import write_values
from searchrank.query.mentions import fold
from searchrank.query.normal_loops import normalise_all
from searchrank.query.normalise import normalise_name
from searchrank.query.words import Cutter, cutter, lexicon_of
from searchrank.recall.engine import PackedRow
from searchrank.store.arrays import Strings, read_strings
from searchrank.store.catalogue import batches
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.store.view import TITLE
from searchrank.suggest.grams import WordStream
from searchrank.suggest.survey import Survey

Progress = Callable[[str, int, int | None], None]
STEP = 500
"""Products after which progress is told."""
READ_TOGETHER = 1000
"""Documents that are read together."""
TOGETHER = 50_000
"""Queries that are brought to their normal form together."""


def silent(phase: str, done: int, total: int | None) -> None:
    """Progress that nobody watches: called with the phase, how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the first pass leaves: the documents as they were written (mapped, for those of a large shop fill a gigabyte), and the words of the
    catalogue's own names."""

    documents: Strings
    lexicon: list[str]


def keep_documents(documents: Iterable[bytes], draft: Draft, progress: Progress = silent, words: Iterable[str] = ()) -> Kept:
    """Write documents, titles and ids, and read the names of brands and categories; `words` are others that cutting should keep whole."""
    ids: list[str] = []
    titles: list[str] = []
    brands, categories = Spans(), Spans()

    def read() -> Iterator[bytes]:
        for some in batches(documents, READ_TOGETHER):
            given = Documents.of(some, ("id", "title", "brand", "category"))
            ids.extend(given.texts("id", str))
            titles.extend(given.texts("title", str))
            for spans, name in ((brands, "brand"), (categories, "category")):
                spans.numbers(given.codes, *given.where(name))
            progress("reading", len(ids), None)
            yield from some

    draft.strings("document", read())
    draft.vocabulary("product", ids)
    draft.strings(TITLE, titles)
    lexicon = lexicon_of((*map(normalise_name, _names(brands, categories)), *words))
    draft.strings("lexicon", lexicon)
    return Kept(read_strings(draft.folder, "document"), lexicon)


def _names(brands: Spans, categories: Spans) -> set[str]:
    """The names of brands and categories one by one, of these as JSON."""
    names = {str(brand) for brand in _values(brands)}
    for path in _values(categories):
        names.update(path.split(">") if isinstance(path, str) else map(str, path))
    return names


def _values(spans: Spans) -> Iterator[Any]:
    """What this JSON says, but for nothing."""
    return filter(None, (orjson.loads(json) for json in spans.texts(0) if json))


class Collector:
    """The second pass: arrays fill while the recall index draws rows from `rows()`. `cuttings` is the folder where what is cut is kept for the next
    publishing, and from where what has not changed is taken; None for none."""

    def __init__(self, kept: Kept, progress: Progress = silent, cuttings: Path | None = None) -> None:
        self.cutter: Cutter = cutter(kept.lexicon)
        self._documents, self._progress = kept.documents, progress
        self._takeover = None if cuttings is None else Takeover.begin(cuttings, kept.documents, self.cutter)
        self.fresh: Sequence[int] = range(len(kept.documents)) if self._takeover is None else self._takeover.fresh
        self._collected, self._phrases = Collected(), WordStream()

    def rows(self, shared: Shared | None = None) -> Iterator[PackedRow]:
        """Every product as the recall index takes it; each is in the arrays behind the last. `shared` says who else cuts some of `fresh`."""
        cut = self._cut(shared)
        for row in cut if self._takeover is None else self._takeover.rows(cut):
            yield row
            if row.row % STEP == STEP - 1:
                self._progress("cutting", row.row + 1, len(self._documents))
        self._progress("cutting", len(self._documents), len(self._documents))
        if self._takeover is not None:
            self._collected = self._takeover.whole(self._collected)

    def _cut(self, shared: Shared | None) -> Iterator[PackedRow]:
        """The fresh products; each is added to the arrays on the way."""
        cut = BlockCutter(ProductCutter(self.cutter))
        for part in in_order(self.fresh, shared, lambda rows: cut_part(self._documents, rows, cut)):
            self._collected.extend(part.collected)
            yield from part.index_rows()

    def survey(self) -> Survey:
        """What suggestions mine names from, when all rows are drawn."""
        return self._collected.survey()

    def write(self, draft: Draft) -> None:
        """Everything collected."""
        self._collected.write(draft)
        _write_squared_lengths(draft, self._written(draft))
        write_impacts(draft, self._written(draft))
        # What is written is not needed any more, and fills most of a gigabyte.
        self._phrases, self._collected = self._collected.phrases, Collected()

    def learn(self, draft: Draft, searched: Sequence[tuple[str, int]] = ()) -> None:
        """What the collected tells when it is written: values and names. `searched` are logged queries with counts, which tell product words.

        Once: what it is told by is let go then.
        """
        written = self._written(draft)
        write_values(draft, written)
        write_names(draft, written, self._phrases, _folded(searched))
        self._phrases = WordStream()

    def _written(self, draft: Draft) -> Snapshot:
        return Snapshot(draft.folder, {"version": draft.version, "products": len(self._documents)})


def _folded(searched: Sequence[tuple[str, int]]) -> Mapping[str, int]:
    """The folded texts of queries with their counts."""
    plain = chain.from_iterable(normalise_all([text for text, _ in some]) for some in batches(searched, TOGETHER))
    return dict(zip(map(fold, plain), (count for _, count in searched), strict=True))


def _write_squared_lengths(draft: Draft, written: Snapshot, at_once: int = 50_000) -> None:
    rows = np.arange(written.count, dtype=np.int32)
    parts = [squared_lengths(written, rows[start : start + at_once]) for start in range(0, written.count, at_once)]
    draft.array("title.squared", np.concatenate([np.empty(0), *parts]).astype(np.float64))
