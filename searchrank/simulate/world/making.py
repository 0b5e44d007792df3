"""Listings made by several processes at once: takes a seed and a number, gives parts of the catalogue in their order, as bytes and as columns.

A process makes every n-th span and waits until it is taken, so that memory does not grow with the catalogue.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

import orjson

from searchrank.errors import SearchrankError
from searchrank.simulate.world.catalogue import Catalogue
from searchrank.simulate.world.columns import Recorder, recorder
from searchrank.simulate.world.drafts import packed
from searchrank.simulate.world.listing import Listing, lister
from searchrank.simulate.world.reading import fixtures, load_lexicon
from searchrank.simulate.world.spans import SPAN, spans


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Listings one after the other: `lines` their documents as gzipped JSON lines, `columns` their truth."""

    lines: bytes
    columns: Catalogue


@dataclass(frozen=True, slots=True)
class Task:
    """What a process makes: the spans at places `first`, `first` + `step`... of a catalogue."""

    seed: int
    today: date
    products: int
    first: int
    step: int


def make_parts(seed: int, today: date, products: int, processes: int) -> Iterator[Part]:
    """The catalogue of this seed part by part, SPAN listings each and the rest in the last one; the same for any number of processes."""
    tasks = [Task(seed, today, products, first, processes) for first in range(processes)]
    if processes == 1 or products <= SPAN:
        yield from made(Task(seed, today, products, 0, 1))
        return
    with _at_work(tasks) as workers:
        for place in range(-(-products // SPAN)):
            yield _received(workers[place % processes])


def made(task: Task) -> Iterator[Part]:
    """The parts of a task, in this process."""
    lists = lister(load_lexicon(fixtures()), task.today)
    record = recorder(lists.market)
    for span in islice(spans(task.seed, task.products, SPAN), task.first, None, task.step):
        yield _part(list(lists.span(task.seed, span)), record)


def _part(listings: Sequence[Listing], record: Recorder) -> Part:
    lines = b"".join(orjson.dumps(listing.document, option=orjson.OPT_APPEND_NEWLINE) for listing in listings)
    return Part(packed(lines), record.record(listings))


@contextmanager
def _at_work(tasks: Sequence[Task]) -> Iterator[list[Connection]]:
    # Spawned, not forked: the parent may have threads, and a fork would copy their locks.
    context = multiprocessing.get_context("spawn")
    workers: list[SpawnProcess] = []
    receivers: list[Connection] = []
    try:
        for task in tasks:
            receiver, sender = context.Pipe(duplex=False)
            worker = context.Process(target=_send, args=(task, sender), daemon=True)
            worker.start()
            # The child alone holds the other end, so that its death is seen here as the end of the pipe.
            sender.close()
            workers.append(worker)
            receivers.append(receiver)
        yield receivers
    finally:
        for receiver, worker in zip(receivers, workers, strict=True):
            receiver.close()
            worker.terminate()
            worker.join()


def _send(task: Task, sender: Connection) -> None:
    # Ctrl-C reaches every process of a terminal: the parent alone answers it, and ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for part in made(task):
            sender.send(part)
    except BrokenPipeError:
        # The parent has given up.
        return


def _received(receiver: Connection) -> Part:
    try:
        part: Part = receiver.recv()
    except EOFError:
        raise SearchrankError("a process that makes products ended before it was done: give it more memory, or make fewer products") from None
    return part
