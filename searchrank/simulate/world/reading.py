"""Reads the fixtures: takes their files, gives a Lexicon."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from searchrank.errors import NotFound
from searchrank.simulate.chance import Weighted
from searchrank.simulate.world.lexicon import (
    LANGUAGES,
    Article,
    ArticlePattern,
    Attribute,
    Audience,
    Brand,
    Leaf,
    Lexicon,
    Model,
    Occasion,
    Text,
    Texts,
    Wording,
)
from searchrank.simulate.world.patterns import Pattern

OWN_TITLE, NUMBER_TITLE = 0.45, 0.75
"""How often titles name a value of a category's own attributes, and a number with a unit."""
MODELS_A_BRAND = 8
NUMBER_CARE, COLOUR_CARE, OWN_CARE, SHARED_CARE = 0.9, 0.5, 0.7, 0.4
"""How much shoppers mind an attribute where its category does not say so: a size in units, a colour, one of the category's own, a shared one."""
YEAR_ROUND = "flat"
"""The curve of a category that has no season and names no curve."""

Curve = tuple[float, ...]
"""Twelve factors of demand, from January to December."""


def fixtures() -> Traversable:
    """The folder of the fixtures: inside the installed package, or at the top of a checkout. Raises NotFound where there is neither."""
    packed = files("searchrank.simulate").joinpath("fixtures")
    if packed.is_dir():
        return packed
    beside = Path(__file__).resolve().parents[3] / "fixtures"
    if not beside.is_dir():
        raise NotFound("the demo shop's fixtures are missing: install searchrank again")
    return beside


def load_lexicon(root: Traversable) -> Lexicon:
    """Everything that the fixtures in this folder say."""
    shared = {key: _attribute(key, given) for key, given in _toml(root, "attributes.toml").items()}
    words = _toml(root, "words.toml")
    curves = {name: _curve(given) for name, given in words["curves"].items()}
    leaves = {leaf.key: leaf for leaf in _leaves(root.joinpath("departments"), shared, curves)}
    brands = tuple(_brands(root, leaves))
    return Lexicon(
        leaves=leaves,
        brands={key: Weighted.of((brand, brand.share) for brand in brands if key in brand.leaves) for key in leaves},
        models={(key, brand.latin): _models(leaf, brand, words["models"]) for brand in brands for key, leaf in leaves.items() if _makes(brand, leaf)},
        audiences={key: Audience(key, text(given["value"]), texts(given["title"])) for key, given in words["audiences"].items()},
        mixes={key: Weighted.of(given.items()) for key, given in words["mixes"].items()},
        seasons={key: text(given) for key, given in words["seasons"].items()},
        wording={language: _wording(words, language) for language in LANGUAGES},
        articles=tuple(_articles(root)),
        article_patterns={language: tuple(map(_article_pattern, given)) for language, given in _toml(root, "articles.toml").items()},
        occasions=tuple(_occasions(root, curves)),
    )


def proposals() -> list[tuple[str, str, str, str]]:
    """What to try in the demo shop: (search or suggest, the text, a filter or nothing, what it shows).

    >>> proposals()[0][:2]
    ('search', '跑鞋')
    """
    return [(way, typed, chosen.strip(), why) for way, typed, chosen, why in _rows(fixtures(), "tries.tsv")]


def text(given: str) -> Text:
    """The wording in each language of a text of the fixtures.

    >>> text("容量 | Capacity"), text("500ml")
    ({'zh': '容量', 'en': 'Capacity'}, {'zh': '500ml', 'en': '500ml'})
    """
    native, _, english = (part.strip() for part in given.partition("|"))
    return {"zh": native, "en": english or native}


def texts(given: str) -> Texts:
    """The list in each language of a text of the fixtures.

    >>> texts("黑色, 白色 | black, white")["en"]
    ('black', 'white')
    """
    return {language: tuple(part.strip() for part in listed.split(",")) if listed else () for language, listed in text(given).items()}


def _toml(root: Traversable, name: str) -> dict[str, Any]:
    return tomllib.loads(root.joinpath(name).read_text("utf-8"))


def _rows(root: Traversable, name: str) -> Iterator[list[str]]:
    for line in root.joinpath(name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _attribute(key: str, given: Mapping[str, Any]) -> Attribute:
    return Attribute(key, text(given["name"]), texts(given["values"]), given["title"], given.get("many", False))


def _leaves(folder: Traversable, shared: Mapping[str, Attribute], curves: Mapping[str, Curve]) -> Iterator[Leaf]:
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        department = _toml(folder, file.name)
        for given in department["leaf"]:
            yield _leaf(file.name.removesuffix(".toml"), text(department["name"]), given, shared, curves)


def _leaf(department: str, top: Text, given: Mapping[str, Any], shared: Mapping[str, Attribute], curves: Mapping[str, Curve]) -> Leaf:
    under, name = text(given["under"]), text(given["name"])
    attributes = _attributes(given, shared)
    season = YEAR_ROUND if given["season"] == "all" else given["season"]
    return Leaf(
        key=given["key"],
        department=department,
        path={language: (top[language], under[language], name[language]) for language in LANGUAGES},
        words=texts(given["words"]),
        median=given["price"][0],
        spread=given["price"][1],
        points=texts(given["points"]),
        uses=texts(given.get("uses", "")),
        attributes=attributes,
        near=tuple(given.get("near", ())),
        complements=tuple(given.get("complements", ())),
        cares=tuple(given.get("cares", {}).get(one.key, _care(one)) for one in attributes),
        months=curves[given.get("curve", season)],
        models=given.get("models"),
        fits=given.get("fits"),
        **{name: given[name] for name in ("share", "audience", "season", "icon")},
    )


def _attributes(given: Mapping[str, Any], shared: Mapping[str, Attribute]) -> tuple[Attribute, ...]:
    own = [Attribute(title, text(title), texts(values), OWN_TITLE) for title, values in given.get("own", {}).items()]
    numbers = [Attribute(title, text(title), texts(values), NUMBER_TITLE, dear=True) for title, values in given.get("numbers", {}).items()]
    return (*(shared[key] for key in given["attributes"]), *own, *numbers)


def _care(attribute: Attribute) -> float:
    if attribute.dear or attribute.many:
        return NUMBER_CARE
    if attribute.name["en"] == "Colour":
        return COLOUR_CARE
    return OWN_CARE if "|" in attribute.key else SHARED_CARE


def _curve(given: Sequence[float]) -> Curve:
    """Twelve factors that are 1 on average."""
    mean = sum(given) / len(given)
    return tuple(round(float(factor) / mean, 6) for factor in given)


def _brands(root: Traversable, leaves: Mapping[str, Leaf]) -> Iterator[Brand]:
    for native, latin, share, level, serves in _rows(root, "brands.tsv"):
        served = frozenset(key for entry in serves.split() for key in _served(entry, leaves))
        yield Brand(latin, native, float(share), float(level), served)


def _served(entry: str, leaves: Mapping[str, Leaf]) -> list[str]:
    department, _, listed = entry.partition(":")
    return listed.split(",") if listed else [leaf.key for leaf in leaves.values() if leaf.department == department]


def _makes(brand: Brand, leaf: Leaf) -> bool:
    """Whether the brand has models in this category."""
    return leaf.models is not None and leaf.key in brand.leaves


def _models(leaf: Leaf, brand: Brand, given: Mapping[str, Mapping[str, str]]) -> tuple[Model, ...]:
    """A brand's models in a category: two series, numbers that rise, suffixes of the fixtures. The same in every world."""
    series, suffixes = ([part.strip() for part in given[str(leaf.models)][name].split(",")] for name in ("series", "suffixes"))
    first = sum(map(ord, brand.latin + leaf.key))
    return tuple(_model(leaf, brand, series[(first + place % 2 * 3) % len(series)], suffixes, first + place) for place in range(MODELS_A_BRAND))


def _model(leaf: Leaf, brand: Brand, series: str, suffixes: list[str], place: int) -> Model:
    native, _, latin = series.partition(" ")
    # The number stands for the generation: the last of eight is the newest and dearest.
    number = 1 + place * 7 % 23 if latin else (1 + place % 9) * (10 if place % 3 == 0 else 1)
    suffix = suffixes[place % len(suffixes)]
    shown = f"{number} {suffix}".strip()
    names = {"zh": f"{native}{shown}", "en": f"{latin} {shown}" if latin else f"{native}{shown}"}
    return Model(brand, leaf.key, names, 0.8 + 0.06 * (place % MODELS_A_BRAND) + 0.1 * bool(suffix))


def _wording(words: Mapping[str, Any], language: str) -> Wording:
    shops = words["shops"][language]
    return Wording(
        titles={habit: Weighted.of(map(_weighed, patterns)) for habit, patterns in words["titles"][language].items()},
        descriptions=tuple(map(Pattern.compiled, words["descriptions"][language])),
        promotions=_list(words["promotions"][language]),
        praises=_list(words["praises"][language]),
        shop_names=_list(shops["names"]),
        shop_kinds=_list(shops["kinds"]),
        official=shops["official"],
        regions=_list(words["regions"][language]),
    )


def _list(given: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in given.split(","))


def _weighed(given: str) -> tuple[Pattern, float]:
    weight, _, pattern = given.partition(" ")
    return Pattern.compiled(pattern), float(weight)


def _articles(root: Traversable) -> Iterator[Article]:
    for id_, kind, leaves, language, title, body in _rows(root, "contents.tsv"):
        yield Article(id_, kind, tuple(leaves.split(",")), language, title, body)


def _article_pattern(given: str) -> ArticlePattern:
    kind, title, body = (part.strip() for part in given.split("|"))
    return ArticlePattern(kind, Pattern.compiled(title), Pattern.compiled(body))


def _occasions(root: Traversable, curves: Mapping[str, Curve]) -> Iterator[Occasion]:
    for id_, native, english, curve, leaves in _rows(root, "occasions.tsv"):
        yield Occasion(id_, {"zh": native, "en": english}, curves[curve], tuple(leaves.split()))
