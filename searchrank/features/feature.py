"""What a feature is, and the set of them that makes rows. Takes query, candidates, view and matches; gives a row-major float32 matrix.

A feature is a function under `@feature(...)` in its family's file; `FeatureSet.of(modules)` finds it there. Nothing else makes rows, so training
and serving cannot drift apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np

from searchrank.errors import FeatureMismatch
from searchrank.recall.matches import Matches
from searchrank.records import Candidates, Floats, Query
from searchrank.store.view import View

Compute = Callable[[Query, Candidates, View, Matches], Any]


@dataclass(frozen=True, slots=True)
class Feature:
    """One column of the matrix.

    `unit` says what the number counts; `missing` stands where there is nothing to say (NaN lets trees decide); `monotone` +1 if more is never
    worse, -1 if
    more is never better, 0 otherwise; `version` rises when the meaning changes. `compute` is pure: no clock (query.now), no IO, no engine score.
    """

    name: str
    family: str
    unit: str
    compute: Compute
    missing: float = float("nan")
    monotone: int = 0
    version: int = 1

    @property
    def schema(self) -> Mapping[str, Any]:
        """What a model must agree with."""
        missing = None if np.isnan(self.missing) else self.missing
        return {"name": self.name, "version": self.version, "missing": missing, "monotone": self.monotone}


def feature(*, unit: str, missing: float = float("nan"), monotone: int = 0, version: int = 1) -> Callable[[Compute], Feature]:
    """Make the function below a feature named after it, of the family named after its module."""

    def make(compute: Compute) -> Feature:
        name, family = getattr(compute, "__name__", "feature"), getattr(compute, "__module__", "").rpartition(".")[2]
        return Feature(name, family, unit, compute, missing, monotone, version)

    return make


@dataclass(frozen=True, slots=True)
class FeatureSet:
    """Features in the order of their columns."""

    features: tuple[Feature, ...]
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(one.name for one in self.features))

    @staticmethod
    def of(modules: Iterable[ModuleType]) -> FeatureSet:
        """The features defined in these modules, in the order of the modules and of their names there."""
        found = [value for module in modules for value in vars(module).values() if isinstance(value, Feature)]
        return FeatureSet(tuple(found))

    def matrix(self, query: Query, candidates: Candidates, view: View, matches: Matches, needed: Iterable[int] | None = None) -> Floats:
        """One row a candidate, one column a feature: float32 (n, features), C order. The list must be the one that is served (list features
        read it).

        Of `needed` columns alone where a ranker reads no others (those are NaN then).
        """
        rows = np.full((len(candidates), len(self.features)), np.nan, np.float32)
        for column in range(len(self.features)) if needed is None else needed:
            one = self.features[column]
            rows[:, column] = one.missing if (values := one.compute(query, candidates, view, matches)) is None else values
        return rows

    def only(self, names: Sequence[str]) -> FeatureSet:
        """The features of these names, in this order; raises FeatureMismatch for unknown ones."""
        known = {one.name: one for one in self.features}
        if unknown := [name for name in names if name not in known]:
            raise FeatureMismatch(added=(), removed=unknown, changed=())
        return FeatureSet(tuple(known[name] for name in names))

    @property
    def schema(self) -> list[Mapping[str, Any]]:
        return [one.schema for one in self.features]

    def check(self, schema: Sequence[Mapping[str, Any]]) -> None:
        """Raises FeatureMismatch unless a model's schema names exactly these features, versions, missing values and order."""
        mine, theirs = ({str(one["name"]): one for one in side} for side in (self.schema, schema))
        added = [name for name in mine if name not in theirs]
        removed = [name for name in theirs if name not in mine]
        changed = [name for name in mine if name in theirs and dict(mine[name]) != dict(theirs[name])]
        if not (added or removed or changed) and list(mine) != list(theirs):
            changed = [name for name, other in zip(mine, theirs, strict=True) if name != other]
        if added or removed or changed:
            raise FeatureMismatch(added=added, removed=removed, changed=changed)


def matrix_hash(rows: Floats) -> str:
    """A short hash of a matrix, to compare what was served with what is recomputed.

    >>> matrix_hash(np.zeros((2, 2), np.float32)) == matrix_hash(np.zeros((2, 2), np.float32))
    True
    """
    return hashlib.blake2b(np.ascontiguousarray(rows).tobytes(), digest_size=8).hexdigest()
