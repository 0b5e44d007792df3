"""A live part without the rows that others overtook: made beside the one that serves, some rows a turn, and put in its place when it has them all.

Products keep what is known of them: the newest version of each, its text where it lay, removals. Rows get other numbers, names and tokens that no
product has any more are forgotten; the number of changes that came in goes on (`Generation.taken`).
"""

from __future__ import annotations

from dataclasses import dataclass

from searchrank.publish.live_folder import LiveWriter
from searchrank.settings import LiveSettings

PORTION = 60
"""Rows of one turn, and as many more as came since the last, so that it catches up: a text takes .2 to .5 ms to cut, and changes wait."""


@dataclass(slots=True)
class Merge:
    """The rows of `old`, on their way into `new`."""

    old: LiveWriter
    new: LiveWriter
    done: int = 0
    met: int = 0
    """Rows of the old part when the last turn began."""

    @staticmethod
    def of(old: LiveWriter) -> Merge:
        """Nothing moved yet."""
        return Merge(old, LiveWriter.beside(old), met=old.generation.rows)

    def go_on(self) -> bool:
        """Move some rows; whether all are there, and seen. What came to the old part meanwhile is moved too, so nothing is added to it between."""
        rows = self.old.generation.rows
        end, self.met = min(self.done + PORTION + rows - self.met, rows), rows
        changes, retold = self.old.standing(self.done, end)
        # The removal of what was never published leaves nothing to hide.
        self.new.add([one for one in changes if one.document is not None or self.new.hides(one.product_id)], self.old.generation.change, retold)
        self.done = end
        if end < rows:
            return False
        self.new.reveal(self.old)
        return True


def worth_merging(writer: LiveWriter, settings: LiveSettings) -> bool:
    """Whether so many rows are dead that merging pays: a share of them, and a number at least."""
    return writer.dead >= settings.merge_from and writer.dead >= settings.merge_share * writer.generation.rows
