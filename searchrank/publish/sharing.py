"""Blocks of products that two processes cut: takes the rows to be cut, gives each block in order, cut by whoever had time for it.

Blocks are handed out one by one, so either process may come late, be slow, or die: what it had taken is handed out again.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from threading import Condition, Thread

from searchrank.publish.cut_block import BlockCutter
from searchrank.publish.parts import Part, cut_part
from searchrank.store.arrays import Strings

BLOCK = 5000
"""Products of a block: half a second, which is how long either process may wait for the other's last one."""
AT_ONCE = 2
"""Blocks that the other process holds: one that it cuts, one that it sends or begins next."""
CutPart = Callable[[Sequence[int]], Part]


class Shared:
    """Which blocks nobody has taken yet, and those that the other process has cut; without one, all are this process's."""

    def __init__(self, rows: Sequence[int] = (), helper: Connection | None = None) -> None:
        self._blocks = _blocks(rows)
        self._free = list(range(len(self._blocks)))[::-1]
        self._cut: dict[int, bytes] = {}
        self._changed = Condition()
        if helper is not None:
            Thread(target=self._serve, args=(helper,), daemon=True).start()

    def take(self) -> int | None:
        """The first block that nobody has taken, now taken; None where there is none."""
        with self._changed:
            return self._free.pop() if self._free else None

    def cut(self, block: int, *, wait: bool) -> Part | None:
        """What the other process made of a block that it took; None where it has not (`wait`: or will not)."""
        with self._changed:
            if wait:
                self._changed.wait_for(lambda: block in self._cut or self._free)
            made = self._cut.pop(block, None)
        return None if made is None else pickle.loads(made)

    def _serve(self, helper: Connection) -> None:
        """Hand out blocks to the other process, as long as it lives, and keep what it makes of them."""
        held: list[int] = []
        try:
            helper.recv()
            for _ in range(AT_ONCE):
                self._hand(helper, held)
            while held:
                made = helper.recv_bytes()
                with self._changed:
                    self._cut[held.pop(0)] = made
                    self._changed.notify()
                self._hand(helper, held)
        except (EOFError, OSError):
            pass
        finally:
            # However this ends, what the other process holds is cut here.
            self._give_back(held)

    def _hand(self, helper: Connection, held: list[int]) -> None:
        """Hand out one more block; None where there is none."""
        if (block := self.take()) is not None:
            held.append(block)
        helper.send(None if block is None else self._blocks[block])

    def _give_back(self, blocks: Sequence[int]) -> None:
        with self._changed:
            self._free += reversed(blocks)
            self._changed.notify()


def in_order(rows: Sequence[int], shared: Shared | None, cut: CutPart) -> Iterator[Part]:
    """What each block became, in order. `shared` is of the same rows.

    Where the other process has the block whose turn it is, this one cuts (`cut`) others ahead.
    """
    shared, blocks = shared or Shared(rows), _blocks(rows)
    ahead: dict[int, Part] = {}
    for block in range(len(blocks)):
        part = ahead.pop(block, None) or shared.cut(block, wait=False)
        while part is None and (taken := shared.take()) != block:
            if taken is not None:
                ahead[taken] = cut(blocks[taken])
            part = shared.cut(block, wait=taken is None)
        yield cut(blocks[block]) if part is None else part


def _blocks(rows: Sequence[int]) -> list[Sequence[int]]:
    return [rows[begin : begin + BLOCK] for begin in range(0, len(rows), BLOCK)]


def help_cutting(publishing: Connection, documents: Strings, cut: BlockCutter) -> None:
    """In the other process: cut the blocks that the publishing one hands out, until it has no more."""
    publishing.send(None)
    # The publishing process takes a part when its interpreter is free for a moment; meanwhile the next one is cut.
    with ThreadPoolExecutor(1) as sender:
        sent = None
        while (rows := publishing.recv()) is not None:
            part = packed(cut_part(documents, rows, cut))
            if sent is not None:
                sent.result()
            sent = sender.submit(publishing.send_bytes, part)


def packed(part: Part) -> bytes:
    """A part as it is sent."""
    return pickle.dumps(part, pickle.HIGHEST_PROTOCOL)
