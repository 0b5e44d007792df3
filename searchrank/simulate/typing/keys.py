"""Every key: takes a text and its words, gives what the box holds after each key, with an input method where characters are typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from searchrank.simulate.typing.pinyin import composed, is_han, syllables
from searchrank.simulate.typing.typed import Key

LONGEST = 4
"""Characters that are composed in one go: longer words are typed in parts."""


@lru_cache(maxsize=1 << 14)
def keys(text: str, segments: tuple[str, ...]) -> tuple[Key, ...]:
    """The box after every key: Latin letters one by one, Chinese words composed in letters and then committed whole.

    `segments` are the words that the text is cut into where they fit it (a slip of the same length may have changed them); runs of characters
    that they do not fit are cut by length.

    >>> [key.shown for key in keys("A跑鞋", ("A", "跑鞋"))]
    ['A', 'Ap', 'Apa', 'Apao', "Apao'x", "Apao'xi", "Apao'xie", 'A跑鞋']
    """
    found: list[Key] = []
    box = ""
    for piece in pieces(text, segments):
        if is_han(piece[0]):
            found += [Key(box, letters) for letters in composed(piece)]
            box += piece
            found.append(Key(box))
        else:
            for letter in piece:
                box += letter
                found.append(Key(box))
    return tuple(found)


def unfinished(text: str, last: str) -> tuple[Key, ...]:
    """The box of who leaves the end of the text in letters and commits nothing more.

    >>> [key.shown for key in unfinished("跑", "xie")]
    ['p', 'pa', 'pao', '跑', '跑x', '跑xi', '跑xie']
    """
    before = keys(text, (text,))
    return (*before, *(Key(text, last[: end + 1]) for end in range(len(last))))


def pieces(text: str, segments: Sequence[str]) -> Iterator[str]:
    """The text in pieces, each all Han or without any, no longer than LONGEST where it is Han.

    >>> list(pieces("红色 nike跑步鞋", ("红色", "nike", "跑步鞋")))
    ['红色', ' ', 'nike', '跑步鞋']
    """
    start = 0
    for end in _ends(text, segments):
        piece = text[start:end]
        start = end
        yield from _uniform(piece)


def letters(text: str) -> str:
    """The text in letters alone: each character as its syllable.

    >>> letters("nike跑鞋")
    'nikepaoxie'
    """
    return "".join("".join(syllables(run)) if is_han(run[0]) else run for run in _runs(text))


def initials(text: str) -> str:
    """The text in first letters.

    >>> initials("nike跑鞋")
    'nikepx'
    """
    return "".join("".join(one[0] for one in syllables(run)) if is_han(run[0]) else run for run in _runs(text))


def _ends(text: str, segments: Sequence[str]) -> Iterator[int]:
    """Where words end in the text, as far as their lengths fit it."""
    if sum(map(len, segments)) == len(text) - text.count(" "):
        end = 0
        for segment in segments:
            while end < len(text) and text[end] == " ":
                end += 1
                yield end
            end += len(segment)
            yield end
    yield len(text)


def _uniform(piece: str) -> Iterator[str]:
    for run in _runs(piece):
        if is_han(run[0]):
            yield from (run[start : start + LONGEST] for start in range(0, len(run), LONGEST))
        else:
            yield run


def _runs(text: str) -> Iterator[str]:
    start = 0
    for place in range(1, len(text)):
        if is_han(text[place]) != is_han(text[place - 1]):
            yield text[start:place]
            start = place
    if text:
        yield text[start:]
