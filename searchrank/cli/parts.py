"""The parts of a shop that commands work on: opened from its home folder, closed when the block ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from searchrank.settings import Settings, load_settings

if TYPE_CHECKING:
    from searchrank.shop import Shop
    from searchrank.store.store import Store


@contextmanager
def opened_store(home: Path) -> Iterator[tuple[Store, Settings]]:
    """The store of the shop in `home`, with its settings; raises what `open_store` and `load_settings` raise."""
    from searchrank.store.store import open_store

    settings = load_settings(home)
    with closing(open_store(settings)) as store:
        yield store, settings


@contextmanager
def opened_shop(home: Path) -> Iterator[Shop]:
    """The shop in `home`, ready to search; raises NothingPublished where it has no snapshot yet."""
    from searchrank.shop import open_shop

    with closing(open_shop(load_settings(home))) as shop:
        yield shop
