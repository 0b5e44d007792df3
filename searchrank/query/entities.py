"""Brands and categories named in a query, by longest match against the snapshot's own tables."""

from __future__ import annotations

import re

from searchrank.query.normalise import HAN
from searchrank.records import Entity
from searchrank.store.arrays import text_hashes
from searchrank.store.snapshot import Snapshot

_PIECE = re.compile(rf"[{HAN}]|[^\W_{HAN}]+")
MAX_PIECES = 24
"""Names are looked for in the first pieces (characters or Latin runs) of a query; look-ups grow with the square of it."""
MAX_NAME = 8


def find_entities(text: str, snapshot: Snapshot) -> tuple[Entity, ...]:
    """The names found in a normalised text, in its order; of overlapping ones the longest, then the leftmost; a brand before a category."""
    spans = _spans(text)
    names = [text[start:end] for start, end in spans]
    hashes = text_hashes(names)
    brands = snapshot.vocabulary("brand.key").places_by(names, hashes)
    leaves = snapshot.vocabulary("category.leaf").places_by(names, hashes)
    node = snapshot.array("category.leaf.row")
    categories = [(number, int(node[leaf])) for number, leaf in leaves]
    named = [("brand", *found) for found in brands] + [("category", *found) for found in categories]
    return _longest([Entity(kind, row, snapshot.vocabulary(kind).texts[row], *spans[number]) for kind, number, row in named])


def _longest(found: list[Entity]) -> tuple[Entity, ...]:
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
