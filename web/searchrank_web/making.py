"""How a page was made, in words: takes the trace of a search and the explanation of a hit, gives what the strip and the cards say of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from searchrank.records import Page
from searchrank_web.language import Words

PLACES = ("engine", "keyword", "page")
"""Where a product stood on its way, in the order of the way."""

NOTES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("note.words", re.compile(r"words: (?P<words>.*)", re.DOTALL)),
    ("note.corrected", re.compile(r"corrected to (?P<to>[^;]*) \((?P<slip>\w+)\)")),
    ("note.might", re.compile(r"might be corrected to (?P<to>[^;]*) \((?P<slip>\w+)\)")),
    ("note.readings", re.compile(r"may mean (?P<chances>.*)", re.DOTALL)),
    ("note.no_words", re.compile(r"no words")),
    ("note.named", re.compile(r"named: (?P<names>.*)", re.DOTALL)),
    ("note.sought_anything", re.compile(r"sought: anything")),
    ("note.sought", re.compile(r"sought: (?P<words>.*)", re.DOTALL)),
    ("note.intents", re.compile(r"intents: (?P<intents>[a-z, ]+)")),
    ("note.category", re.compile(r"category (?P<name>.*) at (?P<chance>\d+) %", re.DOTALL)),
    ("note.found", re.compile(r"(?P<n>\d+) products match, (?P<m>\d+) brought")),
    ("note.nothing", re.compile(r"nothing found")),
    ("note.near", re.compile(r"nothing near")),
    ("note.also", re.compile(r"also: (?P<others>.*)", re.DOTALL)),
    ("note.rescued", re.compile(r"as corrected to (?P<to>.*)", re.DOTALL)),
    ("note.rescued_category", re.compile(r"best-sellers of the likely category")),
    ("note.rescued_chosen", re.compile(r"best-sellers of what the shopper chose")),
    ("note.aged", re.compile(r"(?P<n>\d+) moved by age")),
    ("note.fused", re.compile(r"(?P<n>\d+) of (?P<m>\d+) moved by (?P<more>\d+) others")),
    ("note.given", re.compile(r"(?P<n>\d+) products given")),
    ("note.gone", re.compile(r"(?P<n>\d+) sold out")),
    ("note.moved", re.compile(r"(?P<n>\d+) of (?P<m>\d+) moved")),
    ("note.sorted", re.compile(r"left alone: sorted by (?P<sort>\w+)")),
    ("note.off_named", re.compile(r"(?P<field>\w+) rule off: the query names (?P<name>.*)", re.DOTALL)),
    ("note.off_chosen", re.compile(r"(?P<field>\w+) rule off: the shopper filters by it")),
    ("note.place_ad", re.compile(r"ad at (?P<places>[\d, ]+)")),
    ("note.place_content", re.compile(r"content at (?P<places>[\d, ]+)")),
    ("note.place_query", re.compile(r"query at (?P<places>[\d, ]+)")),
    ("note.place_moved", re.compile(r"ad moved from (?P<n>\d+) to (?P<m>\d+)")),
    ("note.content_short", re.compile(r"content left out: the page is too short")),
    ("note.query_short", re.compile(r"query left out: the page is too short")),
    ("note.alone", re.compile(r"products alone")),
    ("note.relaxed", re.compile(r"scatter: at most (?P<n>\d+) of a (?P<field>\w+) in (?P<m>\d+), relaxed (?P<times>\d+) times?")),
)
"""The sentences that stages write into the trace."""

LISTS: Mapping[str, tuple[str, re.Pattern[str]]] = {
    "names": ("note.name", re.compile(r"(?P<kind>[a-z]+) (?P<name>.+)", re.DOTALL)),
    "others": ("note.other", re.compile(r"(?P<one>.+) for (?P<of>.+)", re.DOTALL)),
    "chances": ("note.chance", re.compile(r"(?P<name>.+) at (?P<n>\d+) %", re.DOTALL)),
    "intents": ("note.intents", re.compile(r"(?!)")),
}
"""How one thing reads in the lists within sentences, by the name of the list; an intent is one word."""


@dataclass(frozen=True, slots=True)
class Made:
    """One step as the strip shows it; `rows` (in, out) is None where it handled no products."""

    title: str
    ms: float
    rows: tuple[int, int] | None
    said: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a product stood at one point of its way, from 1; `moved` is how many places nearer to the top than at the point before."""

    title: str
    number: int
    moved: int | None


def made(page: Page, words: Words) -> tuple[Made, ...]:
    """The steps of a search, and last what the whole took beyond them: documents, marks and reasons."""
    steps = [
        Made(words.known(f"stage.{step.stage}", step.stage), step.ms, _rows(step.rows_in, step.rows_out), note(step.changed, words))
        for step in page.trace
    ]
    rest = page.took_ms - sum(step.ms for step in page.trace)
    shown = Made(words("stage.page"), rest, (page.trace[-1].rows_out, len(page.hits)), words("note.page")) if steps and rest > 0 else None
    return (*steps, shown) if shown else tuple(steps)


def _rows(before: int, after: int) -> tuple[int, int] | None:
    return (before, after) if before or after else None


def note(changed: str, words: Words) -> str:
    """What a stage says it did, in this language. A sentence that is not known is kept in English and left out elsewhere.

    >>> from searchrank_web.language import words_in
    >>> note("71 of 100 moved; brand rule off: the query names 凌拓; something new", words_in("zh"))
    '100 件中有 71 件换了位置；搜索词点名了“凌拓”，不打散品牌'
    """
    parts = (_note(part, words) or (part if words.language == "en" else "") for part in changed.split("; "))
    return words("note.and").join(part for part in parts if part)


def _note(sentence: str, words: Words) -> str:
    for name, pattern in NOTES:
        found = pattern.fullmatch(sentence)
        if found:
            return words(name, **_blanks(found, words))
    return ""


def _blanks(found: re.Match[str], words: Words) -> dict[str, str]:
    blanks = dict(found.groupdict())
    if "field" in blanks:
        field = words.known(f"field.{blanks['field']}", blanks["field"])
        blanks["field"] = field.lower()
    if "slip" in blanks:
        blanks["slip"] = words.known(f"slip.{blanks['slip']}", blanks["slip"])
    if "sort" in blanks:
        blanks["sort"] = words.known(f"sort.{blanks['sort']}", blanks["sort"])
    for name, listed in LISTS.items():
        if name in blanks:
            blanks[name] = words("note.list").join(_listed(one, listed, words) for one in blanks[name].split(", "))
    return blanks


def _listed(one: str, listed: tuple[str, re.Pattern[str]], words: Words) -> str:
    """One thing of a list; what reads otherwise is kept as it is."""
    name, pattern = listed
    found = pattern.fullmatch(one)
    if found is None:
        return words.known(f"meant.{one}", one)
    known = found.groupdict()
    return words(name, **{**known, "kind": words.known(f"meant.{known['kind']}", known["kind"])} if "kind" in known else known)


def way(explain: Mapping[str, Any] | None, words: Words) -> tuple[Place, ...]:
    """The places of a hit on its way to the page, as far as they are known.

    >>> from searchrank_web.language import words_in
    >>> [(place.title, place.number, place.moved) for place in way({"positions": {"engine": 9, "page": 2}}, words_in("en"))]
    [('engine', 9, None), ('page', 2, 7)]
    """
    known = (explain or {}).get("positions") or {}
    return tuple(_places([(name, int(known[name])) for name in PLACES if known.get(name)], words))


def _places(known: list[tuple[str, int]], words: Words) -> Iterator[Place]:
    before: int | None = None
    for name, number in known:
        yield Place(words(f"place.{name}"), number, None if before is None else before - number)
        before = number
