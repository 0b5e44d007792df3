"""The tables of the two databases: `CATALOGUE` (everything but events) and `EVENTS`. Migrations must make exactly these; `searchrank db check`
compares.

Ids sort in byte order of their UTF-8 on both databases (SQLite's own order, PostgreSQL's collation C), because rows of a snapshot do.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text

NAMING = {"pk": "pk_%(table_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s", "ix": "ix_%(table_name)s_%(column_0_name)s"}
Number = BigInteger().with_variant(Integer, "sqlite")
Name = Text().with_variant(Text(collation="C"), "postgresql")


@dataclass(frozen=True, slots=True)
class Schema:
    """One database's tables; `name` is also the folder of its migrations, `version_table` where the applied one is noted."""

    name: str
    metadata: MetaData

    @property
    def version_table(self) -> str:
        # A name of its own, so that both schemas can lie in one PostgreSQL database.
        return f"{self.name}_version"


CATALOGUE = Schema("catalogue", MetaData(naming_convention=NAMING))
EVENTS = Schema("events", MetaData(naming_convention=NAMING))

counters = Table(
    "counters",
    CATALOGUE.metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Number, nullable=False),
)

imports = Table(
    "imports",
    CATALOGUE.metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("state", String(10), nullable=False),
    Column("runner", String(40), nullable=False),
    Column("lines", Number, nullable=False),
    Column("kept", Number, nullable=False),
    Column("changed", Number, nullable=False),
    Column("bad_total", Number, nullable=False),
    Column("bad", LargeBinary, nullable=False),
    Column("started_at", Float, nullable=False),
    Column("finished_at", Float),
    Index(None, "digest"),
    # SQLite would give a removed import's number to the next one, and the journal would name the wrong file.
    sqlite_autoincrement=True,
)

staged_lines = Table(
    "staged_lines",
    CATALOGUE.metadata,
    Column("import_id", ForeignKey("imports.id"), primary_key=True),
    Column("line", Number, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),
    Column("document", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

changes = Table(
    "changes",
    CATALOGUE.metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("kind", String(6), nullable=False),
    Column("product_id", Name, nullable=False),
    Column("document", LargeBinary),
    Column("at", Float, nullable=False),
    Column("import_id", ForeignKey("imports.id")),
    Index(None, "product_id", "number"),
    Index(None, "import_id"),
)

products = Table(
    "products",
    CATALOGUE.metadata,
    Column("id", Name, primary_key=True),
    Column("number", ForeignKey("changes.number"), nullable=False),
    # Without it the database would look through all products for each change that leaves the journal.
    Index(None, "number"),
)

contents = Table("contents", CATALOGUE.metadata, Column("id", Name, primary_key=True), Column("document", LargeBinary, nullable=False))
ads = Table("ads", CATALOGUE.metadata, Column("id", Name, primary_key=True), Column("document", LargeBinary, nullable=False))
rules = Table("rules", CATALOGUE.metadata, Column("id", Name, primary_key=True), Column("document", LargeBinary, nullable=False))

blocklist = Table(
    "blocklist",
    CATALOGUE.metadata,
    Column("pattern", Name, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("created_at", Float, nullable=False),
)

dictionary = Table(
    "dictionary",
    CATALOGUE.metadata,
    Column("kind", String(20), primary_key=True),
    Column("entry", Name, primary_key=True),
    Column("note", Text, nullable=False),
    Column("number", ForeignKey("dictionary_changes.number"), nullable=False),
)

dictionary_changes = Table(
    "dictionary_changes",
    CATALOGUE.metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("at", Float, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("undoes", Number),
    Column("lines", LargeBinary, nullable=False),
)

logged_queries = Table(
    "logged_queries",
    CATALOGUE.metadata,
    Column("text", Name, primary_key=True),
    Column("count", Number, nullable=False),
)

judged_queries = Table(
    "judged_queries",
    CATALOGUE.metadata,
    Column("id", Name, primary_key=True),
    Column("text", Text, nullable=False),
)

judgments = Table(
    "judgments",
    CATALOGUE.metadata,
    Column("query_id", Name, primary_key=True),
    Column("product_id", Name, primary_key=True),
    Column("grade", Integer, nullable=False),
    Column("import_id", ForeignKey("imports.id")),
)

models = Table(
    "models",
    CATALOGUE.metadata,
    Column("version", Name, primary_key=True),
    Column("path", Text, nullable=False),
    Column("measures", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("promotion", Number),
)

snapshots = Table(
    "snapshots",
    CATALOGUE.metadata,
    Column("version", Name, primary_key=True),
    Column("as_of_change", Number, nullable=False),
    Column("products", Number, nullable=False),
    Column("model", Text),
    Column("index_name", Text),
    Column("created_at", Float, nullable=False),
)

event_counters = Table(
    "event_counters",
    EVENTS.metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Number, nullable=False),
)

events = Table(
    "events",
    EVENTS.metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("id", Name, nullable=False),
    Column("action", Text, nullable=False),
    Column("timestamp", Float, nullable=False),
    Column("recorded_at", Float, nullable=False),
    Column("query_id", Text),
    Column("client_id", Text),
    Column("user_id", Text),
    Column("session_id", Text),
    Column("user_query", Text),
    Column("message_type", Text),
    Column("message", Text),
    Column("application", Text),
    Column("attributes", LargeBinary, nullable=False),
    Index(None, "id", unique=True),
    Index(None, "user_id", "timestamp"),
)

asked_queries = Table(
    "asked_queries",
    EVENTS.metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("id", Name, nullable=False),
    Column("user_query", Text, nullable=False),
    Column("timestamp", Float, nullable=False),
    Column("recorded_at", Float, nullable=False),
    Column("client_id", Text),
    Column("user_id", Text),
    Column("session_id", Text),
    Column("application", Text),
    Column("object_id_field", Text),
    Column("response_id", Text),
    Column("hit_ids", LargeBinary, nullable=False),
    Column("attributes", LargeBinary, nullable=False),
    Index(None, "id", unique=True),
    Index(None, "user_id", "timestamp"),
)
