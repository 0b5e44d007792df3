"""The character 3-grams of a text as a bitmap of 512 bits, so that likeness of letters is a count of common bits and survives a typo."""

from __future__ import annotations

import zlib

import numpy as np
import numpy.typing as npt

BITS = 512
WORDS = BITS // 64


def ngram_bits(text: str) -> int:
    """One bit for every character 3-gram of the text without blanks (2-grams, or the character, where it is shorter), as one whole number.

    >>> ngram_bits("shoes").bit_count()
    3
    """
    dense = text.replace(" ", "")
    size = min(3, len(dense))
    bits = 0
    for at in range(len(dense) - size + 1 if dense else 0):
        bits |= 1 << zlib.crc32(dense[at : at + size].encode()) % BITS
    return bits


def ngram_bytes(text: str) -> bytes:
    """The bitmap as BITS / 8 bytes, lowest bit first."""
    return ngram_bits(text).to_bytes(BITS // 8, "little")


def ngram_bitmap(text: str) -> npt.NDArray[np.uint64]:
    """The bitmap as uint64 (WORDS,).

    >>> int(np.bitwise_count(ngram_bitmap("shoes")).sum())
    3
    """
    return np.frombuffer(ngram_bytes(text), "<u8")
