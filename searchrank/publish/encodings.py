"""What a network has encoded, kept in the home by the hash of each text: publishing again encodes new texts only.

One file an encoder, records of a key and a vector; new ones are appended, and a record that a kill cut short is cut off. One publisher writes at a
time (`publish.lock`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.publish.encoders import Encoder
from searchrank.recall.vector_loops import Keys
from searchrank.records import Floats
from searchrank.store.arrays import text_hash
from searchrank.store.mapped import map_rows

Told = Callable[[int], None]

BATCH = 64
"""Texts that are encoded between two notes on the disk: one or two seconds of work."""
SPARE = 10_000
"""Texts that nobody asked for this time and that are kept all the same; beyond twice what was asked for, they go."""


def text_key(kind: str, text: str) -> int:
    """The hash by which the encoding of a text is known, 64 bits.

    >>> text_key("query", "shoe") == text_key("query", "shoe"), text_key("query", "shoe") == text_key("passage", "shoe")
    (True, False)
    """
    return text_hash(f"{kind}\0{text}")


def text_keys(kind: str, texts: Sequence[str]) -> Keys:
    """The hashes of texts: uint64 (n,)."""
    return np.array([text_key(kind, text) for text in texts], np.uint64)


@dataclass(frozen=True, slots=True)
class Encodings:
    """The file of one encoder."""

    path: Path
    encoder: Encoder

    @staticmethod
    def open(folder: Path, encoder: Encoder) -> Encodings:
        """That of this encoder in this folder, made where there is none."""
        found = Encodings(folder / f"{encoder.name}.bin", encoder)
        folder.mkdir(parents=True, exist_ok=True)
        found.path.touch()
        os.truncate(found.path, found.path.stat().st_size // found.record.itemsize * found.record.itemsize)
        return found

    @property
    def record(self) -> np.dtype[Any]:
        """How a record lies in the file."""
        return np.dtype([("key", "<u8"), ("vector", "<f2", (self.encoder.dimensions,))])

    def queries(self, texts: Sequence[str], told: Told) -> Floats:
        """The vectors of texts as people type them: float32 (n, dimensions). `told` hears how many are done."""
        return self._of("query", texts, self.encoder.queries, told)

    def passages(self, texts: Sequence[str], told: Told) -> Floats:
        """The vectors of texts that are said of products, likewise."""
        return self._of("passage", texts, self.encoder.passages, told)

    def _of(self, kind: str, texts: Sequence[str], encode: Callable[[Sequence[str]], Floats], told: Told) -> Floats:
        keys = text_keys(kind, texts)
        known, first = np.unique(keys, return_index=True)
        new = np.sort(first[~np.isin(known, self._kept()["key"])])
        with self.path.open("ab") as file:
            for start in range(0, len(new), BATCH):
                told(len(texts) - len(new) + start)
                places = new[start : start + BATCH]
                file.write(self._records(keys[places], encode([texts[place] for place in places.tolist()])))
        told(len(texts))
        return self._read(keys)

    def _records(self, keys: Keys, vectors: Floats) -> bytes:
        records = np.empty(len(keys), self.record)
        records["key"], records["vector"] = keys, vectors
        return records.tobytes()

    def _kept(self) -> npt.NDArray[Any]:
        return map_rows(self.path, self.record)

    def _read(self, keys: Keys) -> Floats:
        kept = self._kept()
        order = np.argsort(kept["key"], kind="stable")
        places = order[np.searchsorted(kept["key"], keys, sorter=order)]
        return np.asarray(kept["vector"][places], np.float32)

    def forget(self, used: Keys) -> None:
        """Keep only the encodings of these keys, where far more are kept."""
        kept = self._kept()
        if len(kept) <= 2 * len(used) + SPARE:
            return
        new = self.path.with_suffix(".new")
        kept[np.isin(kept["key"], used)].tofile(new)
        new.replace(self.path)
