"""A query's text: takes what is said, gives it as phrases in the order in which shoppers put them, joined as their language is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from types import MappingProxyType
from typing import NamedTuple

from searchrank.simulate.typing.mentions import Mention, Wording
from searchrank.simulate.typing.phrases import Phrase, Phrases, phrase
from searchrank.simulate.typing.price import canonical, say_cheap, say_price
from searchrank.simulate.typing.typed import Span

MARKETING: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "zh": ("新款", "正品", "官方旗舰店", "旗舰店", "包邮", "推荐", "网红", "爆款", "学生党", "高颜值"),
        "en": ("best", "new", "good", "official", "sale", "top rated"),
    }
)
"""Empty words that shoppers add: they ask for nothing that a product could contradict."""
BEHIND = frozenset(("官方旗舰店", "旗舰店", "包邮", "推荐", "sale"))
FRONT: Mapping[str, float] = MappingProxyType(
    {
        "marketing": 0,
        "cheap": 0,
        "brand": 1,
        "model": 2,
        "fits": 2,
        "season": 3,
        "audience": 4,
        "value": 5,
        "point": 6,
        "use": 7,
        "word": 8,
        "price": 9,
    }
)
"""The usual order of what is said."""
WORD_FIRST = 2.5
"""Where the product's word goes when what is said about it follows."""
PRICE_FRONT: Mapping[str, float] = MappingProxyType({**FRONT, "price": -1.0})
WORD_FRONT: Mapping[str, float] = MappingProxyType({**FRONT, "word": WORD_FIRST, "cheap": 9.0})
LATIN_BRAND = 0.06
"""How often a Chinese shopper types a brand's Latin name although it has a Chinese one."""


class Composed(NamedTuple):
    """A text with its parts; `mentions` are those that it truly says, each once."""

    text: str
    spans: tuple[Span, ...]
    segments: tuple[str, ...]
    mentions: tuple[Mention, ...]


def compose(mentions: Sequence[Mention], leaf: int, said: Phrases, wording: Wording, chance: Random) -> Composed:
    """The text that says these things of a product of this leaf. What another word says already is not said twice, and not among the mentions."""
    chosen = [(one, _phrase(one, leaf, said, chance)) for one in mentions]
    kept = _once([pair for pair in chosen if pair[1].text])
    english = said.language == "en"
    rank = _ranks(english, wording, chance)
    kept.sort(key=lambda pair: 9.5 if pair[1].text in BEHIND else 8.5 if english and pair[1].kind == "use" else rank[pair[0].part])
    blank = english or chance.random() < wording.spaced
    small = chance.random() < wording.small
    return joined([text for _, text in kept], blank, small)._replace(mentions=tuple(one for one, _ in kept))


def joined(pieces: Iterable[Phrase], blank: bool, small: bool) -> Composed:
    """Phrases as one text, with blanks between all of them or only where Latin words would run together.

    >>> joined([phrase("Lingto", "brand", "Lingto"), phrase("X3", "model", "Lingto X3"), phrase("手机", "word", "smartphones")], False, True)[0]
    'lingto x3手机'
    """
    line, spans, segments = "", list[Span](), list[str]()
    for text, kind, value, words in pieces:
        if line and (blank or (_latin(line[-1]) and _latin(text[0]))):
            line += " "
        start = len(line)
        line += text
        spans.append(Span(start, len(line), kind, value))
        segments += words
    if small and (lower := line.lower()) != line:
        line, segments = lower, [word.lower() for word in segments]
    return Composed(line, tuple(spans), tuple(segments), ())


def _latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _ranks(english: bool, wording: Wording, chance: Random) -> Mapping[str, float]:
    if not english and chance.random() < wording.word_first:
        return WORD_FRONT
    return FRONT if english or chance.random() < 0.5 else PRICE_FRONT


def _phrase(mention: Mention, leaf: int, said: Phrases, chance: Random) -> Phrase:
    part, place = mention.part, mention.place
    if part == "word":
        return said.words[leaf][place]
    if part == "brand":
        row = said.brands[place]
        return row[-1] if len(row) > 1 and chance.random() < LATIN_BRAND else row[0]
    if part == "audience":
        return _any(said.audiences[place], chance)
    if part == "value":
        return said.values[leaf][mention.slot][place]
    return _rarer(mention, leaf, said, chance)


def _rarer(mention: Mention, leaf: int, said: Phrases, chance: Random) -> Phrase:
    part, place = mention.part, mention.place
    if part in ("point", "use"):
        return (said.points if part == "point" else said.uses)[leaf][place]
    if part in ("model", "fits"):
        return (said.models if part == "model" else said.fits)[place]
    if part == "season":
        return said.seasons[place]
    if part == "marketing":
        return phrase(MARKETING[said.language][int(chance.random() * len(MARKETING[said.language]))], "marketing", "")
    if part == "cheap":
        return phrase(say_cheap(said.language, chance), "price", "cheap")
    text = say_price(mention.low, mention.high, mention.slot == 1, said.language, chance)
    return phrase(text, "price", canonical(mention.low, mention.high))


def _any(row: Sequence[Phrase], chance: Random) -> Phrase:
    return row[int(chance.random() * len(row))] if row else NOTHING


NOTHING = Phrase("", "", "", ())


def _once(pairs: list[tuple[Mention, Phrase]]) -> list[tuple[Mention, Phrase]]:
    """Each text once; the product's own word stays, whatever else says the same."""
    if len(pairs) < 2:
        return pairs
    kept: list[tuple[Mention, Phrase]] = []
    for pair in sorted(pairs, key=lambda pair: pair[0].part != "word"):
        text = pair[1].text
        if not any(text in other[1].text or other[1].text in text for other in kept):
            kept.append(pair)
    return kept
