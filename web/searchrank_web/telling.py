"""What the pages of a guide and of the model tell: takes a content's document or a model's schema, gives what stands there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from searchrank.records import Hit
from searchrank_web.contract import Shop

GUIDED = 12


@dataclass(frozen=True, slots=True)
class ToldModel:
    """A model in numbers that people can compare: `measures` are (measure, cell of the rules, of the model, of the difference)."""

    version: str
    judged: str
    queries: int
    features: int
    measures: Sequence[tuple[str, ...]]


def told_model(schema: Mapping[str, Any] | None) -> ToldModel | None:
    """What a model's schema says; None without a model."""
    if schema is None:
        return None
    measures: Mapping[str, Mapping[str, Any]] = schema.get("measures") or {}
    names = list(measures.get("model", {}))
    cells = [(name, *(_cell(measures[of][name], of == "difference") for of in ("day_one", "model", "difference"))) for name in names]
    return ToldModel(str(schema["version"]), str(schema.get("judged") or ""), len(schema.get("trained_on", ())), len(schema["features"]), cells)


def _cell(estimate: Mapping[str, float], signed: bool) -> str:
    sign = "+" if signed else ""
    mean, low, high = (format(float(estimate[name]), f"{sign}.3f") for name in ("mean", "low", "high"))
    return f"{mean} [{low}, {high}]"


def guided(shop: Shop, document: Mapping[str, Any]) -> tuple[Hit, ...]:
    """Products of the first category that a guide names and the shop has."""
    named = document.get("categories") or ()
    for name in [named] if isinstance(named, str) else named:
        hits = shop.search(str(name).rpartition(">")[2].strip(), per_page=2 * GUIDED).hits
        # A guide advises: nobody pays for a place behind it.
        if found := tuple(hit for hit in hits if hit.type == "product")[:GUIDED]:
            return found
    return ()
