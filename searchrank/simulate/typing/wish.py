"""What a simulated shopper wants and types: takes a forms table and the lexicon, gives wishes. The text is one wording of the wish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from types import MappingProxyType

from searchrank.simulate.chance import Weighted, early
from searchrank.simulate.world.lexicon import Brand, Leaf, Lexicon, Model
from searchrank.simulate.world.shops import CHINESE_SHARE
from searchrank.simulate.world.titles import glued

USUAL_WORD = 0.6
SPACED = 0.12
"""How often a Chinese query parts its words by blanks."""
LOWER_CASE = 0.6
"""How often Latin letters are typed small."""

FORMS: Mapping[str, float] = MappingProxyType(
    {
        "word": 24,
        "brand word": 15,
        "brand": 5,
        "value word": 13,
        "point word": 9,
        "audience word": 10,
        "audience value word": 4,
        "number word": 6,
        "brand number word": 2,
        "model": 4,
        "model word": 3,
        "use word": 5,
        "fits word": 5,
        "brand value word": 3,
        "season word": 2,
    }
)
"""What a query names, and its weight: product type in most, brand in about 23 %, audience in 14 %, units in 8 % of queries, as shops report."""


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """What a shopper wants. None or empty where the query leaves it open.

    `values` are (attribute place, value place) of the leaf; `model` is wanted itself, `fits` is what the wanted accessory is for.
    """

    text: str
    language: str
    leaf: Leaf | None = None
    word: str = ""
    brand: Brand | None = None
    model: Model | None = None
    fits: Model | None = None
    audience: str | None = None
    season: str | None = None
    values: tuple[tuple[int, int], ...] = ()
    point: int | None = None
    use: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Wisher:
    """Draws wishes. Made by `wisher`."""

    lexicon: Lexicon
    leaves: Weighted[Leaf]
    forms: Weighted[str]

    def draw(self, chance: Random) -> Wish:
        """One wish, by the weights of forms and leaf categories."""
        leaf, form = self.leaves.pick(chance), self.forms.pick(chance).split()
        language = "zh" if chance.random() < CHINESE_SHARE else "en"
        words = leaf.words[language]
        word = words[0] if chance.random() < USUAL_WORD else chance.choice(words)
        wish = Wish("", language, leaf, word)
        for part in form:
            wish = ADD[part](wish, leaf, self.lexicon, chance)
        if "word" not in form and (wish.brand or wish.model):
            # A brand or model alone; a model still means its own category.
            wish = replace(wish, word="", leaf=leaf if wish.model else None)
        return replace(wish, text=_typed(wish, self.lexicon, chance))


def wisher(lexicon: Lexicon) -> Wisher:
    """What draws wishes for every leaf category, by its share."""
    return Wisher(lexicon, Weighted.of((leaf, leaf.share) for leaf in lexicon.leaves.values()), Weighted.of(FORMS.items()))


Add = Callable[[Wish, Leaf, Lexicon, Random], Wish]


def _brand(wish: Wish, leaf: Leaf, lexicon: Lexicon, chance: Random) -> Wish:
    return replace(wish, brand=lexicon.brands[leaf.key].pick(chance))


def _model(wish: Wish, leaf: Leaf, lexicon: Lexicon, chance: Random) -> Wish:
    brand = lexicon.brands[leaf.key].pick(chance)
    models = lexicon.models.get((leaf.key, brand.latin))
    return replace(wish, brand=brand, model=models[early(chance, len(models))] if models else None)


def _fits(wish: Wish, leaf: Leaf, lexicon: Lexicon, chance: Random) -> Wish:
    if leaf.fits is None:
        return wish
    brand = lexicon.brands[leaf.fits].pick(chance)
    models = lexicon.models[leaf.fits, brand.latin]
    return replace(wish, fits=models[early(chance, len(models))])


def _audience(wish: Wish, leaf: Leaf, lexicon: Lexicon, chance: Random) -> Wish:
    if leaf.audience == "none":
        return wish
    audience = lexicon.mixes[leaf.audience].pick(chance)
    return replace(wish, audience=audience if lexicon.audiences[audience].title[wish.language] else None)


def _season(wish: Wish, leaf: Leaf, lexicon: Lexicon, chance: Random) -> Wish:
    return replace(wish, season=None if leaf.season == "all" else leaf.season)


def _value(wish: Wish, leaf: Leaf, lexicon: Lexicon, chance: Random) -> Wish:
    return _with_value(wish, leaf, [place for place, one in enumerate(leaf.attributes) if not one.dear and not one.many], chance)


def _number(wish: Wish, leaf: Leaf, lexicon: Lexicon, chance: Random) -> Wish:
    return _with_value(wish, leaf, [place for place, one in enumerate(leaf.attributes) if one.dear], chance)


def _with_value(wish: Wish, leaf: Leaf, places: Sequence[int], chance: Random) -> Wish:
    if not places:
        return wish
    place = chance.choice(places)
    return replace(wish, values=(*wish.values, (place, early(chance, leaf.attributes[place].size))))


def _point(wish: Wish, leaf: Leaf, lexicon: Lexicon, chance: Random) -> Wish:
    return replace(wish, point=early(chance, len(leaf.points["zh"])))


def _use(wish: Wish, leaf: Leaf, lexicon: Lexicon, chance: Random) -> Wish:
    return replace(wish, use=early(chance, len(leaf.uses["zh"]))) if leaf.uses["zh"] else wish


def _word(wish: Wish, leaf: Leaf, lexicon: Lexicon, chance: Random) -> Wish:
    return wish


ADD: Mapping[str, Add] = MappingProxyType(
    {
        "word": _word,
        "brand": _brand,
        "model": _model,
        "fits": _fits,
        "audience": _audience,
        "season": _season,
        "value": _value,
        "number": _number,
        "point": _point,
        "use": _use,
    }
)
"""How each part of a form adds to a wish; where a category has no such thing, the wish stays as it is."""


def _typed(wish: Wish, lexicon: Lexicon, chance: Random) -> str:
    if wish.language == "zh":
        line = glued(_said(wish, lexicon, chance), " " if chance.random() < SPACED else "")
    else:
        use = f"for {wish.leaf.uses['en'][wish.use]}" if wish.leaf and wish.use is not None else ""
        line = " ".join([*_said(wish, lexicon, chance), *([use] if use else [])])
    return line.lower() if chance.random() < LOWER_CASE else line


def _said(wish: Wish, lexicon: Lexicon, chance: Random) -> list[str]:
    """The words in the order in which shoppers put them."""
    leaf, language = wish.leaf, wish.language
    said: Iterable[str] = (
        _brand_typed(wish, chance) if wish.brand else "",
        wish.model.name[language] if wish.model else "",
        wish.fits.full(language) if wish.fits else "",
        lexicon.seasons[wish.season][language] if wish.season else "",
        chance.choice(lexicon.audiences[wish.audience].title[language]) if wish.audience else "",
        *([leaf.attributes[place].values[language][value] for place, value in wish.values] if leaf else ()),
        leaf.points[language][wish.point] if leaf and wish.point is not None else "",
        leaf.uses[language][wish.use] if leaf and wish.use is not None and language == "zh" else "",
        wish.word,
    )
    return [word for word in said if word]


def _brand_typed(wish: Wish, chance: Random) -> str:
    brand = wish.brand
    return "" if brand is None else brand.latin if chance.random() < 0.15 else brand.name(wish.language)
