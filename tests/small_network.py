"""A network for tests: a few words, and which of them mean the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from searchrank.records import Floats

MEANT = {
    "sofa": 0,
    "couch": 0,
    "grey": 1,
    "cushion": 2,
    "shoe": 3,
    "running": 4,
    "tv": 5,
    "stand": 6,
    "settee": 0,
    "沙发": 0,
    "长椅": 0,
    "灰色": 1,
    "靠垫": 2,
    "鞋子": 3,
    "跑步": 4,
    "电视": 5,
    "架子": 6,
}


@dataclass(frozen=True)
class Meanings:
    """A network that knows which of some words mean the same; it notes what it was asked."""

    asked: list[str] = field(default_factory=list)
    name: str = "meanings-1"
    dimensions: int = 8

    def queries(self, texts: Sequence[str]) -> Floats:
        return self._encoded(texts, 0.2)

    def passages(self, texts: Sequence[str]) -> Floats:
        return self._encoded(texts, 0.4)

    def _encoded(self, texts: Sequence[str], offset: float) -> Floats:
        self.asked.extend(texts)
        vectors = np.full((len(texts), self.dimensions), offset, np.float32)
        for row, text in enumerate(texts):
            for word in text.split():
                vectors[row, MEANT.get(word, 7)] += 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)
