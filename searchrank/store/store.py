"""The store of a shop: everything that is kept, opened from its settings."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from searchrank.errors import SearchrankError
from searchrank.records import Ad, Content
from searchrank.settings import Settings
from searchrank.store.blocklist import Blocklist
from searchrank.store.catalogue import Catalogue
from searchrank.store.database import Database, open_database
from searchrank.store.dictionary import StoredDictionary
from searchrank.store.documents import Documents, Rule, parse_ad, parse_content, parse_rule
from searchrank.store.events import Events
from searchrank.store.imports import Imports
from searchrank.store.judgments import Judgments
from searchrank.store.migrate import applied_revision, check, require_current, upgrade
from searchrank.store.models import Models
from searchrank.store.queries import LoggedQueries
from searchrank.store.shoppers import Shoppers
from searchrank.store.snapshots import Snapshots
from searchrank.store.tables import CATALOGUE, EVENTS, ads, contents, rules


@dataclass(frozen=True, slots=True)
class Store:
    """One part a thing that is kept; `close()` when done. Safe to use from several threads; open it after a fork."""

    catalogue: Catalogue
    contents: Documents[Content]
    ads: Documents[Ad]
    rules: Documents[Rule]
    imports: Imports
    queries: LoggedQueries
    judgments: Judgments
    models: Models
    snapshots: Snapshots
    blocklist: Blocklist
    dictionary: StoredDictionary
    events: Events
    shoppers: Shoppers

    def health(self) -> Mapping[str, Any]:
        """Whether the catalogue database answers; a shop goes on serving without it."""
        try:
            return {"ok": True, "last_change": self.catalogue.last_change(), "required": False}
        except (SearchrankError, SQLAlchemyError) as error:
            return {"ok": False, "reason": type(error).__name__, "required": False}

    def close(self) -> None:
        """Give back every connection."""
        self.catalogue.database.close()
        self.events.database.close()


def open_store(settings: Settings, *, create: bool = False) -> Store:
    """The store of the shop with these settings; with `create`, its databases are made where there are none.

    Nothing is ever upgraded in passing: raises Conflict, saying what to run, where a database is missing, older or newer than this version of
    searchrank needs.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as home:
    ...     store = open_store(Settings(home=Path(home)), create=True)
    ...     (store.catalogue.count(), store.snapshots.next_version())
    ...     store.close()
    (0, 'v000001')
    """
    catalogue, events = databases(settings)
    try:
        for database in (catalogue, events):
            if create and applied_revision(database) is None:
                upgrade(database)
            require_current(database)
    except BaseException:
        catalogue.close()
        events.close()
        raise
    return _wired(catalogue, events)


def databases(settings: Settings) -> tuple[Database, Database]:
    """The catalogue database and the events database of a shop, without looking into them."""
    return open_database(settings.catalogue_url, CATALOGUE), open_database(settings.event_log_url, EVENTS)


def upgrade_store(settings: Settings) -> tuple[str, str]:
    """Bring both databases to what this version needs, and give their revisions; raises Conflict where one is newer."""
    catalogue, events = databases(settings)
    with closing(catalogue), closing(events):
        return upgrade(catalogue), upgrade(events)


def check_store(settings: Settings) -> None:
    """Raise Conflict where a database is missing, older or newer, or its tables differ from the models."""
    catalogue, events = databases(settings)
    with closing(catalogue), closing(events):
        check(catalogue)
        check(events)


def _wired(database: Database, event_database: Database) -> Store:
    log = Events(event_database)
    return Store(
        catalogue=Catalogue(database),
        contents=Documents(database, contents, parse_content),
        ads=Documents(database, ads, parse_ad),
        rules=Documents(database, rules, parse_rule),
        imports=Imports(database, log),
        queries=LoggedQueries(database),
        judgments=Judgments(database),
        models=Models(database),
        snapshots=Snapshots(database),
        blocklist=Blocklist(database),
        dictionary=StoredDictionary(database),
        events=log,
        shoppers=Shoppers(event_database),
    )
