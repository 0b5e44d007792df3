"""The character 3-grams of a text as a bitmap of 512 bits, so that likeness of letters is a count of common bits and survives a typo."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.store.compiled import INT, U8, compiled

BITS = 512
WORDS = BITS // 64
_SIZE = 3
_CRC = np.array([zlib.crc32(bytes([255 ^ byte])) ^ 0xFF000000 for byte in range(256)], np.uint32)
"""What CRC-32 makes of one byte, as every table of it: the checksum of a gram is that of `zlib.crc32`."""


def ngram_bits(text: str) -> int:
    """One bit for every character 3-gram of the text without blanks (2-grams, or the character, where it is shorter), as one whole number.

    >>> ngram_bits("shoes").bit_count()
    3
    """
    return int.from_bytes(ngram_bytes(text), "little")


def ngram_bytes(text: str) -> bytes:
    """The bitmap as BITS / 8 bytes, lowest bit first."""
    return ngram_bitmap(text).tobytes()


def ngram_bitmap(text: str) -> npt.NDArray[np.uint64]:
    """The bitmap as uint64 (WORDS,).

    >>> int(np.bitwise_count(ngram_bitmap("shoes")).sum())
    3
    """
    return _marked(np.frombuffer(text.replace(" ", "").encode(), np.uint8))


@compiled()
def _checksum(letters: Any, begin: int, end: int) -> int:
    """CRC-32 of a stretch of bytes."""
    rest: Any = 0xFFFFFFFF
    for at in range(begin, end):
        rest = (rest >> 8) ^ np.int64(_CRC[(rest ^ letters[at]) & 0xFF])
    return int(rest ^ 0xFFFFFFFF)


def ngram_bitmaps(texts: Sequence[str]) -> npt.NDArray[np.uint64]:
    """The bitmap of each normalised text, uint64 (n, WORDS).

    >>> bool((ngram_bitmaps(["red shoes", ""])[0] == ngram_bitmap("red shoes")).all())
    True
    """
    # A normal form holds no zero.
    return _all_marked(np.frombuffer("\0".join([*texts, ""]).replace(" ", "").encode(), np.uint8), len(texts))


@compiled()
def _mark(letters: Any, bitmap: Any) -> None:
    """Set the bits of a text."""
    starts, count = np.empty(len(letters) + 1, np.int64), 0
    for at in range(len(letters)):
        if letters[at] & 0xC0 != 0x80:
            starts[count] = at
            count += 1
    starts[count] = len(letters)
    size = min(_SIZE, count)
    for first in range(count - size + 1 if count else 0):
        bit = _checksum(letters, starts[first], starts[first + size]) % BITS
        bitmap[bit >> 6] |= np.uint64(1) << np.uint64(bit & 63)


@compiled(U8)
def _marked(letters: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint64]:
    """The bitmap of a text in UTF-8 without blanks."""
    bitmap = np.zeros(WORDS, np.uint64)
    _mark(letters, bitmap)
    return bitmap


@compiled(U8, INT)
def _all_marked(letters: npt.NDArray[np.uint8], texts: int) -> npt.NDArray[np.uint64]:
    """The bitmaps of texts with a zero behind each."""
    bitmaps, begin, text = np.zeros((texts, WORDS), np.uint64), 0, 0
    for at in range(len(letters)):
        if letters[at] == 0:
            _mark(letters[begin:at], bitmaps[text])
            begin, text = at + 1, text + 1
    return bitmaps
