"""Who may change the shop, and read what is kept of it: whoever sends the admin token of the settings, `Authorization: Bearer TOKEN`."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, request

from searchrank.errors import Denied, NoToken
from searchrank_web.contract import current_shop

Asked = ParamSpec("Asked")
READING = ("GET", "HEAD")


def check_token(given: str | None, expected: str | None, *, reading: bool = False) -> None:
    """Raises Denied where the shop has no token or another one, NoToken where none was given; `reading` says what it is wanted for.

    >>> check_token("Bearer s3cret", "s3cret")
    >>> try: check_token("Bearer guess", "s3cret")
    ... except Denied as error: error.code
    'denied'
    """
    if not expected:
        closed = "this cannot be read" if reading else "nothing can be changed"
        raise Denied(f"this shop has no admin token, so {closed} over HTTP: set admin_token in searchrank.toml", field="Authorization")
    scheme, _, token = (given or "").strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        wanted = "reading" if reading else "changing"
        raise NoToken(f"{wanted} this needs the admin token: send the header Authorization: Bearer TOKEN", field="Authorization")
    # Compared in the same time wherever they differ. A header's bytes arrive read as Latin-1, whatever they were.
    if not hmac.compare_digest(token.strip().encode("latin-1", "replace"), expected.encode()):
        raise Denied("the token is not this shop's admin token: send the one in its settings", field="Authorization")


def for_admins(view: Callable[Asked, Response]) -> Callable[Asked, Response]:
    """The view, for those with the token alone."""

    @wraps(view)
    def guarded(*asked: Asked.args, **named: Asked.kwargs) -> Response:
        token = current_shop().settings.admin_token
        check_token(request.headers.get("Authorization"), token.get_secret_value() if token else None, reading=request.method in READING)
        return view(*asked, **named)

    return guarded
