"""What went wrong at Elasticsearch, in one sentence: an error of its client or a refusal in its answer in, a `Fault` out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from elastic_transport import TlsError
from elasticsearch import ApiError, TransportError
from elasticsearch.exceptions import ConnectionError as LostConnection
from elasticsearch.helpers import BulkIndexError

LOST = (LostConnection,)
"""The errors after which the same call may be made again at once: no answer can be on its way any more."""

_UNKNOWN_CALLER, _FORBIDDEN, _MISSING, _BUSY = 401, 403, 404, 429
_BLOCKED = "cluster_block_exception"
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Fault:
    """What to say, behind the server's address; `dead` where it is a sign of a server that will not answer the next call either.

    >>> Fault("has no such index: publish again").dead
    False
    """

    said: str
    dead: bool = False


def fault_of(error: Exception) -> Fault:
    """What an error of the client means.

    >>> fault_of(TlsError("wrong version number")).said.partition(":")[0]
    'cannot be spoken to over TLS (wrong version number)'
    """
    if isinstance(error, BulkIndexError):
        return _of_bulk(error.errors)
    if isinstance(error, TlsError):
        remedy = "check elasticsearch.url (http or https) and elasticsearch.ca_certs"
        return Fault(f"cannot be spoken to over TLS ({_short(error.message)}): {remedy}", dead=True)
    if isinstance(error, ApiError):
        return refusal(error.status_code, error.body)
    assert isinstance(error, TransportError)
    return Fault(f"does not answer ({type(error).__name__}: {_short(error)}): check that it runs, then search again", dead=True)


def refusal(status: int, body: Any) -> Fault:
    """What an answer with this status and body means.

    >>> refusal(404, {"error": {"type": "index_not_found_exception", "reason": "no such index [a]"}}).said
    'has no such index (no such index [a]): publish again'
    >>> refusal(503, "busy").dead, refusal(400, {"error": "what?"}).dead
    (True, False)
    """
    kind, reason = _named(body)
    if kind == _BLOCKED:
        return _blocked(reason)
    if status == _UNKNOWN_CALLER:
        return Fault("does not know who asks (401): check elasticsearch.api_key")
    if status == _FORBIDDEN:
        return Fault(f"does not allow this (403: {reason}): give the key of elasticsearch.api_key all rights on its indexes")
    if status == _MISSING:
        return Fault(f"has no such index ({reason}): publish again")
    if status < _BUSY:
        return Fault(f"refused the request ({status}: {reason}): check its release and rights")
    return Fault(f"does not answer ({status}: {reason}): check that it runs and is not overloaded, then search again", dead=True)


def _of_bulk(errors: list[dict[str, Any]]) -> Fault:
    action = next(iter(errors[0].values()))
    kind, reason = _named(action)
    if kind == _BLOCKED:
        return _blocked(reason)
    return Fault(f"refused {len(errors)} products (row {action.get('_id')} first: {reason}): publish again")


def _blocked(reason: str) -> Fault:
    return Fault(f"lets nothing be written ({reason}): its disk is full or it was locked by hand; free it, then publish again")


def _named(body: Any) -> tuple[str, str]:
    """The type and the reason that an answer gives, as far as it gives any."""
    error = body.get("error") if isinstance(body, Mapping) else body
    if not isinstance(error, Mapping):
        return "", _short(error)
    causes = " ".join(f"{cause.get('type')}: {cause.get('reason')}" for cause in (error.get("caused_by"),) if cause)
    return str(error.get("type", "")), _short(" ".join(filter(None, (str(error.get("reason") or error.get("type")), causes))))


def _short(said: object) -> str:
    return " ".join(str(said).split())[:_LONGEST]
