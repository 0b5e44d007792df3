"""Judged queries: their texts, and how well products serve them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, exists, func, select

from searchrank.records import Judgment
from searchrank.store.catalogue import BATCH, batches
from searchrank.store.database import Database
from searchrank.store.fields import BadValue, identifier
from searchrank.store.queries import query_text
from searchrank.store.tables import judged_queries, judgments, products
from searchrank.store.upsert import upsert

HIGHEST_GRADE = 31
"""Above it the exponential gain (2^grade - 1) leaves 32 bits, and XGBoost refuses the label."""
_BLANKS = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class Judgments:
    """Texts of judged queries by query id, and grades by query id and product id."""

    database: Database

    def put(self, queries: Mapping[str, str], judged: Iterable[Judgment] = (), import_id: int | None = None) -> int:
        """Keep these in place of those of the same ids; gives how many judgments were kept. Unknown ids are kept too: `unknown` counts them."""
        for texts in batches(queries.items(), BATCH):
            with self.database.write() as connection:
                put_texts(connection, dict(texts))
        kept = 0
        for batch in batches(judged, BATCH):
            with self.database.write() as connection:
                kept += put_judgments(connection, batch, import_id)
        return kept

    def read(self) -> tuple[dict[str, str], list[Judgment]]:
        """The text of every judged query, and every judgment; both in byte order of their ids."""
        ordered = select(judgments.c.query_id, judgments.c.product_id, judgments.c.grade).order_by(judgments.c.query_id, judgments.c.product_id)
        with self.database.read() as connection:
            texts = {row.id: row.text for row in connection.execute(select(judged_queries).order_by(judged_queries.c.id))}
            return texts, [Judgment(*row) for row in connection.execute(ordered)]

    def unknown(self, import_id: int) -> tuple[int, int]:
        """How many queries and how many products the judgments of one import name that the shop does not have."""
        with self.database.read() as connection:
            return _absent(connection, import_id, "query_id", judged_queries), _absent(connection, import_id, "product_id", products)


def put_texts(connection: Connection, texts: Mapping[str, str]) -> int:
    """Within a transaction: keep these texts by query id; gives how many."""
    if texts:
        connection.execute(upsert(connection, judged_queries), [{"id": key, "text": text} for key, text in texts.items()])
    return len(texts)


def put_judgments(connection: Connection, judged: Sequence[Judgment], import_id: int | None = None) -> int:
    """Within a transaction: keep these judgments, of several on one product of a query the last; gives how many."""
    rows = {(one.query_id, one.product_id): one.grade for one in judged}
    if rows:
        shared = {"import_id": import_id}
        values = [{"query_id": query, "product_id": product, "grade": grade, **shared} for (query, product), grade in rows.items()]
        connection.execute(upsert(connection, judgments), values)
    return len(rows)


def parse_judgment(line: str) -> Judgment:
    """The judgment in a TREC line `query 0 product grade`; raises InvalidInput naming what is wrong.

    >>> parse_judgment("q1 0 p7 3").grade
    3
    """
    columns = _BLANKS.split(line.strip())
    if len(columns) != 4:
        raise BadValue("line", line, "four columns: query 0 product grade")
    query, _, product, grade = columns
    if not re.fullmatch(r"[0-9]{1,9}", grade) or int(grade) > HIGHEST_GRADE:
        raise BadValue("grade", grade, f"a whole number from 0 to {HIGHEST_GRADE}")
    return Judgment(identifier("query", query), identifier("product", product), int(grade))


def parse_judged_query(line: str) -> tuple[str, str]:
    """The id and text in a line `id <tab> text`; raises InvalidInput naming what is wrong.

    >>> parse_judged_query("q1\\trunning shoes")
    ('q1', 'running shoes')
    """
    query_id, tab, text = line.partition("\t")
    if not tab:
        raise BadValue("line", line, "a query id, a tab and the text")
    return identifier("id", query_id.strip()), query_text("text", text)


def _absent(connection: Connection, import_id: int, column: str, known: Table) -> int:
    named = select(judgments.c[column]).where(judgments.c.import_id == import_id).distinct().subquery()
    missing = select(func.count()).select_from(named).where(~exists().where(known.c.id == named.c[0]))
    return int(connection.execute(missing).scalar_one())
