"""All parts side by side: takes a plan and a world, gives a crew that lives through one day after the other, in processes of its own or in this
one."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Protocol

from searchrank.errors import SearchrankError
from searchrank.simulate.behaviour.examine import Floats
from searchrank.simulate.log.part import Done, Part
from searchrank.simulate.log.plan import PARTS, Plan


class Crew(Protocol):
    """Parts that work."""

    def begin(self, number: int, popularity: Floats) -> None:
        """Set all parts to the day of this number."""

    def finish(self) -> list[Done]:
        """What they did on it, in the order of parts, when all are done."""


@contextmanager
def crew(plan: Plan, world: Path, folder: Path, processes: int) -> Iterator[Crew]:
    """All parts at work: each in a process where there are 2 or more, else one after the other here. The files are the same."""
    if processes < PARTS:
        yield _Here([Part.open(plan, world, folder, number) for number in range(PARTS)])
        return
    # Spawned, not forked: the parent may have threads, and a fork would copy their locks.
    context = multiprocessing.get_context("spawn")
    workers: list[tuple[Connection, SpawnProcess]] = []
    try:
        for number in range(PARTS):
            ours, theirs = context.Pipe()
            worker = context.Process(target=_work, args=(plan, world, folder, number, theirs), daemon=True)
            worker.start()
            # The child alone holds the other end, so that its death is seen here as the end of the pipe.
            theirs.close()
            workers.append((ours, worker))
        yield _There([ours for ours, _ in workers])
    finally:
        for ours, worker in workers:
            ours.close()
            worker.terminate()
            worker.join()


class _Here:
    def __init__(self, parts: list[Part]) -> None:
        self._parts, self._done = parts, list[Done]()

    def begin(self, number: int, popularity: Floats) -> None:
        self._done = [part.live(number, popularity) for part in self._parts]

    def finish(self) -> list[Done]:
        return self._done


class _There:
    def __init__(self, connections: list[Connection]) -> None:
        self._connections = connections

    def begin(self, number: int, popularity: Floats) -> None:
        for connection in self._connections:
            connection.send((number, popularity))

    def finish(self) -> list[Done]:
        return [_received(connection) for connection in self._connections]


def _work(plan: Plan, world: Path, folder: Path, number: int, connection: Connection) -> None:
    try:
        part = Part.open(plan, world, folder, number)
        while True:
            day, popularity = connection.recv()
            connection.send(part.live(day, popularity))
    except EOFError:
        # The parent is done, or has given up.
        return
    except (OSError, SearchrankError) as error:
        connection.send(error)


def _received(connection: Connection) -> Done:
    try:
        answer: Done | OSError | SearchrankError = connection.recv()
    except EOFError:
        raise SearchrankError("a process that simulates shoppers ended before it was done: give it more memory, or simulate fewer shoppers") from None
    if isinstance(answer, OSError | SearchrankError):
        raise answer
    return answer
