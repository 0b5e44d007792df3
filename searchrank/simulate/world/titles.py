"""Titles and descriptions as sellers write them: takes what may be said, gives lines in the language and habit of a shop."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from searchrank.simulate.chance import some
from searchrank.simulate.world.lexicon import Lexicon
from searchrank.simulate.world.shops import Shop
from searchrank.simulate.world.slots import Slots, is_colour
from searchrank.simulate.world.style import Style

LONGEST = {"zh": 42, "en": 120}
"""Characters a title may have; market places cut at about these."""
SMALL_WORDS = frozenset(("and", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "x"))
MISLEADING = 0.03
"""Share of listings that also name a product they are not, to be found by more shoppers."""
FACTS = 3
EXTRAS = ("p1", "p2", "p3", "use", "use2", "word2", "season", "look", "praise1", "praise2", "praise3")
"""What sellers add to a title that has room."""
ROOM = {"zh": (24, 19), "en": (36, 72)}
"""Characters that a seller fills who adds least, and how many more who adds most: half of the titles of Chinese market places have 29 to 34."""

_TWICE = re.compile(r"\b([A-Za-z]+) \1\b", re.IGNORECASE)
_WORD = re.compile(r"(?<![A-Za-z0-9'-])[a-z][a-z']*")


def title(style: Style, shop: Shop, said: Slots, lexicon: Lexicon, chance: Random) -> str:
    """The title under which a shop lists a style."""
    pattern = lexicon.wording[shop.language].titles[style.leaf.habit].pick(chance)
    segments = [_segment(pieces, shop.language) for pieces in pattern.say(said)]
    if chance.random() < MISLEADING and style.leaf.near:
        segments.append(lexicon.leaves[style.leaf.near[0]].words[shop.language][0])
    segments = _stuffed(_fitting(segments, LONGEST[shop.language]), shop, said, chance)
    return _english(segments, shop) if shop.language == "en" else glued(segments, shop.joint)


def description(style: Style, shop: Shop, said: Slots, lexicon: Lexicon, chance: Random) -> str:
    """A few plain sentences, true of the style."""
    pattern = chance.choice(lexicon.wording[shop.language].descriptions)
    # What is left unsaid in a title is said here: the description has room.
    points = [style.leaf.points[shop.language][place] for place in style.points]
    told = {**said, "p1": points[0], "p2": points[-1], "facts": facts(style, shop.language)}
    line = "".join("".join(pieces) for pieces in pattern.say(told)).strip()
    return " ".join(line.split()) if shop.language == "zh" else _sentences(line)


def facts(style: Style, language: str) -> str:
    """The first few attributes as text."""
    colon, comma, semicolon = ("：", "、", "；") if language == "zh" else (": ", ", ", "; ")
    pairs = list(zip(style.leaf.attributes, style.choices, strict=True))
    if not pairs:
        return style.leaf.path[language][1]
    told = ((attribute.name[language], [attribute.values[language][place] for place in places]) for attribute, places in pairs[-FACTS:])
    return semicolon.join(f"{name}{colon}{comma.join(values)}" for name, values in told)


def colour(style: Style) -> str | None:
    """The English name of its colour, None where it has none."""
    found = [pair for pair in zip(style.leaf.attributes, style.choices, strict=True) if is_colour(pair[0])]
    return found[0][0].values["en"][found[0][1][0]] if found else None


def glued(pieces: Sequence[str], joint: str = "") -> str:
    """Pieces joined as Chinese is written: a blank only where two Latin words would run together.

    >>> glued(["Lingto", "X3", "手机"]), glued(["雅", "跑鞋"], " ")
    ('Lingto X3手机', '雅 跑鞋')
    """
    line = ""
    for piece in pieces:
        latin = bool(line) and line[-1].isascii() and line[-1].isalnum() and piece[0].isascii() and piece[0].isalnum()
        line += (joint or (" " if latin else "")) * bool(line) + piece
    return line


def title_case(line: str) -> str:
    """English with capitals as shops set them.

    >>> title_case("women's running shoes with USB-C 5W for men")
    "Women's Running Shoes with USB-C 5W for Men"
    """
    return _WORD.sub(lambda word: word[0] if word[0] in SMALL_WORDS else word[0][0].upper() + word[0][1:], line)


def _segment(pieces: Sequence[str], language: str) -> str:
    return glued(pieces) if language == "zh" else " ".join("".join(pieces).split())


def _fitting(segments: Sequence[str], longest: int) -> list[str]:
    kept = [segment for segment in segments if segment]
    while len(kept) > 1 and sum(map(len, kept)) > longest:
        kept.pop()
    return kept


def _stuffed(segments: list[str], shop: Shop, said: Slots, chance: Random) -> list[str]:
    """The segments, and as many more words as this shop likes to put in: buyers search for them."""
    least, more = ROOM[shop.language]
    room = (least + more * shop.stuffing) * chance.uniform(0.85, 1.1)
    unsaid = [said[name] for name in EXTRAS if said[name] and not any(said[name] in segment for segment in segments)]
    for extra in some(chance, unsaid, len(unsaid)):
        if sum(map(len, segments)) + len(extra) <= room:
            segments.append(extra)
    return segments


def _english(segments: Sequence[str], shop: Shop) -> str:
    line = _TWICE.sub(r"\1", shop.joint.join(segment.strip(" -,") for segment in segments))
    return title_case(line) if shop.title_case else line[:1].upper() + line[1:]


def _sentences(line: str) -> str:
    parts = (part.strip() for part in " ".join(line.split()).split(". "))
    return ". ".join(part[:1].upper() + part[1:] for part in parts if part)
