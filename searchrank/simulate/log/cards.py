"""Served cards read back from a log's events, without any truth: takes the folder, gives places, clicks and what chance moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow
from pyarrow import compute, parquet

from searchrank.simulate.behaviour.estimate import Counts, Curve, count_sets, swap_curve
from searchrank.simulate.log.columns import join
from searchrank.simulate.log.plan import PER_PAGE
from searchrank.simulate.log.rank import EXPERIMENTS, PAIRS_EVEN, TOP

pa: Any = pyarrow
_COLUMNS = ["query_id", "action", "item_type", "position", "propensity", "attributes", "client_id"]


@dataclass(frozen=True, slots=True, eq=False)
class Cards:
    """c served products of first pages, all columns (c,): position int32 from 1; clicked bool; experiment int8 of `rank.EXPERIMENTS`, 0 where chance
    did not decide this card's place; length int32 of the answer."""

    position: npt.NDArray[np.int32]
    clicked: npt.NDArray[np.bool_]
    experiment: npt.NDArray[np.int8]
    length: npt.NDArray[np.int32]

    @property
    def sets(self) -> npt.NDArray[np.int64]:
        """A number for each set of places whose products chance dealt, in answers of one length; only cards of an experiment have a set."""
        place = np.where(self.experiment == TOP, 0, np.where(self.experiment == PAIRS_EVEN, self.position // 2, (self.position - 1) // 2))
        return np.asarray((self.experiment.astype(np.int64) * 100 + self.length) * 100 + place)


def read_cards(folder: Path) -> Cards:
    """The cards of all days of the log in this folder."""
    return join(list(_days(folder)))


def swap_counts(cards: Cards, depth: int = PER_PAGE) -> Counts:
    """Searches and clicks of the cards that chance placed, by set and place."""
    moved = cards.experiment > 0
    return count_sets(cards.sets[moved], cards.position[moved], cards.clicked[moved], depth)


def examination_curve(cards: Cards, depth: int = PER_PAGE, *, degree: int = 0) -> Curve:
    """How much each place is looked at, estimated from the randomised answers; raises what `swap_curve` raises."""
    return swap_curve(swap_counts(cards, depth), degree=degree)


def _days(folder: Path) -> Iterator[Cards]:
    for path in sorted((folder / "events").glob("*.parquet")):
        events = parquet.read_table(path, columns=_COLUMNS)
        yield _cards(events.filter(compute.equal(events["item_type"].cast(pa.string()), "product")))


def _cards(events: Any) -> Cards:
    """A click belongs to the impression of its answer and place."""
    query = events["query_id"].unify_dictionaries().combine_chunks() if len(events) else events["query_id"].cast(pa.string()).dictionary_encode()
    number = query.indices.to_numpy().astype(np.int64)
    action = events["action"].cast(pa.string()).to_numpy()
    place = number * 1000 + events["position"].to_numpy()
    shown = (action == "impression") & (events["position"].to_numpy() <= PER_PAGE)
    length = np.bincount(number[shown], minlength=int(number.max(initial=-1)) + 1)
    return Cards(
        position=events["position"].to_numpy()[shown].astype(np.int32),
        clicked=np.isin(place[shown], place[action == "click"]),
        experiment=_experiments(events)[shown],
        length=length[number[shown]].astype(np.int32),
    )


def _experiments(events: Any) -> npt.NDArray[np.int8]:
    dealt = events["propensity"].is_valid().to_numpy()
    attributes = events["attributes"].cast(pa.string()).dictionary_encode().unify_dictionaries().combine_chunks()
    names = [orjson.loads(text).get("experiment", "") for text in attributes.dictionary.to_pylist()]
    known = np.array([EXPERIMENTS.index(name) for name in names] + [0], np.int8)
    found = known[attributes.indices.fill_null(len(names)).to_numpy()]
    return np.where(dealt, found, 0).astype(np.int8)
