"""A part of the shoppers, day after day: takes what is popular, leaves Arrow files of the day, gives what was clicked and ordered.

Parts know nothing of each other within a day, so they can run in processes of their own; what all did is popular on the next day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow

from searchrank.simulate.behaviour.examine import Floats
from searchrank.simulate.log import truth_tables
from searchrank.simulate.log.day import Day, live_through
from searchrank.simulate.log.floor import Floor, Memory
from searchrank.simulate.log.opening import open_floor, open_memory
from searchrank.simulate.log.plan import PARTS, Plan
from searchrank.simulate.log.tables import DAY_S, Names, events_table, queries_table
from searchrank.simulate.log.truth_tables import unshown_table

pa: Any = pyarrow
LATE = ("events", "queries")
"""Tables whose rows belong to the day of their arrival, which may come later."""
TABLES = (*LATE, "unshown", "truth/impressions", "truth/queries", "truth/visits")


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """What a part did on a day: rows of the catalogue, clicked ones and those whose order fell on this day; numbers of searches and clicks."""

    clicked: npt.NDArray[np.int64]
    ordered: npt.NDArray[np.int64]
    counts: dict[str, int]


@dataclass(slots=True, eq=False)
class Part:
    """One part at work; `waiting` are rows of later days by table and day."""

    number: int
    floor: Floor
    memory: Memory
    folder: Path
    waiting: dict[tuple[str, int], list[Any]] = field(default_factory=dict)

    @staticmethod
    def open(plan: Plan, world: Path, folder: Path, number: int) -> Part:
        """The part of this number before its first day; files of days go into the folder."""
        floor = open_floor(plan, world)
        return Part(number, floor, open_memory(floor, number), folder)

    def live(self, number: int, popularity: Floats) -> Done:
        """The day of this number; its files are `path_of` this folder."""
        floor, plan = self.floor, self.floor.plan
        chance = np.random.default_rng([plan.seed, 81, number, self.number])
        present = np.arange(self.number, plan.shoppers, PARTS, dtype=np.int32)
        present = present[floor.population.joined[present] <= number]
        day = live_through(floor, self.memory, present, number, popularity, chance)
        names = Names.of(day, self.number)
        tables = {
            "events": events_table(floor, day, names, self.number, chance),
            "queries": queries_table(floor, day, names, chance),
            "unshown": unshown_table(floor, day, names, chance),
            "truth/impressions": truth_tables.impressions_table(floor, day, names),
            "truth/queries": truth_tables.queries_table(floor, day, names),
            "truth/visits": truth_tables.visits_table(day, names),
        }
        for name, table in tables.items():
            _keep(path_of(self.folder, name, number, self.number), self._arrived(name, number, table) if name in LATE else table)
        return self._done(day)

    def _arrived(self, name: str, number: int, table: Any) -> Any:
        """The rows that arrive on this day, early ones of days before among them; later ones wait."""
        midnight = np.datetime64(self.floor.plan.date(0), "ms").astype(np.int64)
        arrival = (table.column("recorded_at").cast(pa.int64()).to_numpy() - midnight) // int(DAY_S * 1000)
        for later in np.unique(arrival[arrival > number]).tolist():
            if later < self.floor.plan.days:
                self.waiting.setdefault((name, later), []).append(_plain(table.filter(pa.array(arrival == later))))
        early = [_packed(one, table.schema) for one in self.waiting.pop((name, number), [])]
        return pa.concat_tables([table.filter(pa.array(arrival == number)), *early])

    def _done(self, day: Day) -> Done:
        answers, response, due = day.answers, day.answers.response, self.memory.due
        answer, card = np.nonzero(response.ordered)
        at = day.asked_at[answer] + response.at_s[answer, card] + response.delay_s[answer, card]
        falls = day.number + (at // DAY_S).astype(np.int64)
        for later in np.unique(falls).tolist():
            due.setdefault(later, []).append(answers.rows[answer, card][falls == later].astype(np.int64))
        counts = {"visits": len(day.visits), "searches": len(answers), "clicks": int(response.clicked.sum()), "orders": len(answer)}
        clicked = answers.rows[response.clicked & (answers.rows >= 0)].astype(np.int64)
        return Done(clicked, np.concatenate([*due.pop(day.number, []), np.zeros(0, np.int64)]), counts)


def path_of(folder: Path, name: str, number: int, part: int) -> Path:
    """Where a part leaves a table of a day.

    >>> path_of(Path("work"), "truth/visits", 3, 1).as_posix()
    'work/truth-visits-003-1.arrow'
    """
    return folder / f"{name.replace('/', '-')}-{number:03d}-{part}.arrow"


def _plain(table: Any) -> Any:
    """The table with texts instead of places in dictionaries: a few rows that wait would keep the texts of a whole day."""
    texts = [pa.types.is_dictionary(column.type) for column in table.columns]
    columns = [column.cast(pa.string()) if text else column for column, text in zip(table.columns, texts, strict=True)]
    return pa.table(columns, names=table.column_names)


def _packed(table: Any, schema: Any) -> Any:
    """The way back from `_plain`."""
    packed = [column.dictionary_encode() if pa.types.is_dictionary(one.type) else column for column, one in zip(table.columns, schema, strict=True)]
    return pa.table(packed, schema=schema)


def _keep(path: Path, table: Any) -> None:
    # A stream, not a file: it may hold columns whose chunks have different dictionaries.
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, table.schema) as writer:
        writer.write_table(table)
