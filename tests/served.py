"""A shop served on a free port of this machine, for as long as a block runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from searchrank_web import create_app
from werkzeug.serving import make_server


@contextmanager
def served(shop: Any) -> Iterator[str]:
    """Where the shop answers."""
    server = make_server("127.0.0.1", 0, create_app(shop), threaded=True)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
