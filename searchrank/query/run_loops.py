"""The loops by which many texts are cut at once: takes normalised texts as characters one behind the other, gives where runs and pairs of Chinese
characters are. The same as `tokens.RUN` and `tokens.bigrams` find text by text. Compiled.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.query.normal_loops import SEPARATOR
from searchrank.query.normalise import HAN
from searchrank.store.compiled import FLAG, FLAGS, I64, U8, U32, compiled

Codes = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]
Kinds = npt.NDArray[np.uint8]
NOTHING, CHINESE, DIGIT, LETTER, UNDERSCORE, DOT, DASH, END = range(8)
"""What a character can be to a run; END stands behind each text."""
_CHARACTERS, _BLANK = 0x110000, 0x20


@lru_cache(maxsize=1)
def kinds() -> Kinds:
    """What each character is: uint8 (all characters,)."""
    found, every = np.full(_CHARACTERS, NOTHING, np.uint8), "".join(map(chr, range(_CHARACTERS)))
    for kind, pattern in ((LETTER, r"[^\W_]+"), (DIGIT, r"\d+"), (CHINESE, f"[{HAN}]+"), (UNDERSCORE, "_"), (DOT, r"\."), (DASH, "[-/]")):
        for run in re.finditer(pattern, every):
            found[run.start() : run.end()] = kind
    found[ord(SEPARATOR)] = END
    return found


@compiled()
def _behind(codes: Codes, kinds: Kinds, at: int, least: int, most: int) -> int:
    """The first place from `at` on whose character is of no kind from `least` to `most`."""
    while least <= kinds[codes[at]] <= most:
        at += 1
    return at


@compiled()
def _decimal(codes: Codes, kinds: Kinds, begin: int) -> int:
    """Where the decimal number that begins here ends; `begin` where none does."""
    point = _behind(codes, kinds, begin, DIGIT, DIGIT)
    if point == begin or kinds[codes[point]] != DOT:
        return begin
    end = _behind(codes, kinds, point + 1, DIGIT, DIGIT)
    return begin if end == point + 1 or CHINESE <= kinds[codes[end]] <= DOT else end


@compiled()
def _end(codes: Codes, kinds: Kinds, begin: int) -> int:
    """Where the run of letters and digits ends that begins here."""
    end = _decimal(codes, kinds, begin)
    if end > begin:
        return end
    end = _behind(codes, kinds, begin, DIGIT, LETTER)
    while DOT <= kinds[codes[end]] <= DASH and DIGIT <= kinds[codes[end + 1]] <= LETTER:
        end = _behind(codes, kinds, end + 1, DIGIT, LETTER)
    return end


@compiled(U32, U8, FLAG)
def runs(codes: Codes, kinds: Kinds, chinese: bool) -> tuple[Ints, Ints, Ints]:
    """Where runs begin and end, and how many each text has; Chinese characters are runs of their own where `chinese`, else none."""
    begins, ends, counts = np.empty(len(codes), np.int64), np.empty(len(codes), np.int64), np.zeros(len(codes), np.int64)
    found, text, at = 0, 0, 0
    while at < len(codes):
        kind = kinds[codes[at]]
        written = DIGIT <= kind <= LETTER
        end = _end(codes, kinds, at) if written else at + 1
        if written or (chinese and kind == CHINESE):
            begins[found], ends[found] = at, end
            counts[text] += 1
            found += 1
        text += kind == END
        at = end
    return begins[:found].copy(), ends[:found].copy(), counts[:text].copy()


@compiled(U32, U8)
def pairs(codes: Codes, kinds: Kinds) -> tuple[Ints, Ints]:
    """Neighbouring Chinese characters as one number each (the first << 32 | the second), and how many each text has."""
    found, counts, total, text = np.empty(len(codes), np.int64), np.zeros(len(codes), np.int64), 0, 0
    for at in range(len(codes) - 1):
        if kinds[codes[at]] == CHINESE and kinds[codes[at + 1]] == CHINESE:
            found[total] = np.int64(codes[at]) << 32 | np.int64(codes[at + 1])
            counts[text] += 1
            total += 1
        text += kinds[codes[at]] == END
    # Behind the last character nothing can stand that would make a pair of it.
    return found[:total].copy(), counts[: text + (len(codes) > 0)].copy()


@compiled()
def _copied(codes: Codes, begin: int, end: int, letters: Codes, at: int) -> int:
    """Put these characters at a place of the letters; gives the place behind them."""
    for place in range(begin, end):
        letters[at] = codes[place]
        at += 1
    return at


@compiled(I64, I64, I64, U32, I64, U32)
def spelled(tokens: Ints, edges: Ints, ends: Ints, codes: Codes, head_ends: Ints, heads: Codes) -> tuple[Codes, Ints]:
    """Lists of tokens as one text, blanks between them, each list behind its head, and where each row of lists begins (and the last ends).

    A row has a list for each head. A token is the number of a text, `codes[ends[i]:ends[i + 1]]`, or a pair as `pairs` gives it.
    """
    fields, size = len(head_ends) - 1, len(heads) * (len(edges) - 1) // (len(head_ends) - 1)
    for token in tokens:
        size += 3 if token >> 32 else 1 + ends[token + 1] - ends[token]
    letters, at, rows = np.empty(size, np.uint32), 0, np.zeros((len(edges) - 1) // fields + 1, np.int64)
    for one in range(len(edges) - 1):
        at = _copied(heads, head_ends[one % fields], head_ends[one % fields + 1], letters, at)
        for place in range(edges[one], edges[one + 1]):
            token = tokens[place]
            if place > edges[one]:
                letters[at] = _BLANK
                at += 1
            if token >> 32:
                letters[at], letters[at + 1] = token >> 32, token & 0xFFFFFFFF
                at += 2
            else:
                at = _copied(codes, ends[token], ends[token + 1], letters, at)
        rows[one // fields + 1] = at
    return letters[:at].copy(), rows


@compiled(I64, I64, I64, I64, I64, I64)
def said(edges: Ints, items: Ints, main_ends: Ints, main: Ints, extra_ends: Ints, extra: Ints) -> Any:
    """For each list of items, what all of them say mainly and behind it what they say besides: (values, how many, how many of them mainly)."""
    counts, mains = np.zeros(len(edges) - 1, np.int64), np.zeros(len(edges) - 1, np.int64)
    for one in range(len(edges) - 1):
        for item in items[edges[one] : edges[one + 1]]:
            mains[one] += main_ends[item + 1] - main_ends[item]
            counts[one] += extra_ends[item + 1] - extra_ends[item]
        counts[one] += mains[one]
    values, at = np.empty(counts.sum(), np.int64), 0
    for one in range(len(edges) - 1):
        for ends, told in ((main_ends, main), (extra_ends, extra)):
            for item in items[edges[one] : edges[one + 1]]:
                for place in range(ends[item], ends[item + 1]):
                    values[at] = told[place]
                    at += 1
    return values, counts, mains


@compiled(I64, I64, I64, I64, I64, I64, FLAGS)
def streamed(parts: Ints, begins: Ints, ends: Ints, pieces: Ints, word_ends: Ints, words: Ints, closing: npt.NDArray[np.bool_]) -> Any:
    """The words of texts in stretches: (words, how many each text has, the length of each stretch, how many stretches each text has).

    Each text has so many `parts`, which are `pieces` from `begins` to `ends`. A piece says words; a stretch ends with its part, and behind a piece
    that is `closing`.
    """
    size = 0
    for part in range(len(begins)):
        for piece in pieces[begins[part] : ends[part]]:
            size += word_ends[piece + 1] - word_ends[piece]
    said, lengths, total, stretches, done = np.empty(size, np.int64), np.empty(size, np.int64), 0, 0, 0
    counts, stretch_counts = np.zeros(len(parts), np.int64), np.zeros(len(parts), np.int64)
    for text in range(len(parts)):
        first, first_stretch = total, stretches
        for part in range(done, done + parts[text]):
            begun = total
            for at in range(begins[part], ends[part]):
                for place in range(word_ends[pieces[at]], word_ends[pieces[at] + 1]):
                    said[total] = words[place]
                    total += 1
                if total > begun and (closing[pieces[at]] or at == ends[part] - 1):
                    lengths[stretches] = total - begun
                    stretches, begun = stretches + 1, total
        done += parts[text]
        counts[text], stretch_counts[text] = total - first, stretches - first_stretch
    return said, counts, lengths[:stretches].copy(), stretch_counts
