"""The dictionary of a shop over HTTP: read, added to and taken from by those with the admin token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, request

from searchrank.errors import InvalidInput, NotFound
from searchrank.publish.dictionary_files import Fault, sorted_out
from searchrank.store.dictionary import Change, Entry
from searchrank_web.access import for_admins
from searchrank_web.answering import answer, few
from searchrank_web.answers import ChangedAnswer, DictionaryAnswer, DictionaryChange, DictionaryEntry, DictionaryLine, ItemFault
from searchrank_web.api import MOST_ITEMS, api
from searchrank_web.contract import current_shop
from searchrank_web.errors import item_fault
from searchrank_web.parameters import DictionaryParameters, body_items, entry_item, no_parameters, parameters, shortened

__all__ = ["api"]
LATEST = 20
"""Changes that are told with the entries."""


@api.get("/dictionary")
@for_admins
@no_parameters
def dictionary() -> Response:
    kept = current_shop().dictionary
    entries = [DictionaryEntry(kind=one.kind, entry=one.text, note=one.note) for one in kept.entries()]
    return answer(DictionaryAnswer(entries=entries, changes=[_told(change) for change in kept.history(LATEST)]))


@api.put("/dictionary")
@for_admins
def add_entries() -> Response:
    """Keeps the entries of the body that are right, as one change, and says what was wrong with the others; 400 when none was right."""
    asked, kept = parameters(request, DictionaryParameters), current_shop().dictionary
    given = dict(_given(few(body_items(request), MOST_ITEMS)))
    read = sorted_out(given.items(), kept.entries())
    kept.add(read.entries, asked.by, asked.why)
    return _changed(len(read.entries), [_item_fault(fault, given[fault.line]) for fault in read.faults])


@api.delete("/dictionary")
@for_admins
def remove_entries() -> Response:
    asked, kept = parameters(request, DictionaryParameters), current_shop().dictionary
    removed, faults = 0, []
    for index, given in _given(few(body_items(request), MOST_ITEMS)):
        if isinstance(given, Entry) and kept.remove([given], asked.by, asked.why):
            removed += 1
        else:
            faults.append(item_fault(index, given if isinstance(given, InvalidInput) else _unknown(given)))
    return _changed(removed, faults)


def _given(items: Sequence[Any]) -> Iterator[tuple[int, Entry | InvalidInput]]:
    """The entries of a body with their places from 0, or what is wrong with them."""
    for index, item in enumerate(items):
        try:
            read = entry_item(item)
            yield index, Entry(read.kind, read.entry, read.note)
        except InvalidInput as error:
            yield index, error


def _unknown(entry: Entry) -> NotFound:
    return NotFound(f"the dictionary has no {entry.kind[:20]} {shortened(entry.text)}: GET /dictionary gives what it has", field="entry")


def _item_fault(fault: Fault, given: Entry | InvalidInput) -> ItemFault:
    return item_fault(fault.line, given if isinstance(given, InvalidInput) else InvalidInput(fault.message, field="entry"))


def _changed(done: int, faults: list[ItemFault]) -> Response:
    return answer(ChangedAnswer(accepted=done, errors=faults), 400 if faults and not done else 200)


def _told(change: Change) -> DictionaryChange:
    lines = [DictionaryLine(action=one.action, kind=one.entry.kind, entry=one.entry.text, note=one.entry.note) for one in change.lines]
    return DictionaryChange(number=change.number, at=change.at, who=change.who, why=change.why, undoes=change.undoes, lines=lines)
