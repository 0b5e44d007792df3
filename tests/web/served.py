"""The shop in memory behind the real server: `python -m tests.web.served HOME PORT`. While HOME has a file `broken`, no worker can open it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from flask import Flask
from searchrank_web import create_app

from searchrank.cli.serving import serve_home
from searchrank.configuration import HOME
from searchrank.errors import Conflict
from tests.web.fake_shop import FakeShop


def app() -> Flask:
    if Path(os.environ[HOME], "broken").exists():
        raise Conflict("the shop is broken: mend it")
    return create_app(FakeShop())


if __name__ == "__main__":
    serve_home(Path(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), workers=2, target="tests.web.served:app")
