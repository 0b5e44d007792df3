"""What shoppers did, and how well products serve queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a shopper did or was shown, in the terms of `docs/events.md`.

    `attributes` holds what UBI calls event_attributes; the id makes repeats recognisable.
    """

    id: str
    action: str
    timestamp: float
    query_id: str | None = None
    client_id: str | None = None
    user_id: str | None = None
    session_id: str | None = None
    user_query: str | None = None
    message_type: str | None = None
    message: str | None = None
    application: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgment:
    """How well a product serves a query: grade 0 (not at all) upward."""

    query_id: str
    product_id: str
    grade: int
