"""The embedded engine: tantivy in this process, over a folder of memory-mapped files. Takes rows and requests, gives `Matched`.

Any number of processes may open the same folder and search; one at a time may change it. Measured with 100,000 products of 25 characters, 17 terms a
clause over 6 fields, the best 300: 0.02 ms to build the query, 0.20 to search, 0.04 to fetch the rows (p99 0.5 in all). Counting all matches and
positions add nothing to that; with the frequent characters too it costs four times as much, with alternatives on two levels half as much again.
A build of 1,000,000 takes 32 s and 0.5 GB and gives one segment; opening takes half a millisecond.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from searchrank.errors import Conflict, EngineDown, SnapshotDamaged
from searchrank.recall.clause import PHRASE_FIELDS, TEXT_FIELDS, Bool, Clause, Phrase, Term, known_field, opened, plain_phrases
from searchrank.recall.engine import AnyRow, IndexRow, Matched, PackedRow, Range, Request, filter_tokens, known_numbers

BUILD_BYTES, UPDATE_BYTES = 1 << 30, 64 << 20
"""What a writer may hold before it writes a segment: enough that a build of a million gives one. Memory is taken as it is needed."""

_NUMBERS = ("price", "released_at", "sales")


@dataclass(slots=True)
class EmbeddedEngine:
    """Keyword recall from a folder; an `Engine`.

    Ties are broken by row also where the limit cuts through them, as long as the index is one segment, which `build` makes. Updates add segments:
    there, the ties that are found are in order of rows.
    """

    folder: Path
    _index: Any
    _schema: Any
    _searcher: Any

    @staticmethod
    def create(folder: Path) -> EmbeddedEngine:
        """An engine without products in this folder, which is made if it does not exist.

        >>> import tempfile
        >>> engine = EmbeddedEngine.create(Path(tempfile.mkdtemp()))
        >>> engine.build([IndexRow(0, {"title": "red shoe"}), IndexRow(1, {"title": "blue shoe"})])
        >>> engine.search(Request(Term("title", "blue"))).rows.tolist()
        [1]
        """
        folder.mkdir(parents=True, exist_ok=True)
        return _opened(folder, tantivy.Index(_schema(), str(folder), sort_by_field="row"))

    @staticmethod
    def open(folder: Path) -> EmbeddedEngine:
        """The engine that was built in this folder: mapped, not read, so it opens in milliseconds.

        Raises SnapshotDamaged where there is no index or a broken one.
        """
        try:
            return _opened(folder, tantivy.Index.open(str(folder)))
        except ValueError as error:
            raise SnapshotDamaged(f"the recall index in {folder} cannot be opened ({error}): roll back or publish again") from None

    def build(self, rows: Iterable[AnyRow]) -> None:
        """Make these the products of the index."""

        def change(writer: Any) -> None:
            writer.delete_all_documents()
            _add(writer, rows)

        self._write(change, BUILD_BYTES)

    def update(self, rows: Iterable[IndexRow]) -> None:
        """Add these products, or replace those with the same row."""
        changed = list(rows)

        def change(writer: Any) -> None:
            _delete(writer, [row.row for row in changed])
            _add(writer, changed)

        self._write(change, UPDATE_BYTES)

    def remove(self, rows: Iterable[int]) -> None:
        """Take these products out."""
        self._write(lambda writer: _delete(writer, rows), UPDATE_BYTES)

    def search(self, request: Request) -> Matched:
        """The best matches of a request, best first, ties by row."""
        searcher = self._open_searcher()
        field, descending = request.order or (None, True)
        rows, keys, total = self._found(searcher, request, field, tantivy.Order.Desc if descending else tantivy.Order.Asc)
        if searcher.num_segments > 1:
            rows, keys = _ties_by_row(rows, keys, descending=descending)
        return Matched.of(rows, keys if field is None else [0.0] * len(rows), limit=request.limit, total=total if request.count else None)

    def search_all(self, requests: Sequence[Request]) -> tuple[Matched, ...]:
        """The answer to each request, one after the other."""
        return tuple(map(self.search, requests))

    def close(self) -> None:
        """Let go of the files; the engine answers no more."""
        self._index = self._searcher = None

    def _found(self, searcher: Any, request: Request, field: str | None, order: Any) -> tuple[list[int], list[Any], int]:
        query = self._query(request)
        try:
            result = searcher.search(query, request.limit, count=request.count, order_by_field=field, order=order)
            # Read once: every look at `hits` makes all its tuples anew.
            hits = result.hits
            rows = searcher.fast_field_values("row", [address for _, address in hits])
        except ValueError as error:
            raise EngineDown(f"the recall index in {self.folder} cannot be read ({error}): roll back or publish again") from None
        return rows, [key for key, _ in hits], result.count

    def _query(self, request: Request) -> Any:
        clause = _compile(self._schema, request.clause)
        conditions = [_group(self._schema, group) for group in request.filters]
        if request.bounds is not None:
            conditions.append(_price(self._schema, request.bounds))
        if not conditions:
            return clause
        unscored = [(Occur.Must, Query.const_score_query(condition, 0.0)) for condition in conditions]
        return Query.boolean_query([(Occur.Must, clause), *unscored])

    def _open_searcher(self) -> Any:
        if self._searcher is None:
            raise EngineDown(f"the recall index in {self.folder} is closed: open it again")
        return self._searcher

    def _write(self, change: Callable[[Any], None], heap_bytes: int) -> None:
        self._open_searcher()
        writer = self._writer(heap_bytes)
        try:
            change(writer)
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def _writer(self, heap_bytes: int) -> Any:
        try:
            # One thread: with two, the order of products in the index differs from build to build, and so do ties.
            return self._index.writer(heap_bytes, 1)
        except ValueError as error:
            raise Conflict(f"the recall index in {self.folder} is being changed by another process ({error}): try again later") from None


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    for name in TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position" if name in PHRASE_FIELDS else "freq")
    builder.add_text_field("filters", tokenizer_name="raw", index_option="basic")
    for name in _NUMBERS:
        builder.add_float_field(name, fast=True)
    # A signed integer: deleting by the term of an unsigned field deletes nothing and says nothing.
    builder.add_integer_field("row", indexed=True, fast=True)
    return builder.build()


def _opened(folder: Path, index: Any) -> EmbeddedEngine:
    # Manual: the default watches the folder from a thread of its own, for commits that a published index never sees.
    index.config_reader("manual", 1)
    index.reload()
    return EmbeddedEngine(folder, index, index.schema, index.searcher())


def _document(row: IndexRow) -> Any:
    document = tantivy.Document()
    document.add_integer("row", row.row)
    for name, tokens in row.fields.items():
        document.add_text(known_field(name), tokens)
    for token in filter_tokens(row):
        document.add_text("filters", token)
    for name, number in known_numbers(row).items():
        document.add_float(name, number)
    return document


def _add(writer: Any, rows: Iterable[AnyRow]) -> None:
    for row in rows:
        if isinstance(row, PackedRow):
            writer.add_json(row.whole)
        else:
            writer.add_document(_document(row))


def _delete(writer: Any, rows: Iterable[int]) -> None:
    for row in rows:
        writer.delete_documents_by_term("row", int(row))


def _compile(schema: Any, clause: Clause) -> Any:
    if isinstance(clause, Term):
        query = Query.term_query(schema, known_field(clause.field), clause.text, "freq")
        return query if clause.weight == 1.0 else Query.boost_query(query, clause.weight)
    if isinstance(clause, Bool):
        must = [(Occur.Must, _compile(schema, part)) for part in clause.must]
        return Query.boolean_query(must + [(Occur.Should, _compile(schema, part)) for part in opened(clause.should)])
    return _phrase(schema, clause)


def _phrase(schema: Any, phrase: Phrase) -> Any:
    plain = plain_phrases(phrase)
    if not isinstance(plain, Phrase):
        return _compile(schema, plain)
    return Query.boost_query(Query.phrase_query(schema, plain.field, list(plain.terms), plain.slop), plain.weight)


def _group(schema: Any, tokens: Sequence[str]) -> Any:
    queries = [Query.term_query(schema, "filters", token, "basic") for token in tokens]
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def _price(schema: Any, bounds: Range) -> Any:
    return Query.range_query(schema, "price", tantivy.FieldType.Float, *bounds)


def _ties_by_row(rows: Sequence[int], keys: Sequence[float | None], *, descending: bool) -> tuple[list[int], list[float | None]]:
    def place(position: int) -> tuple[bool, float, int]:
        key = keys[position]
        return (key is None, 0.0 if key is None else -key if descending else key, rows[position])

    order = sorted(range(len(rows)), key=place)
    return [rows[position] for position in order], [keys[position] for position in order]
