"""`GET /metrics`: what the workers of this server have answered and how the shop stands, for Prometheus to read."""

from __future__ import annotations

import os
import time
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, g, request

from searchrank.configuration import COUNTS
from searchrank.records import Missing
from searchrank_web.contract import current_shop
from searchrank_web.counts import Counts, added
from searchrank_web.exposition import (
    AGE,
    BEHIND,
    BOUNDS,
    DEGRADED,
    EMPTY,
    INFO,
    LIVE_ROWS,
    PART,
    PAUSED,
    PRODUCTS,
    RECORDED,
    REQUESTS,
    SECONDS,
    SNAPSHOT,
    SUM,
    WAITING,
    WORKERS,
    exposition,
    in_range,
    series,
)

EXTENSION = "searchrank_counts"
FORMAT = "text/plain; version=0.0.4; charset=utf-8"
TIMED = frozenset({"/search", "/suggest", "/"})
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REASONS, LONGEST_REASON = 50, 80
"""Reasons that a worker tells apart, and how much of one it tells: an engine may quote what it refused."""
metrics = Blueprint("metrics", __name__)


@metrics.get("/metrics")
def shown() -> Response:
    stands = standing()
    counts = _counts()
    # Asking the engine how it is may have found it back.
    counts.put(PAUSED, float(current_shop().engines.paused))
    return Response(exposition({**counted(counts), **stands}), content_type=FORMAT)


def count_answers(app: Flask) -> None:
    """Let this application count its answers, together with the other workers of its server where there are some."""
    folder = os.environ.get(COUNTS)
    app.extensions[EXTENSION] = Counts.opened(Path(folder) if folder else None)
    app.before_request(_began)
    app.after_request(_answered)


def count_degraded(missing: Iterable[Missing]) -> None:
    """Count an answer that lacks these parts."""
    for one in missing:
        _counts().add(series(DEGRADED, part=one.part, reason=_told_apart(one.reason)))


def count_hits(total: int) -> None:
    """Count a search that brought so many products, where it brought none."""
    if not total:
        _counts().add(EMPTY)


def count_recorded(route: str, **outcomes: int) -> None:
    """Count what became of the items of one request."""
    for outcome, count in outcomes.items():
        _counts().add(series(RECORDED, route=route, outcome=outcome), count)


def standing() -> dict[str, float]:
    """How the shop stands, as this worker sees it, by series."""
    shop = current_shop()
    checks: Mapping[str, Mapping[str, Any]] = shop.health()
    found = {series(INFO, version=shop.version): 1.0, **{series(PART, part=name): float(bool(check["ok"])) for name, check in checks.items()}}
    snapshot, live, imports = (checks.get(name, {}) for name in ("snapshot", "live", "imports"))
    if "version" in snapshot:
        # Without what changed since: every change would begin a new series.
        found[series(SNAPSHOT, version=str(snapshot["version"]).partition(".")[0])] = 1.0
    values = {AGE: snapshot.get("age_seconds"), PRODUCTS: snapshot.get("products"), LIVE_ROWS: live.get("rows"), BEHIND: live.get("behind")}
    values[WAITING] = imports.get("changed", 0) if imports else None
    return found | {name: float(value) for name, value in values.items() if value is not None}


def counted(counts: Counts) -> dict[str, float]:
    """What all workers have counted by series, ended ones included; how it stands now is asked of the living alone."""
    workers = counts.read()
    living = [numbers for lives, numbers in workers if lives]
    paused = sum(numbers.get(PAUSED, 0.0) for numbers in living)
    return {**added(numbers for _, numbers in workers), WORKERS: float(len(living)), PAUSED: paused}


def _counts() -> Counts:
    return cast(Counts, current_app.extensions[EXTENSION])


def _began() -> None:
    g.began = time.perf_counter()


def _answered(response: Response) -> Response:
    counts, rule = _counts(), request.url_rule
    route = "none" if rule is None else rule.rule
    counts.add(_answers(route, request.method, response.status_code))
    if route in TIMED:
        seconds = time.perf_counter() - g.began
        counts.add(_times(route, bisect_left(BOUNDS, seconds)))
        counts.add(_times(route, SUM), seconds)
        counts.put(PAUSED, float(current_shop().engines.paused))
    return response


# Written once: to put names together for every answer costs more than to count it.
@lru_cache(1 << 12)
def _answers(route: str, method: str, status: int) -> str:
    return series(REQUESTS, route=route, method=method if method in METHODS else "other", status=str(status))


@cache
def _times(route: str, place: int | str) -> str:
    return in_range(series(SECONDS, route=route), place)


def _told_apart(reason: str) -> str:
    known: set[str] = current_app.extensions.setdefault("searchrank_reasons", set())
    short = reason[:LONGEST_REASON]
    if short not in known and len(known) >= REASONS:
        return "other"
    known.add(short)
    return short
