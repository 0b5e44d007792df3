"""Contents, ads and rules: whole JSON objects kept by id. Takes objects, gives them back in byte order of the id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import orjson
from sqlalchemy import Connection, Table, bindparam, delete, func, select

from searchrank.records import Ad, Content
from searchrank.store.alike import alike
from searchrank.store.catalogue import BATCH, batches
from searchrank.store.database import Database
from searchrank.store.fields import BadValue, amount, identifier, required_text, text
from searchrank.store.upsert import upsert


class Kept(Protocol):
    """A value with an id and the JSON object it was read from."""

    @property
    def id(self) -> str: ...

    @property
    def document(self) -> bytes: ...


T = TypeVar("T", bound=Kept)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that the shop's people made; `document` is the whole JSON object."""

    id: str
    document: bytes = b"{}"


@dataclass(frozen=True, slots=True)
class Documents(Generic[T]):
    """Values of one kind, by id; `parse` reads one from its JSON object."""

    database: Database
    table: Table
    parse: Callable[[Mapping[str, Any]], T]

    def put(self, items: Iterable[T]) -> int:
        """Keep these in place of those with the same ids; gives how many were new or different. Of several with one id the last counts."""
        changed = 0
        for batch in batches(items, BATCH):
            with self.database.write() as connection:
                changed += put_rows(connection, self.table, {item.id: item.document for item in batch})
        return changed

    def remove(self, ids: Iterable[str]) -> int:
        """Forget these; gives how many there were."""
        removed = 0
        for batch in batches(ids, BATCH):
            with self.database.write() as connection:
                found = list(_rows(connection, self.table, batch))
                if found:
                    connection.execute(delete(self.table).where(self.table.c.id == bindparam("gone")), [{"gone": one} for one in found])
                removed += len(found)
        return removed

    def get(self, item_id: str) -> T | None:
        """The one with this id, or None."""
        with self.database.read() as connection:
            document = _rows(connection, self.table, [item_id]).get(item_id)
        return None if document is None else self.parse(orjson.loads(document))

    def count(self) -> int:
        """How many there are."""
        with self.database.read() as connection:
            return int(connection.execute(select(func.count()).select_from(self.table)).scalar_one())

    def read(self) -> Iterator[T]:
        """All of them in byte order of the id, as of one moment, streamed."""
        with self.database.read() as connection:
            wanted = select(self.table.c.document).order_by(self.table.c.id).execution_options(yield_per=BATCH)
            with connection.execute(wanted) as rows:
                for row in rows:
                    yield self.parse(orjson.loads(row.document))


def put_rows(connection: Connection, table: Table, documents: Mapping[str, bytes]) -> int:
    """Within a transaction: keep these documents by id; gives how many were new or different."""
    kept = _rows(connection, table, list(documents))
    new = [{"id": key, "document": document} for key, document in documents.items() if key not in kept or not alike(kept[key], document)]
    if new:
        connection.execute(upsert(connection, table), new)
    return len(new)


def parse_content(given: Mapping[str, Any]) -> Content:
    """The guide, review or list that this JSON object describes; raises InvalidInput naming the first faulty field.

    >>> parse_content({"id": "g1", "title": "跑鞋怎么选", "kind": "guide"}).title
    '跑鞋怎么选'
    """
    given = _object("content", given)
    kind = text("kind", given.get("kind")) or "guide"
    return Content(identifier("id", given.get("id")), required_text("title", given.get("title")), kind, orjson.dumps(given))


def parse_ad(given: Mapping[str, Any]) -> Ad:
    """The paid placement that this JSON object describes; raises InvalidInput naming the first faulty field.

    >>> parse_ad({"id": "a1", "product_id": "p1", "bid": 0.8}).bid
    0.8
    """
    given = _object("ad", given)
    product_id = identifier("product_id", given.get("product_id"))
    return Ad(identifier("id", given.get("id")), product_id, amount("bid", given.get("bid")) or 0.0, orjson.dumps(given))


def parse_rule(given: Mapping[str, Any]) -> Rule:
    """The rule in this JSON object; raises InvalidInput where it has no id.

    >>> parse_rule({"id": "r1", "then": "boost"}).id
    'r1'
    """
    given = _object("rule", given)
    return Rule(identifier("id", given.get("id")), orjson.dumps(given))


def _object(name: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise BadValue(name, given, "a JSON object")
    return given


def _rows(connection: Connection, table: Table, ids: list[str]) -> dict[str, bytes]:
    wanted = select(table.c.id, table.c.document).where(table.c.id.in_(ids))
    return {row.id: row.document for row in connection.execute(wanted)}
