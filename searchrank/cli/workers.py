"""How a worker process of `serve` gets its application, and what becomes of a server whose workers get none: it ends with the reason."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import orjson

from searchrank.cli.faults import exit_code, one_line
from searchrank.errors import InvalidSettings, SearchrankError, Unavailable

OPENED, FAULT = "opened", "fault"
"""Files by which workers tell the server: that one has opened its application, and why none could."""

AGAIN_SECONDS = 6.0
"""How long a worker that fails beside others that serve waits: a server that sees two deaths within 5.5 seconds gives up."""


def application(told: Path, target: str) -> Any:
    """What `module:function` makes, for a worker of the server that reads the folder `told`. Where that fails the process ends.

    So does the server, if none of its workers ever had an application; otherwise it starts this one again.
    """
    # Inherited from the server, it would only note that it is to end.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        module, _, maker = target.partition(":")
        made = getattr(import_module(module), maker)()
    except Exception as error:
        if not isinstance(error, (SearchrankError, OSError)):
            traceback.print_exc()
        _give_up(told, error)
    (told / OPENED).touch()
    return made


def _give_up(told: Path, error: Exception) -> None:
    if (told / OPENED).exists():
        click.echo(f"error: a worker cannot open the shop, and is started again: {one_line(error)}", err=True)
    else:
        draft = told / f"{FAULT}-{os.getpid()}"
        draft.write_bytes(orjson.dumps((one_line(error), exit_code(error))))
        draft.replace(told / FAULT)
        _end_server()
    time.sleep(AGAIN_SECONDS)
    sys.exit(exit_code(error))


def _end_server() -> None:
    server = multiprocessing.parent_process()
    if server is not None and server.pid is not None:
        os.kill(server.pid, signal.SIGTERM)


def raise_fault(told: Path) -> None:
    """Where a worker has said why none could begin, raises that: InvalidSettings where the exit code is that of wrong settings, else Unavailable."""
    if (told / FAULT).exists():
        sentence, code = orjson.loads((told / FAULT).read_bytes())
        raise InvalidSettings([sentence]) if code == exit_code(InvalidSettings([])) else Unavailable(sentence)
