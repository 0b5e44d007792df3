"""Patterns of titles and descriptions: `{brand}{p1}|{word}[ for {use}]`.

A slot that has nothing to say vanishes; so does a [group] in which one slot is empty. `|` parts segments, which a seller may set apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PIECE = re.compile(r"\[([^\]]*)\]|(\{\w+\})|([^\[{]+)")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a pattern that is said whole or not at all; `bare` where it is one slot and nothing around it."""

    format: str
    slots: tuple[str, ...]
    bare: str = ""

    def say(self, words: Mapping[str, str]) -> str:
        """The text with words in it, empty where one of its words is."""
        if self.bare:
            return words[self.bare]
        return self.format.format_map(words) if all(words[slot] for slot in self.slots) else ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Segments of pieces. Made by `compiled`."""

    segments: tuple[tuple[Piece, ...], ...]

    @staticmethod
    def compiled(text: str) -> Pattern:
        """The pattern that a text of the fixtures describes.

        >>> Pattern.compiled("{brand}{word}|[ for {use}]").say({"brand": "A", "word": "b", "use": ""})
        [['A', 'b']]
        """
        return Pattern(tuple(tuple(_pieces(segment)) for segment in text.split("|")))

    @property
    def needs(self) -> frozenset[str]:
        """The slots that stand outside of every group: without them the text has a hole."""
        return frozenset(piece.bare for segment in self.segments for piece in segment if piece.bare)

    def say(self, words: Mapping[str, str]) -> list[list[str]]:
        """The segments that have something to say, each as the texts of its pieces."""
        said = ([text for piece in segment if (text := piece.say(words))] for segment in self.segments)
        return [segment for segment in said if segment]


def _pieces(text: str) -> list[Piece]:
    found = [group or slot or literal for group, slot, literal in _PIECE.findall(text)]
    return [_piece(piece) for piece in found]


def _piece(text: str) -> Piece:
    slots = tuple(_SLOT.findall(text))
    return Piece(text, slots, slots[0] if len(slots) == 1 and text == f"{{{slots[0]}}}" else "")
