"""A measurement in a process of its own, as a worker of a server is: takes a function of settings and what else it needs, gives its figures.

The process that built the shop has its memory cut up by the building, which makes every search in it half as slow again.
"""

from __future__ import annotations

import re
import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from searchrank.bench.figures import Figure

LINUX_STATUS = Path("/proc/self/status")
_HIGHEST = re.compile(r"VmHWM:\s*(\d+) kB")
SERVING_BUDGET = "1500 at 1M"


def apart(part: str, measured: Callable[..., list[Figure]], *given: Any) -> list[Figure]:
    """What `measured(part, *given)` gives, and the memory of the process that it ran in. It must be a function of a module."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        figures = pool.submit(measured, part, *given).result()
        return [*figures, Figure(part, "memory of a process that only serves", pool.submit(peak_megabytes).result(), "MB", budget=SERVING_BUDGET)]


def peak_megabytes() -> float:
    """The most memory that this process ever had, in megabytes; mapped files that others share included."""
    if LINUX_STATUS.exists():
        # A process that was started by another takes over that one's `ru_maxrss`; this is its own.
        return round(int(_HIGHEST.search(LINUX_STATUS.read_text())[1]) / 1e3, 1)  # type: ignore[index]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1e6 if sys.platform == "darwin" else 1e3), 1)
