"""The products that a shop sells, and the journal of their changes.

A change keeps the product's whole document; `products` points at the newest change of each. Numbers of changes are drawn in the transaction that
writes them, so whoever follows them in order misses none.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, select

from searchrank.errors import InvalidInput, NotFound, SearchrankError
from searchrank.records import Product
from searchrank.store.alike import alike
from searchrank.store.counters import draw, last_drawn
from searchrank.store.database import SQLITE, Database
from searchrank.store.imported import WaitingImport, at_most, finished_since, standing_changes, waiting
from searchrank.store.journal import prune_journal
from searchrank.store.products import product_from_document
from searchrank.store.tables import changes, counters, products
from searchrank.store.upsert import upsert
from searchrank.store.visible import count_rows, first_hidden_change, shown_to, visible_documents

BATCH = 1000
"""Rows of one transaction: short enough that other writers hardly wait."""
MAPPED_BYTES = 1 << 31
"""So much of an SQLite file is read as memory while all documents are: half of the time of copying its pages."""
DAY_SECONDS = 86_400
PUT, DELETE = "put", "delete"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """One numbered change: `kind` put or delete, `document` None for delete, `at` Unix seconds, `import_id` None where no import made it."""

    number: int
    kind: str
    product_id: str
    document: bytes | None
    at: float
    import_id: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """Products as of one moment: `documents` in byte order of the id, read while they are taken.

    Whoever follows the changes after `as_of_change` arrives at the present state: those of an unfinished import come after it.
    """

    as_of_change: int
    documents: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The products of a shop, by id."""

    database: Database
    clock: Callable[[], float] = time.time

    def put(self, products: Iterable[Product], import_id: int | None = None) -> int:
        """Keep these products in place of those with the same ids; gives how many were new or different.

        Committed 1,000 at a time; of several with one id the last counts.
        """
        changed = 0
        for batch in batches(products, BATCH):
            documents = {product.id: product.document for product in batch}
            with self.database.write() as connection:
                changed += put_documents(connection, documents, self.clock(), import_id)
        return changed

    def remove(self, product_ids: Iterable[str]) -> int:
        """Forget these products; gives how many there were."""
        removed = 0
        for batch in batches(product_ids, BATCH):
            with self.database.write() as connection:
                removed += _remove(connection, list(dict.fromkeys(batch)), self.clock())
        return removed

    def put_now(self, documents: Mapping[str, bytes]) -> Changed:
        """Keep these documents in place of those with the same ids, in one transaction that is on disk when this returns."""
        with self.database.write(durable=True) as connection:
            first = _next_number(connection)
            return _put(connection, first, documents, _documents(connection, list(documents), shown_to(None)), self.clock())

    def remove_now(self, product_ids: Sequence[str]) -> Changed:
        """Forget these products, in one transaction that is on disk when this returns."""
        with self.database.write(durable=True) as connection:
            count = _remove(connection, list(dict.fromkeys(product_ids)), self.clock())
            return Changed(count, last_drawn(connection, counters, "change"))

    def merge_now(self, merges: Sequence[tuple[str, Merge]]) -> tuple[Changed, Mapping[int, SearchrankError]]:
        """Change some fields of products, one after another, in one transaction that is on disk when this returns; and what was wrong, by place.

        Nobody else changes the products between reading and writing. A product that there is not is NotFound.
        """
        faults: dict[int, SearchrankError] = {}
        with self.database.write(durable=True) as connection:
            first = _next_number(connection)
            before = _documents(connection, list({product_id for product_id, _ in merges}))
            documents = dict(before)
            for place, (product_id, merge) in enumerate(merges):
                try:
                    documents[product_id] = merge(documents[product_id])
                except KeyError:
                    faults[place] = NotFound(f"there is no product {product_id[:80]!r}: PUT it whole", field="id")
                except InvalidInput as fault:
                    faults[place] = fault
            same = [product_id for product_id, document in documents.items() if alike(before[product_id], document)]
            kept = _documents(connection, same, shown_to(None)) if same else {}
            return _put(connection, first, documents, kept, self.clock()), faults

    def get(self, product_id: str) -> Product | None:
        """The product with this id, in its newest version, or None."""
        with self.database.read() as connection:
            document = _documents(connection, [product_id]).get(product_id)
        return None if document is None else product_from_document(document)

    def count(self) -> int:
        """How many products there are, those of unfinished imports included."""
        with self.database.read() as connection:
            return int(connection.execute(select(func.count()).select_from(products)).scalar_one())

    def known(self, product_ids: Iterable[str]) -> set[str]:
        """Those of these ids that the shop sells."""
        found: set[str] = set()
        with self.database.read() as connection:
            for batch in batches(product_ids, BATCH):
                found.update(connection.execute(select(products.c.id).where(products.c.id.in_(batch))).scalars())
        return found

    def last_change(self) -> int:
        """The number of the newest change, 0 where there is none."""
        with self.database.read() as connection:
            return last_drawn(connection, counters, "change")

    def changes(self, after: int, limit: int = BATCH) -> list[Change]:
        """The changes with numbers above `after`, in order, at most `limit`; later calls never bring a number below one that was given."""
        columns = [changes.c[name] for name in Change.__dataclass_fields__]
        wanted = select(*columns).where(changes.c.number > after).order_by(changes.c.number).limit(limit)
        with self.database.read() as connection:
            return [Change(*row) for row in connection.execute(wanted)]

    def live_changes(self, after: int, limit: int = BATCH) -> tuple[int, list[Change]]:
        """The changes above `after` that no import made, in order, at most `limit`; and the number up to which they are all.

        What an import brings is seen when it is published: millions of rows are no live change.
        """
        columns = [changes.c[name] for name in Change.__dataclass_fields__]
        with self.database.read() as connection:
            last = last_drawn(connection, counters, "change")
            if last <= after:
                return after, []
            within = (changes.c.number > after, changes.c.number <= last, changes.c.import_id.is_(None))
            found = [Change(*row) for row in connection.execute(select(*columns).where(*within).order_by(changes.c.number).limit(limit))]
        return (found[-1].number if len(found) == limit else last), found

    def finished_imports(self, moment: float, known: Collection[int]) -> list[int]:
        """The imports of products that were finished since a moment, but the known ones (see `imported.finished_since`)."""
        with self.database.read() as connection:
            return finished_since(connection, moment, known)

    def waiting_imports(self, moment: float, change: int, most: int) -> list[WaitingImport]:
        """The imports of more than `most` changes, finished since a moment, that a snapshot as of this change does not know."""
        with self.database.read() as connection:
            return waiting(connection, moment, change, most)

    def imported(self, import_id: int, after: int, limit: int) -> list[Change]:
        """The changes of an import above `after` that nothing overtook, in order, at most `limit`."""
        with self.database.read() as connection:
            found = connection.execute(standing_changes(import_id, after).limit(limit)).mappings()
            return [Change(**{name: row[name] for name in Change.__dataclass_fields__}) for row in found]

    def imported_at_most(self, import_id: int, after: int, most: int) -> bool:
        """Whether an import made at most so many changes above `after`."""
        with self.database.read() as connection:
            return at_most(connection, import_id, after, most)

    def prune(self, through: int, days: float) -> int:
        """Remove from the journal what was overtaken, is older than so many days, and is numbered up to `through` (see `journal.prune_journal`)."""
        return prune_journal(self.database, through=through, before=self.clock() - days * DAY_SECONDS)

    def read(self) -> Reading:
        """All products of finished imports; one touched by an unfinished import comes in its last version without it.

        The documents are streamed from one state of the database; it is held until the last one is taken or the iterator is closed.
        """
        stream = self._stream()
        return Reading(int(next(stream)), stream)  # type: ignore[arg-type]

    def _map(self, connection: Connection, most: int) -> None:
        # Versions lie in the order of changes: looked up in the order of ids, each page is read several times, and would be copied each time.
        if self.database.kind == SQLITE:
            connection.exec_driver_sql(f"PRAGMA mmap_size = {most}")

    def _stream(self) -> Iterator[int | bytes]:
        # The number comes out of the same generator, so that dropping it half read gives the connection back.
        with self.database.read() as connection:
            self._map(connection, MAPPED_BYTES)
            hidden = first_hidden_change(connection)
            yield last_drawn(connection, counters, "change") if hidden is None else hidden - 1
            if hidden is not None:
                count_rows(connection)
            wanted = visible_documents(hidden is not None).execution_options(yield_per=BATCH)
            try:
                with connection.execute(wanted) as rows:
                    for some in rows.scalars().partitions():
                        yield from some  # type: ignore[misc]
            finally:
                self._map(connection, 0)


@dataclass(frozen=True, slots=True)
class Changed:
    """What a request changed: of how many products, and the number of the newest change in the store (those of others included)."""

    count: int
    change: int


Merge = Callable[[bytes], bytes]
"""A product's document with some of its fields changed; raises InvalidInput where the result is none."""


def put_documents(connection: Connection, documents: Mapping[str, bytes], at: float, import_id: int | None = None) -> int:
    """Within a transaction: make these the newest versions, by product id; those that say the same make no change. Gives how many changed."""
    first = _next_number(connection)
    kept = _documents(connection, list(documents), shown_to(import_id))
    return _put(connection, first, documents, kept, at, import_id).count


def _put(
    connection: Connection, first: int, documents: Mapping[str, bytes], kept: Mapping[str, bytes], at: float, import_id: int | None = None
) -> Changed:
    """Make those documents that differ from what is `kept` and shown the newest versions, numbered from `first`."""
    new = {one: document for one, document in documents.items() if one not in kept or not alike(kept[one], document)}
    _note(connection, first, PUT, new, at, import_id)
    if new:
        pointers = [{"id": product_id, "number": first + place} for place, product_id in enumerate(new)]
        connection.execute(upsert(connection, products), pointers)
    return Changed(len(new), first + len(new) - 1)


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most `size`.

    >>> list(batches("abc", 2))
    [['a', 'b'], ['c']]
    """
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _remove(connection: Connection, product_ids: list[str], at: float) -> int:
    first = _next_number(connection)
    kept = _documents(connection, product_ids)
    gone: dict[str, bytes | None] = {product_id: None for product_id in product_ids if product_id in kept}
    _note(connection, first, DELETE, gone, at, None)
    if gone:
        connection.execute(delete(products).where(products.c.id == bindparam("gone")), [{"gone": product_id} for product_id in gone])
    return len(gone)


def _note(connection: Connection, first: int, kind: str, documents: Mapping[str, bytes | None], at: float, import_id: int | None) -> None:
    if documents:
        draw(connection, counters, "change", len(documents))
        shared = {"kind": kind, "at": at, "import_id": import_id}
        rows = [
            {"number": first + place, "product_id": product_id, "document": document, **shared}
            for place, (product_id, document) in enumerate(documents.items())
        ]
        connection.execute(_INSERT, rows)


def _next_number(connection: Connection) -> int:
    # Locks the counter before anything is read: what is compared below can no longer change.
    return draw(connection, counters, "change", 0)


def _documents(connection: Connection, product_ids: list[str], shown: ColumnElement[bool] | None = None) -> dict[str, bytes]:
    rows = connection.execute(_WANTED if shown is None else _WANTED.where(shown), {"ids": product_ids})
    return {row.id: row.document for row in rows}


# Written once: to put the same words together for every change costs more than to run them.
_WANTED = (
    select(products.c.id, changes.c.document)
    .select_from(products.join(changes, changes.c.number == products.c.number))
    .where(products.c.id.in_(bindparam("ids", expanding=True)))
)
_INSERT = insert(changes)
