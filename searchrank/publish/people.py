"""What people see of publishing on Elasticsearch: an alias that names the index that serves. The program itself never asks it."""

from __future__ import annotations

import contextlib

from searchrank.errors import EngineDown
from searchrank.recall.engines import Engines


def show_people(engines: Engines, index: str | None) -> None:
    """Let the alias name this index. A server that is away or will not have it keeps nobody from publishing or rolling back: it is a courtesy."""
    with contextlib.suppress(EngineDown):
        engines.point(index)
