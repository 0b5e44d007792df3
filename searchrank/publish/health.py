"""Whether the parts of a shop can serve: takes what a worker has open, gives one check a part."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from searchrank.errors import SearchrankError
from searchrank.publish.live_process import has_writer
from searchrank.publish.swap import Watch
from searchrank.recall.engines import Engines
from searchrank.store.generation import read_generation
from searchrank.store.store import Store


def health_of(watch: Watch, engines: Engines, store: Store, *, follows: bool) -> Mapping[str, Any]:
    """Each part by name: {ok, ...}; those with `required` False may fail and the shop still serves. With `follows`, following changes is one."""
    checks: dict[str, Any] = {"store": store.health()}
    try:
        view = watch.view()
        age = max(round(time.time() - float(view.snapshot.manifest["as_of"])), 0)
        checks["snapshot"] = {"ok": True, "version": view.version, "age_seconds": age, "products": len(view.every()), "fault": watch.fault}
        checks["engine"] = {**engines.health(view.snapshot), "required": False}
        if follows:
            checks["live"] = {**live_health(watch, checks["store"].get("last_change")), "required": False}
        if checks["store"]["ok"]:
            checks["imports"] = {**imports_health(watch, store), "required": False}
    except SearchrankError as error:
        checks["snapshot"] = {"ok": False, "reason": error.message}
    return checks


def live_health(watch: Watch, last_change: int | None) -> dict[str, Any]:
    """Whether changes are followed: how many of the snapshot's rows have newer ones, and how many changes are not served yet, where that is known."""
    live = watch.view().live
    told = read_generation(watch.settings.live_parts / watch.view().snapshot.version)
    behind = last_change - told.change if told is not None and last_change is not None else None
    writing = has_writer(watch.settings)
    health = {"ok": writing, "rows": live.rows if live else 0, "behind": behind}
    return health if writing else {**health, "reason": "no process follows the changes: `searchrank serve` starts one"}


def imports_health(watch: Watch, store: Store) -> dict[str, Any]:
    """The finished imports of products that shoppers do not see before the next publishing: how many products they changed, since when the oldest
    waits (ISO 8601), and each by name. Waiting is no fault: it is what large imports do.
    """
    snapshot, live = watch.view().snapshot, watch.settings.live
    most = live.import_rows if live.serve else 0
    found = store.catalogue.waiting_imports(float(snapshot.manifest["as_of"]), int(snapshot.manifest["as_of_change"]), most)
    if not found:
        return {"ok": True, "waiting": []}
    told = [{"file": one.name, "changed": one.changed, "since": _written(one.finished_at)} for one in found]
    changed = sum(one.changed for one in found)
    why = f"more at once than live.import_rows, {most:,}" if most else "imports are not served before it (live.serve, live.import_rows)"
    reason = f"{changed:,} products that were imported wait for `searchrank publish`: {why}"
    return {"ok": True, "waiting": told, "changed": changed, "since": told[0]["since"], "reason": reason}


def _written(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")
