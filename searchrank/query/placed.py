"""English says first what is asked for, and then where, whose or for what it is: takes a text and what it names, gives which of that stands behind.

The bed of `lamp for reading in bed`, the sofa of `cat keeps scratching the sofa` and the laptop of `something to carry my laptop` are none of the
things that are asked for. Where nothing but words for asking stands before (`looking for a sofa`), nothing stands behind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from searchrank.query.kinds import AUDIENCE, CATEGORY, PLACE, SAID, WORD
from searchrank.query.lexicon import lexicon
from searchrank.query.names import NO_ROW
from searchrank.query.normalise import has_han
from searchrank.query.tokens import RUN
from searchrank.records import Entity, changed


def behind(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """The entities, of which things that stand behind a word for a place, an owner or a purpose are places, if something stands before that. Behind a
    thing that has a category, all others are (luggage of `small suitcase for hand luggage`).

    >>> said = "lamp for reading in bed"
    >>> [one.kind for one in behind(said, [Entity("feature", -1, "lamp", 0, 4), Entity("category", 3, "Beds", 20, 23)])]
    ['feature', 'place']
    >>> behind("looking for a bed", [Entity("category", 3, "Beds", 14, 17)])[0].kind
    'category'
    >>> behind("slip on shoes", [Entity("word", -1, "shoes", 8, 13)])[0].kind
    'word'
    """
    if has_han(text) or " " not in text:
        return list(entities)
    return [as_place(one, text) if one.kind in (CATEGORY, WORD) and _is_behind(one, text, entities) else one for one in entities]


def before(text: str) -> str:
    """The text up to its first word for a place, an owner or a purpose that something stands before: lamp of `lamp for reading in bed`."""
    for found in () if has_han(text) else _turns().finditer(text):
        if not _is_phrasal(found, text) and _says_something(text[: found.start()], ()):
            return text[: found.start()].rstrip()
    return text


def _is_behind(entity: Entity, text: str, entities: Sequence[Entity]) -> bool:
    turns = [one for one in _turns().finditer(text) if one.end() <= entity.start and not _is_phrasal(one, text)]
    if any(other.kind == CATEGORY and other.end <= one.start() for one in turns[:1] for other in entities):
        return True
    last = turns[-1] if turns and turns[-1].end() == entity.start else None
    if last is None or any(one.start < last.end() and last.start() < one.end for one in entities):
        return False
    return _says_something(text[: last.start()], [one for one in entities if one.end <= last.start()])


def _says_something(text: str, entities: Sequence[Entity]) -> bool:
    """Whether a text says more than that something is asked for, and for whom."""
    for one in reversed(entities):
        if one.kind in (*SAID, AUDIENCE):
            text = f"{text[: one.start]} {text[one.end :]}"
    return any(word not in lexicon().english["asking"] for word in RUN.findall(text))


def _is_phrasal(found: re.Match[str], text: str) -> bool:
    """Whether `in` and `on` belong to the word before them: slip-on shoes, a plug in heater."""
    said = text[: found.start()].split()
    return found[0].strip() in ("in", "on") and bool(said) and said[-1] in lexicon().english["phrasal"]


@cache
def _turns() -> re.Pattern[str]:
    """A word for a place or a purpose, an owner, or one behind the other."""
    places, owners = ("|".join(sorted(lexicon().english[kind])) for kind in ("places", "owners"))
    return re.compile(rf"(?<!\S)(?:(?:{places}) (?:(?:{owners}|a|an) )?|(?:{owners}) )")


def as_place(entity: Entity, text: str) -> Entity:
    """The entity as a place, or what something is for."""
    return changed(entity, kind=PLACE, id=NO_ROW, name=text[entity.start : entity.end])
