"""What the compiled loops of `reading_loops` must answer, in plain Python: how far what was typed has come in a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from searchrank.suggest.pinyin import SEPARATOR, readings

_DOUBLE = ("zh", "ch", "sh")


def covered(typed: str, characters: str, spoken: str, *, start: int = 0, short: bool = False) -> int | None:
    """How many characters what was typed has completed, counted from the beginning of the text; None where it does not fit.

    `typed` begins at character `start`; `spoken` has a syllable a character, separators between. Half a syllable at the end fits without completing
    its character; with `short`, an initial stands for a whole syllable.

    >>> covered("paoxi", "跑鞋", "pao'xie"), covered("p'xie", "跑鞋", "pao'xie", short=True), covered("xi'an", "先", "xian")
    (1, 2, None)
    """
    syllables = spoken.split(SEPARATOR)
    if not short and "".join(syllables[start:]).startswith(typed):
        return start + _whole(len(typed), syllables[start:])
    if short and "".join([syllable[0] for syllable in syllables[start:]]).startswith(typed):
        return start + len(typed)
    return _covered(typed, characters, syllables, start, short)


def _whole(letters: int, syllables: Sequence[str]) -> int:
    """How many syllables lie wholly in the first letters."""
    for place, syllable in enumerate(syllables):
        letters -= len(syllable)
        if letters < 0:
            return place
    return len(syllables)


def _covered(typed: str, characters: str, syllables: Sequence[str], start: int, short: bool) -> int | None:
    left = typed.lstrip(SEPARATOR)
    if not left:
        return start
    if start == len(characters):
        return None
    for reached, rest in _steps(left, characters[start], syllables[start], short):
        end = start if reached == 0 else _covered(rest, characters, syllables, start + 1, short)
        if end is not None:
            return end
    return None


def _steps(typed: str, character: str, syllable: str, short: bool) -> Iterator[tuple[int, str]]:
    """The ways to go on over one character: (1, what is left), or (0, "") where half a syllable ends what was typed."""
    if typed[0] == character:
        yield 1, typed[1:]
    if character == syllable:
        return
    for reading in readings(character, syllable):
        if typed.startswith(reading):
            yield 1, typed[len(reading) :]
        if short and reading.startswith(typed[:2]) and typed.startswith(_DOUBLE):
            yield 1, typed[2:]
        if short and reading[0] == typed[0]:
            yield 1, typed[1:]
        if len(typed) < len(reading) and reading.startswith(typed):
            yield 0, ""
