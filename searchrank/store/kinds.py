"""What can be imported: for each kind how its file is read, how a line becomes a key and a document, and how these are kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

import orjson
from sqlalchemy import Connection

from searchrank.errors import InvalidInput
from searchrank.records import Event, Judgment
from searchrank.store.catalogue import put_documents
from searchrank.store.documents import parse_ad, parse_content, put_rows
from searchrank.store.events import Events
from searchrank.store.files import Lines, read_objects, read_texts
from searchrank.store.judgments import parse_judged_query, parse_judgment, put_judgments, put_texts
from searchrank.store.products import parse_product
from searchrank.store.queries import parse_logged_query, put_counts
from searchrank.store.staging import Staged
from searchrank.store.tables import ads, contents
from searchrank.store.ubi import AskedQuery, parse_ubi_event, parse_ubi_query

_SAMPLE = 20


@dataclass(frozen=True, slots=True)
class Batch:
    """Staged lines to keep, in the transaction of this connection: of several with one key the last counts."""

    connection: Connection
    events: Events
    lines: Sequence[Staged]
    at: float
    import_id: int

    @property
    def documents(self) -> dict[str, bytes]:
        return dict(self.lines)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of import. `parse` raises InvalidInput for a bad line; `keep` gives how many of a batch were new or different."""

    read: Callable[[Path], Lines]
    parse: Callable[[Any, Collection[str] | None], Staged]
    keep: Callable[[Batch], int]


def _product(given: Mapping[str, Any], only: Collection[str] | None) -> Staged:
    product = parse_product(given, only)
    return product.id, product.document


def _content(given: Mapping[str, Any], _: object) -> Staged:
    content = parse_content(given)
    return content.id, content.document


def _ad(given: Mapping[str, Any], _: object) -> Staged:
    ad = parse_ad(given)
    return ad.id, ad.document


def _logged_query(line: str, _: object) -> Staged:
    text, count = parse_logged_query(line)
    return text, str(count).encode()


def _judged_query(line: str, _: object) -> Staged:
    query_id, text = parse_judged_query(line)
    return query_id, text.encode()


def _judgment(line: str, _: object) -> Staged:
    judged = parse_judgment(line)
    document = orjson.dumps((judged.query_id, judged.product_id, judged.grade))
    return f"{judged.query_id}\t{judged.product_id}", document


def _logged(given: Mapping[str, Any], _: object) -> Staged:
    asked = "action_name" not in given and "user_query" in given
    record: Event | AskedQuery = parse_ubi_query(given) if asked else parse_ubi_event(given)
    return record.id, orjson.dumps(asdict(record))


def _keep_products(batch: Batch) -> int:
    return put_documents(batch.connection, batch.documents, batch.at, batch.import_id)


def _keep_contents(batch: Batch) -> int:
    return put_rows(batch.connection, contents, batch.documents)


def _keep_ads(batch: Batch) -> int:
    return put_rows(batch.connection, ads, batch.documents)


def _keep_logged_queries(batch: Batch) -> int:
    return put_counts(batch.connection, {text: int(count) for text, count in batch.lines})


def _keep_judged_queries(batch: Batch) -> int:
    return put_texts(batch.connection, {query_id: text.decode() for query_id, text in batch.lines})


def _keep_judgments(batch: Batch) -> int:
    return put_judgments(batch.connection, [Judgment(*orjson.loads(document)) for _, document in batch.lines], batch.import_id)


def _keep_log(batch: Batch) -> int:
    # Another database, committed before this one: a kill between the two records nothing twice, for ids are known then.
    objects = [orjson.loads(document) for _, document in batch.lines]
    happened = batch.events.record(Event(**one) for one in objects if "action" in one)
    asked = batch.events.record_queries(AskedQuery(**{**one, "hit_ids": tuple(one["hit_ids"])}) for one in objects if "action" not in one)
    return happened.accepted + asked.accepted


def _read_logged_queries(path: Path) -> Lines:
    """The lines; raises InvalidInput where the first ones have query ids and texts in place of texts and counts."""
    lines = read_texts(path)
    first = list(islice(lines, _SAMPLE))
    tabbed = [line for _, line in first if isinstance(line, str) and "\t" in line]
    texts = [line for line in tabbed if not line.rpartition("\t")[2].strip().isdecimal()]
    if 2 * len(texts) > len(tabbed) and all(" " not in line.partition("\t")[0].strip() for line in texts):
        seen = f"{path.name} holds {texts[0][:80]!r}, which looks like a judged query (id, tab, text) where text, tab, count is expected"
        raise InvalidInput(f"{seen}: import it with `import judgments QRELS --queries {path.name}`", field="file")
    return chain(first, lines)


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "products": Kind(read_objects, _product, _keep_products),
        "contents": Kind(read_objects, _content, _keep_contents),
        "ads": Kind(read_objects, _ad, _keep_ads),
        "queries": Kind(_read_logged_queries, _logged_query, _keep_logged_queries),
        "judged_queries": Kind(read_texts, _judged_query, _keep_judged_queries),
        "judgments": Kind(read_texts, _judgment, _keep_judgments),
        "log": Kind(read_objects, _logged, _keep_log),
    }
)
"""Every kind of import by its name."""
