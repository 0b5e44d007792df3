"""How sure a correction is: takes what was made of a text, gives whether it replaces the text, replaces it and offers the original, or is only
offered, or None where the text should be left alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from searchrank.query.correct.model import LanguageModel
from searchrank.query.correct.ways import FAR, INITIALS, NEAR, WILD
from searchrank.query.entities import COLOURS, find_entities
from searchrank.query.kinds import BRAND, CATEGORY, COLOUR, KINDS, MODEL, WORD
from searchrank.query.normalise import has_han
from searchrank.query.tokens import bigrams
from searchrank.records import Correction
from searchrank.settings import QuerySettings
from searchrank.store.snapshot import Snapshot

GUESSED = "character"
"""Any other character in the place of one."""
GUESSES = (GUESSED, "pinyin")
SPELLED = 4.0
"""A misspelt word is a guess below this gain: words of a few letters that the shop lacks are mostly other names (smate, solgar, frde)."""
OTHER_CHARACTERS = ("homophone", GUESSED)
"""What stands for a word of the language must be called so here: 蚊帐 for 文章, and no 电磁 for 电池."""
NAMES_ALONE = frozenset((BRAND, CATEGORY, MODEL, WORD))
"""What is searched for by itself."""
STRENGTHS = ("weak", "medium", "strong")


class Better(NamedTuple):
    """A likelier text, what was changed in the one before, by how much it is likelier, how, where the known words stand that were changed, None
    where what was changed is not made of such; and how `far` it goes, as a Way does, FAR too where a character that was typed twice belongs to no
    word."""

    text: str
    start: int
    end: int
    gain: float
    kind: str
    words: tuple[int, int] | None
    far: int = NEAR

    def is_guess(self, settings: QuerySettings) -> bool:
        """Whether it is a guess at its gain: it is offered then, and looked for beside the text.

        By reading what was made of real queries (typed in a large shop, against the titles of another): of 6,000, 80 were replaced by any other
        character at gains below `replace_from`, about one in ten rightly; of 12,000, 46 by words of several characters that sound alike, by Chinese
        for letters or by a word spelled a little otherwise, three rightly; of 100,000, 190 by a character once that was typed twice and belongs to no
        word (钉钉, 奇奇蒂蒂), eight rightly. Most were names and words that the catalogue does not have.
        """
        from_here = SPELLED if self.kind == "spelling" else settings.replace_from if self.far == FAR or self.kind in GUESSES else 0.0
        return self.far == WILD or self.gain < from_here


def is_guess(correction: Correction, settings: QuerySettings) -> bool:
    """Whether a correction is only offered because it is a guess, so that it should be looked for as well as the text."""
    return correction.guess and settings.offer_original_from <= correction.gain


def strength_of(text: str, made: Sequence[Better], snapshot: Snapshot, settings: QuerySettings) -> str | None:
    """How sure the corrections that were made of a text one after the other are together; None where the text should be left alone."""
    gain, first = min(better.gain for better in made), made[0]
    if first.kind == INITIALS:
        return "weak"
    other_words = [better for better in made if better.words and better.kind in OTHER_CHARACTERS]
    befores = [text, *(better.text for better in made[:-1])]
    if not all(_is_named(better, text, snapshot) for better in other_words):
        return None
    if any(not _is_said(before, better, snapshot) or _is_colour(before, better, snapshot) for before, better in zip(befores, made, strict=True)):
        return None
    brand = _names_brand(text, first, snapshot)
    if brand or (first.words and LanguageModel.of(snapshot).finds(text)):
        if gain < settings.replace_from:
            return None
        return "medium" if gain >= settings.certain_from and not brand else "weak"
    if gain < settings.offer_original_from or any(better.is_guess(settings) for better in made) or (other_words and gain < settings.replace_from):
        return "weak"
    return STRENGTHS[1 + (gain >= settings.replace_from)]


def _names_brand(text: str, first: Better, snapshot: Snapshot) -> bool:
    named = find_entities(text, snapshot)
    return any(one.kind == BRAND and one.start < first.end and first.start < one.end for one in named)


def _is_named(better: Better, text: str, snapshot: Snapshot) -> bool:
    """Whether the shop names what was put in place of words of a text, as a whole; of nothing but such a word, as a thing."""
    start, end = better.words or (better.start, better.end)
    kinds = NAMES_ALONE if (start, end) == (0, len(text)) else frozenset(KINDS)
    return any(one.start <= start and end <= one.end and one.kind in kinds for one in find_entities(better.text, snapshot))


def _is_colour(before: str, better: Better, snapshot: Snapshot) -> bool:
    """Whether a colour in one character was replaced (蓝 of 蓝衬衫): it is no slip."""
    if before[better.start : better.end] not in COLOURS:
        return False
    return any(one.kind == COLOUR and one.start == better.start for one in find_entities(before, snapshot))


def _is_said(before: str, better: Better, snapshot: Snapshot) -> bool:
    """Whether products say what was put in place of other Chinese, beside a neighbour of it: 戴生 is no better than 戴森."""
    end = len(better.text) - (len(before) - better.end)
    put = better.kind in (*OTHER_CHARACTERS, "pinyin") and has_han(better.text[better.start : end])
    pairs = bigrams(better.text[max(better.start - 1, 0) : end + 1]) if put else []
    return not pairs or any(place >= 0 for place in snapshot.places("bigrams", pairs))
