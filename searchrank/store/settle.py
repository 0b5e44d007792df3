"""What a serving process says to Python's collector of cycles once its shop is open."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEW_VALUES, YOUNG, MIDDLE = 20_000, 20, 50
"""After how many new values that stay the youngest are looked through; after how many such looks the next older ones are, and after how many of
those all."""


def settle() -> None:
    """Take all that lives now out of the collector's sight, and have it look for cycles seldom.

    Nearly every value of a request goes without the collector; its looks among all that a shop keeps cost a search 2 % on average and the unlucky
    one a millisecond.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_VALUES, YOUNG, MIDDLE)


@contextmanager
def uncollected() -> Iterator[None]:
    """Python's collector of cycles does not look while this lasts: for minutes of work on millions of values that make none."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()
