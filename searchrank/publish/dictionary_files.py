"""Files of dictionary entries: takes a path, gives the entries that are right, and one sentence with its line for each that is not.

Three forms, told apart by the name: synonyms as Solr and Elasticsearch read them (`a, b, c` both ways, `a => b, c` one way, `#` begins a comment);
`.tsv` with kind, entry and note; `.jsonl` with objects of the same names. Any may be packed by gzip.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from searchrank.errors import InvalidInput
from searchrank.publish.dictionary import readable
from searchrank.query.cycles import Consistent
from searchrank.query.entries import SYNONYM, meaning
from searchrank.store.dictionary import Entry
from searchrank.store.fields import BadValue
from searchrank.store.files import read_objects, read_texts

COLUMNS = ("kind", "entry", "note")
_JSON_NAMES = (".jsonl", ".ndjson", ".json")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a line, as one sentence."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class EntryFile:
    """What a file holds: entries in the form in which they are kept, and the faults; `lines` are all that say something."""

    lines: int
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]


def read_entries(path: Path, kept: Iterable[Entry] = ()) -> EntryFile:
    """The entries of a file beside those that are kept already: what contradicts these, or an earlier line, is a fault.

    Raises InvalidInput for a file that cannot be read at all.
    """
    return sorted_out(_given(path), kept)


def sorted_out(given: Iterable[tuple[int, Entry | InvalidInput]], kept: Iterable[Entry] = ()) -> EntryFile:
    """What is right and what is wrong of numbered entries, beside those that are kept already."""
    taking = _Taking.beside(kept)
    lines = 0
    for number, one in given:
        lines += 1
        taking.take(number, one)
    return EntryFile(lines, tuple(taking.entries), tuple(taking.faults))


def written(entries: Iterable[Entry], name: str) -> Iterator[str]:
    """The lines of a file of this name with these entries, in the form that `read_entries` reads; raises InvalidInput where the form has no place
    for one of them.

    >>> list(written([Entry("stop", "促销", "ads")], "words.tsv"))
    ['stop\\t促销\\tads\\n']
    """
    form = _form(name)
    for one in entries:
        if form == "json":
            yield orjson.dumps({"kind": one.kind, "entry": one.text, "note": one.note}).decode() + "\n"
        elif form == "tsv":
            yield "\t".join((one.kind, one.text, " ".join(one.note.split()))).rstrip() + "\n"
        elif one.kind == SYNONYM:
            yield one.text + "\n"
        else:
            raise InvalidInput(f"{name} can hold synonyms only, and there is the {one.kind} {one.text[:80]!r}: name a .tsv or .jsonl", field="file")


@dataclass(frozen=True, slots=True)
class _Taking:
    """The entries taken so far, with the line of each."""

    consistent: Consistent
    known: set[tuple[str, str]]
    seen: dict[tuple[str, str], int]
    entries: list[Entry]
    faults: list[Fault]

    @staticmethod
    def beside(kept: Iterable[Entry]) -> _Taking:
        taking = _Taking(Consistent(), set(), {}, [], [])
        for one in readable(kept):
            taking.consistent.take(one)
            taking.known.add((one.kind, one.text))
        return taking

    def take(self, number: int, given: Entry | InvalidInput) -> None:
        if isinstance(given, InvalidInput):
            self.faults.append(Fault(number, given.message))
            return
        try:
            said = meaning(given.kind, given.text)
        except InvalidInput as error:
            self.faults.append(Fault(number, error.message))
            return
        entry = Entry(said.kind, said.text, given.note)
        fault = self._repeated(entry) or (None if (said.kind, said.text) in self.known else self.consistent.take(said))
        if fault:
            self.faults.append(Fault(number, f"{given.kind} {given.text[:80]!r} {fault}"))
            return
        self.seen[entry.kind, entry.text] = number
        self.entries.append(entry)

    def _repeated(self, entry: Entry) -> str | None:
        line = self.seen.get((entry.kind, entry.text))
        return None if line is None else f"says what line {line} says: remove one of the two"


def _given(path: Path) -> Iterator[tuple[int, Entry | InvalidInput]]:
    form = _form(path.name)
    if form == "json":
        yield from ((number, _from_object(value)) for number, value in read_objects(path))
        return
    for number, line in read_texts(path):
        if isinstance(line, BadValue):
            yield number, InvalidInput(f"is no UTF-8 text ({line.value}): save the file as UTF-8", field="line")
        elif isinstance(line, str) and (text := line.strip()) and not (form == "solr" and text.startswith("#")):
            yield number, _from_columns(line) if form == "tsv" else Entry(SYNONYM, text)


def _form(name: str) -> str:
    plain = name.lower().removesuffix(".gz")
    if plain.endswith(_JSON_NAMES):
        return "json"
    return "tsv" if plain.endswith(".tsv") else "solr"


def _from_columns(line: str) -> Entry | InvalidInput:
    columns: Sequence[str] = [column.strip() for column in line.split("\t")]
    if not 2 <= len(columns) <= len(COLUMNS):
        return InvalidInput(f"{line.strip()[:80]!r} has {len(columns)} columns: write kind, tab, entry, and a note behind another tab", field="line")
    return Entry(*columns)


def _from_object(value: Any) -> Entry | InvalidInput:
    if isinstance(value, InvalidInput):
        return value
    return entry_of(value) if isinstance(value, Mapping) else InvalidInput("is no JSON object: write one with kind and entry", field="line")


def entry_of(value: Mapping[str, Any]) -> Entry | InvalidInput:
    """The entry of an object with kind, entry and perhaps note; InvalidInput where it is another."""
    wrong = [name for name in COLUMNS if not isinstance(value.get(name, "" if name == "note" else None), str)]
    if wrong or (unknown := sorted(set(value) - set(COLUMNS))):
        told = f"has no text as {wrong[0]!r}" if wrong else f"has the unknown field {unknown[0]!r}"
        return InvalidInput(f"the object {told}: write kind, entry and note as texts", field=wrong[0] if wrong else unknown[0])
    return Entry(value["kind"], value["entry"], value.get("note", ""))
