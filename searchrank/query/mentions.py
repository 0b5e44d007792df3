"""A text as pieces that names can be made of: takes normalised text, gives its pieces, its folded form, and every run of pieces as a number.

Folded, Latin words stand as their stems with one blank between them and Chinese without any, so that `Running  Shoes` and `running shoe` are one
name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice

import numpy as np
import numpy.typing as npt

from searchrank.query.normalise import HAN
from searchrank.query.tokens import stem
from searchrank.records import quickly_made
from searchrank.store.compiled import I64, U32, U64, compiled, hash_not_below

PIECE = re.compile(rf"[{HAN}]|\d+\.\d+|[^\W_{HAN}]+")
_HAN_ALONE = re.compile(f"[{HAN}]*")
MAX_PIECES = 32
"""Names are looked for in the first pieces (characters or Latin runs) of a query."""
LONGEST_NAME = 12
"""Pieces of the longest name."""
FIRST_HAN = "\u3007"
_BASE = np.uint64(0x9E3779B97F4A7C15)
Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Codes = npt.NDArray[np.uint32]


@quickly_made
@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a text: each by itself, folded (`texts`), where it begins and ends in the text (`starts`, `ends`) and in the folded text
    (`begins`, `finishes`)."""

    folded: str
    texts: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    begins: tuple[int, ...]
    finishes: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.starts)


@lru_cache(maxsize=1 << 12)
def pieces_of(text: str, most: int = MAX_PIECES) -> Pieces:
    """The first pieces of a normalised text; remembered, because a query is looked through for names of several kinds.

    >>> pieces = pieces_of("nike running-shoes 男款")
    >>> pieces.folded, len(pieces)
    ('nike running shoe男款', 5)
    """
    if len(text) <= most and _HAN_ALONE.fullmatch(text):
        return Pieces(text, tuple(text), *_each_by_itself(len(text)))
    found = [(piece[0], *piece.span()) for piece in islice(PIECE.finditer(text), most)]
    parts = _folded([piece for piece, _, _ in found])
    finishes = tuple(accumulate(map(len, parts)))
    # The blank before a Latin word belongs to none.
    begins = tuple([finish - len(part) + (part[0] == " ") for finish, part in zip(finishes, parts, strict=True)])
    texts = tuple([part.lstrip(" ") for part in parts])
    return Pieces("".join(parts), texts, tuple([start for _, start, _ in found]), tuple([end for _, _, end in found]), begins, finishes)


@lru_cache(maxsize=2 * MAX_PIECES)
def _each_by_itself(count: int) -> tuple[tuple[int, ...], ...]:
    """Where so many pieces of one character each begin and end, in a text that is its own folded form."""
    begins, ends = tuple(range(count)), tuple(range(1, count + 1))
    return begins, ends, begins, ends


def _folded(pieces: Iterable[str]) -> list[str]:
    """The stem of each piece, behind a blank where two Latin words meet."""
    parts, latin = list[str](), False
    for piece in pieces:
        plain = stem(piece)
        parts.append(f" {plain}" if latin and plain[0] < FIRST_HAN else plain)
        latin = plain[-1] < FIRST_HAN
    return parts


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """The folded form of a normalised name.

    >>> fold("running  shoes"), fold("跑鞋 男"), fold("wh-1000xm4")
    ('running shoe', '跑鞋男', 'wh 1000xm4')
    """
    if len(text) <= MAX_PIECES and _HAN_ALONE.fullmatch(text):
        return text
    # Without the places of the pieces, which most callers do not want: a third of the time that `pieces_of` takes.
    return "".join(_folded(PIECE.findall(text)[:MAX_PIECES]))


def span_hashes(folded: str, begins: Ints, finishes: Ints) -> Hashes:
    """A 64-bit hash of each stretch of a folded text, the same wherever the stretch stands; all together cost about what one does."""
    sums = _sums_of(codes_of(folded), powers())
    return np.asarray((sums[finishes] - sums[begins]) * powers()[-1 - begins], np.uint64)


def codes_of(folded: str) -> Codes:
    """The characters of a folded text as numbers."""
    return np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), np.uint32)


@compiled()
def _sums(codes: Codes, powers: Hashes) -> Hashes:
    """The hash of every beginning of a text, from the empty one on."""
    sums = np.zeros(len(codes) + 1, np.uint64)
    for at in range(len(codes)):
        sums[at + 1] = sums[at] + (np.uint64(codes[at]) + np.uint64(1)) * powers[at]
    return sums


@compiled(U32, U64)
def _sums_of(codes: Codes, powers: Hashes) -> Hashes:
    return _sums(codes, powers)


@compiled(U32, I64, U64, U64)
def known_spans(codes: Codes, edges: Ints, powers: Hashes, hashes: Hashes) -> Ints:
    """First piece, last piece and place among the ascending `hashes` of every run of pieces that is among them: int64 (hits, 3).

    `edges` are where each piece begins, then where each finishes. Runs are of up to LONGEST_NAME pieces, in the order of their first and then
    their last piece.
    """
    sums, count, at = _sums(codes, powers), len(edges) // 2, 0
    begins, finishes = edges[:count], edges[count:]
    found = np.empty((count * LONGEST_NAME, 3), np.int64)
    for first in range(count):
        for last in range(first, min(first + LONGEST_NAME, count)):
            wanted = (sums[finishes[last]] - sums[begins[first]]) * powers[len(powers) - 1 - begins[first]]
            place = hash_not_below(hashes, wanted)
            if place < len(hashes) and hashes[place] == wanted:
                found[at, 0], found[at, 1], found[at, 2] = first, last, place
                at += 1
    return found[:at]


def name_hashes(names: list[str]) -> Hashes:
    """The hash of each folded name as `span_hashes` gives it."""
    zero = np.zeros(1, np.int64)
    return np.array([span_hashes(name, zero, zero + len(name))[0] for name in names], np.uint64)


@lru_cache(maxsize=1)
def powers() -> Hashes:
    """Powers of an odd number modulo 2^64: what shifts a stretch to the common place."""
    return np.asarray(np.cumprod(np.full(_LONGEST_FOLDED, _BASE)), np.uint64)


_LONGEST_FOLDED = 1024
"""Characters of the longest folded text; a query has at most 256, twice that with blanks between them."""
