"""What a serving process says to the collector of cycles, in a process of its own."""

from __future__ import annotations

import gc
import subprocess
import sys
from contextlib import suppress

from searchrank.store.settle import uncollected

SETTLED = """
import gc
from searchrank.store.settle import NEW_VALUES, settle
before = len(gc.get_objects())
settle()
print(gc.get_freeze_count() >= before // 2, gc.get_threshold()[0] == NEW_VALUES, len(gc.get_objects()) < before // 2)
"""


def test_what_lives_is_out_of_the_collectors_sight() -> None:
    done = subprocess.run([sys.executable, "-c", SETTLED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "True"]


def test_nothing_is_collected_for_a_while_and_then_again() -> None:
    assert gc.isenabled()
    with suppress(ValueError), uncollected():
        assert not gc.isenabled()
        raise ValueError
    assert gc.isenabled()
