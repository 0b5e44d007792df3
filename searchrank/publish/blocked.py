"""The block list as a worker knows it: compiled, and watched for changes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from searchrank.errors import InvalidInput
from searchrank.publish.watched import Watched
from searchrank.store.store import Store
from searchrank.suggest.blocked import Blocklist


def watched_blocklist(store: Store) -> Watched[Blocklist]:
    """The block list of this store, watched once it is started; empty before."""

    def made() -> Blocklist:
        return Blocklist.of(_readable(row.pattern for row in store.blocklist.list()))

    return Watched("blocklist", Blocklist.of(()), store.blocklist.revision, made)


def _readable(patterns: Iterable[str]) -> Iterable[str]:
    """The patterns that can be compiled: one that came into the store by another way must not lift the ban on all others."""
    for pattern in patterns:
        with contextlib.suppress(InvalidInput):
            Blocklist.of([pattern])
            yield pattern
