"""`serve`: the API and the pages of a shop, by granian's worker processes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

TARGET = "searchrank_web.app:app_of_home"
"""What every worker calls for its application."""

KILL_SECONDS = 5
"""A worker that is told to end while it still opens its shop would otherwise be waited for without end."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True, help="Worker processes; as many as there are cores is right.")
@click.pass_obj
def serve(obj: dict[str, Any], /, host: str, port: int, workers: int) -> None:
    """Serve the API and the shop page."""
    serve_home(obj["home"], host=host, port=port, workers=workers)


def serve_home(home: Path, *, host: str, port: int, workers: int, target: str = TARGET) -> None:
    """Serves the shop in `home` until interrupted; raises what `load_settings` raises before anything listens."""
    from granian import Granian
    from granian.constants import Interfaces

    from searchrank.settings import load_settings

    load_settings(home)
    # Workers are processes of their own: the environment is what they share with this one.
    os.environ["SEARCHRANK_HOME"] = str(home.absolute())
    click.echo(f"http://{host}:{port}/", err=True)
    # More threads a worker ruin the slowest answers; without respawning one killed worker stops the server.
    Granian(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        respawn_failed_workers=True,
        factory=True,
        websockets=False,
        workers_kill_timeout=KILL_SECONDS,
    ).serve()


commands: tuple[click.Command, ...] = (serve,)
