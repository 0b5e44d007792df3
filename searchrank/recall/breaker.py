"""When to stop asking a server that does not answer, and when to try again."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock


@dataclass(slots=True)
class Breaker:
    """Lets calls through until `failures` of them in a row have failed, or until failures in a row have cost `patience_seconds`; then one every
    `pause_seconds`, until one succeeds.

    A dead server then costs a search nothing instead of a timeout. One that hangs costs whole time limits, and whoever waits behind such a search
    waits as long, so it is left alone sooner; for half a pause at first, because a server may have been held up for a moment only.
    Shared by threads; `clock` gives seconds that only grow. A call that was under way when the others gave up changes nothing by failing too: the
    pause counts from the failure that began it, or from the latest try.

    >>> now = [0.0]
    >>> breaker = Breaker(failures=2, pause_seconds=5, clock=lambda: now[0])
    >>> breaker.failed(), breaker.failed(), breaker.allows(), breaker.paused
    (None, None, False, True)
    >>> now[0] = 4.0
    >>> breaker.failed(), breaker.allows()
    (None, False)
    >>> now[0] = 5.0
    >>> breaker.allows(), breaker.allows()
    (True, False)
    >>> breaker.succeeded(), breaker.allows(), breaker.paused
    (None, True, False)
    >>> breaker = Breaker(pause_seconds=2, patience_seconds=0.5, clock=lambda: now[0])
    >>> breaker.failed(0.5), breaker.allows()
    (None, False)
    >>> now[0] = 6.0
    >>> breaker.allows(), breaker.allows()
    (True, False)
    """

    failures: int = 5
    pause_seconds: float = 2.0
    patience_seconds: float = math.inf
    clock: Callable[[], float] = time.monotonic
    _failed: int = 0
    _spent: float = 0.0
    _pause: float = 0.0
    _paused_at: float = 0.0
    _lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def paused(self) -> bool:
        """Whether calls are held back, but for a try after each pause."""
        return self._pause > 0

    def allows(self) -> bool:
        """Whether to make the call. While paused, the first to ask after the pause tries for all, and the pause begins anew.

        Whoever tries need not say how it ended: a try that was broken off holds up nobody for longer than a pause.
        """
        with self._lock:
            if not self._pause:
                return True
            if self.clock() - self._paused_at < self._pause:
                return False
            self._paused_at, self._pause = self.clock(), self.pause_seconds
            return True

    def succeeded(self) -> None:
        """The call was answered."""
        with self._lock:
            self._failed, self._spent, self._pause = 0, 0.0, 0.0

    def failed(self, seconds: float = 0.0) -> None:
        """The call was not answered, and took so long."""
        with self._lock:
            self._failed, self._spent = self._failed + 1, self._spent + seconds
            dead, hangs = self._failed >= self.failures, self._spent >= self.patience_seconds
            if not self._pause and (dead or hangs):
                self._paused_at, self._pause = self.clock(), self.pause_seconds if dead else self.pause_seconds / 2
