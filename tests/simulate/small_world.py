"""A vocabulary of hand-made wants and listings: `leaf=running-shoes brand=Strydova Colour=red high=300`, as hand_grades.tsv writes them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from searchrank.simulate.wants import Wants
from searchrank.simulate.world.catalogue import LANGUAGE_PLACES, NONE, SLOTS, TASTES, Catalogue, Places
from searchrank.simulate.world.lexicon import LANGUAGES, Leaf

OPEN = {"word": 0, "brand": NONE, "model": NONE, "fits": NONE, "audience": NONE, "season": NONE, "points": 0, "uses": 0}
KINDS_OF_WANTS = {"values": np.uint32, "points": np.uint32, "uses": np.uint32, "low": np.float32, "high": np.float32}


@dataclass(frozen=True)
class HandGrade:
    """One line of the table."""

    language: str
    query: str
    wants: str
    title: str
    product: str
    grade: int
    why: str


def hand_grades() -> list[HandGrade]:
    """The table of tests/simulate/hand_grades.tsv."""
    lines = (Path(__file__).parent / "hand_grades.tsv").read_text("utf-8").splitlines()
    rows = csv.reader((line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [HandGrade(*row[:5], int(row[5]), row[6]) for row in rows]


def wants(places: Places, *lines: str, language: str | Sequence[str] = "zh") -> Wants:
    """A row for each line; what a line does not name is open."""
    languages = [language] * len(lines) if isinstance(language, str) else language
    rows = [_want(places, _parts(line), spoken) for line, spoken in zip(lines, languages, strict=True)]
    columns = {one.name: np.array([row[one.name] for row in rows], KINDS_OF_WANTS.get(one.name, np.int16)) for one in fields(Wants)}
    return Wants(**columns)


def catalogue(places: Places, *lines: str, language: str | Sequence[str] = "zh") -> Catalogue:
    """A listing for each line: the first value of every attribute, the usual price, the audience of its category, no brand, unless the line says so.

    Quality, rating, sales and look may be given too; the title says nothing unless `said=all`.
    """
    languages = [language] * len(lines) if isinstance(language, str) else language
    rows = [_listing(places, _parts(line), spoken, number) for number, (line, spoken) in enumerate(zip(lines, languages, strict=True))]
    columns = {one.name: np.array([row[one.name] for row in rows], _kind(one.name)) for one in fields(Catalogue)}
    return Catalogue(**columns)


def _kind(name: str) -> Any:
    kinds = {"id": "S14", "price": "f4", "quality": "f4", "look": "f4", "appeal": "f4", "rating": "f4"}
    unsigned = ("values", "points", "uses", "said_words", "said_points", "said_uses")
    return kinds.get(name, "u4" if name in unsigned else "u1" if name == "said_values" else "u2" if name == "said" else "i4")


def _parts(line: str) -> dict[str, str]:
    return {name.replace("_", " "): value.replace("_", " ") for name, _, value in (part.partition("=") for part in line.split())}


def _names(places: Places, parts: Mapping[str, str]) -> dict[str, int]:
    """Places of what has one: leaf, brand, model, fits, audience, season."""
    found = {name: getattr(places, name)[parts[name]] for name in ("leaf", "brand", "audience", "season") if name in parts}
    return found | {name: _model(places, parts[name]) for name in ("model", "fits") if name in parts}


def _model(places: Places, name: str) -> int:
    brand, _, model = name.partition(":")
    return next(place for place, one in enumerate(places.models) if one.brand.latin == brand and one.name["en"] == model)


def _want(places: Places, parts: Mapping[str, str], language: str) -> dict[str, Any]:
    names = _names(places, parts)
    leaf = places.leaves[names["leaf"]] if "leaf" in names else None
    row: dict[str, Any] = {"leaf": NONE, "language": LANGUAGE_PLACES[language], **OPEN, **names, "values": [0] * SLOTS}
    row |= {bound: float(parts.get(bound, "nan")) for bound in ("low", "high")}
    if leaf:
        row |= _things(leaf, parts)
        row["word"] = leaf.words[language].index(parts["word"]) if "word" in parts else 0
    return row


def _listing(places: Places, parts: Mapping[str, str], language: str, number: int) -> dict[str, Any]:
    names = _names(places, parts)
    leaf = places.leaves[names["leaf"]]
    things = _things(leaf, parts)
    first = [_bits(range(one.size)) if one.many else 1 for one in leaf.attributes] + [0] * (SLOTS - len(leaf.attributes))
    told = 2**16 - 1 if parts.get("said") == "all" else 0
    row: dict[str, Any] = {one.name: 0 for one in fields(Catalogue)} | {"brand": NONE, "model": NONE, "fits": NONE, "appeal": 1.0, "stock": 9}
    if "model" in names:
        names.setdefault("brand", places.brand[places.models[names["model"]].brand.latin])
    row |= {
        "id": f"p{number}".encode(),
        "style": number,
        "language": LANGUAGE_PLACES[language],
        "filed": names["leaf"],
        **_audience(places, leaf),
        **names,
    }
    row["values"] = [given or usual for given, usual in zip(things["values"], first, strict=True)]
    row |= {"points": things["points"] or 0b111, "uses": things["uses"] or (0b11 if leaf.uses["en"] else 0)}
    row |= {"price": float(parts.get("price", leaf.median)), "quality": float(parts.get("quality", 0.67)), "rating": float(parts.get("rating", 4.4))}
    row |= {"sales": int(parts.get("sales", 20)), "reviews": 5, "age": 100, "look": _look(parts), "stock": int(parts.get("stock", 9))}
    row |= dict.fromkeys(("said_words", "said", "said_points", "said_uses"), told) | {"said_values": told & 255}
    return row


def _look(parts: Mapping[str, str]) -> list[float]:
    """A unit vector along the axis of this number, or along none."""
    return [float(axis == int(parts.get("look", -1))) for axis in range(TASTES)]


def _audience(places: Places, leaf: Leaf) -> dict[str, int]:
    usual = {"none": NONE, "adults": places.audience["unisex"], "everyone": places.audience["anyone"]}
    usual |= {"care": places.audience["anyone"], "family": places.audience["anyone"]}
    return {"audience": usual.get(leaf.audience, places.audience.get(leaf.audience, NONE))}


def _things(leaf: Leaf, parts: Mapping[str, str]) -> dict[str, Any]:
    """Values, points and uses as bits."""
    values = [_chosen(one.values["en"], parts.get(one.name["en"])) for one in leaf.attributes]
    bits: dict[str, Any] = {name: _chosen(getattr(leaf, name)["en"], parts.get(name)) for name in ("points", "uses")}
    return bits | {"values": values + [0] * (SLOTS - len(values))}


def _chosen(known: Sequence[str], listed: str | None) -> int:
    return _bits(known.index(value) for value in listed.split(",")) if listed else 0


def _bits(numbers: Any) -> int:
    return sum(1 << number for number in numbers)


assert tuple(LANGUAGE_PLACES) == LANGUAGES
