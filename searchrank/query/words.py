"""The words of understanding: Chinese by the jieba dictionary and the catalogue's own lexicon, without guessing new words (HMM off).

Takes normalised text, gives Han words; Latin words are the units. The cutter is a value that a snapshot describes (name, version, lexicon hash), so
that index and query are never cut by different ones.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from itertools import accumulate

import rjieba

from searchrank.query.normalise import HAN, has_han
from searchrank.query.tokens import RUN

_HAN = re.compile(f"[{HAN}]")
JOINING = "的了和与"
"""Characters that join words and are none of their own."""


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts Chinese into words. Made by `cutter(lexicon)`; safe to share between threads."""

    jieba: rjieba.Jieba
    description: dict[str, str]

    def words(self, text: str) -> list[str]:
        """The words of a normalised text that hold Han characters, in order.

        >>> cutter(["大灯罩"]).words("启辰r50大灯罩")
        ['启', '辰', '大灯罩']
        """
        return han_words(self.pieces(text))

    def all_words(self, text: str) -> list[str]:
        """Han words and Latin runs in the order of the text, as people read them; punctuation and blanks are left out.

        >>> cutter([]).all_words("nike 跑步鞋, 男 42")
        ['nike', '跑步', '鞋', '男', '42']
        """
        return read_words(self.pieces(text))

    def pieces(self, text: str) -> list[str]:
        """The whole text in pieces, blanks and punctuation among them where there is Chinese: what `han_words` and `read_words` choose from."""
        return self.divided(text) if has_han(text) else text.split()

    def divided(self, text: str) -> list[str]:
        """The pieces of a part of a text that holds Chinese."""
        return self.jieba.cut(text, False)

    def edges(self, text: str) -> frozenset[int]:
        """The places between the words of a text, its start and end among them; blanks belong to no word.

        >>> sorted(cutter([]).edges("黑色 跑鞋"))
        [0, 2, 3, 5]
        """
        return frozenset(accumulate(map(len, self.divided(text)), initial=0))


def han_words(pieces: Sequence[str]) -> list[str]:
    """The pieces that hold Han characters."""
    # Most pieces begin with a common character or are Latin, which is seen in a third of the time that a search takes.
    return [piece for piece in pieces if "\u4e00" <= piece[:1] <= "\u9fff" or (not piece.isascii() and _HAN.search(piece))]


def read_words(pieces: Sequence[str]) -> list[str]:
    """Han words and Latin runs among the pieces, without the punctuation around them."""
    return [word for word in map(read_word, pieces) if word]


@lru_cache(maxsize=1 << 16)
def read_word(piece: str) -> str:
    """The word of a piece, empty for none; remembered, because titles repeat their words."""
    word = piece.strip(" ,.;:!?()[]{}<>\"'|/\\*&^%$@~`=_")
    return word if RUN.search(word) else ""


def cutter(lexicon: Iterable[str]) -> Cutter:
    """A cutter that knows these words besides its dictionary. Their order does not matter."""
    words = sorted(set(lexicon))
    jieba = rjieba.Jieba()
    for word in words:
        jieba.add_word(word, None, None)
    return Cutter(jieba, {"name": "rjieba", "version": version("rjieba"), "lexicon": lexicon_hash(words)})


def lexicon_hash(words: Sequence[str]) -> str:
    """A hash of the sorted lexicon."""
    return hashlib.blake2b("\n".join(words).encode(), digest_size=8).hexdigest()


def lexicon_of(names: Iterable[str]) -> list[str]:
    """The names that cutting should keep whole: two to eight characters, all Han, each once, sorted.

    >>> lexicon_of(["耐克", "跑鞋", "Nike", "鞋", "耐克"])
    ['耐克', '跑鞋']
    """
    return sorted({name for name in names if 2 <= len(name) <= 8 and all(map(has_han, name))})
