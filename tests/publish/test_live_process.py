"""The process that follows changes: there is one as long as a worker wants it, and another when it is killed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from searchrank.publish.live_process import has_writer
from searchrank.shop import Shop, open_shop
from tests.shop_vocabulary import SHOES, living_shop, product

PATIENCE_SECONDS = 240.0
"""Starting a process may take long where tests share the machine; none of them measures speed."""


def until(holds: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> bool:
    """Whether this comes to hold."""
    deadline = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return held


def seen(workers: Sequence[Shop], text: str) -> list[list[str]]:
    """What each worker finds."""
    return [[hit.id for hit in worker.search(text).hits] for worker in workers]


def test_a_writer_is_there_while_a_worker_is_and_is_replaced_when_it_is_killed(tmp_path: Path) -> None:
    with living_shop(tmp_path, *SHOES) as shop:
        workers = [open_shop(shop.settings, follow=True) for _ in range(2)]
        try:
            assert until(lambda: has_writer(shop.settings))
            workers[0].products.put([product({"id": "z", "title": "zorblax"})])
            assert until(lambda: seen(workers, "zorblax") == [["z"], ["z"]])
            first = next(child for worker in workers if (child := worker.keeper.child) is not None and child.poll() is None)
            os.kill(first.pid, signal.SIGKILL)
            workers[1].products.put([product({"id": "w", "title": "wumpus"})])
            assert until(lambda: seen(workers, "wumpus") == [["w"], ["w"]])
            assert first.poll() == -signal.SIGKILL
        finally:
            for worker in workers:
                worker.close()
        assert until(lambda: not has_writer(shop.settings)), "the writer outlives the last worker"


def test_a_shop_that_is_only_looked_at_starts_no_writer(tmp_path: Path) -> None:
    with living_shop(tmp_path, *SHOES) as shop:
        open_shop(shop.settings).close()
        assert not has_writer(shop.settings)
