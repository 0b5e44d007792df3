"""A gift that is asked for by whom it is for: takes a query which names people or a day and no thing (gift for mum, 送妈妈的生日礼物,
教师节送什么), gives the query that seeks gifts among what is sold to those people.

Word by word such a query finds what says the same words: sweets for "gift for 5 year old girl", toy cars for 妈妈's birthday.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from searchrank.query.intent import settled
from searchrank.query.kinds import SAID
from searchrank.query.lexicon import lexicon
from searchrank.query.mentions import fold
from searchrank.query.normalise import has_han
from searchrank.query.people import products_saying
from searchrank.query.values import Values
from searchrank.query.wishes import ATTRIBUTES
from searchrank.records import Applied, Filter, Query, changed
from searchrank.store.snapshot import Snapshot

GIFT = "gift"
_AGE = re.compile(r"(\d{1,2})(?:\s?(?:周岁|岁|个月|-?\s?years?|-?\s?yrs?|-?\s?months?)(?:[\s-]?olds?)?)")
_MAY_BE = re.compile("礼|送|赠|gift|present|give")
"""A part of every noun and verb of gifts: a hundredth of the time that reading them all takes."""
BABIES, CHILDREN, ELDERS = 3, 13, 60
"""Who is younger than this is a baby, a child; who is as old as this, an elder. Between them the years say nothing of what is given."""


@dataclass(frozen=True, slots=True)
class Gift:
    """What is said of a gift: `nouns` for it, `people` it is for and the `days` it is for, each as folded words; whom it is for by age, or None."""

    nouns: tuple[str, ...]
    people: tuple[str, ...]
    days: tuple[str, ...]
    age: str | None

    @property
    def whose(self) -> str | None:
        """The people of the lexicon that it is for; None where nothing says."""
        known = lexicon()
        named = (who for word in (*self.people, *self.days) for who, words in (*known.gift_people.items(), *known.people.items()) if word in words)
        said = next(named, None)
        return self.age if said is None or (said, self.age) == ("children", "babies") else said


def gift_of(text: str) -> Gift | None:
    """What a normalised text says of a gift; None where it says anything else too, or nothing that makes it one.

    >>> gift_of("送妈妈的生日礼物")
    Gift(nouns=('礼物',), people=('妈妈',), days=('生日',), age=None)
    >>> gift_of("gift for 5 year old girl").whose, gift_of("教师节送什么").whose
    ('children', None)
    >>> gift_of("gift for teacher").whose is None
    True
    >>> gift_of("gift bags"), gift_of("生日礼物"), gift_of("妈妈")
    (None, None, None)
    """
    if not _MAY_BE.search(text):
        return None
    age = _AGE.search(text)
    rest = fold(text if age is None else f"{text[: age.start()]} {text[age.end() :]}")
    said: dict[str, list[str]] = {"nouns": [], "people": [], "days": [], "verbs": [], "beside": [], "persons": []}
    found, kinds = _words()
    left = found.sub(" ", rest)
    for word in found.findall(rest):
        said[kinds[word]].append(word)
    gift = Gift(tuple(said["nouns"]), tuple(said["people"]), tuple(said["days"]), None if age is None else _who(int(age[1]), age[0]))
    for_whom = gift.people or gift.age or gift.whose or said["persons"]
    return gift if not left.strip() and (said["verbs"] or (said["nouns"] and for_whom)) else None


def given(query: Query, snapshot: Snapshot) -> Query:
    """The query that seeks a gift for the people whom it names and no thing; itself where it asks for anything else, or for just what was typed."""
    gift = None if query.exact else gift_of(_unasked(query))
    if gift is None:
        return query
    query = _seeking(query, gift, snapshot)
    whose, values = gift.whose, snapshot.kept("values", Values.open)
    asked = values.for_people(whose, chinese=has_han(query.text)) if whose and values else None
    if asked is None or settled(query, ATTRIBUTES + asked.name):
        return query
    first, *others = asked.values
    return changed(query, applied=(*query.applied, Applied(Filter(ATTRIBUTES + asked.name, first, also=tuple(others)), query.text)))


def _unasked(query: Query) -> str:
    """What is sought without words that ask for nothing, those of gifts aside."""
    text = query.sought
    for one in query.entities if _MAY_BE.search(text) else ():
        said = query.text[one.start : one.end]
        if one.kind in SAID and fold(said) not in _words()[1]:
            text = text.replace(said, " ", 1)
    return text


def _seeking(query: Query, gift: Gift, snapshot: Snapshot) -> Query:
    """The query that seeks gifts by what they were called and by the noun that most products say, by the day, and by words for people that say no
    more than who it is for: whose mother it is for no product says, that it is for a girl many do."""
    nouns = [one for one in sorted(lexicon().gift["nouns"]) if has_han(one) == has_han(query.text)]
    usual = max(nouns, key=lambda one: products_saying(one, snapshot))
    kept = [one for one in (*gift.days, *filter(lexicon().people_of, gift.people)) if products_saying(one, snapshot)]
    sought = " ".join(dict.fromkeys([*gift.nouns, usual, *(_typed(one, query.text) for one in kept)]))
    return changed(query, sought=sought, intents=(*query.intents, GIFT))


def _typed(folded: str, text: str) -> str:
    """The words of a text whose folded form this is."""
    return folded if has_han(folded) else " ".join(word for word in text.split() if fold(word) in folded.split())


def _who(age: int, said: str) -> str | None:
    if "month" in said or "月" in said or age < BABIES:
        return "babies"
    return "children" if age < CHILDREN else "elders" if age >= ELDERS else None


@cache
def _words() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """What a folded text may say of a gift, longer words first and Latin ones whole, and the kind of each."""
    known = lexicon()
    people = frozenset().union(*known.people.values(), *known.gift_people.values())
    kinds = {**dict.fromkeys(people, "people"), **{word: kind for kind, words in known.gift.items() for word in words}}
    return re.compile("|".join(_whole(word) for word in sorted(kinds, key=len, reverse=True))), kinds


def _whole(word: str) -> str:
    return re.escape(word) if has_han(word) else rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])"
