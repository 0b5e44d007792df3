"""The words that mean the same in every shop: gives kinds by attribute name, and words by kind, read from the file beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from searchrank.query.mentions import fold
from searchrank.query.normalise import has_han, normalise
from searchrank.query.spoken import Spoken

Sides = tuple[frozenset[str], frozenset[str]]
"""Folded words of which one side says the opposite of the other."""


@dataclass(frozen=True, slots=True)
class Chinese:
    """Words of Chinese sentences: `asking` are those that ask and name nothing, `asking_one` such of one character, `joining` characters that join
    words, `particles` those that end a question; `degrees` {quality that is asked for by degree: words that products say for it}."""

    asking: frozenset[str] = frozenset()
    asking_one: frozenset[str] = frozenset()
    joining: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    degrees: Mapping[str, Sequence[str]] = field(default_factory=dict)


NO_CHINESE = Chinese()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`names` {folded name of an attribute: kind of its values}; `words` {kind: folded words}; `people` {who: folded words for
    them, `anyone` for all}; `kin` those of the words that say more than who it is for; `gift` {nouns, verbs, days, persons, beside: folded words that
    ask for a gift} and `gift_people` {who: folded words that say beside them for whom}; `english` {kind: words as they are typed}.
    `one_character` are what Chinese calls by one, `no_things` words that end in one and are none; `opposites` sides of words; `chinese`
    words of sentences."""

    names: Mapping[str, str]
    words: Mapping[str, frozenset[str]]
    people: Mapping[str, frozenset[str]] = field(default_factory=dict)
    kin: frozenset[str] = frozenset()
    gift: Mapping[str, frozenset[str]] = field(default_factory=dict)
    gift_people: Mapping[str, frozenset[str]] = field(default_factory=dict)
    one_character: frozenset[str] = frozenset()
    no_things: frozenset[str] = frozenset()
    instead: Mapping[str, str] = field(default_factory=dict)
    english: Mapping[str, frozenset[str]] = field(default_factory=dict)
    opposites: tuple[Sides, ...] = ()
    chinese: Chinese = NO_CHINESE

    def kind_of(self, attribute: str) -> str:
        """What the values of an attribute of this name are; `attribute` where no kind is known of it.

        >>> lexicon().kind_of("product_colour"), lexicon().kind_of("鞋码"), lexicon().kind_of("Flavour")
        ('colour', 'size', 'attribute')
        """
        return self.names.get(fold(normalise(attribute.replace("_", " "))), "attribute")

    def people_like(self, word: str) -> frozenset[str]:
        """Every folded word for the people that this one names, and the words for all people.

        >>> found = lexicon().people_like("男士")
        >>> "男" in found, "通用" in found, "女" in found
        (True, True, False)
        """
        named = [words for who, words in self.people.items() if who != "anyone" and word in words]
        return frozenset([word]).union(self.people.get("anyone", frozenset()), *named)

    def people_instead(self, word: str) -> frozenset[str]:
        """Every folded word for the people whose things do for those that this one names, where there are none for them.

        >>> "儿童" in lexicon().people_instead("宝宝"), lexicon().people_instead("男士")
        (True, frozenset())
        """
        return frozenset().union(*(self.people[other] for who, other in self.instead.items() if word in self.people[who]))

    def thing_at_end(self, text: str) -> str:
        """The one character that a normalised Chinese text ends with and that says what it is; empty where it says none.

        >>> [lexicon().thing_at_end(text) for text in ("学步鞋", "面包", "羊肉")]
        ['鞋', '', '']
        """
        is_thing = text[-1:] in self.one_character and not text.endswith(tuple(self.no_things))
        return text[-1:] if is_thing else ""

    def people_of(self, word: str) -> str | None:
        """Who it is for that this folded word says and nothing more; None for every other word.

        >>> [lexicon().people_of(word) for word in ("女款", "lady", "wife", "鞋")]
        ['women', 'women', None, None]
        """
        return None if word in self.kin else next((who for who, words in self.people.items() if word in words), None)


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once a process."""
    read = tomllib.loads(files("searchrank.query").joinpath("lexicon.toml").read_text("utf-8"))
    names = {fold(normalise(name)): kind for kind, listed in read["names"].items() for name in listed}
    words, people, kin, gift, gift_people = (_folded(read[part]) for part in ("words", "people", "kin", "gift", "gift_people"))
    english = {kind: frozenset(listed) for kind, listed in read["english"].items()}
    things = frozenset(read["things"]["one_character"]), frozenset(read["things"]["none"])
    opposites = tuple((_fold_all(one), _fold_all(other)) for one, other in read["opposites"].values())
    chinese = Chinese(**{kind: frozenset(listed) for kind, listed in read["chinese"].items()}, degrees=read["degrees"])
    return Lexicon(names, words, people, kin["kin"], gift, gift_people, *things, read["instead"], english, opposites, chinese)


@cache
def latin_words() -> frozenset[str]:
    """The stems of the single Latin words of the lexicon: words of every shop, whatever its catalogue says.

    >>> found = latin_words()
    >>> "present" in found, "affordable" in found, "good value" in found
    (True, True, False)
    """
    every = (word for listed in (lexicon().words, lexicon().people) for words in listed.values() for word in words)
    return frozenset(word for word in every if word.isascii() and word.isalpha())


@cache
def han_words_said() -> Spoken[None]:
    """The Chinese words of the lexicon of two characters and more, to be looked for in a text: words of every shop, whatever its catalogue says.

    >>> from searchrank.query.mentions import pieces_of
    >>> [hit.text for hit in han_words_said().found(pieces_of("旗舰店男款跑鞋"))]
    ['旗舰店', '男款']
    """
    every = (word for listed in (lexicon().words, lexicon().people) for words in listed.values() for word in words)
    return Spoken.of((word, None) for word in (*every, *lexicon().chinese.asking) if len(word) > 1 and has_han(word))


def _folded(listed: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    return {kind: _fold_all(words) for kind, words in listed.items()}


def _fold_all(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(normalise(word)) for word in words)
