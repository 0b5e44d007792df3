"""The mapped keys of completion: takes the forms in which something was typed, gives the entries it may lead to, the best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from searchrank.store.snapshot import Snapshot
from searchrank.suggest.lookup_loops import candidates
from searchrank.suggest.reading_loops import other_readings

Candidate = tuple[int, str, str]
"""The entry and the kind of key (the last KIND_BITS); its text; its HTML with the completion marked."""


class Asked(NamedTuple):
    """What is looked up; `names` what a match of each kind of key is called. The others are as `candidates` takes them."""

    probes: bytes
    sounds: bytes
    length: int
    begins: int
    mixed: bool
    names: Sequence[str]


@dataclass(frozen=True, slots=True, eq=False)
class KeyTable:
    """The keys of a snapshot, mapped, in the order that the loop takes."""

    arrays: tuple[npt.NDArray[Any], ...]

    @staticmethod
    def open(snapshot: Snapshot) -> KeyTable:
        """The table of this snapshot."""
        keys, top, syllables, texts = (snapshot.ragged(f"suggest.{name}") for name in ("key", "top", "syllables", "text"))
        heads, entries, spans, firsts, scores, hits = (
            snapshot.array(f"suggest.{name}") for name in ("head", "entry", "span", "first", "score", "hits")
        )
        found = (heads, keys.offsets, keys.values, entries, spans, top.offsets, top.values, firsts, scores, hits)
        return KeyTable((*found, syllables.offsets, syllables.values, texts.values, texts.offsets, other_readings()))

    def best(self, asked: Asked, most: int, skip: int, wanted: int, *, stocked: bool) -> tuple[list[Candidate], bool]:
        """Candidates behind the first `skip`, at most so many; and whether all keys were read, not only the best `most` of a kind of match."""
        probes, sounds = np.frombuffer(asked.probes, np.uint8), np.frombuffer(asked.sounds, np.uint8)
        rows, written, whole = candidates(self.arrays, probes, sounds, asked.length, asked.begins, asked.mixed, most, skip, wanted, stocked)
        shown = written.tobytes().decode().split("\0")
        return list(zip(rows.tolist(), shown[::2], shown[1::2], strict=False)), whole
