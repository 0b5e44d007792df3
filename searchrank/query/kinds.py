"""Kinds of things that a query can name, and how near to its core each stands."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

BRAND, CATEGORY, WORD, MODEL = "brand", "category", "word", "model"
FEATURE, PLACE, AUDIENCE, COLOUR = "feature", "place", "audience", "colour"
VALUES = (COLOUR, "size", "material", AUDIENCE, "season", "style", PLACE, "number", "attribute", FEATURE)
FRESH, CHEAP = "fresh", "cheap"
SAID = ("marketing", FRESH, "reading", CHEAP)
"""Words that ask for nothing a product has: offers, the wish for the newest, for advice, for a low price."""
KINDS = (BRAND, CATEGORY, WORD, MODEL, *VALUES, *SAID)
"""The place of a kind here is its number in a snapshot; of equal senses of a text the earlier kind comes first."""

CORE, STRONG, WEAK, NOTHING = 3, 2, 1, 0
LEVELS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys((BRAND, CATEGORY, WORD, MODEL), CORE),
        **dict.fromkeys((COLOUR, "size", "material", AUDIENCE, "number", "attribute"), STRONG),
        **dict.fromkeys(("season", "style", PLACE, FEATURE), WEAK),
        **dict.fromkeys(SAID, NOTHING),
    }
)
"""How much a kind tells of what is wanted: 3 core, 2 strong, 1 weak, 0 nothing (SPEC 1.1.1)."""
