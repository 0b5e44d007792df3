"""What stands in the search box while somebody types, in the forms that completion looks up. Takes the raw text, gives a Typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import islice, product
from typing import NamedTuple

from searchrank.query.normalise import has_han, normalise
from searchrank.suggest.fold import FOLDED, fold
from searchrank.suggest.pinyin import SEPARATOR, abbreviates, pieces

MOST_CHARACTERS = 100
"""No entry of the bank is longer; what is typed is read to here."""
MOST_SPELLINGS = 8

Readings = Callable[[str], Sequence[str]]
"""The syllables of a Han character in the bank, none for one that does not occur."""

_BREAKS = re.compile(f"[{re.escape(FOLDED)}]+")
_LETTER = re.compile(r"[a-zü]")
_RUNS = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]", re.ASCII)
_APOSTROPHE = re.compile("['’`´]")
_APOSTROPHES = str.maketrans("'’`´", "    ")


class Typed(NamedTuple):
    """`key` what is compared with texts; `sounds` the same for pinyin, with a separator wherever a syllable must end.

    `mixed` says that it has Han characters as well as letters.
    """

    key: str
    sounds: str
    mixed: bool
    letters: bool

    def spellings(self, readings: Readings) -> list[str]:
        """What was typed in Latin letters only, every way to read its Han characters, at most MOST_SPELLINGS.

        >>> read("跑xie").spellings({"跑": ("pao",)}.get)
        ['paoxie']
        """
        plain = self.sounds.replace(SEPARATOR, "")
        return [plain] if not self.mixed else _spelled(_RUNS.findall(plain), readings)

    def abbreviations(self, readings: Readings) -> list[str]:
        """One letter a syllable, where initials and syllables are mixed so that no key of one kind begins with them; otherwise none.

        >>> read("lyqun").abbreviations({}.get), read("paoxie").abbreviations({}.get)
        (['lyq'], [])
        """
        cut = pieces(self.sounds)
        if not self.letters or not abbreviates(cut):
            return []
        return list(dict.fromkeys(_spelled([piece if has_han(piece) else piece[0] for piece in cut], readings, 1)))


def read(raw: str) -> Typed:
    """The forms of what was typed; anything may stand in it.

    >>> read("Pao'X"), read("  ")
    (Typed(key='paox', sounds="pao'x", mixed=False, letters=True), Typed(key='', sounds='', mixed=False, letters=False))
    """
    text = raw[:MOST_CHARACTERS]
    if not text.isascii():
        text = text.encode(errors="replace").decode()
    plain = normalise(text)
    key = plain if plain.isalnum() else fold(plain)
    letters = _LETTER.search(key) is not None
    if not letters:
        return Typed(key, key, False, False)
    # normalise() takes the end of lian's for a genitive, so apostrophes are taken out before it sees them.
    spoken = normalise(text.translate(_APOSTROPHES)) if _APOSTROPHE.search(text) else plain
    apart = spoken if spoken.isalnum() else _BREAKS.sub(SEPARATOR, spoken).strip(SEPARATOR)
    return Typed(key, apart.replace("ü", "v"), not key.isascii() and has_han(key), True)


def _spelled(parts: Sequence[str], readings: Readings, length: int | None = None) -> list[str]:
    choices = [(part,) if part.isascii() else _ways(part, readings, length) for part in parts]
    return ["".join(way) for way in islice(product(*choices), MOST_SPELLINGS)]


def _ways(part: str, readings: Readings, length: int | None) -> Sequence[str]:
    return [reading[:length] for reading in readings(part) or (part,)]
