"""A database: takes an SQLAlchemy URL, gives transactions. SQLite by default, PostgreSQL (psycopg 3) beyond.

`write()` is one transaction that keeps other writers waiting from its start on SQLite (BEGIN IMMEDIATE: a lock taken later, after a read, could
not be waited for); `read()` sees one state from its first statement to its end.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError

from searchrank.errors import InvalidSettings, Unavailable
from searchrank.store.tables import CATALOGUE, EVENTS, Schema

SQLITE, POSTGRESQL = "sqlite", "postgresql"
BUSY_SECONDS = 30.0
"""How long a writer waits for another one on SQLite."""
CHECKPOINT_PAGES = 8000
"""Pages of the catalogue's write-ahead log after which the transaction that fills it moves them into the file (`Database.checkpoint`): 32 MB."""
_IMMEDIATE, _FILE = "searchrank_immediate", "searchrank_file"
Sync = Callable[[int], None]
# What was committed is found again by what this one writes: the times that fsync writes too cost a commit of the file system's journal.
_TO_DISK: Sync = getattr(os, "fdatasync", os.fsync)


@dataclass(frozen=True, slots=True)
class Database:
    """One open database and the schema that lies in it."""

    schema: Schema
    engine: Engine
    sync: Sync = _TO_DISK
    """Returns when what was written to the open file of this number is on the disk."""

    @property
    def kind(self) -> str:
        """sqlite or postgresql."""
        return self.engine.dialect.name

    @property
    def place(self) -> str:
        """Where it is, for people: a file, or an address without the password."""
        url = self.engine.url
        return str(url.database) if self.kind == SQLITE else url.render_as_string(hide_password=True)

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[Connection]:
        """A transaction that is committed where the block ends, and undone where it raises; with `durable`, it is on disk then on SQLite too.

        The disk is waited for behind the transaction: who writes next does not wait, and several are written by one turn of the disk. Raises
        Unavailable where the database does not answer or stays locked, or where the disk did not take what was committed.
        """
        with self._connected(**{_IMMEDIATE: True}) as connection:
            with connection.begin():
                yield connection
            # As long as this connection is open, nobody takes the log away that it committed to.
            if durable and self.kind == SQLITE:
                self._reach_disk(connection)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database and changes nothing; raises Unavailable as `write` does."""
        options = {} if self.kind == SQLITE else {"isolation_level": "REPEATABLE READ"}
        with self._connected(**options) as connection, connection.begin():
            yield connection

    def checkpoint(self) -> None:
        """Move what was committed from SQLite's write-ahead log into the file, without keeping anybody waiting; elsewhere there is nothing to do.

        Who does this now and then takes it from the transactions, which would have to do it themselves (`CHECKPOINT_PAGES`).
        """
        if self.kind == SQLITE:
            with self._connected() as connection:
                # Not within a transaction, which the connection would begin by itself.
                driver: Any = connection.connection.driver_connection
                driver.execute("PRAGMA wal_checkpoint(PASSIVE)").close()

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    def _reach_disk(self, connection: Connection) -> None:
        """Wait until all that was committed so far is on the disk. It is in the log, or was moved into the file by somebody who waited for both."""
        log = Path(f"{connection.info[_FILE]}-wal")
        if not log.exists():
            return
        try:
            with log.open("rb") as file:
                self.sync(file.fileno())
        except OSError as error:
            raise Unavailable(f"the disk under {self.place} did not take a change ({error.strerror}): mend it and send it again") from error

    @contextmanager
    def _connected(self, **options: Any) -> Iterator[Connection]:
        try:
            with self.engine.connect().execution_options(**options) as connection:
                yield connection
        except DatabaseError as error:
            # Its other subclasses (a constraint, a value) would be faults of our own.
            if type(error) not in (DatabaseError, OperationalError):
                raise
            raise Unavailable(f"the database {self.place} does not answer ({_reason(error)}): see that it runs and can be written") from error


def open_database(url: str, schema: Schema = CATALOGUE) -> Database:
    """The database at this URL, without looking into it; a SQLite file is made at the first write.

    Raises InvalidSettings for an address that cannot be read, or for a kind of database other than sqlite and postgresql.

    >>> open_database("sqlite:////tmp/shop/searchrank.db").kind
    'sqlite'
    """
    address = _address(url)
    if address.get_backend_name() == POSTGRESQL:
        return Database(schema, _postgresql(address))
    engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _settle(schema))
    event.listen(engine, "begin", _begin)
    return Database(schema, engine)


def has_file(database: Database) -> bool:
    """False where a SQLite database has no file: connecting would make an empty one, or fail for want of the folder."""
    path = database.engine.url.database
    return database.kind != SQLITE or not path or Path(path).exists()


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise InvalidSettings(["the database URL cannot be read: write sqlite:///FILE or postgresql://USER@HOST/NAME"]) from None
    if address.get_backend_name() not in (SQLITE, POSTGRESQL):
        raise InvalidSettings([f"databases of kind {address.get_backend_name()!r} are not known: known are {SQLITE}, {POSTGRESQL}"])
    return address


def _postgresql(address: URL) -> Engine:
    try:
        # Streams are read to their end; by default the server plans a cursor for its first tenth, with joins that never finish for the rest.
        options = {"options": "-c cursor_tuple_fraction=1.0"}
        return create_engine(address.set(drivername="postgresql+psycopg"), pool_pre_ping=True, connect_args=options)
    except (ModuleNotFoundError, NoSuchModuleError):
        raise InvalidSettings(["PostgreSQL needs the package psycopg: install searchrank[postgresql]"]) from None


def _settle(schema: Schema) -> Callable[[Any, Any], None]:
    """Prepare every SQLite connection. Events are answered for after the commit, so theirs waits for the disk (FULL); where the file system allows no
    write-ahead log, each commit does."""

    def settle(connection: Any, record: Any) -> None:
        # The driver's own BEGIN comes late and is never immediate; `_begin` says it instead.
        connection.isolation_level = None
        logged = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal"
        own = ("synchronous = NORMAL", f"wal_autocheckpoint = {CHECKPOINT_PAGES}") if logged and schema is not EVENTS else ("synchronous = FULL",)
        for pragma in ("foreign_keys = ON", "cache_size = -32768", *own):
            connection.execute(f"PRAGMA {pragma}").close()
        record.info[_FILE] = connection.execute("PRAGMA database_list").fetchone()[2]

    return settle


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(_IMMEDIATE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).strip().split("\n")[0]
