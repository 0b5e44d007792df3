"""The query bank: takes what shoppers typed with counts, and the catalogue's own names, gives the queries that may be suggested, the best first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from searchrank.query.normal_loops import normalise_all
from searchrank.query.normalise import HAN, normalise
from searchrank.settings import SuggestSettings
from searchrank.suggest.fold import same_query
from searchrank.suggest.names import CatalogueName, CatalogueNames
from searchrank.suggest.survey import Cut

LOG, CATALOGUE = "log", "catalogue"

SHORTEST, LONGEST, LONGEST_HAN, MOST_WORDS = 2, 30, 15, 8
"""Characters (letters and Han alike; Han alone) and words of a query that may be suggested (SPEC 1.2.2)."""
MOST_WRITTEN = 2 * LONGEST
"""Characters of what is looked at: the normal form of a longer text is hardly short enough."""

_PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+\.\w"  # mail
    r"|\d(?:[ -]?\d){8,}"  # nine digits or more: telephones, orders, cards, identity numbers
    r"|\d+(?:号楼|栋|单元|室)"  # addresses
    r"|https?:|www\."
)
_PART_OF_PERSONAL = re.compile(r"[\d@:.]")
"""What looks like personal data has one of these; most texts have none, which is seen in a fifth of the time."""
_HAN_CHARACTER = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True)
class BankEntry:
    """One query that may be suggested.

    `text` is the form shown, `key` its normal form, `words` the key cut; `score` orders; `hits` counts the products in stock that have all its words;
    `reason` is log or catalogue; `type` query, category or product (the name of a kind of product).
    """

    text: str
    key: str
    words: tuple[str, ...]
    score: float
    hits: int
    reason: str
    type: str = "query"
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One written form before de-duplication; `name` what the catalogue knows of it."""

    text: str
    key: str
    words: tuple[str, ...]
    count: int
    reason: str
    name: CatalogueName | None = None


@dataclass(frozen=True, slots=True)
class Forms:
    """Distinct written forms before supply is counted; `most` the products of the most frequent catalogue name."""

    forms: tuple[Form, ...]
    most: int


def build_bank(
    logged: Iterable[tuple[str, int]], names: CatalogueNames, supply: Callable[[str], int], settings: SuggestSettings, cut: Cut
) -> list[BankEntry]:
    """The bank, best score first, ties by text.

    Forms that ask for the same (see `fold.same_query`) become one: the most frequent form is shown, the counts add up. A query that shoppers typed
    scores 1 + its count; one that only the catalogue knows scores its products / those of the most frequent name, so it stays below every typed one.
    Left out: what is too short or long, what looks like personal data, what fewer than `settings.min_hits` products in stock have all words of.
    `cut` gives the words of a normalised text.
    """
    return supplied(gather(logged, names, cut), supply, settings)


def gather(logged: Iterable[tuple[str, int]], names: CatalogueNames, cut: Cut) -> Forms:
    """What could be suggested, whether or not anything is left of it: the part of `build_bank` that needs no supply."""
    return gathered(logged_forms(logged, cut), names, cut)


def gathered(logged: Iterable[Form], names: CatalogueNames, cut: Cut) -> Forms:
    """The same of logged forms that are made already."""
    forms = [*logged, *_catalogue_forms(names, cut)]
    return Forms(tuple(_distinct(forms)), max((name.products for name in names.names), default=1))


def logged_forms(logged: Iterable[tuple[str, int]], cut: Cut) -> list[Form]:
    """The written forms of logged queries that may be suggested."""
    asked = [(text, count) for text, count in logged if count > 0 and len(text) <= MOST_WRITTEN]
    keys = normalise_all([text for text, _ in asked])
    return [form for (text, count), key in zip(asked, keys, strict=True) if (form := _form(text, key, count, LOG, cut))]


def supplied(gathered: Forms, supply: Callable[[str], int], settings: SuggestSettings) -> list[BankEntry]:
    """The gathered forms that at least `settings.min_hits` products in stock have all words of, best score first, ties by text."""
    entries = (_entry(form, supply, gathered.most) for form in gathered.forms)
    kept = [entry for entry in entries if entry.hits >= settings.min_hits]
    return sorted(kept, key=lambda entry: (-entry.score, entry.text))


def presentable(text: str) -> bool:
    """Whether a normalised text may be suggested: not too short or long, and nothing in it looks like personal data.

    >>> [presentable(text) for text in ("跑鞋", "a", "13812345678", "me@shop.com", "订单 2024110512345")]
    [True, False, False, False, False]
    """
    fits = SHORTEST <= len(text) <= LONGEST and (len(text) <= LONGEST_HAN or len(_HAN_CHARACTER.findall(text)) <= LONGEST_HAN)
    return fits and not (_PART_OF_PERSONAL.search(text) and _PERSONAL.search(text))


def _catalogue_forms(names: CatalogueNames, cut: Cut) -> Iterator[Form]:
    for name in names.names:
        if len(name.text) <= MOST_WRITTEN and (form := _form(name.text, normalise(name.text), name.products, CATALOGUE, cut)):
            yield replace(form, name=name)


def _form(text: str, key: str, count: int, reason: str, cut: Cut) -> Form | None:
    if not presentable(key):
        return None
    words = tuple(cut(key))
    return Form(shown(text, key), key, words, count, reason) if 0 < len(words) <= MOST_WORDS else None


def shown(text: str, key: str) -> str:
    """The form of a query that is displayed: as it was written where that differs from the normal form by capitals only, else the normal form.

    >>> shown(" Nike  Air", "nike air"), shown("連衣裙", "连衣裙")
    ('Nike Air', '连衣裙')
    """
    written = " ".join(text.split())
    return written if written.lower() == key and len(written) == len(key) else key


def _distinct(forms: Iterable[Form]) -> list[Form]:
    """One form for all that ask for the same, typed ones first, then the most frequent; counts of the same source add up."""
    merged: list[Form] = []
    places: dict[str, int] = {}
    for form in sorted(forms, key=lambda form: (form.reason != LOG, -form.count, form.text)):
        keys = same_query(form.key, form.words)
        place = next((places[key] for key in keys if key in places), len(merged))
        if place == len(merged):
            merged.append(form)
        else:
            merged[place] = _merged(merged[place], form)
        for key in keys:
            places.setdefault(key, place)
    return merged


def _merged(kept: Form, other: Form) -> Form:
    # A product with the name in its title is counted once by every form of the name, so only typed counts may be added.
    count = kept.count + other.count if other.reason == LOG else kept.count
    return replace(kept, count=count, name=kept.name or other.name)


def _entry(form: Form, supply: Callable[[str], int], most: int) -> BankEntry:
    score = 1.0 + form.count if form.reason == LOG else form.count / most
    kind = form.name.type if form.name else "query"
    category = form.name.category if form.name else None
    return BankEntry(form.text, form.key, form.words, score, supply(form.key), form.reason, kind, category)
