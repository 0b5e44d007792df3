"""Migrations: takes a database, brings its tables to what this version needs, and says when they are not.

The scripts lie beside this package in an installed wheel, in `migrations/` in a checkout; they are numbered 0001, 0002, ... in one line.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from searchrank.errors import Conflict
from searchrank.store.database import POSTGRESQL, Database, has_file

if TYPE_CHECKING:
    from alembic.config import Config


def migrations_folder(schema_name: str) -> Path:
    """The folder of a schema's migration scripts.

    >>> migrations_folder("catalogue").name
    'catalogue'
    """
    here = Path(__file__).resolve()
    installed = here.with_name("migrations")
    return (installed if installed.exists() else here.parents[2] / "migrations") / schema_name


def newest_revision(schema_name: str) -> str:
    """The revision that this version of searchrank needs.

    Read from the file names: importing Alembic to ask it costs more than the rest of opening a store.
    """
    return max(_revisions(schema_name))


def applied_revision(database: Database) -> str | None:
    """The revision that the database is at, or None where it has none of our tables."""
    if not has_file(database):
        return None
    with database.read() as connection:
        table = database.schema.version_table
        if not inspect(connection).has_table(table):
            return None
        return connection.execute(text(f"SELECT version_num FROM {table}")).scalar()


def require_current(database: Database) -> None:
    """Raise Conflict where the database is missing, older or newer than this version of searchrank."""
    if not has_file(database):
        raise Conflict(f"there is no database at {database.place}: make the shop with `searchrank init`")
    applied, needed = applied_revision(database), newest_revision(database.schema.name)
    if applied is None:
        raise Conflict(f"the database {database.place} is empty: make the shop with `searchrank init`")
    if applied not in _revisions(database.schema.name):
        raise Conflict(f"the database {database.place} is at revision {applied}, this version knows up to {needed}: install a newer searchrank")
    if applied != needed:
        raise Conflict(f"the database {database.place} is at revision {applied}, this version needs {needed}: run `searchrank db upgrade`")


def upgrade(database: Database) -> str:
    """Bring the tables to what this version needs, in one transaction, and give the revision; makes them where there are none.

    Raises Conflict where the database is newer, or where PostgreSQL would not keep every letter.
    """
    from alembic import command

    if database.engine.url.database and database.kind != POSTGRESQL:
        Path(database.engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    applied = applied_revision(database)
    if applied is not None and applied not in _revisions(database.schema.name):
        require_current(database)
    with database.write() as connection:
        _require_utf8(database, connection)
        command.upgrade(_config(database, connection), "head")
    return newest_revision(database.schema.name)


def check(database: Database) -> None:
    """Raise Conflict where the database is not at the newest revision, or its tables differ from the models in `tables.py`."""
    from alembic.autogenerate import compare_metadata

    require_current(database)
    with database.read() as connection:
        differences = compare_metadata(_context(database, connection), database.schema.metadata)
    if differences:
        raise Conflict(f"tables and migrations of the {database.schema.name} database disagree: {_named(differences)}; add the missing migration")


def own_tables_only(names: frozenset[str]) -> object:
    """A filter for Alembic: tables of others in the same database are none of our differences."""

    def ours(thing: object, name: str | None, kind: str, reflected: bool, compared: object) -> bool:
        return kind != "table" or not reflected or name in names

    return ours


def _revisions(schema_name: str) -> list[str]:
    return sorted(path.stem.partition("_")[0] for path in (migrations_folder(schema_name) / "versions").glob("[0-9]*.py"))


def _config(database: Database, connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_folder(database.schema.name)).replace("%", "%%"))
    config.attributes.update(connection=connection, schema=database.schema)
    return config


def _context(database: Database, connection: Connection):  # type: ignore[no-untyped-def]
    from alembic.migration import MigrationContext

    names = frozenset(database.schema.metadata.tables)
    options = {"version_table": database.schema.version_table, "include_object": own_tables_only(names), "compare_type": True}
    return MigrationContext.configure(connection, opts=options)


def _named(differences: list[object]) -> str:
    return ", ".join(str(one)[:120] for one in differences[:5])


def _require_utf8(database: Database, connection: Connection) -> None:
    if database.kind == POSTGRESQL:
        encoding = connection.execute(text("SHOW server_encoding")).scalar()
        if encoding != "UTF8":
            raise Conflict(f"the database {database.place} has the encoding {encoding}: create one with ENCODING 'UTF8'")
