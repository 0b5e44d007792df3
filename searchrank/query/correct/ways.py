"""How a text may have gone wrong: takes its pieces, gives the texts that may have been meant there, with the price of each slip.

A price is -ln of how often people slip that way: of 20 queries one is damaged, at one of its places, in one of the ways a slip can turn out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from searchrank.query.correct.beginnings import Beginnings
from searchrank.query.correct.dictionary import Dictionary
from searchrank.query.correct.english import is_variant
from searchrank.query.correct.model import LanguageModel
from searchrank.query.correct.pieces import HAN_CHARACTER, LETTERS, Piece, counted, touching
from searchrank.query.normalise import has_han
from searchrank.query.words import JOINING

LETTER, EDIT = 1.0, 6.0
"""A misspelt word, and each slip in it (times its cost as `letters` counts it)."""
PINYIN, PART, SINGLE, JOINED, HYPHEN = 2.5, 1.0, 1.5, 4.0, 1.5
"""Pinyin for Chinese; each further word in one run; a character by itself among them; two words for one, or one for two; a hyphen left out."""
HOMOPHONE, FURTHER, OTHER, TRANSPOSED, DOUBLED, MISSING = 6.0, 3.0, 11.0, 8.0, 5.5, 9.5
LONGEST_SOUND, LONGEST_APART = 5, 8
UNFINISHED, UNTYPED = 4.0, 0.3
"""A last word that is not typed to its end (a word of English is one less likely), and each letter that it lacks."""
RARE = 2.0
ABBREVIATED, INITIALS, LONGEST_INITIALS = 8.0, "initials", 6
"""First letters of syllables: their price, how it is told, and how many are read."""


NEAR, FAR, WILD = range(3)
"""How far what was meant is from what was typed: a guess where little speaks for it; a guess whatever speaks for it."""


class Way(NamedTuple):
    """Pieces start to end (exclusive) for which `meant` was meant, at this price; FAR where several characters are others, WILD where a part of one
    run of letters is pinyin."""

    start: int
    end: int
    meant: tuple[str, ...]
    price: float
    kind: str
    far: int = NEAR


@dataclass(frozen=True, slots=True)
class Damage:
    """A text that may be damaged: its pieces, their units, and what speaks against each."""

    pieces: Sequence[Piece]
    units: Sequence[int]
    strange: Sequence[int]
    model: LanguageModel
    dictionary: Dictionary

    def ways(self) -> list[Way]:
        """Every way worth weighing; one and the same may stand there twice."""
        found: list[Way] = []
        for at, piece in enumerate(self.pieces):
            if self.strange[at] and piece.kind == HAN_CHARACTER:
                found += self._characters(at)
            elif piece.kind == LETTERS and self._doubtful(at):
                found += (*self._spellings(at), *self._parts(at), *self._joined(at), *self._syllable(at))
        every = (*found, *self._sounds(), *self._apart())
        behind_numbers = [counted(self.pieces, at) for at in range(len(self.pieces))]
        return [way for way in every if not behind_numbers[way.start]]

    def _doubtful(self, at: int) -> bool:
        alone = 2 - (at == 0) - (at == len(self.pieces) - 1)
        return self.model.times(self.units[at]) <= RARE or (self.strange[at] >= alone > 0)

    def _spellings(self, at: int) -> Iterator[Way]:
        typed = self.pieces[at].text
        for text, cost in self.dictionary.near(typed):
            if has_han(text):
                yield Way(at, at + 1, tuple(text), PINYIN + EDIT * cost, "pinyin")
            elif text != typed:
                yield Way(at, at + 1, (text,), LETTER if is_variant(typed, text) else LETTER + EDIT * cost, "spelling")
        yield from self._initials(at)
        yield from self._unfinished(at)

    def _unfinished(self, at: int) -> Iterator[Way]:
        """The last word, sent off before it was typed to its end; likelier the more of it stands."""
        typed = self.pieces[at].text
        if at == len(self.pieces) - 1 and self.units[at] < 0 and typed.isascii():
            known = self.model.snapshot.kept("correct.beginnings", Beginnings.open)
            price = UNFINISHED + (FURTHER if self.model.is_english(typed) else 0.0)
            for text in known.words(typed):
                yield Way(at, at + 1, (text,), price + UNTYPED * (len(text) - len(typed)), "unfinished")

    def _parts(self, at: int) -> Iterator[Way]:
        typed = self.pieces[at].text
        parts = self.dictionary.parts(typed) if len(typed) > 3 else []
        if len(parts) > 1:
            way = _in_parts(at, at + 1, parts)
            yield way._replace(price=way.price + FURTHER) if way.kind == "joined" and self._is_apart(parts) else way
        elif len(typed) > 3 and self.units[at] < 0:
            yield from self._hyphened(at, typed)

    def _is_apart(self, parts: Sequence[str]) -> bool:
        """Whether nothing says these words side by side: cookwear is no cook wear."""
        return any(self.model.strange(self.model.units([Piece(part, 0, len(part), LETTERS) for part in parts])))

    def _hyphened(self, at: int, typed: str) -> Iterator[Way]:
        """A word that begins or ends in a letter by itself: tshirt, vneck."""
        for both in ((typed[0], typed[1:]), (typed[:-1], typed[-1])):
            if min(self.model.units([Piece(one, 0, len(one), LETTERS) for one in both])) >= 0:
                yield Way(at, at + 1, both, HYPHEN, "joined")

    def _apart(self) -> Iterator[Way]:
        """Pinyin with blanks within words; a syllable may be a word of the catalogue as well."""
        doubtful = [piece.kind == LETTERS and self._doubtful(at) for at, piece in enumerate(self.pieces)]
        spoken = [
            one or (piece.kind == LETTERS and bool(self.dictionary.sounds(piece.text))) for one, piece in zip(doubtful, self.pieces, strict=True)
        ]
        for start in range(len(spoken)):
            for end in range(start + 2, min(start + LONGEST_APART, len(spoken)) + 1):
                if not all(spoken[start:end]):
                    break
                parts = self.dictionary.parts("".join(piece.text for piece in self.pieces[start:end])) if any(doubtful[start:end]) else []
                if parts and all(map(has_han, parts)):
                    yield _in_parts(start, end, parts)

    def _joined(self, at: int) -> Iterator[Way]:
        """One word typed as two: one of the two is unknown, or nothing says both side by side (head phones)."""
        for first, second in ((at - 1, at), (at, at + 1)):
            if first < 0 or second == len(self.pieces) or {self.pieces[first].kind, self.pieces[second].kind} != {LETTERS}:
                continue
            whole = self.pieces[first].text + self.pieces[second].text
            apart = self.units[at] < 0 or (self.units[first + second - at] >= 0 and self.strange[second])
            if apart and len(whole) > 3 and self.model.units([Piece(whole, 0, 0, LETTERS)])[0] >= 0:
                yield Way(first, second + 1, (whole,), JOINED if self.units[at] < 0 else HYPHEN, "split")

    def _syllable(self, at: int) -> Iterator[Way]:
        """One syllable in letters among Chinese."""
        typed, left, right = self.pieces[at].text, self._left(at), self._right(at)
        sounds = self.dictionary.sounds(typed) if len(typed) > 1 else ()
        if sounds and max(left, right) >= 0:
            for unit in self.model.between(sounds, left, right)[0]:
                yield Way(at, at + 1, (self.model.text(unit),), PINYIN, "pinyin")

    def _initials(self, at: int) -> Iterator[Way]:
        """The first letters of syllables, where nothing else is said and no product has them."""
        if len(self.pieces) == 1 and self.units[at] < 0 and len(self.pieces[at].text) <= LONGEST_INITIALS:
            for text in self.dictionary.abbreviated(self.pieces[at].text):
                yield Way(at, at + 1, tuple(text), ABBREVIATED, INITIALS)

    def _characters(self, at: int) -> Iterator[Way]:
        left, right = self._left(at), self._right(at)
        if max(left, right) >= 0:
            alike, others = self.model.between(self.dictionary.sounds(self.pieces[at].text), left, right)
            yield from [Way(at, at + 1, (self.model.text(unit),), HOMOPHONE, "homophone") for unit in alike]
            yield from [Way(at, at + 1, (text,), OTHER, "character") for text in self._others(at, others)]
        if touching(self.pieces, at, at + 1) and self.pieces[at + 1].kind == HAN_CHARACTER:
            yield from self._pair(at)

    def _others(self, at: int, units: Sequence[int]) -> list[str]:
        """The characters that may have been meant; those that join words are never put in the place of another, nor another in theirs."""
        if self.pieces[at].text in JOINING:
            return []
        return [text for text in map(self.model.text, units) if text not in JOINING]

    def _pair(self, at: int) -> Iterator[Way]:
        first, second = self.pieces[at].text, self.pieces[at + 1].text
        if first == second:
            if not self._is_long_run(at):
                yield Way(at, at + 2, (first,), DOUBLED, "doubled")
            return
        yield Way(at, at + 2, (second, first), TRANSPOSED, "transposed")
        if min(self.units[at], self.units[at + 1]) >= 0 and self.strange[at + 1]:
            for unit in self.model.between((), self.units[at], self.units[at + 1])[1]:
                yield Way(at, at + 2, (first, self.model.text(unit), second), MISSING, "missing")

    def _is_long_run(self, at: int) -> bool:
        """Whether the character of a pair is said a third time beside it, as no slip does: 买买买."""
        beside = (at - 1, at + 2)
        return any(0 <= other < len(self.pieces) and self.pieces[other].text == self.pieces[at].text for other in beside)

    def _left(self, at: int) -> int:
        return self.units[at - 1] if at > 0 else -1

    def _right(self, at: int) -> int:
        return self.units[at + 1] if at + 1 < len(self.units) else -1

    def _sounds(self) -> Iterator[Way]:
        """Words of several characters that sound as what was typed, in characters or letters."""
        spans = list(self._spans())
        said = [self.dictionary.spoken(piece.text) for piece in self.pieces] if spans else []
        spoken = ["".join(said[start:end]) for start, end in spans]
        for (start, end), texts in zip(spans, self.dictionary.sounding(spoken), strict=True):
            for text in texts:
                yield from self._sounded(start, end, text)

    def _spans(self) -> Iterator[tuple[int, int]]:
        for start in range(len(self.pieces)):
            for end in range(start + 1, min(start + LONGEST_SOUND, len(self.pieces)) + 1):
                if end - start > 1 and not touching(self.pieces, end - 2, end - 1):
                    break
                kinds = [piece.kind for piece in self.pieces[start:end]]
                runs = kinds.count(LETTERS)
                if runs > 1 or runs + kinds.count(HAN_CHARACTER) < len(kinds):
                    break
                if any(self.strange[start:end]) and (end - start > 1 or (runs and self._doubtful(start))):
                    yield start, end

    def _sounded(self, start: int, end: int, text: str) -> Iterator[Way]:
        typed = [piece.text for piece in self.pieces[start:end]]
        run = next((at for at, piece in enumerate(typed) if piece.isascii()), None)
        if run is not None:
            behind = len(typed) - run - 1
            if text.startswith("".join(typed[:run])) and text.endswith("".join(typed[run + 1 :])) and len(text) > run + behind:
                yield Way(start, end, tuple(text), PINYIN + SINGLE, "pinyin")
            return
        wrong = sum(one != other for one, other in zip(typed, text, strict=False))
        if wrong and len(text) == len(typed):
            yield Way(start, end, tuple(text), HOMOPHONE + FURTHER * (wrong - 1), "homophone", FAR if wrong > 1 else NEAR)


def _in_parts(start: int, end: int, parts: Sequence[str]) -> Way:
    """Words, one behind the other, that letters stand for."""
    chinese = any(map(has_han, parts))
    price = (PINYIN if chinese else JOINED) + PART * max(len(parts) - 2, 0) + SINGLE * sum(len(part) == 1 for part in parts)
    far = WILD if chinese and end == start + 1 and not all(map(has_han, parts)) else NEAR
    return Way(start, end, tuple(text for part in parts for text in _characters_of(part)), price, "pinyin" if chinese else "joined", far)


def _characters_of(part: str) -> tuple[str, ...]:
    return tuple(part) if has_han(part) else (part,)
