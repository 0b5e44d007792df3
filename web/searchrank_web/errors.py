"""How failures leave the house: one table from the error tree to statuses, JSON for programs, a page for people."""

from __future__ import annotations

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from searchrank import errors
from searchrank.errors import SearchrankError
from searchrank_web.answers import ErrorAnswer, Fault, ItemFault
from searchrank_web.language import current_words

STATUSES: dict[type[SearchrankError], int] = {
    errors.InvalidInput: 400,
    errors.UnknownName: 400,
    errors.PageTooDeep: 400,
    errors.TooLarge: 413,
    errors.NoToken: 401,
    errors.Denied: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.SnapshotDamaged: 503,
    errors.FeatureMismatch: 503,
    errors.Unavailable: 503,
    errors.NothingPublished: 503,
    errors.EngineDown: 503,
    errors.InvalidSettings: 500,
    SearchrankError: 500,
}
"""The one table; a class that is not in it takes the status of its nearest ancestor."""

HTTP_CODES = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 500: "internal"}
RETRY_SECONDS = 2
REALM = 'Bearer realm="searchrank"'
PAGES = ("/guide/", "/language", "/model", "/picture/", "/static/")


def status_of(error: SearchrankError) -> int:
    """The status of an error.

    >>> status_of(errors.EngineDown("the engine does not answer")), status_of(errors.UnknownName("sort", "x", []))
    (503, 400)
    """
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def link_to(code: str) -> str:
    """Where this server says what a code means.

    >>> link_to("unknown_name")
    '/openapi.json#/components/responses/unknown_name'
    """
    return f"/openapi.json#/components/responses/{code}"


def item_fault(index: int, error: SearchrankError) -> ItemFault:
    """What was wrong with one of several items."""
    return ItemFault(index=index, code=error.code, message=error.message, field=error.field, link=link_to(error.code))


def add_error_handlers(app: Flask) -> None:
    """Every failure of this application leaves as one shape."""
    app.register_error_handler(SearchrankError, _expected)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, _unexpected)


def _expected(error: SearchrankError) -> Response:
    return _failure(status_of(error), error.code, error.message, error.field)


def _of_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return Response(error.get_response().get_data(), status, dict(error.get_headers()))
    code = HTTP_CODES.get(status, "http_error")
    response = _failure(status, code, f"{request.method} {request.path[:200]}: {_said(error)}", None)
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _said(error: HTTPException) -> str:
    if isinstance(error, NotFound):
        return "there is nothing at this address: /openapi.json lists those of the API"
    if isinstance(error, MethodNotAllowed):
        return f"this address takes {', '.join(sorted(error.valid_methods or ()))}"
    if isinstance(error, RequestEntityTooLarge):
        return f"the body has more than {current_app.config['MAX_CONTENT_LENGTH']:,} bytes: send it in parts"
    text = (error.description or error.name).strip().rstrip(".")
    return text[:1].lower() + text[1:]


def _unexpected(error: Exception) -> Response:
    # The reason stays in the log: it may quote what a shopper typed or where files lie.
    current_app.logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return _failure(500, "internal", "the server failed to answer: try again, and look into its log if it stays", None)


def _failure(status: int, code: str, message: str, field: str | None) -> Response:
    if for_people():
        words = current_words()
        response = Response(render_template("error.html", status=status, code=code, message=message, words=words), status, mimetype="text/html")
    else:
        answer = ErrorAnswer(error=Fault(code=code, message=message, field=field, link=link_to(code)))
        response = Response(answer.model_dump_json(), status, mimetype="application/json")
    if status == 401:
        response.headers["WWW-Authenticate"] = REALM
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def for_people() -> bool:
    """Whether this request is of a page: programs get JSON, and so does an unknown address unless a browser asks for it."""
    if request.path == "/" or request.path.startswith(PAGES):
        return True
    return request.url_rule is None and request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"
