"""The register of ranking models: where each lies, what it measured, which are promoted."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Row, exists, insert, select, update

from searchrank.errors import Conflict, NotFound
from searchrank.store.counters import draw
from searchrank.store.database import Database
from searchrank.store.tables import counters, models
from searchrank.store.times import iso


@dataclass(frozen=True, slots=True)
class RegisteredModel:
    """One model. `path` of its folder, `measures` as they were registered, `reason` why it is or is not promoted; `created_at` ISO 8601, UTC."""

    version: str
    path: str
    measures: Mapping[str, Any]
    reason: str
    promoted: bool
    created_at: str


@dataclass(frozen=True, slots=True)
class Models:
    """The models of a shop."""

    database: Database
    clock: Callable[[], float] = time.time

    def register(self, version: str, path: str, measures: Mapping[str, Any], reason: str = "") -> RegisteredModel:
        """Note a trained model, not yet promoted; raises Conflict for a version that is noted already."""
        row = {"version": version, "path": str(path), "measures": orjson.dumps(measures, option=orjson.OPT_SERIALIZE_NUMPY), "reason": reason}
        with self.database.write() as connection:
            if connection.execute(select(exists().where(models.c.version == version))).scalar():
                raise Conflict(f"there is already a model {version!r}: register it under another version")
            connection.execute(insert(models), {**row, "created_at": self.clock(), "promotion": None})
        return self.get(version)

    def list(self) -> list[RegisteredModel]:
        """All models, oldest first; ties by version."""
        with self.database.read() as connection:
            return [_registered(row) for row in connection.execute(select(models).order_by(models.c.created_at, models.c.version))]

    def get(self, version: str) -> RegisteredModel:
        """The model of this version; raises NotFound naming those there are."""
        with self.database.read() as connection:
            row = connection.execute(select(models).where(models.c.version == version)).first()
        if row is None:
            raise self._unknown(version)
        return _registered(row)

    def promote(self, version: str) -> None:
        """Make this model the one that the next publishing takes; raises NotFound naming those there are."""
        with self.database.write() as connection:
            promotion = draw(connection, counters, "promotion")
            done = connection.execute(update(models).where(models.c.version == version).values(promotion=promotion))
            found = done.rowcount
        if not found:
            raise self._unknown(version)

    def newest_promoted(self) -> RegisteredModel | None:
        """The model that was promoted last, or None."""
        wanted = select(models).where(models.c.promotion.is_not(None)).order_by(models.c.promotion.desc()).limit(1)
        with self.database.read() as connection:
            row = connection.execute(wanted).first()
        return None if row is None else _registered(row)

    def _unknown(self, version: str) -> NotFound:
        known = ", ".join(model.version for model in self.list()) or "none"
        return NotFound(f"there is no model {version!r}: known are {known}", field="model")


def _registered(row: Row[Any]) -> RegisteredModel:
    promoted = row.promotion is not None
    return RegisteredModel(row.version, row.path, orjson.loads(row.measures), row.reason, promoted, iso(row.created_at))
