"""A log in a folder: takes a plan and a world, writes events, queries and the truth by day, and `log.json` last. The same plan and world, the same
bytes.

Memory does not grow with the number of days: a day is written while the next one is lived through, and only orders that are due stay.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow
from pyarrow import parquet

from searchrank.errors import InvalidInput
from searchrank.simulate.log.opening import open_floor
from searchrank.simulate.log.part import LATE, TABLES, Done, path_of
from searchrank.simulate.log.parts import crew
from searchrank.simulate.log.plan import PARTS, VERSION, Plan
from searchrank.simulate.log.rank import cooled, standing
from searchrank.simulate.log.truth_tables import shoppers_table
from searchrank.simulate.world.drafts import Draft, draft
from searchrank.simulate.world.folder import open_world

pa: Any = pyarrow
MANIFEST = "log.json"
WORK = "work"
Progress = Callable[[str, int, int | None], None]


def write_log(plan: Plan, world: Path, folder: Path, progress: Progress, processes: int = PARTS) -> dict[str, Any]:
    """Write the log of this plan in this world into the folder; gives what `log.json` says.

    An earlier log in the folder is replaced at the end. Raises what `open_world` raises, InvalidInput for fewer than 1 process, Conflict where the
    folder holds something else, OSError where the disk is full: then nothing is left.
    """
    if processes < 1:
        raise InvalidInput(f"processes is {processes}: it must be 1 or more", field="processes")
    digest = open_world(world).digest
    with draft(folder, MANIFEST) as files:
        counts = _write_days(plan, world, files, progress, processes)
        shutil.rmtree(files.path / WORK)
        manifest = {"version": VERSION, "world": digest, "plan": asdict(plan), "counts": counts, "files": _marks(files)}
        with files.create(MANIFEST) as file:
            file.write(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    return manifest


def _write_days(plan: Plan, world: Path, files: Draft, progress: Progress, processes: int) -> dict[str, int]:
    work = files.path / WORK
    work.mkdir()
    floor = open_floor(plan, world)
    _write(files, "truth/shoppers.parquet", shoppers_table(floor))
    sales, heat, counts = floor.catalogue.sales, np.zeros(len(floor.catalogue), np.float32), dict[str, int]()
    del floor
    progress("days", 0, plan.days)
    with crew(plan, world, work, processes) as parts:
        parts.begin(0, standing(sales, heat, plan.ranker))
        for number in range(plan.days):
            done = parts.finish()
            heat = cooled(heat, *_all(done), plan.ranker)
            if number + 1 < plan.days:
                parts.begin(number + 1, standing(sales, heat, plan.ranker))
            _add(counts, {"events": _write_day(plan, files, work, number)})
            for one in done:
                _add(counts, one.counts)
            progress("days", number + 1, plan.days)
    return counts


def _write_day(plan: Plan, files: Draft, work: Path, number: int) -> int:
    """Put the parts of a day together; gives how many events it has."""
    events = 0
    for name in TABLES:
        paths = [path_of(work, name, number, part) for part in range(PARTS)]
        table = pa.concat_tables([_read(path) for path in paths]).unify_dictionaries()
        if name in LATE:
            table = table.combine_chunks()
            table = table.take(pa.array(np.argsort(table.column("recorded_at").cast(pa.int64()).to_numpy(), kind="stable")))
        _write(files, f"{name}/{plan.date(number).isoformat()}.parquet", table)
        events = len(table) if name == "events" else events
        for path in paths:
            path.unlink()
    return events


def _read(path: Path) -> Any:
    with pa.memory_map(str(path)) as file, pa.ipc.open_stream(file) as reader:
        return reader.read_all()


def _write(files: Draft, name: str, table: Any) -> None:
    with files.create(name) as file:
        parquet.write_table(table, file, compression="zstd", compression_level=1)


def _all(done: list[Done]) -> tuple[Any, Any]:
    return np.concatenate([one.clicked for one in done]), np.concatenate([one.ordered for one in done])


def _add(counts: dict[str, int], more: dict[str, int]) -> None:
    for name, count in more.items():
        counts[name] = counts.get(name, 0) + count


def _marks(files: Draft) -> dict[str, Any]:
    return {name: asdict(files.marks[name]) for name in sorted(files.marks)}
