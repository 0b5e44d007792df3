"""The language model of a snapshot: how likely units follow each other in titles and in queries. Mapped arrays, see `write_counts`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from searchrank.query.correct import counts
from searchrank.query.correct.english import NAME as ENGLISH
from searchrank.query.correct.english import english
from searchrank.query.correct.pieces import FIXED, HAN_CHARACTER, LETTERS, Piece, pieces_of
from searchrank.store.arrays import text_hash
from searchrank.store.snapshot import Snapshot

UNKNOWN, UNKNOWN_LETTER, UNKNOWN_HAN = -8.0, -3.0, -15.0
"""ln of the likelihood that a word is one the catalogue has not, of each of its letters (1 / 20), and of such a character (e^-6 / 8,000)."""
MOST_NEAR = 8
MOST_TELLING = 20_000
"""Products beyond which a unit tells little of them."""
ASKED, ASKED_OFTEN = 1.5, 0.4
"""What a whole text is worth that shoppers searched: so much, and so much for each e-fold of its count."""
_ARRAYS = ("count", "following", "", "pair", "pair.count", "pair.following", "triple", "triple.count")


@dataclass(frozen=True, slots=True)
class Windows:
    """Sequences of units one after another, number i from `edges[i]` to `edges[i + 1]`, of which the first `given[i]` are context only; `unknown` is
    what each unit costs where it is not known."""

    units: list[int] = field(default_factory=list)
    unknown: list[float] = field(default_factory=list)
    edges: list[int] = field(default_factory=lambda: [0])
    given: list[int] = field(default_factory=list)

    def add(self, units: Sequence[int], unknown: Sequence[float], given: int) -> None:
        """Put a sequence behind the others."""
        self.units.extend(units)
        self.unknown.extend(unknown)
        self.edges.append(len(self.units))
        self.given.append(given)


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """The counts of one snapshot, mapped."""

    snapshot: Snapshot
    arrays: tuple[Any, ...]
    back: tuple[Any, ...]
    texts: Sequence[str]

    @staticmethod
    def of(snapshot: Snapshot) -> LanguageModel:
        """The model of this snapshot as it was published; what it counts is opened once."""
        base = snapshot.base
        return LanguageModel(base, *base.kept("correct.model", _opened), base.vocabulary("units").texts)

    def units(self, pieces: Sequence[Piece]) -> tuple[int, ...]:
        """The unit of each piece, -1 where the catalogue has it nowhere."""
        return tuple(self.snapshot.places("units", [piece.text if piece.kind == HAN_CHARACTER else piece.unit for piece in pieces]))

    def strange(self, units: Sequence[int]) -> list[int]:
        """What speaks against each unit, 0 to 2, as `counts.unseen` says."""
        return counts.unseen(np.array(units, np.int64), self.arrays[3]).tolist()  # type: ignore[no-any-return]

    def times(self, unit: int) -> float:
        """How often a unit stands in titles and queries; 0 for an unknown one."""
        return float(self.arrays[0][unit]) if unit >= 0 else 0.0

    def costs(self, pieces: Sequence[Piece], units: Sequence[int]) -> list[float]:
        """What each piece costs where its unit is not known: less for a word of English that the shop lacks than for letters at random."""
        costs = [_unknown(piece) for piece in pieces]
        lacking = [at for at, piece in enumerate(pieces) if units[at] < 0 and piece.kind == LETTERS]
        for at in lacking if lacking and self._knows_english else ():
            costs[at] = max(costs[at], english(pieces[at].text, self.snapshot) or costs[at])
        return costs

    def is_english(self, word: str) -> bool:
        """Whether a word that the shop lacks is one of English."""
        return self._knows_english and english(word, self.snapshot) is not None

    @property
    def _knows_english(self) -> bool:
        there: bool = self.snapshot.kept(f"{ENGLISH}.there", lambda kept: kept.has(ENGLISH))
        return there

    def likelihoods(self, windows: Windows) -> list[float]:
        """ln of the likelihood of each window."""
        units, edges, given = (np.array(numbers, np.int64) for numbers in (windows.units, windows.edges, windows.given))
        return counts.likelihoods(units, np.array(windows.unknown, np.float64), edges, given, *self.arrays).tolist()  # type: ignore[no-any-return]

    def between(self, sounds: Sequence[int], left: int, right: int) -> tuple[list[int], list[int]]:
        """The Han units that stand well between two units: those of these sounds, and others; see `counts.between`."""
        alike, others = counts.between(np.array(sounds, np.int64), left, right, MOST_NEAR, *self.back)
        return alike.tolist(), others.tolist()

    def text(self, unit: int) -> str:
        """The text of a unit."""
        return self.texts[unit]

    def asked(self, text: str) -> float:
        """What it is worth that shoppers searched this whole text; 0 where they did not."""
        at = counts.hash_place(self.snapshot.array("correct.query"), text_hash(text.replace(" ", "")))
        if at < 0:
            return 0.0
        often = float(self.snapshot.array("correct.query.log")[at])
        return ASKED * min(often / math.log(2), 1.0) + ASKED_OFTEN * often

    def finds(self, text: str) -> bool:
        """Whether some product holds every unit of a text."""
        units = self.units(pieces_of(text))
        postings = self.snapshot.ragged("units.postings")
        return bool(units) and min(units) >= 0 and bool(counts.together(postings.offsets, postings.values, np.array(units, np.int64)))

    def most_held(self, text: str) -> int:
        """How many units of a text one product holds at best."""
        postings = self.snapshot.ragged("units.postings")
        units = np.array([unit for unit in dict.fromkeys(self.units(pieces_of(text))) if unit >= 0], np.int64)
        return int(counts.most_held(postings.offsets, postings.values, units, MOST_TELLING))


def _opened(snapshot: Snapshot) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    total = float(snapshot.array("correct.count").sum(dtype=np.float64))
    arrays = tuple(snapshot.array(f"correct.{name}") if name else total for name in _ARRAYS)
    return arrays, tuple(snapshot.array(f"correct.{name}") for name in ("sound_of", "pair", "pair.count", "back", "back.count", "count"))


def _unknown(piece: Piece) -> float:
    if piece.kind == LETTERS:
        return UNKNOWN + UNKNOWN_LETTER * len(piece.text)
    return UNKNOWN_HAN if piece.kind != FIXED else UNKNOWN + UNKNOWN_LETTER * min(len(piece.text), 3)
