"""A day of the log as Arrow tables with the columns of docs/events.md: takes a Day, gives events, asked queries, and what was not shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow

from searchrank.simulate.behaviour.parameters import CARDS, SCENES
from searchrank.simulate.log.day import Day
from searchrank.simulate.log.events import ACTIONS, ENTRY, EXPERIMENT, PRICE, SCENE, SECONDS, WORD, EventRows, event_rows
from searchrank.simulate.log.floor import Floor
from searchrank.simulate.log.rank import EXPERIMENTS
from searchrank.simulate.log.visits import ENTRIES
from searchrank.simulate.log.waves import FILTERED, TYPED, Answers
from searchrank.simulate.shopper.segments import DEVICES

pa: Any = pyarrow
TEXT = pa.dictionary(pa.int32(), pa.string())
TIME = pa.timestamp("ms", tz="UTC")
DAY_S = 86400.0
ARRIVAL_S = (0.4, 0.8)
"""Median seconds, and sigma of the logarithm, from an event to its arrival; general knowledge."""

EVENTS = pa.schema(
    [
        ("event_id", pa.string()),
        ("action", TEXT),
        ("timestamp", TIME),
        ("recorded_at", TIME),
        *((name, TEXT) for name in ("query_id", "client_id", "user_id", "session_id", "user_query", "message_type", "message", "application")),
        *((name, TEXT) for name in ("object_id", "item_type", "object_id_field", "internal_id")),
        ("position", pa.int32()),
        ("x", pa.float32()),
        ("y", pa.float32()),
        ("visible", pa.bool_()),
        ("propensity", pa.float32()),
        ("attributes", TEXT),
    ]
)
"""Columns of `events/<day>.parquet`."""
QUERIES = pa.schema(
    [
        ("query_id", pa.string()),
        ("user_query", TEXT),
        ("timestamp", TIME),
        ("recorded_at", TIME),
        *((name, TEXT) for name in ("client_id", "user_id", "session_id", "application", "source", "from_query_id")),
        ("page", pa.int32()),
        ("filters", TEXT),
        ("device", TEXT),
        ("total", pa.int32()),
        ("hit_ids", pa.list_(pa.string())),
        ("attributes", TEXT),
    ]
)
"""Columns of `queries/<day>.parquet`."""


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Names of a day's things in the log: ids of answers, suggestion answers and visits, by number."""

    answers: list[str]
    offers: list[str]
    visits: list[str]

    @staticmethod
    def of(day: Day, part: int) -> Names:
        """The same in every run; different in every part and on every day."""
        stem = f"{day.number:03x}{part:x}"
        counts = {"q": len(day.answers), "g": day.offers.answers, "s": len(day.visits)}
        return Names(*([f"{letter}{stem}{number:07x}" for number in range(count)] for letter, count in counts.items()))


def shopper_names(letter: str, shoppers: npt.NDArray[Any]) -> Any:
    """Dictionary column of the ids of shoppers, by row."""
    return _by_row(shoppers, lambda row: f"{letter}{row:07d}")


def events_table(floor: Floor, day: Day, names: Names, part: int, chance: np.random.Generator) -> Any:
    """The events of a day in order of arrival, whenever they arrive."""
    rows = event_rows(day, floor.promoted.kind)
    happened, recorded = _times(floor, day.number, rows.at, chance)
    query = np.where(rows.answer >= 0, rows.answer, np.where(rows.offer >= 0, rows.offer + len(names.answers), -1))
    columns = {
        "event_id": pa.array([f"e{day.number:03x}{part:x}{number:07x}" for number in range(len(rows))]),
        "action": _names(rows.action, ACTIONS),
        "timestamp": happened,
        "recorded_at": recorded,
        "query_id": _names(query, names.answers + names.offers),
        "client_id": shopper_names("c", rows.shopper),
        "user_id": shopper_names("u", rows.shopper),
        "session_id": _names(rows.visit, names.visits),
        "user_query": _names(rows.answer, [one.typed.text for one in day.answers.asked.spoken]),
        "application": _names(np.zeros(len(rows), np.int32), ["shop"]),
        "object_id": _objects(floor, day, rows),
        "item_type": _names(np.where(rows.kind == WORD, CARDS.index("query"), rows.kind), CARDS),
        "position": pa.array(rows.position.astype(np.int32), mask=rows.position == 0),
        "visible": pa.array(rows.visible == 1, mask=rows.visible < 0),
        "propensity": pa.array(rows.propensity, mask=np.isnan(rows.propensity)),
        "attributes": _attributes(floor, day, rows),
    }
    return _in_order(EVENTS, columns, len(rows))


def queries_table(floor: Floor, day: Day, names: Names, chance: np.random.Generator) -> Any:
    """The searches of a day in order of arrival."""
    asked, answers = day.answers.asked, day.answers
    happened, recorded = _times(floor, day.number, day.asked_at, chance)
    shopper = day.tasks.needs.shopper[asked.task]
    before = np.where(asked.offer >= 0, asked.offer + len(names.answers), asked.before)
    columns = {
        "query_id": pa.array(names.answers, pa.string()),
        "user_query": pa.array([one.typed.text for one in asked.spoken], pa.string()).dictionary_encode(),
        "timestamp": happened,
        "recorded_at": recorded,
        "client_id": shopper_names("c", shopper),
        "user_id": shopper_names("u", shopper),
        "session_id": _names(day.tasks.visit[asked.task], names.visits),
        "application": _names(np.zeros(len(answers), np.int32), ["shop"]),
        "source": _names(sources(asked.source), SOURCES),
        "from_query_id": _names(before, names.answers + names.offers),
        "page": pa.array(asked.page.astype(np.int32)),
        "filters": pa.array(_filters(floor, day), pa.string()).dictionary_encode(),
        "device": _names(day.tasks.device[asked.task], DEVICES),
        "total": pa.array(answers.total),
        "hit_ids": _hits(floor, answers),
    }
    return _in_order(QUERIES, columns, len(answers))


SOURCES = (*SCENES, "typed", "filter")
"""Where a search came from, as `queries` names it."""


def sources(source: npt.NDArray[np.int8]) -> npt.NDArray[np.int64]:
    """Places in `SOURCES`."""
    return np.where(source == TYPED, len(SCENES), np.where(source == FILTERED, len(SCENES) + 1, source)).astype(np.int64)


def ids(floor: Floor, rows: npt.NDArray[Any]) -> Any:
    """Dictionary column of product ids, null where a row is below 0."""
    return _by_row(rows, lambda row: floor.catalogue.id[row].decode())


def served_ids(floor: Floor, answers: Answers, answer: npt.NDArray[Any], card: npt.NDArray[Any]) -> Any:
    """Dictionary column of the ids of served cards: products, and what else stood among them."""
    number, product = answers.card[answer, card], answers.rows[answer, card]
    return _by_row(np.where(number >= 0, len(floor.catalogue) + number, product), lambda code: _id(floor, code))


def _id(floor: Floor, code: int) -> str:
    """The id of a product, by row, or of a card, by its number behind the last product."""
    products = len(floor.catalogue)
    return "" if code < 0 else floor.catalogue.id[code].decode() if code < products else floor.promoted.ids[code - products]


def _by_row(rows: npt.NDArray[Any], name: Callable[[int], str]) -> Any:
    known, place = np.unique(rows, return_inverse=True)
    values = [name(row) if row >= 0 else "" for row in known.tolist()]
    return pa.DictionaryArray.from_arrays(pa.array(place.astype(np.int32), mask=rows < 0), pa.array(values, pa.string()))


def _names(places: npt.NDArray[Any], values: Sequence[str]) -> Any:
    """Dictionary column of named places, null where a place is below 0."""
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32), mask=places < 0), pa.array(list(values), pa.string()))


def _times(floor: Floor, number: int, at: npt.NDArray[np.float64], chance: np.random.Generator) -> tuple[Any, Any]:
    """(when it happened, when it arrived) as columns of milliseconds."""
    midnight = np.datetime64(floor.plan.date(number), "ms").astype(np.int64)
    happened = midnight + np.rint(at * 1000).astype(np.int64)
    delay = np.exp(np.log(ARRIVAL_S[0]) + ARRIVAL_S[1] * chance.standard_normal(len(at), np.float32))
    return pa.array(happened).cast(TIME), pa.array(happened + np.rint(delay * 1000).astype(np.int64)).cast(TIME)


def _in_order(schema: Any, columns: dict[str, Any], count: int) -> Any:
    """The table, by arrival; what has no column is null."""
    table = pa.table([columns[one.name] if one.name in columns else pa.nulls(count, one.type) for one in schema], schema=schema)
    return table.take(pa.array(np.argsort(table.column("recorded_at").cast(pa.int64()).to_numpy(), kind="stable")))


def _objects(floor: Floor, day: Day, rows: EventRows) -> Any:
    """Product ids and suggested texts in one column."""
    words, products = rows.kind == WORD, len(floor.catalogue)
    known, place = np.unique(np.where(words, -1, np.where(rows.kind > 0, rows.item + products, rows.item)), return_inverse=True)
    values = [_id(floor, code) for code in known.tolist()]
    places = np.where(words, rows.item + len(values), place)
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32), mask=rows.kind < 0), pa.array(values + day.offers.text, pa.string()))


def _attributes(floor: Floor, day: Day, rows: EventRows) -> Any:
    """JSON texts, one of each kind."""
    pairs, place = np.unique(rows.note.astype(np.int64) << 40 | (rows.number.astype(np.int64) + 1), return_inverse=True)
    texts = [_note(floor, day, pair >> 40, (pair & (1 << 40) - 1) - 1) for pair in pairs.tolist()]
    return pa.DictionaryArray.from_arrays(pa.array(place.astype(np.int32), mask=rows.note == 0), pa.array(texts, pa.string()))


def _note(floor: Floor, day: Day, note: int, number: int) -> str:
    told: dict[str, Any] = {}
    if note == ENTRY:
        told = {"entry": ENTRIES[number]}
    elif note == EXPERIMENT:
        told = {"experiment": EXPERIMENTS[number]}
    elif note == SECONDS:
        told = {"dwell_s": number}
    elif note == PRICE:
        told = {"price": round(float(floor.catalogue.price[number]), 2), "quantity": 1}
    elif note == SCENE:
        told = _scene(day, number)
    return json.dumps(told, ensure_ascii=False)


def _scene(day: Day, word: int) -> dict[str, str]:
    if word < 0:
        return {"scene": "push"}
    prefix = day.offers.prefix[word]
    return {"scene": SCENES[day.offers.scene[word]]} | ({"prefix": prefix} if prefix else {})


def _filters(floor: Floor, day: Day) -> list[str | None]:
    asked = day.answers.asked
    brands, low, high = asked.brand.tolist(), asked.low.tolist(), asked.high.tolist()
    return [_filter(floor, *one) for one in zip(brands, low, high, strict=True)]


def _filter(floor: Floor, brand: int, low: float, high: float) -> str | None:
    found = {"brand": [floor.places.brands[brand].latin]} if brand >= 0 else {}
    bounds = [f"{one:.0f}" if one == one else "" for one in (low, high)]
    if any(bounds):
        found["price"] = ["..".join(bounds)]
    return json.dumps(found, ensure_ascii=False) if found else None


def _hits(floor: Floor, answers: Answers) -> Any:
    offsets = np.concatenate([[0], np.cumsum(answers.there.sum(axis=1))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), served_ids(floor, answers, *np.nonzero(answers.there)).cast(pa.string()))
