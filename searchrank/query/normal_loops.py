"""Many texts brought to their normal form at once: takes texts, gives what `normalise` gives text by text, at a third of its price.

What most characters become is one look in a table; texts with others (marks that join with what stands before them, quotes) go to `normalise` one by
one. Compiled.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from searchrank.query.normalise import BLANKS, QUOTE, joined_units, normalise, simplified
from searchrank.store.compiled import I32, U32, compiled

SEPARATOR = "\ue000"
"""Stands behind each of several texts that are looked at together: a private character, a blank in normal forms, hardly a text holds it."""
APART = -1
"""Stands for what a character becomes only together with others, or as several."""
_TOLD, _BLANK, _PARTED = 0x10000, 0x20, ord(SEPARATOR)
_JAMO = (range(0x1100, 0x1200), range(0x3130, 0x3190), range(0xFFA0, 0xFFDD))
"""Parts of Korean syllables, which join."""
Codes = npt.NDArray[np.uint32]


def codes_of(texts: Sequence[str]) -> Codes:
    """The characters of all texts, uint32, with SEPARATOR behind each."""
    return np.frombuffer(SEPARATOR.join([*texts, ""]).encode("utf-32-le", "surrogatepass"), np.uint32)


def normalise_all(texts: Sequence[str]) -> list[str]:
    """`normalise` of each text.

    >>> normalise_all(["Ｎｉｋｅ　連衣裙", "", "500 ML ", "men's"])
    ['nike 连衣裙', '', '500ml', 'men']
    """
    codes = codes_of(texts)
    if np.count_nonzero(codes == _PARTED) != len(texts):
        return list(map(normalise, texts))
    plain, apart = _plain(codes, _becomes())
    joined = plain.tobytes().decode("utf-32-le")
    found = joined_units(simplified(joined)).split(SEPARATOR)[:-1]
    for place in np.flatnonzero(apart[: len(texts)]).tolist():
        found[place] = normalise(texts[place])
    return found


@compiled(U32, I32)
def _plain(codes: Codes, becomes: npt.NDArray[np.int32]) -> tuple[Codes, npt.NDArray[np.bool_]]:
    """What the characters become, single blanks inside the texts only; and which texts hold one that is APART (nothing is left of those)."""
    plain, apart = np.empty(len(codes), np.uint32), np.zeros(len(codes), np.bool_)
    text, begin, at = 0, 0, 0
    for code in codes:
        made = becomes[code] if code < _TOLD else APART
        if made == APART:
            apart[text] = True
        elif made == _PARTED:
            at = begin if apart[text] else at - (at > begin and plain[at - 1] == _BLANK)
            plain[at] = made
            text, begin, at = text + 1, at + 1, at + 1
        elif made != _BLANK or (at > begin and plain[at - 1] != _BLANK):
            plain[at] = made
            at += 1
    return plain[:at].copy(), apart


@lru_cache(maxsize=1)
def _becomes() -> npt.NDArray[np.int32]:
    """What each of the first 65,536 characters becomes by itself, APART where that depends."""
    joining = frozenset(_joining())
    return np.array([_PARTED if code == _PARTED else _alone(chr(code), joining) for code in range(_TOLD)], np.int32)


def _joining() -> Iterator[str]:
    """What may join with the character before it."""
    for code in range(_TOLD):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            yield chr(int(parts[1], 16))
    for jamo in _JAMO:
        yield from map(chr, jamo)


def _alone(character: str, joining: frozenset[str]) -> int:
    made = unicodedata.normalize("NFKC", character).lower()
    # A sigma at the end of a word is another letter.
    if len(made) != 1 or character == "\u03a3" or {character, made} & joining or unicodedata.combining(character) or unicodedata.combining(made):
        return APART
    if BLANKS.match(made):
        return _BLANK
    return APART if QUOTE.match(made) else ord(made)
