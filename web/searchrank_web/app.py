"""`create_app(shop)`: the API and the pages of one shop as a WSGI application."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

from searchrank_web.contract import EXTENSION, Shop
from searchrank_web.dictionary import api
from searchrank_web.errors import add_error_handlers
from searchrank_web.fingerprints import fingerprints
from searchrank_web.metrics import count_answers
from searchrank_web.pages import pages

MOST_BYTES = 2 * 1024 * 1024
"""The largest body: a slow request blocks its worker."""

# Pictures of products lie wherever the shop keeps them; everything else comes from here, and nothing is inline.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' http: https:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def create_app(shop: Shop) -> Flask:
    """A WSGI application over `shop`.

    Pages at /, JSON at /search, /suggest, /products, /dictionary, /blocklist, /ubi_events, /ubi_queries, /health, /health/ready, /version and
    /openapi.json, text at /metrics.
    """
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=MOST_BYTES, SEND_FILE_MAX_AGE_DEFAULT=31_536_000)
    app.extensions[EXTENSION] = shop
    app.jinja_env.globals["fingerprints"] = fingerprints(Path(app.static_folder or ""))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.register_blueprint(api)
    app.register_blueprint(pages)
    add_error_handlers(app)
    app.after_request(_guarded)
    count_answers(app)
    return app


def app_of_home() -> Flask:
    """The application over the shop in SEARCHRANK_HOME: what a WSGI server is told to call."""
    from searchrank.settings import load_settings
    from searchrank.shop import open_shop
    from searchrank.store.settle import settle

    app = create_app(open_shop(load_settings(Path(os.environ["SEARCHRANK_HOME"])), follow=True))
    settle()
    return app


def _guarded(response: Response) -> Response:
    headers: dict[str, Any] = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin"}
    if request.endpoint is None or request.endpoint.startswith("api."):
        headers["Cache-Control"] = "no-store"
    elif "Cache-Control" not in response.headers:
        headers.update({"Cache-Control": "private, no-cache", "Vary": "Accept-Language, Cookie"})
    response.headers.update(headers)
    return response
