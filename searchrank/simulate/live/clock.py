"""Time as live shoppers have it: simulated time as it is, or real time in which they hurry. Moments are simulated Unix seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class Clock(Protocol):
    """What stands between a shopper's moments and the shop's time."""

    def reach(self, moment: float) -> None:
        """Gives back when it is this moment."""
        ...

    def stamp(self, moment: float) -> float:
        """The Unix seconds that the shop knows this moment by."""
        ...


@dataclass(frozen=True, slots=True)
class Simulated:
    """Simulated time: every moment is there at once and keeps its own stamp."""

    def reach(self, moment: float) -> None:
        """Nobody waits."""

    def stamp(self, moment: float) -> float:
        """The moment itself.

        >>> Simulated().stamp(7.0)
        7.0
        """
        return moment


@dataclass(frozen=True, slots=True)
class Hurried:
    """Real time from `began` on (Unix seconds), in which shoppers who began at the moment `start` live `haste` seconds in one."""

    start: float
    began: float
    haste: float
    now: Callable[[], float] = time.time
    sleep: Callable[[float], object] = time.sleep

    def reach(self, moment: float) -> None:
        """Sleeps until the moment's stamp; a shop that is slower than the shoppers is not waited for twice."""
        ahead = self.stamp(moment) - self.now()
        if ahead > 0:
            self.sleep(ahead)

    def stamp(self, moment: float) -> float:
        """`began` and the shortened time since `start`.

        >>> Hurried(start=100.0, began=5000.0, haste=60.0).stamp(160.0)
        5001.0
        """
        return self.began + (moment - self.start) / self.haste
