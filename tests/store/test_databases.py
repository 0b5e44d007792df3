from __future__ import annotations

import errno
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import func, insert, select

from searchrank.errors import Conflict, InvalidSettings, Unavailable
from searchrank.settings import Settings
from searchrank.store.database import Database, open_database
from searchrank.store.migrate import migrations_folder, newest_revision, require_current
from searchrank.store.store import check_store, open_store, upgrade_store
from searchrank.store.tables import CATALOGUE, EVENTS, logged_queries


def pragma(database: Database, name: str) -> object:
    with database.read() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_sqlite_keeps_a_write_ahead_log_and_foreign_keys_and_waits_for_the_disk_where_events_lie(tmp_path: Path) -> None:
    full, normal = 2, 1
    with closing(open_store(Settings(home=tmp_path), create=True)) as store:
        for database, synchronous in ((store.catalogue.database, normal), (store.events.database, full)):
            assert (pragma(database, "journal_mode"), pragma(database, "foreign_keys")) == ("wal", 1)
            assert pragma(database, "synchronous") == synchronous
            assert pragma(database, "busy_timeout") == 30_000
    assert {path.name for path in tmp_path.glob("*.db")} == {"searchrank.db", "events.db"}


def test_two_sqlite_writers_wait_for_each_other(tmp_path: Path) -> None:
    order: list[str] = []
    with closing(open_store(Settings(home=tmp_path), create=True)) as store:

        def write_second() -> None:
            with store.catalogue.database.write():
                order.append("second")

        other = threading.Thread(target=write_second)
        with store.catalogue.database.write():
            other.start()
            other.join(0.3)
            order.append("first")
        other.join(20)
    assert order == ["first", "second"]


def committed(database: Database) -> int:
    """How many texts an observer with a connection of its own sees."""
    with database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(logged_queries)).scalar_one())


def note(database: Database, text: str, *, durable: bool) -> None:
    with database.write(durable=durable) as connection:
        connection.execute(insert(logged_queries), {"text": text, "count": 1})


def test_a_durable_transaction_is_answered_when_the_disk_has_its_log_and_keeps_no_writer_waiting_for_that(tmp_path: Path) -> None:
    waited: list[tuple[str, int]] = []

    def wait(file: int) -> None:
        # Whoever waits for the disk has committed already, and others can write meanwhile.
        note(other, f"meanwhile {len(waited)}", durable=False)
        waited.append((Path(f"/proc/self/fd/{file}").readlink().name, committed(other)))

    with closing(open_store(Settings(home=tmp_path), create=True)) as store, closing(open_database(Settings(home=tmp_path).catalogue_url)) as other:
        database = replace(store.catalogue.database, sync=wait)
        note(database, "first", durable=True)
        note(database, "of no matter", durable=False)
        note(database, "second", durable=True)
    assert waited == [("searchrank.db-wal", 2), ("searchrank.db-wal", 5)]


def test_a_change_that_the_disk_does_not_take_is_not_answered_for(tmp_path: Path) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with closing(open_store(Settings(home=tmp_path), create=True)) as store:
        database = replace(store.catalogue.database, sync=fail)
        with pytest.raises(Unavailable, match=r"searchrank.db did not take a change \(Input/output error\): mend it"):
            note(database, "lost", durable=True)


def test_the_log_of_a_database_is_moved_into_its_file_beside_readers_and_writers(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with closing(open_store(settings, create=True)) as store, closing(open_database(settings.catalogue_url)) as other:
        database = store.catalogue.database
        for number in range(20):
            note(database, f"text {number}", durable=True)
        alone = tmp_path / "alone.db"
        alone.write_bytes((tmp_path / "searchrank.db").read_bytes())
        with closing(open_database(f"sqlite:///{alone}")) as copy, pytest.raises(Unavailable):
            committed(copy)
        with database.write() as connection:
            connection.execute(insert(logged_queries), {"text": "not yet", "count": 1})
            other.checkpoint()
        # All that was committed when it looked lies in the file alone, without its log.
        alone.write_bytes((tmp_path / "searchrank.db").read_bytes())
        with closing(open_database(f"sqlite:///{alone}")) as copy:
            assert committed(copy) == 20


@pytest.mark.parametrize("schema", [CATALOGUE, EVENTS], ids=lambda schema: schema.name)
def test_the_newest_revision_is_the_head_that_alembic_finds(schema: object) -> None:
    name = schema.name  # type: ignore[attr-defined]
    config = Config()
    config.set_main_option("script_location", str(migrations_folder(name)))
    assert ScriptDirectory.from_config(config).get_heads() == [newest_revision(name)]


def test_opening_a_shop_that_was_never_made_makes_no_file(tmp_path: Path) -> None:
    for ask in (open_store, check_store):
        with pytest.raises(Conflict, match=r"there is no database at .*searchrank.db: make the shop with `searchrank init`"):
            ask(Settings(home=tmp_path / "nosuch"))
    assert not (tmp_path / "nosuch").exists()


def test_an_older_database_is_upgraded_on_demand_and_never_in_passing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=tmp_path)
    open_store(settings, create=True).close()
    with closing(open_database(settings.catalogue_url)) as database:
        newer = tmp_path / "catalogue"
        (newer / "versions").mkdir(parents=True)
        (newer / "env.py").write_bytes((migrations_folder("catalogue") / "env.py").read_bytes())
        for path in (migrations_folder("catalogue") / "versions").glob("*.py"):
            (newer / "versions" / path.name).write_bytes(path.read_bytes())
        newest = newest_revision("catalogue")
        (newer / "versions" / "9999_notes.py").write_text(NOTES.replace("NEWEST", newest), "utf-8")
        monkeypatch.setattr("searchrank.store.migrate.migrations_folder", lambda name: newer if name == "catalogue" else migrations_folder(name))
        for create in (False, True):
            with pytest.raises(Conflict, match=rf"is at revision {newest}, this version needs 9999: run `searchrank db upgrade`"):
                open_store(settings, create=create)
        assert upgrade_store(settings) == ("9999", newest_revision("events"))
        require_current(database)
        with database.read() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM notes").scalar() == 0


NOTES = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "NEWEST"

def upgrade():
    op.create_table("notes", sa.Column("id", sa.Integer(), primary_key=True))
"""


def test_a_migration_that_fails_half_way_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=tmp_path / "home")
    broken = tmp_path / "catalogue"
    (broken / "versions").mkdir(parents=True)
    (broken / "env.py").write_bytes((migrations_folder("catalogue") / "env.py").read_bytes())
    (broken / "versions" / "0001_broken.py").write_text(
        NOTES.replace('"9999", "NEWEST"', '"0001", None') + "    raise RuntimeError('half way')\n", "utf-8"
    )
    monkeypatch.setattr("searchrank.store.migrate.migrations_folder", lambda name: broken)
    with pytest.raises(RuntimeError, match="half way"):
        open_store(settings, create=True)
    with closing(open_database(settings.catalogue_url)) as database, database.read() as connection:
        assert connection.exec_driver_sql("SELECT name FROM sqlite_master").all() == []


@pytest.mark.parametrize(
    ("url", "sentence"),
    [("mysql://root@localhost/shop", "kind 'mysql' are not known: known are sqlite, postgresql"), ("no url", "the database URL cannot be read")],
)
def test_a_url_that_cannot_be_used_is_refused_with_what_can(url: str, sentence: str) -> None:
    with pytest.raises(InvalidSettings, match=sentence):
        open_database(url)


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    with closing(open_database("postgresql://shop:geheim@127.0.0.1:1/shop")) as database, pytest.raises(Unavailable) as caught, database.read():
        pass
    assert "127.0.0.1:1/shop does not answer" in str(caught.value)
    assert "geheim" not in str(caught.value)


def test_a_file_that_is_no_database_is_reported_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "searchrank.db").write_text("this is no database, but a long enough text to look like a damaged one" * 100)
    with pytest.raises(Unavailable, match="is not a database") as caught:
        open_store(Settings(home=tmp_path))
    assert "\n" not in str(caught.value)
