"""Processes to be killed: each publishes or imports in the shop of a folder, and kills itself at a step, if one is given.

They are forked from one server that has imported everything, so that a kill costs no start of Python.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from searchrank.publish.build import publish
from searchrank.settings import Settings
from searchrank.store.store import Store, open_store

Act = Callable[[Store, Settings, Callable[[str], None]], object]


@dataclass(frozen=True)
class Publishing:
    """What to do: publish."""

    def __call__(self, store: Store, settings: Settings, checkpoint: Callable[[str], None]) -> None:
        publish(store, settings, checkpoint=checkpoint)


@dataclass(frozen=True)
class Importing:
    """What to do: import a file of products."""

    file: Path

    def __call__(self, store: Store, settings: Settings, checkpoint: Callable[[str], None]) -> None:
        store.imports.run("products", self.file, checkpoint=checkpoint)


@dataclass(frozen=True)
class KillingAt:
    """A checkpoint that kills its own process at a step."""

    step: str | None

    def __call__(self, step: str) -> None:
        if step == self.step:
            os.kill(os.getpid(), signal.SIGKILL)


def begin(settings: Settings, act: Act, step: str | None = None) -> ForkServerProcess:
    """A process that has opened the store and begins to act."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    reading, writing = context.Pipe(duplex=False)
    process = context.Process(target=_live, args=(settings, act, KillingAt(step), writing))
    process.start()
    writing.close()
    assert reading.recv() == "ready"
    reading.close()
    return process


def _live(settings: Settings, act: Act, checkpoint: KillingAt, told: Connection) -> None:
    store = open_store(settings)
    told.send("ready")
    act(store, settings, checkpoint)
    store.close()


def ended(process: ForkServerProcess) -> int | None:
    """The exit code of a process that ends by itself, or was killed: then it is minus the signal."""
    process.join(120)
    code = process.exitcode
    process.close()
    return code


def seconds_of(process: ForkServerProcess) -> float:
    """How long a process goes on after it has begun."""
    started = time.monotonic()
    assert ended(process) == 0
    return time.monotonic() - started


def kill_after(process: ForkServerProcess, seconds: float) -> None:
    """Kill a process after so many seconds, if it still lives then."""
    time.sleep(seconds)
    process.kill()
    ended(process)
