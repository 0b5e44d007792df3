"""The error tree: every failure that searchrank reports on purpose.

::

    SearchrankError              message, code, field
    +-- InvalidInput             the caller sent something wrong          400
    |   +-- UnknownName          a name that no registry knows            400
    |   +-- PageTooDeep          a page beyond what is ranked             400
    |   +-- TooLarge             more than one request may carry          413
    +-- InvalidSettings          searchrank.toml or SEARCHRANK_* is wrong
    +-- Denied                   who asks may not do this                 403
    |   +-- NoToken              nothing says who asks                    401
    +-- NotFound                 no such product, snapshot, model         404
    +-- Conflict                 the store is in another state            409
    +-- SnapshotDamaged          a snapshot that fails its checks         503
    +-- FeatureMismatch          model and code disagree about features   503
    +-- Unavailable              a part cannot answer now                 503
        +-- NothingPublished     the shop has no snapshot yet             503
        +-- EngineDown           the recall engine does not answer        503

A message is one sentence with what was wrong, the value seen and the remedy. The web maps the tree to statuses in one table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

NEAR = 0.65
"""How alike a name and a known one are at least where that one is offered: prices is not meant for queries."""


class SearchrankError(Exception):
    """The root: `message` is for people, `code` for programs, `field` names the faulty input or is None."""

    code = "error"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class InvalidInput(SearchrankError):
    """The caller sent something wrong; nothing was changed."""

    code = "invalid_input"


class UnknownName(InvalidInput):
    """A name that no registry knows; the message lists the known ones.

    Before them it says which is nearest, where one is near.

    >>> str(UnknownName("sort", "cheap", ["best", "newest"])), str(UnknownName("sort", "newst", ["best", "newest"]))
    ("unknown sort 'cheap': known are best, newest", "unknown sort 'newst': did you mean newest? known are best, newest")
    """

    code = "unknown_name"

    def __init__(self, kind: str, name: str, known: Iterable[str], *, field: str | None = None) -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        listed = ", ".join(self.known) if self.known else "none"
        near = get_close_matches(name[:80], self.known, n=1, cutoff=NEAR)
        asked = f"did you mean {near[0]}? " if near else ""
        super().__init__(f"unknown {kind} {name[:80]!r}: {asked}known are {listed}", field=field or kind)


class PageTooDeep(InvalidInput):
    """A page beyond the depth that is ranked and recalled."""

    code = "page_too_deep"


class TooLarge(InvalidInput):
    """More than one request may carry."""

    code = "too_large"


class InvalidSettings(SearchrankError):
    """One or more settings are wrong; all faults are reported together."""

    code = "invalid_settings"

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


class Denied(SearchrankError):
    """Who asks may not do this."""

    code = "denied"


class NoToken(Denied):
    """Nothing says who asks: send the admin token."""

    code = "no_token"


class NotFound(SearchrankError):
    """There is no such product, snapshot, model or file."""

    code = "not_found"


class Conflict(SearchrankError):
    """The store is in a state that does not allow this."""

    code = "conflict"


class SnapshotDamaged(SearchrankError):
    """A snapshot folder fails its checks; the last good one goes on serving."""

    code = "snapshot_damaged"


class FeatureMismatch(SearchrankError):
    """A model was trained on other features than this code computes.

    >>> str(FeatureMismatch(added=("x",), removed=(), changed=("y",)))
    'the model does not fit the features of this version (added: x; changed: y): train it again'
    """

    code = "feature_mismatch"

    def __init__(self, *, added: Sequence[str], removed: Sequence[str], changed: Sequence[str]) -> None:
        self.added, self.removed, self.changed = tuple(added), tuple(removed), tuple(changed)
        named = (("added", added), ("removed", removed), ("changed", changed))
        parts = "; ".join(f"{what}: {', '.join(names)}" for what, names in named if names)
        super().__init__(f"the model does not fit the features of this version ({parts}): train it again")


class Unavailable(SearchrankError):
    """A part cannot answer now; try again later."""

    code = "unavailable"


class NothingPublished(Unavailable):
    """The shop has no snapshot yet."""

    code = "nothing_published"


class EngineDown(Unavailable):
    """The recall engine does not answer, or not in time."""

    code = "engine_down"
