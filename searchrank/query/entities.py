"""What a query names: takes normalised text and a snapshot, gives brands, categories, product words, models, values, sizes and numbers with their
places.

Names come from the catalogue (`publish.naming`); of overlapping ones the longest stands, then the leftmost. What follows a rule (a number with a
unit, a size, a model number) is found by the rule and gives way to a name of the same length. A name with several senses means the one whose
category the rest of the query speaks of; where the rest says nothing, a brand comes before a category and that before the others. Where no thing is
named, the last phrase that titles say names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter

from searchrank.query.beside import parted, settled
from searchrank.query.kinds import AUDIENCE, BRAND, CATEGORY, COLOUR, FEATURE, KINDS, MODEL, WORD
from searchrank.query.mentions import fold, pieces_of
from searchrank.query.names import NO_ROW, Names, Sense
from searchrank.query.normalise import HAN
from searchrank.query.placed import before
from searchrank.query.quantities import UNIT_PATTERN
from searchrank.records import Entity, changed
from searchrank.store.snapshot import Snapshot

Context = Callable[[str], Mapping[int, float]]
"""Gives the likely categories (row: probability) of a text."""
_SIZE = re.compile(
    r"(?<![a-z\d])(?:size|码数|尺码)\s?(?:\d{1,2}(?:\.5)?|x{0,4}[sml]|\dxl)(?![a-z\d])"
    r"|(?<![a-z\d])(?:\d{2}(?:\.5)?|x{0,4}[sml]|\dxl)\s?码"
    r"|(?<![a-z\d])(?:x{0,4}[sml]|\d{1,2})号(?![码店楼线院])"
    rf"|(?<![a-z\d'.-])(?:x{{1,4}}[sl]|\dxl)(?![a-z\d'-])|(?:^|(?<=[{HAN}]))[sml](?= ?[{HAN}])|(?<=[{HAN}])[sml]$|^[sml](?= [a-z])"
)
_SIDES = re.compile(rf"(?<![a-z\d])\d+(?:\.\d+)?\s?[x*×]\s?\d+(?:\.\d+)?(?:\s?[x*×]\s?\d+(?:\.\d+)?)?\s?(?:{UNIT_PATTERN})?(?![a-z\d])")
_NUMBER = re.compile(rf"(?<![a-z\d.])\d+(?:\.\d+)?\s?(?:{UNIT_PATTERN})(?![a-z])")
_MODEL = re.compile(r"(?<![a-z\d])(?=[a-z\d-]*\d)(?=[a-z\d-]*[a-z])[a-z\d]+(?:-[a-z\d]+)*(?: (?:pro|plus|max|mini|lite|ultra|se|air))?(?![a-z\d])")
_RULES = (("size", _SIZE), ("size", _SIDES), ("number", _NUMBER), (MODEL, _MODEL))
COLOURS = frozenset("红黑白蓝绿黄粉紫灰棕橙")
_COLOUR = re.compile(rf"(?<!\S)[{''.join(sorted(COLOURS))}](?!\S)")
"""A colour in one character; within a word it is no colour (红枣, 白酒)."""
_MAY_FOLLOW_RULE = re.compile(rf"\d|码|size|号|x[sl](?![a-z])|(?:^|[{HAN}])[sml](?:[{HAN} ]|$)")
_SHORTEST_MODEL = 2
MOST_KNOWN = 20_000
"""Terms whose names are remembered."""
_THINGS = (CATEGORY, WORD, MODEL)


def find_entities(text: str, snapshot: Snapshot, context: Context | None = None) -> tuple[Entity, ...]:
    """What a normalised text names, in its order."""
    pieces, names = pieces_of(text), snapshot.kept("names", Names.open)
    found: list[Found] = [(pieces.starts[first], pieces.ends[last], place) for first, last, place in names.found(pieces)]
    if _MAY_FOLLOW_RULE.search(text):
        found += _by_rule(text)
    if " " in text:
        found += [(*one.span(), COLOUR) for one in _COLOUR.finditer(text)]
    meanings = list[Entity]()
    for start, end, what in _longest(uncrossed(found, names.kind_of), names):
        senses = names.senses_of(what) if isinstance(what, int) else (Sense(what, NO_ROW, 0, NO_ROW),)
        sense = senses[0]
        if context is not None and len(senses) > 1 and _is_ambiguous(senses):
            sense = meant(senses, context(f"{text[:start]} {text[end:]}"))
        entity = Entity(sense.kind, sense.id, _name(sense, text[start:end], snapshot), start, end, sense.leaf)
        is_of_people = len(senses) > 1 and sense.kind == CATEGORY and AUDIENCE in [one.kind for one in senses]
        meanings += parted(text, entity) if is_of_people else (entity,)
    return called(text, settled(text, list(_coloured(text, meanings, snapshot)), snapshot))


def _coloured(text: str, entities: Sequence[Entity], snapshot: Snapshot) -> Iterator[Entity]:
    """The entities, and each colour in one character right before a thing with no word before it (红 of 穿的红裙子), unless titles say a word that
    goes on from it (白酒 of 白酒杯)."""
    ends = {0, *(one.end for one in entities)}
    for one in entities:
        at = one.start - 1
        is_colour = one.kind in (CATEGORY, WORD) and at >= 0 and text[at] in COLOURS and (at in ends or text[at - 1] in "的 ")
        if is_colour and snapshot.places("words", [text[at : at + 2]])[0] < 0:
            yield Entity(COLOUR, NO_ROW, text[at], at, one.start)
        yield one


def whole_name(text: str, snapshot: Snapshot) -> Entity | None:
    """What a normalised text names as a whole; remembered, because the dictionary asks for the same terms again."""
    known: dict[str, Entity | None] = snapshot.kept("names.whole", lambda _: {})
    if text not in known:
        if len(known) >= MOST_KNOWN:
            known.clear()
        known[text] = _whole(text, find_entities(text, snapshot))
    return known[text]


def _whole(text: str, entities: Sequence[Entity]) -> Entity | None:
    """The one of these that the text as a whole names, also where the people at the beginning of a category's name are named apart (儿童自行车)."""
    last = entities[-1] if entities else None
    if last is None or last.end != len(text):
        return None
    parted = last.kind == CATEGORY and len(entities) == 2 and fold(last.name.rpartition(">")[2]) == fold(text)
    return changed(last, start=0) if parted else last if last.start == 0 else None


def without_sizes(text: str, entities: Sequence[Entity]) -> str:
    """The text without sizes that a rule finds (35码, size s): they say nothing of what a thing is.

    >>> without_sizes("size 35 trainers", [Entity("size", -1, "size 35", 0, 7)])
    'trainers'
    """
    sizes = [one for one in entities if one.kind == "size" and one.id == NO_ROW and _SIZE.fullmatch(one.name)]
    for one in sizes:
        text = text.replace(one.name, " ")
    return " ".join(text.split()) if sizes else text


def called(text: str, entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """The entities, of which the last phrase of titles is the thing itself where nothing else is: 睡裙 in 秋季女士睡裙, where no category is.

    Phrases that stand right before it belong to it (`drawing pencils`), what it is for or where does not (`lamp for reading`). Where words that name
    nothing follow it, these may be the thing. It is of no category: titles say such a phrase of things of many (food, old).

    >>> called("睡裙 男", [Entity("feature", -1, "睡裙", 0, 2), Entity("audience", -1, "男", 3, 4)])[0].kind
    'word'
    """
    said = before(text)
    last = max((at for at, one in enumerate(entities) if one.kind == FEATURE and one.end <= len(said)), default=-1)
    if last < 0 or any(one.kind in _THINGS for one in entities) or _gap(said, entities, last):
        return tuple(entities)
    first = last
    while first and entities[first - 1].kind == FEATURE and not _gap(text, entities, first - 1):
        first -= 1
    start, end = entities[first].start, entities[last].end
    return (*entities[:first], Entity(WORD, NO_ROW, text[start:end], start, end), *entities[last + 1 :])


def _gap(text: str, entities: Sequence[Entity], at: int) -> str:
    """What stands between an entity and the next one, or the end."""
    end = entities[at + 1].start if at + 1 < len(entities) else len(text)
    return text[entities[at].end : end].strip()


Found = tuple[int, int, int | str]
"""Where a name stands, and its place among the names or the kind that a rule gives to it."""


def _by_rule(text: str) -> Iterator[Found]:
    for kind, pattern in _RULES:
        for one in pattern.finditer(text):
            if kind != MODEL or (len(one[0]) >= _SHORTEST_MODEL and not _NUMBER.fullmatch(one[0])):
                yield *one.span(), kind


def uncrossed(found: list[Found], kind_of: Callable[[int], str]) -> list[Found]:
    """Those without the phrases of titles that a thing crosses: cushioned running of `cushioned running shoes`."""
    crossing = [(one, other) for one in found for other in found if one[0] < other[0] < one[1] < other[1]] if len(found) > 1 else ()
    if not crossing:
        return found
    kinds = {what: kind_of(what) if isinstance(what, int) else what for pair in crossing for _, _, what in pair}
    both = (*crossing, *((other, one) for one, other in crossing))
    given_way = {phrase for phrase, thing in both if kinds[phrase[2]] == FEATURE and kinds[thing[2]] in (CATEGORY, WORD)}
    return [one for one in found if one not in given_way]


def _longest(found: list[Found], names: Names) -> list[Found]:
    """Those that stand, in the order of the text. The order of finding settles what is equally long and begins alike: names before rules."""
    found.sort(key=lambda one: (one[0] - one[1], one[0]))
    kept: list[Found] = []
    for one in found:
        start, end, what = one
        if all(end <= begin or finish <= start for begin, finish, _ in kept) and (end - start > 1 or _stands_alone(what, names)):
            kept.append(one)
    return sorted(kept, key=itemgetter(0))


def _stands_alone(what: int | str, names: Names) -> bool:
    """Whether a single character may stand for itself: 男 and 女 do, a size and a colour; a brand or a value of one letter is chance."""
    if isinstance(what, str):
        return what in ("size", COLOUR)
    return any(sense.kind in ("audience", "season") and sense.id == NO_ROW for sense in names.senses_of(what))


def _is_ambiguous(senses: Sequence[Sense]) -> bool:
    """Whether a name is of two things in different categories, one of them a brand: the fruit or the firm. Elsewhere the preferred sense will do."""
    return senses[0].kind == BRAND and any(sense.kind != BRAND and sense.leaf not in (NO_ROW, senses[0].leaf) for sense in senses)


def meant(senses: Sequence[Sense], likely: Mapping[int, float]) -> Sense:
    """The sense whose category is the likeliest; the first where the likely categories speak for none.

    >>> fruit, firm = Sense("word", -1, 40, 3), Sense("brand", 7, 90, 5)
    >>> meant([firm, fruit], {3: 0.9, 5: 0.1}).kind, meant([firm, fruit], {}).kind
    ('word', 'brand')
    """
    return max(senses, key=lambda sense: likely.get(sense.leaf, 0.0))


def _name(sense: Sense, said: str, snapshot: Snapshot) -> str:
    """The name as the shop writes it; what was said where no table holds it."""
    if sense.kind in (BRAND, CATEGORY):
        return snapshot.vocabulary(sense.kind).texts[sense.id]
    if sense.id != NO_ROW and sense.kind in KINDS:
        return snapshot.vocabulary("attribute").texts[sense.id].partition(":")[2]
    return said


def remaining(text: str, entities: Sequence[Entity], kinds: Sequence[str]) -> str:
    """The text without the entities of these kinds."""
    for entity in reversed(entities):
        if entity.kind in kinds:
            text = f"{text[: entity.start]} {text[entity.end :]}"
    return " ".join(text.split())
