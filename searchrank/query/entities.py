"""Brands and categories named in a query, by longest match against the snapshot's own tables."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from searchrank.query.normalise import HAN
from searchrank.records import Entity
from searchrank.store.snapshot import Snapshot

_PIECE = re.compile(rf"[{HAN}]|(?:(?![{HAN}_])\w)+")
MAX_PIECES = 24
"""Names are looked for in the first pieces (characters or Latin runs) of a query; look-ups grow with the square of it."""
MAX_NAME = 8


def find_entities(text: str, snapshot: Snapshot) -> tuple[Entity, ...]:
    """The names found in a normalised text, in its order; of overlapping ones the longest, then the leftmost; a brand before a category."""
    spans = _spans(text)
    found = [*_named(spans, text, snapshot, "brand", "brand.key"), *_named(spans, text, snapshot, "category", "category.leaf")]
    found.sort(key=lambda entity: (entity.start - entity.end, entity.start, entity.kind))
    kept: list[Entity] = []
    for entity in found:
        if all(entity.end <= other.start or other.end <= entity.start for other in kept):
            kept.append(entity)
    return tuple(sorted(kept, key=lambda entity: entity.start))


def _spans(text: str) -> list[tuple[int, int]]:
    pieces = [piece.span() for piece in _PIECE.finditer(text)][:MAX_PIECES]
    return [
        (pieces[first][0], pieces[last][1])
        for first in range(len(pieces))
        for last in range(first, min(first + MAX_NAME, len(pieces)))
        if pieces[last][1] - pieces[first][0] > 1
    ]


def _named(spans: list[tuple[int, int]], text: str, snapshot: Snapshot, kind: str, keys: str) -> list[Entity]:
    rows = snapshot.vocabulary(keys).ids([text[start:end] for start, end in spans])
    if kind == "category":
        rows = _category_rows(rows, snapshot)
    named = [(int(row), *span) for row, span in zip(rows, spans, strict=True) if row >= 0]
    names = snapshot.vocabulary(kind).texts
    return [Entity(kind, row, names[row], start, end) for row, start, end in named]


def _category_rows(leaves: npt.NDArray[np.int32], snapshot: Snapshot) -> npt.NDArray[np.int32]:
    nodes = snapshot.array("category.leaf.row")
    return np.array([nodes[leaf] if leaf >= 0 else -1 for leaf in leaves], np.int32)
