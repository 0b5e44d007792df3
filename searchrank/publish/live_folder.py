"""The live part of one snapshot as its one writer fills it: takes changes in order, puts their rows into the arrays, and makes them visible."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from searchrank.publish.cut import ProductCutter
from searchrank.publish.live_numbers import Numbers
from searchrank.publish.live_postings import link
from searchrank.publish.live_rows import LiveRow, RowMaker, alike, column, empty_row, joined_lists, joined_texts, stacked
from searchrank.query.understand import snapshot_cutter
from searchrank.store.additions import Additions, NameLog
from searchrank.store.catalogue import DELETE, PUT, Change
from searchrank.store.generation import Generation, as_published, read_generation, this_boot, write_generation
from searchrank.store.growing import Growing
from searchrank.store.live import (
    BEFORE,
    CUT,
    DOCUMENT,
    HEAD,
    HOLDER,
    INT32,
    INT64,
    LISTS,
    NAME_LOG,
    ORIGIN,
    OVERTAKEN,
    OVERTAKEN_LIVE,
    PRODUCT,
    ROWS,
    TEXT,
    Live,
    LiveFolder,
    shapes_by_row,
    shapes_of_lists,
)
from searchrank.store.parts import joined
from searchrank.store.products import product_from_document
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import NONE

RESERVED = "postings.reserved"


@dataclass(slots=True)
class LiveWriter:
    """Writes one live folder. `generation` is what readers may see; everything behind it is rewritten by whoever writes next."""

    path: Path
    snapshot: Snapshot
    generation: Generation
    _arrays: Growing
    _maker: RowMaker
    _log: NameLog
    _newest: dict[str, int] = field(default_factory=dict)
    sound: bool = True
    """Whether all that it has in memory is visible; where adding failed half way, it has to be opened again, at the last generation."""
    shown: bool = True
    """Whether readers see what it writes; one that merges another's rows becomes visible when it has them all."""

    @staticmethod
    def open(path: Path, snapshot: Snapshot) -> LiveWriter:
        """The writer of this folder: where a writer of this start of the machine left one, it goes on there, else it begins at the snapshot."""
        told = read_generation(path)
        if told is None or told.boot != this_boot():
            told = _begun(path, snapshot)
        seen = LiveFolder(path, snapshot)
        live = seen.look()
        assert live is not None and seen.additions is not None
        writer = LiveWriter._of(path, snapshot, told, seen.additions)
        writer._newest.update(_newest_of(live))
        writer._forget_unseen(seen.additions)
        return writer

    @staticmethod
    def beside(other: LiveWriter) -> LiveWriter:
        """A writer of an empty folder for the same snapshot, which nobody sees until it is `reveal`ed."""
        writer = LiveWriter._of(other.path, other.snapshot, _made(other.path, other.snapshot), Additions.to(other.snapshot))
        writer.shown = False
        return writer

    @staticmethod
    def _of(path: Path, snapshot: Snapshot, told: Generation, additions: Additions) -> LiveWriter:
        folder, cutter = path / told.born, ProductCutter(snapshot.kept("cutter", snapshot_cutter))
        maker = RowMaker.of(Numbers(snapshot, additions), cutter)
        return LiveWriter(path, snapshot, told, Growing(folder), maker, NameLog(folder / NAME_LOG, told.names))

    @property
    def dead(self) -> int:
        """How many rows newer ones overtook."""
        return self.generation.rows - len(self._newest)

    def add(self, changes: Sequence[Change], change: int, retold: Collection[str] = (), moment: float | None = None) -> None:
        """Put these changes in, and make them visible together: the folder is then as of `change`. The text of products that are `retold` lies in
        live rows even where it is the published one: nobody finds it there any more."""
        ids = [one.product_id for one in changes]
        published = self.snapshot.vocabulary(PRODUCT).ids(ids).tolist()
        last = {one: place for place, one in enumerate(ids)}
        rows = self._rows(changes, published, retold, last)
        self.sound = False
        self._put(rows)
        self._link(rows)
        self._overtake(ids, published, [changes[last[one]].kind == PUT for one in ids])
        names = self._log.write(self._maker.numbers.taken())
        imported = self.generation.imported if moment is None else moment
        self._publish(replace(self.generation, change=change, rows=self.generation.rows + len(rows), names=names, imported=imported))
        self.sound = True

    def published_since(self, rows: int) -> list[int]:
        """The snapshot's rows that live rows from this one on overtook and that nobody finds by their text any more."""
        count = self.generation.rows
        origins, texts = (self._arrays.array(name, INT32, count)[rows:count] for name in (ORIGIN, TEXT))
        return sorted(set(origins[(origins >= 0) & (texts >= self.snapshot.count)].tolist()))

    def note_removed(self, rows: int) -> None:
        """Note that the search server knows of so many rows that they overtook others."""
        self._publish(replace(self.generation, removed=rows))

    def add_imported(self, changes: Sequence[Change], moment: float) -> None:
        """Put in what an import changed, at a moment (Unix seconds)."""
        self.add(changes, self.generation.change, moment=moment)

    def note_import(self, import_id: int) -> None:
        """Note that what this import changed is in, or waits for publishing."""
        self._publish(replace(self.generation, imports=(*self.generation.imports, import_id)))

    def note_settled(self, moment: float) -> None:
        """Note that all imports that were finished before this moment (Unix seconds) were looked at."""
        self._publish(replace(self.generation, settled=moment))

    def standing(self, start: int, end: int) -> tuple[list[Change], set[str]]:
        """What live rows from `start` to before `end` say that nothing overtook, as changes in their order; and whose text lies in live rows."""
        texts, first = self._arrays.array(TEXT, INT32, 0), self.snapshot.count
        ids = [(row, self._arrays.text(PRODUCT, row).decode()) for row in range(start, end)]
        named = [(row, one) for row, one in ids if self._newest[one] == first + row]
        told = [(one, self._arrays.text(DOCUMENT, row)) for row, one in named]
        changes = [Change(0, PUT if document else DELETE, one, document or None, 0.0, None) for one, document in told]
        return changes, {one for row, one in named if texts[row] >= first}

    def hides(self, product_id: str) -> bool:
        """Whether there is a published product of this id, or a live one here, that its removal would hide."""
        return product_id in self._newest or int(self.snapshot.vocabulary("product").ids([product_id])[0]) >= 0

    def reveal(self, other: LiveWriter) -> None:
        """Take the place of the folder whose rows these are."""
        told, rows, self.shown = other.generation, self.generation.rows, True
        known = rows if told.removed == told.rows else 0
        self._publish(replace(self.generation, change=told.change, folded=told.taken - rows, removed=known, **_of_imports(told)))

    def _publish(self, generation: Generation) -> None:
        if self.shown:
            write_generation(self.path, generation)
        self.generation = generation

    def _rows(self, changes: Sequence[Change], origins: Sequence[int], retold: Collection[str], last: Mapping[str, int]) -> list[LiveRow]:
        """A row for each change; an empty one where it is not the `last` of its product."""
        own = self.snapshot.count + self.generation.rows
        return [
            self._row(one, origin, own + place, retold) if last[one.product_id] == place else empty_row(one.product_id, origin)
            for place, (one, origin) in enumerate(zip(changes, origins, strict=True))
        ]

    def _row(self, change: Change, origin: int, own: int, retold: Collection[str]) -> LiveRow:
        """The row that will have the number `own`."""
        if change.document is None:
            return empty_row(change.product_id, own)
        before = self._newest.get(change.product_id, origin)
        lost = before == origin and change.product_id in retold
        if before < 0 or lost:
            return self._maker.row(product_from_document(change.document), own, new=True)
        same, text = alike(change.document, self._document(before)), self._text(before)
        if same.sold:
            return self._maker.sold(change, same, text, before)
        like = before if same.names else NONE
        return self._maker.row(product_from_document(change.document), text if same.text else own, new=not same.text, like=like)

    def _document(self, row: int) -> bytes:
        """The document of a row that was made visible, as small as one can be for a removal."""
        first = self.snapshot.count
        return self.snapshot.strings(DOCUMENT).raw(row) if row < first else self._arrays.text(DOCUMENT, row - first) or b"{}"

    def _text(self, row: int) -> int:
        """Where the text of a row lies."""
        first = self.snapshot.count
        return row if row < first else int(self._arrays.array(TEXT, INT32, 0)[row - first])

    def _put(self, rows: Sequence[LiveRow]) -> None:
        at, texts = self.generation.rows, [row.said for row in rows]
        like = np.maximum([row.like for row in rows], 0).astype(np.int32)
        for name, shape in self.snapshot.kept("live.by_row", shapes_by_row).items():
            # Where all rows say what was said before there is nothing to write: the file goes on without using room.
            kept = self._arrays.array(name, shape, at + len(rows))
            if name in CUT:
                if any(name in said.values for said in texts):
                    kept[at : at + len(rows)] = stacked(texts, name, shape.dtype, shape.tail)
            else:
                known = self.snapshot.array(name) if name in ROWS else None
                new = np.zeros(len(rows), shape.dtype) if known is None else joined(known, kept, like, self.snapshot.count)
                kept[at : at + len(rows)] = column(rows, name, new)
        for name, (shape, width) in self.snapshot.kept("live.lists", shapes_of_lists).items():
            put = joined_lists(texts, name, shape.dtype) if name in LISTS else joined_texts([getattr(row, name) for row in rows])
            self._arrays.put_ragged(name, at * width, *put)

    def _link(self, rows: Sequence[LiveRow]) -> None:
        """Put the rows into the lists of their units. Room is reserved first, so that a writer that comes after a kill takes other entries."""
        units = np.concatenate([np.empty(0, np.int32), *(row.said.units for row in rows)]).astype(np.int32)
        of = np.repeat(np.arange(len(rows), dtype=np.int32) + self.generation.rows, [len(row.said.units) for row in rows])
        reserved = self._arrays.array(RESERVED, INT64, 1)
        at = int(reserved[0])
        reserved[0] = at + len(units)
        holder, before = (self._arrays.array(name, INT32, at + len(units)) for name in (HOLDER, BEFORE))
        head = self._arrays.array(HEAD, INT32, int(units.max(initial=0)) + 1)
        link(head, holder, before, at, units, of)

    def _overtake(self, ids: Sequence[str], published: Sequence[int], shown: Sequence[bool]) -> None:
        """Note which row each of the new ones overtook, and which published row each began as; one whose product is gone now overtook itself too.

        A removal that something follows among the new ones is never seen: from the row before it the way leads on to what came last.
        """
        first, least = self.snapshot.count + self.generation.rows, self.generation.rows + len(ids)
        old, live = self._arrays.array(OVERTAKEN, INT32, self.snapshot.count), self._arrays.array(OVERTAKEN_LIVE, INT32, least)
        self._arrays.put(ORIGIN, self.generation.rows, np.array(published, np.int32))
        for row, (one, origin, put) in enumerate(zip(ids, published, shown, strict=True), first):
            before = self._newest.get(one, origin)
            stamp = row - self.snapshot.count + 1
            if before >= self.snapshot.count:
                # A removal overtook itself; what comes after it overtakes nothing.
                live[before - self.snapshot.count] = live[before - self.snapshot.count] or stamp
            elif before >= 0:
                old[before] = stamp
            if not put:
                live[row - self.snapshot.count] = stamp
            self._newest[one] = row

    def _forget_unseen(self, additions: Additions) -> None:
        """Undo what a killed writer did behind the generation: the lists of new tokens, and the stamps of rows that nobody saw."""
        for name in (OVERTAKEN, OVERTAKEN_LIVE):
            stamps = self._arrays.array(name, INT32, 0)
            stamps[np.flatnonzero(stamps > self.generation.rows)] = 0
        self._unlink_unseen()
        known = len(self.snapshot.vocabulary("units")) + len(additions.tables["units"].keys)
        unseen = self._arrays.array(HEAD, INT32, known)[known:]
        unseen[np.flatnonzero(unseen)] = 0

    def _unlink_unseen(self) -> None:
        """Let every list begin with the newest entry of a row that is visible: the rows behind these may be other products' the next time."""
        head, holder, before = (self._arrays.array(name, INT32, 0) for name in (HEAD, HOLDER, BEFORE))
        units = np.flatnonzero(head)
        while len(units := units[head[units] > 0]) and len(units := units[holder[head[units] - 1] >= self.generation.rows]):
            head[units] = before[head[units] - 1]


def _of_imports(told: Generation) -> dict[str, Any]:
    return {"imports": told.imports, "imported": told.imported, "settled": told.settled}


def _newest_of(live: Live) -> dict[str, int]:
    """The newest live row of each product that has any, a removal included."""
    return {live.text(PRODUCT, row).decode(): row for row in range(live.first, live.end)}


def _begun(path: Path, snapshot: Snapshot) -> Generation:
    """A new folder without rows, which readers see; what was there goes, and who has it mapped keeps it."""
    generation = _made(path, snapshot)
    write_generation(path, generation)
    sweep(path)
    return generation


def sweep(path: Path, kept: Collection[str] = ()) -> None:
    """Remove all arrays of a live folder but those that are visible, and those of births that are `kept`."""
    told = read_generation(path)
    for one in path.iterdir():
        if one.is_dir() and told is not None and one.name != told.born and one.name not in kept:
            shutil.rmtree(one, ignore_errors=True)


def _made(path: Path, snapshot: Snapshot) -> Generation:
    """A new folder without rows, which nobody sees yet."""
    generation = as_published(snapshot, uuid.uuid4().hex)
    folder = path / generation.born
    folder.mkdir(parents=True)
    arrays, units = Growing(folder), len(snapshot.vocabulary("units"))
    for name, shape in shapes_by_row(snapshot).items():
        arrays.array(name, shape, 0)
    for name, (shape, _) in shapes_of_lists(snapshot).items():
        arrays.put_ragged(name, 0, np.empty(0, np.int64), np.empty((0, *shape.tail), shape.dtype))
    for name, least in ((OVERTAKEN, snapshot.count), (HEAD, units), (HOLDER, 0), (BEFORE, 0)):
        arrays.array(name, INT32, least)
    return generation
