"""The JSON API: each view reads its parameters, asks the shop, and gives the answer as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from flask import Blueprint, Response, request

from searchrank.errors import InvalidInput, NotFound
from searchrank.records import Page
from searchrank.store.ubi import parse_ubi_event, parse_ubi_query
from searchrank_web.access import for_admins
from searchrank_web.answering import answer, few
from searchrank_web.answers import (
    BlockedPattern,
    BlocklistAnswer,
    ChangedAnswer,
    Check,
    HealthAnswer,
    ItemFault,
    ReadyAnswer,
    RecordedAnswer,
    VersionAnswer,
)
from searchrank_web.contract import Recorded, current_shop
from searchrank_web.errors import item_fault
from searchrank_web.metrics import count_degraded, count_hits, count_recorded, metrics
from searchrank_web.openapi import document
from searchrank_web.parameters import (
    PatternItem,
    SearchParameters,
    SuggestParameters,
    body_items,
    body_json,
    no_parameters,
    parameters,
    pattern_item,
    shortened,
)
from searchrank_web.products import products

MOST_ITEMS = 1000
"""Items one request may carry: a slow request blocks its worker."""

MOST_PATTERNS = 200
"""Patterns one request may carry: each is a commit of its own."""

ANYWHERE = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "Content-Type, Authorization", "Access-Control-Allow-Methods": "POST"}
"""Shops' own pages send events from other origins; nothing is read back and no cookie is looked at."""

Record = TypeVar("Record")
api = Blueprint("api", __name__)
api.register_blueprint(products)
api.register_blueprint(metrics)


@api.get("/search")
@api.post("/search")
def search() -> Response:
    return answer(searched(parameters(request, SearchParameters)))


def searched(asked: SearchParameters) -> Page:
    """The shop's page for these parameters."""
    values = dict(asked)
    page = current_shop().search(values.pop("q"), filters=tuple(values.pop("filter")), **values)
    count_degraded(page.degraded)
    count_hits(page.total)
    return page


@api.get("/suggest")
def suggest() -> Response:
    asked = parameters(request, SuggestParameters)
    offered = current_shop().suggest(asked.q, **asked.model_dump(exclude={"q"}))
    count_degraded(offered.degraded)
    return answer(offered)


@api.post("/ubi_events", provide_automatic_options=False)
@no_parameters
def ubi_events() -> Response:
    return recorded(parse_ubi_event, current_shop().record)


@api.post("/ubi_queries", provide_automatic_options=False)
@no_parameters
def ubi_queries() -> Response:
    return recorded(parse_ubi_query, current_shop().record_queries)


@api.route("/ubi_events", methods=["OPTIONS"])
@api.route("/ubi_queries", methods=["OPTIONS"])
def ubi_preflight() -> Response:
    return Response(status=204, headers=ANYWHERE)


@api.get("/blocklist")
@for_admins
@no_parameters
def blocklist() -> Response:
    return answer(BlocklistAnswer(patterns=[BlockedPattern(**asdict(one)) for one in current_shop().block_list()]))


@api.put("/blocklist")
@for_admins
@no_parameters
def block() -> Response:
    return changed(lambda item: current_shop().block(item.pattern, item.reason, more=True))


@api.delete("/blocklist")
@for_admins
@no_parameters
def unblock() -> Response:
    return changed(_unblocked)


@api.get("/health")
def health() -> Response:
    return answer(HealthAnswer(status="available"))


@api.get("/health/ready")
def ready() -> Response:
    checks = current_shop().health()
    serving = all(check["ok"] or check.get("required") is False for check in checks.values())
    named = {name: Check(**check) for name, check in checks.items()}
    return answer(ReadyAnswer(status="ready" if serving else "not_ready", checks=named), 200 if serving else 503)


@api.get("/version")
def version() -> Response:
    return answer(VersionAnswer(version=current_shop().version))


@api.get("/openapi.json")
def openapi() -> Response:
    return answer(document(current_shop().version))


def recorded(parse: Callable[[Mapping[str, Any]], Record], keep: Callable[[list[Record]], Recorded]) -> Response:
    """Keeps the good items of the body and says what was wrong with the others; 400 when none was good."""
    good, faults = parsed(items(body_json(request)), parse)
    kept = keep(good) if good else None
    counts = {"accepted": kept.accepted if kept else 0, "duplicates": kept.duplicates if kept else 0}
    count_recorded(request.path, **counts, refused=len(faults))
    body = RecordedAnswer(**counts, errors=faults)
    return answer(body, 400 if faults and not good else 200, ANYWHERE)


def changed(change: Callable[[PatternItem], None]) -> Response:
    """Changes the block list by every pattern of the body that is right, and says what was wrong with the others; 400 when none was right."""
    done, faults = parsed(few(body_items(request), MOST_PATTERNS), lambda value: change(pattern_item(value)))
    current_shop().obey()
    return answer(ChangedAnswer(accepted=len(done), errors=faults), 400 if faults and not done else 200)


def _unblocked(item: PatternItem) -> None:
    if not current_shop().unblock(item.pattern, more=True):
        raise NotFound(f"{shortened(item.pattern)} is not on the block list: GET /blocklist gives what is", field="pattern")


def items(body: Any) -> list[Any]:
    """The items of a body: those of an array, or the one object."""
    return few(body if isinstance(body, list) else [body], MOST_ITEMS)


def parsed(values: list[Any], parse: Callable[[Any], Record]) -> tuple[list[Record], list[ItemFault]]:
    """The items that are right, in order, and what is wrong with each of the others."""
    good: list[Record] = []
    faults: list[ItemFault] = []
    for index, value in enumerate(values):
        try:
            good.append(parse(value))
        except (InvalidInput, NotFound) as error:
            faults.append(item_fault(index, error))
    return good, faults
