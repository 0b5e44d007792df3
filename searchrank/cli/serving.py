"""`serve`: the API and the pages of a shop, by granian's worker processes."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import click

from searchrank.cli.workers import application, raise_fault
from searchrank.configuration import COUNTS, HOME
from searchrank.errors import Conflict, InvalidInput

TARGET = "searchrank_web.app:app_of_home"
"""What every worker calls for its application."""

KILL_SECONDS = 5
"""A worker that is told to end while it still opens its shop would otherwise be waited for without end."""

SERVED: Mapping[str, Any] = {
    # More threads a worker ruin the slowest answers; without respawning one killed worker stops the server.
    "blocking_threads": 1,
    "respawn_failed_workers": True,
    "websockets": False,
    "workers_kill_timeout": KILL_SECONDS,
}


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True, help="Worker processes; as many as there are cores is right.")
@click.pass_obj
def serve(obj: dict[str, Any], /, host: str, port: int, workers: int) -> None:
    """Serve the API and the shop page."""
    from searchrank.settings import load_settings
    from searchrank.store.store import open_store

    # Without databases every worker would die with a traceback, be started again and die again.
    open_store(load_settings(obj["home"])).close()
    serve_home(obj["home"], host=host, port=port, workers=workers)


def serve_home(home: Path, *, host: str, port: int, workers: int, target: str = TARGET) -> None:
    """Serves the shop in `home` until interrupted.

    Raises what `load_settings` and `address_to_listen_on` raise before anything listens, and what `raise_fault` does.
    """
    from granian import Granian
    from granian.constants import Interfaces

    from searchrank.settings import load_settings

    load_settings(home)
    address = address_to_listen_on(host, port)
    # Workers are processes of their own: the environment is what they share with this one.
    os.environ[HOME] = str(home.absolute())
    click.echo(f"http://{host}:{port}/", err=True)
    with tempfile.TemporaryDirectory(prefix="searchrank-counts-") as counts:
        os.environ[COUNTS] = counts
        server = Granian(target, address=address, port=port, workers=workers, interface=Interfaces.WSGI, **SERVED)
        try:
            server.serve(target_loader=partial(application, Path(counts)))
        finally:
            # It leaves by itself, with 1, where workers ended: why is what matters.
            raise_fault(Path(counts))


def address_to_listen_on(host: str, port: int) -> str:
    """The network address of `host`, where nothing listens on `port` yet.

    Raises InvalidInput where the name leads nowhere, Conflict where it cannot be listened on.

    >>> address_to_listen_on("nowhere.invalid", 8000)
    Traceback (most recent call last):
    searchrank.errors.InvalidInput: host is 'nowhere.invalid', which leads to no address: use 127.0.0.1 for this machine alone, 0.0.0.0 for all
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        message = f"host is {host!r}, which leads to no address: use 127.0.0.1 for this machine alone, 0.0.0.0 for all"
        raise InvalidInput(message, field="host") from None
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            # Workers share a port: a second server would start without a word, and the two shops would answer by turns.
            raise Conflict(f"port {port} of {host} cannot be listened on ({error.strerror}): choose another with --port") from None
    return str(address[0])


commands: tuple[click.Command, ...] = (serve,)
