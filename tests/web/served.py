"""The shop in memory behind the real server: `python -m tests.web.served HOME PORT`."""

from __future__ import annotations

import sys
from pathlib import Path

from flask import Flask
from searchrank_web import create_app

from searchrank.cli.serving import serve_home
from tests.web.fake_shop import FakeShop


def app() -> Flask:
    return create_app(FakeShop())


if __name__ == "__main__":
    serve_home(Path(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), workers=2, target="tests.web.served:app")
