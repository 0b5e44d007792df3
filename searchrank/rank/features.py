"""The features that rankers read. A new family is one more module here; nothing else lists features."""

from __future__ import annotations

from functools import lru_cache

from searchrank.features import context, item, lexical, match, meaning
from searchrank.features.feature import FeatureSet


@lru_cache(maxsize=1)
def all_features() -> FeatureSet:
    """Every feature, in the order of the families and of their files."""
    return FeatureSet.of((lexical, context, match, item, meaning))
