"""Times for people: Unix seconds as ISO 8601, UTC."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(seconds: float) -> str:
    """Unix seconds as a UTC time to the second.

    >>> iso(1717113600.4)
    '2024-05-31T00:00:00Z'
    """
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
