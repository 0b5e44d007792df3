"""What a query asked for, marked in a text: takes an understood query and titles, gives HTML with <mark>."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.query.clicked import CLICKS
from searchrank.query.normalise import HAN, has_han, simplified
from searchrank.query.tokens import STOP_WORDS, bigrams, words_of_stem
from searchrank.records import Query, quickly_made
from searchrank.store.compiled import FLAGS, I64, INT, U32, compiled

_MARKUP = re.compile("[&<>\"']")
_LATIN = re.compile(rf"[^\W_{HAN}]+")
Codes = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]


@quickly_made
@dataclass(frozen=True, slots=True)
class Marker:
    """Marks what a query asked for in a text: Latin words that share a stem, Chinese by neighbouring pairs, so that chance characters stay plain."""

    latin: frozenset[str]
    han: tuple[str, ...]

    @staticmethod
    def of(query: Query) -> Marker:
        """The marker of an understood query: its words and what they are known to mean, not what clicks alone found like it."""
        units = query.tagged("unit")
        stems = {text for token in units for text in (token.text, *(part for way in token.alternatives for part in way)) if not has_han(text)}
        meant = [one for one in query.rewrites if one.kind != CLICKS]
        stems |= {unit for one in meant for unit in one.units if not has_han(unit)}
        words = [token.text for token in query.tagged("han_word")]
        alone = {word for word in words if len(word) == 1} - STOP_WORDS
        pairs = {token.text for token in query.tagged("bigram")} | {pair for one in meant for pair in bigrams(one.text)}
        return Marker(frozenset(word for text in stems for word in words_of_stem(text)), tuple(sorted(pairs | alone)))

    def mark(self, text: str) -> str:
        """The text, HTML-escaped, with the asked parts in <mark>.

        >>> Marker(frozenset({"shoe", "shoes"}), ("跑鞋",)).mark("Red Shoes & 跑鞋 鞋")
        'Red <mark>Shoes</mark> &amp; <mark>跑鞋</mark> 鞋'
        """
        return self._marked(text, _same_length(text))

    def mark_all(self, texts: Sequence[str]) -> list[str]:
        """`mark` of each text; all in one go, at a tenth of the cost, where each is a single line that keeps its length in normal form.

        >>> Marker(frozenset({"shoe", "shoes"}), ()).mark_all(["Red Shoes", "a shoe"])
        ['Red <mark>Shoes</mark>', 'a <mark>shoe</mark>']
        """
        together = "\n".join(texts)
        plain = _plain(together)
        if [len(line) for line in plain.split("\n")] != [len(text) for text in texts]:
            return [self.mark(text) for text in texts]
        return self._marked(together, plain).split("\n")

    def _marked(self, text: str, plain: str) -> str:
        asked = [one for one in (*self.han, *self.latin) if one]
        if not asked:
            return html.escape(text)
        ends = np.cumsum([len(one) for one in asked])
        spans = asked_spans(_codes(plain), _codes("".join(asked)), ends, len(asked) - len(self.latin), _latin_letters())
        # One look at the whole text spares one at each of its parts.
        escaped = html.escape if _MARKUP.search(text) else str
        marked: list[str] = []
        at = 0
        for start, end in spans.tolist():
            marked += (escaped(text[at:start]), "<mark>", escaped(text[start:end]), "</mark>")
            at = end
        return "".join((*marked, escaped(text[at:])))


@compiled()
def _stands(text: Any, at: int, asked: Any, begin: int, end: int) -> bool:
    """Whether a stretch of the asked characters stands at this place of the text."""
    alike, size = 0, end - begin
    while alike < size and at + alike < len(text) and text[at + alike] == asked[begin + alike]:
        alike += 1
    return bool(alike == size)


@compiled()
def _letter(text: Any, at: int, latin: Any) -> bool:
    """Whether a letter or digit, but no Chinese one, stands here; none stands outside of the text."""
    return bool(0 <= at < len(text) and text[at] < len(latin) and latin[text[at]])


@compiled()
def _runs(flags: Any) -> Any:
    """Where the runs of true flags begin and end, int64 (k, 2); the last flag is false."""
    runs, count, at = np.empty((len(flags) // 2 + 1, 2), np.int64), 0, 0
    while at < len(flags):
        if flags[at]:
            runs[count, 0] = at
            while flags[at]:
                at += 1
            runs[count, 1] = at
            count += 1
        at += 1
    return runs[:count]


@compiled(U32, U32, I64, INT, FLAGS)
def asked_spans(text: Codes, asked: Codes, ends: npt.NDArray[np.int64], han: int, latin: Flags) -> npt.NDArray[np.int64]:
    """Where anything asked for stands in a text, int64 (k, 2), ascending, what touches made one.

    `ends` says where each asked text ends in `asked`; those after the first `han` count only where no character of `latin` touches them.
    """
    found, first = np.zeros(len(text) + 1, np.bool_), np.zeros(1024, np.bool_)
    begin = 0
    for end in ends:
        first[asked[begin] & 1023], begin = True, end
    for at in range(len(text)):
        if not first[text[at] & 1023]:
            continue
        begin = 0
        for one in range(len(ends)):
            stop = at + ends[one] - begin
            if _stands(text, at, asked, begin, ends[one]) and (one < han or not (_letter(text, at - 1, latin) or _letter(text, stop, latin))):
                found[at:stop] = True
            begin = ends[one]
    runs: npt.NDArray[np.int64] = _runs(found)
    return runs


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@lru_cache(maxsize=1)
def _latin_letters() -> Flags:
    """Which of the first 65,536 characters are letters or digits, but no Chinese ones."""
    letters = np.zeros(1 << 16, bool)
    for run in _LATIN.finditer("".join(map(chr, range(1 << 16)))):
        letters[run.start() : run.end()] = True
    return letters


def _plain(text: str) -> str:
    wide = text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)
    return simplified(wide.lower())


def _same_length(text: str) -> str:
    """The normal form where it has the length of the text (so that places agree), else lower case alone."""
    for plain in (_plain(text), text.lower()):
        if len(plain) == len(text):
            return plain
    return text
