"""What a day leaves in the log: takes a Day, gives its events as plain numbers, one row an event; texts come in with `tables`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.simulate.behaviour.examine import Floats
from searchrank.simulate.behaviour.parameters import CARDS
from searchrank.simulate.log.columns import join
from searchrank.simulate.log.day import Day
from searchrank.simulate.log.words import Offers, Rows

ACTIONS = ("visit", "impression", "click", "dwell", "return_to_results", "add_to_cart", "favourite", "purchase", "refund", "opt_out")
VISIT, IMPRESSION, CLICK, DWELL, RETURN, CART, FAVOURITE, PURCHASE, REFUND, OPT_OUT = range(len(ACTIONS))
WORD = len(CARDS)
"""`EventRows.kind` of a suggested query; lower kinds are places of `CARDS`."""
NO_NOTE, ENTRY, SCENE, EXPERIMENT, SECONDS, PRICE = range(6)
"""What the attributes of an event tell; `EventRows.number` is of what."""
SESSION_S = 1800.0
"""Who comes back later than this after the last action is in another session (the usual half hour), that the log does not name."""


@dataclass(frozen=True, slots=True, eq=False)
class EventRows:
    """e events. at float64 seconds of the day, on past midnight; action int8 of `ACTIONS`; answer, offer int32 number of the search answer or of the
    suggestion answer, -1 where it is of none; shopper, visit int32; kind int8 of `CARDS` or `WORD`, item int32 a row of the catalogue, of
    `Promoted` or of the offers' words, both -1 for none; position int16 from 1 or 0; visible int8 1, 0 or -1 where it says nothing; propensity
    float32 or nan; note int8 and number int32 (a row or whole seconds) what the attributes tell.
    """

    at: npt.NDArray[np.float64]
    action: npt.NDArray[np.int8]
    answer: Rows
    offer: Rows
    shopper: Rows
    visit: Rows
    kind: npt.NDArray[np.int8]
    item: Rows
    position: npt.NDArray[np.int16]
    visible: npt.NDArray[np.int8]
    propensity: Floats
    note: npt.NDArray[np.int8]
    number: Rows

    def __len__(self) -> int:
        return len(self.at)


def event_rows(day: Day, card_kind: npt.NDArray[np.int8]) -> EventRows:
    """All events of what happened on this day, also those that come days later, in no order."""
    return join([_visits(day), *_cards(day, card_kind), *_words(day.offers), _opted_out(day)])


def _rows(at: Any, action: int, **columns: Any) -> EventRows:
    """Rows of one action; what is not given is none."""
    count, given = len(at), {"answer": -1, "offer": -1, "visit": -1, "kind": -1, "item": -1, "position": 0, "visible": -1}
    values = {**given, "propensity": np.nan, "note": NO_NOTE, "number": -1, **columns, "at": at, "action": action}
    types = {"at": "f8", "propensity": "f4", "position": "i2"} | dict.fromkeys(("action", "kind", "visible", "note"), "i1")
    return EventRows(**{name: np.array(np.broadcast_to(values[name], count), types.get(name, "i4")) for name in EventRows.__dataclass_fields__})


def _visits(day: Day) -> EventRows:
    visits = day.visits
    return _rows(visits.start, VISIT, shopper=visits.shopper, visit=np.arange(len(visits)), note=ENTRY, number=visits.entry)


def _cards(day: Day, card_kind: npt.NDArray[np.int8]) -> list[EventRows]:
    """Everything about cards of answers."""
    cards, response = _Cards(day, card_kind), day.answers.response
    there = day.answers.there
    clicked_at = response.at_s + 0.3
    # Nobody pays before the thing is in the cart, however short the drawn delay.
    ordered_at = clicked_at + np.maximum(response.delay_s, 0.6 * response.dwell_s + 5)
    left_at = clicked_at + response.dwell_s
    seconds = np.maximum(np.rint(response.dwell_s), 1)
    return [
        cards.rows(IMPRESSION, there, np.where(response.visible, response.at_s, 0.2), visible=response.visible, moved=True),
        cards.rows(CLICK, response.clicked, clicked_at, moved=True),
        cards.rows(DWELL, response.clicked, left_at, note=SECONDS, number=seconds),
        cards.rows(RETURN, response.returned, left_at + 0.1),
        cards.rows(CART, response.carted, clicked_at + 0.6 * response.dwell_s),
        cards.rows(FAVOURITE, response.favoured, clicked_at + 0.4 * response.dwell_s),
        cards.rows(PURCHASE, response.ordered, ordered_at, late=response.delay_s, note=PRICE),
        cards.rows(REFUND, response.refunded, ordered_at + response.refund_s, late=response.refund_s, note=PRICE),
    ]


class _Cards:
    """Makes rows about cards of a day's answers."""

    def __init__(self, day: Day, card_kind: npt.NDArray[np.int8]) -> None:
        self._day, asked = day, day.answers.asked
        self._start = day.asked_at
        self._shopper, self._visit = day.tasks.needs.shopper[asked.task], day.tasks.visit[asked.task]
        self._experiment = np.where(asked.page == 1, day.tasks.experiment[asked.task], 0)
        self._before, number = day.answers.before, day.answers.card
        self._item, self._kind = np.where(number >= 0, number, day.answers.rows), np.where(number >= 0, card_kind[number], 0)

    def rows(
        self,
        action: int,
        where: npt.NDArray[np.bool_],
        after: Any,
        *,
        visible: Any = None,
        moved: bool = False,
        late: Any = None,
        note: int = NO_NOTE,
        number: Any = None,
    ) -> EventRows:
        """Rows of the cards `where` (m, k); `moved` ones carry propensity and experiment, what is late lies in no session that is known."""
        answer, card = np.nonzero(where)
        product, propensity = self._day.answers.rows[answer, card], self._day.answers.propensity[answer, card]
        experiment = self._experiment[answer]
        told: dict[str, Any] = {"note": note, "number": product if number is None else number[answer, card].astype(np.int32)}
        if moved:
            told = {"note": np.where(experiment > 0, EXPERIMENT, NO_NOTE), "number": experiment, "propensity": propensity}
        visit = self._visit[answer] if late is None else np.where(late[answer, card] < SESSION_S, self._visit[answer], -1)
        seen = {} if visible is None else {"visible": visible[answer, card]}
        position = self._before[answer] + card + 1
        whose = {"answer": answer, "shopper": self._shopper[answer], "visit": visit}
        at = self._start[answer] + after[answer, card]
        return _rows(at, action, kind=self._kind[answer, card], item=self._item[answer, card], position=position, **whose, **seen, **told)


def _words(offers: Offers) -> list[EventRows]:
    """Suggestions shown and taken; a push lies in no session."""
    rows = np.arange(len(offers.at))
    shown: dict[str, Any] = {"shopper": offers.shopper, "visit": offers.visit, "offer": offers.answer, "position": offers.position}
    both: dict[str, Any] = {"kind": WORD, "item": rows, "note": SCENE, "number": rows}
    taken = offers.taken
    return [
        _rows(offers.at, IMPRESSION, visible=1, **shown, **both),
        _rows(
            offers.at[taken] + 1.0,
            CLICK,
            **{name: column[taken] for name, column in shown.items()},
            **both | {"item": rows[taken], "number": rows[taken]},
        ),
    ]


def _opted_out(day: Day) -> EventRows:
    shopper = day.pushes.shopper[day.pushes.opted_out]
    return _rows(np.full(len(shopper), 21 * 3600.0), OPT_OUT, shopper=shopper, note=SCENE, number=-1)
