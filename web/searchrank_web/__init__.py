"""The web face of a shop: a JSON API and the pages a person meets. `create_app(shop)` gives a Flask application."""

from searchrank_web.app import create_app

__all__ = ["create_app"]
