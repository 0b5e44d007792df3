"""The truth behind a day of the log as Arrow tables: what was examined and wanted, and with which chances. Learners never read them."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

import numpy as np
import pyarrow

from searchrank.simulate.behaviour.after import NEXT
from searchrank.simulate.log.day import Day
from searchrank.simulate.log.floor import Floor
from searchrank.simulate.log.tables import TEXT, Names, ids, served_ids, shopper_names
from searchrank.simulate.log.visits import ENTRIES
from searchrank.simulate.wants import SOURCES, Wants

pa: Any = pyarrow


def impressions_table(floor: Floor, day: Day, names: Names) -> Any:
    """One row a served card: the chances behind it, what happened, the grade for what was said, and the worths for the need."""
    answers, response = day.answers, day.answers.response
    answer, card = np.nonzero(answers.there)
    position = answers.before[answer] + card + 1
    columns = {
        "query_id": pa.DictionaryArray.from_arrays(pa.array(answer.astype(np.int32)), pa.array(names.answers, pa.string())),
        "position": pa.array(position.astype(np.int32)),
        "object_id": served_ids(floor, answers, answer, card),
    }
    told = ("visible", "examined", "p_examined", "p_click_examined", "p_click", "clicked", "satisfied", "p_order", "ordered", "delay_s", "refunded")
    columns |= {name: pa.array(getattr(response, name)[answer, card]) for name in told}
    columns |= {name: pa.array(getattr(answers, name)[answer, card]) for name in ("grade", "shown_worth", "true_worth")}
    return pa.table(columns)


def queries_table(floor: Floor, day: Day, names: Names) -> Any:
    """One row a search: the need, what was said of it and meant, spans and segments, and what came next."""
    asked, needs = day.answers.asked, day.tasks.needs.take(day.answers.asked.task)
    typed = [one.typed for one in asked.spoken]
    columns = {
        "query_id": pa.array(names.answers, pa.string()),
        "task": pa.array(asked.task),
        "step": pa.array(asked.step),
        "wording": _texts([one.step for one in asked.spoken]),
        "text": _texts([one.text for one in typed]),
        "intended": _texts([one.intended for one in typed]),
        "error": _texts([one.error for one in typed]),
        "input": _texts([one.input for one in typed]),
        "segments": pa.array([list(one.segments) for one in typed], pa.list_(pa.string())),
        "spans": _texts([json.dumps([asdict(span) for span in one.spans], ensure_ascii=False) for one in typed]),
        "shopper": pa.array(needs.shopper),
        "reading": pa.array(needs.reading),
        "need_source": _texts([SOURCES[place] for place in needs.source.tolist()]),
        "need_weight": _matrix(needs.weight),
        "next": _texts([NEXT[place] for place in day.answers.next.tolist()]),
        **_wants("need", needs.wants),
        **_wants("said", asked.said),
    }
    return pa.table(columns)


def visits_table(day: Day, names: Names) -> Any:
    """One row a visit: whether it searched, the chance to do so unprompted, and what the word in the box added to it."""
    beginning = day.beginning
    columns = {
        "session_id": pa.array(names.visits, pa.string()),
        "user_id": shopper_names("u", day.visits.shopper),
        "entry": _texts([ENTRIES[place] for place in day.visits.entry.tolist()]),
        "searched": pa.array(beginning.searched),
        "p_unprompted": pa.array(beginning.p_unprompted),
        "uplift": pa.array(beginning.uplift),
    }
    return pa.table(columns)


def unshown_table(floor: Floor, day: Day, names: Names, chance: np.random.Generator) -> Any:
    """Products recalled and not shown, of a sampled share of first pages, with the share of the query that their titles say. No truth: any
    learner's."""
    answers = day.answers
    sampled = np.flatnonzero((answers.asked.page == 1) & (answers.total > 0) & (chance.random(len(answers)) < floor.plan.unshown))
    pools = floor.recall.pools(answers.asked.said.take(sampled))
    hidden = (pools.rows >= 0) & ~(pools.rows[:, :, None] == answers.rows[sampled][:, None, :]).any(axis=2)
    at, place = np.nonzero(hidden)
    return pa.table(
        {
            "query_id": pa.array(np.array(names.answers, object)[sampled[at]], pa.string()).dictionary_encode(),
            "object_id": ids(floor, pools.rows[at, place]),
            "match": pa.array(pools.text[at, place]),
        }
    )


def shoppers_table(floor: Floor) -> Any:
    """One row a shopper: every column of the population."""
    columns = {name: pa.array(column) if column.ndim == 1 else _matrix(column) for name, column in floor.population.columns().items()}
    return pa.table({"user_id": shopper_names("u", np.arange(len(floor.population))), **columns})


def _wants(prefix: str, wants: Wants) -> dict[str, Any]:
    columns = {one.name: getattr(wants, one.name) for one in fields(wants)}
    return {f"{prefix}_{name}": pa.array(column) if column.ndim == 1 else _matrix(column) for name, column in columns.items()}


def _matrix(rows: Any) -> Any:
    return pa.FixedSizeListArray.from_arrays(pa.array(rows.ravel()), rows.shape[1])


def _texts(values: list[str]) -> Any:
    return pa.array(values, pa.string()).dictionary_encode().cast(TEXT)
