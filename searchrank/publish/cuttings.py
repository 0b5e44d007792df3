"""What was cut for the last snapshot, kept for the next: products whose documents are still the same, to the byte, are not cut again.

Takes documents and the cutter, gives what was collected of the products that are known, and their rows of the recall index. Where anything else may
have changed, all products are cut: the cutter's words, this program, the tables by which it normalises. The snapshot is the same, to the byte, either
way.
"""

from __future__ import annotations

import hashlib
import shutil
import unicodedata
from array import array
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import searchrank
from searchrank.errors import SnapshotDamaged
from searchrank.publish.collected import Collected
from searchrank.query.words import Cutter
from searchrank.store.arrays import Strings
from searchrank.store.mapped import map_rows
from searchrank.store.piles import Places
from searchrank.store.snapshot import Draft, Snapshot, verify_contents, versions

DIGEST = 16
"""Bytes by which a document is known again: two that differ are taken for the same with a chance of 2 ** -128."""
ROWS, ENDS, DOCUMENTS, MADE_BY = "rows", "rows.ends", "documents", "made_by"
Digests = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Cuttings:
    """Those of one publishing, opened. `rows` are the products' rows of the recall index, as `PackedRow` has them."""

    kept: Snapshot
    rows: npt.NDArray[np.uint8]
    ends: npt.NDArray[np.int64]

    @staticmethod
    def open(folder: Path, made: Mapping[str, Any]) -> Cuttings | None:
        """The newest that lie here, None where they were made by another cutter or program (`made_by`), are damaged, or there are none at all."""
        newest = max(versions(folder), default=None)
        if newest is None:
            return None
        try:
            kept = Snapshot.open(folder / newest)
            if kept.manifest.get(MADE_BY) != made:
                return None
            # What is damaged here would be published: a look at every byte costs 2 us a product.
            verify_contents(kept.path)
            return Cuttings(kept, map_rows(kept.path / ROWS, np.dtype(np.uint8)), kept.array(ENDS))
        except (SnapshotDamaged, OSError, ValueError):
            return None

    @property
    def count(self) -> int:
        """How many products they are of."""
        return self.kept.count

    def places(self, wanted: Digests) -> Places:
        """Where the documents of these digests stand here, -1 for those that do not."""
        known = self.kept.array(DOCUMENTS)
        order = np.argsort(known[:, 0], kind="stable")
        found = np.searchsorted(known[order, 0], wanted[:, 0]).clip(max=len(known) - 1)
        same = (known[order[found]] == wanted).all(axis=1)
        places: Places = np.where(same, order[found], -1)
        return places

    def row(self, place: int) -> str:
        """The row of the recall index of one product, as `PackedRow` has it."""
        begin = self.ends.item(place - 1) if place else 0
        return str(self.rows[begin : self.ends.item(place)].data, "utf-8")

    def collected(self) -> Collected:
        """What was collected of all products."""
        return Collected.kept(self.kept)


@dataclass(slots=True)
class Keeping:
    """Cuttings in the making: every row of the index is added in order while it is `writing`, then `finish` with what was collected. Nothing is
    seen before."""

    draft: Draft
    made: Mapping[str, Any]
    ends: array[int]

    @staticmethod
    def begin(folder: Path, made: Mapping[str, Any]) -> Keeping:
        """Nothing yet; what publishings that were killed left is removed."""
        newest = max(versions(folder), default="")
        sweep(folder, newest)
        return Keeping(Draft.begin(folder, f"c{int(newest[1:] or 0) + 1:09}"), made, array("q"))

    @contextmanager
    def writing(self) -> Iterator[Callable[[str], None]]:
        """What adds the next row; the file is closed when publishing goes on, or fails."""
        with (self.draft.folder / ROWS).open("wb") as file:
            yield lambda packed: self.ends.append((self.ends[-1] if self.ends else 0) + file.write(packed.encode()))

    def finish(self, collected: Collected, documents: Digests) -> None:
        """Keep them; those of earlier publishings go."""
        collected.keep(self.draft)
        self.draft.array(ENDS, np.array(self.ends, np.int64))
        self.draft.array(DOCUMENTS, documents)
        kept = self.draft.seal({"products": len(documents), MADE_BY: self.made})
        sweep(self.draft.root, kept.name)


def sweep(folder: Path, but: str = "") -> None:
    """Remove all cuttings here but one, half-made ones too."""
    for path in folder.glob("*"):
        if path.name != but:
            shutil.rmtree(path, ignore_errors=True)


def digests(documents: Strings) -> Digests:
    """By what each document is known again: uint64 (n, 2)."""
    hashed = b"".join(hashlib.blake2b(documents.raw(row), digest_size=DIGEST).digest() for row in range(len(documents)))
    return np.frombuffer(hashed, np.uint64).reshape(-1, 2)


def made_by(cutter: Cutter) -> Mapping[str, Any]:
    """Everything but the documents that decides what is cut."""
    tables = {"opencc": version("opencc"), "unicode": unicodedata.unidata_version, "numbers": np.dtype(np.intc).str}
    return {"cutter": cutter.description, "program": _program(), "tables": tables}


def _program() -> str:
    """A hash of this program: any other may cut otherwise."""
    digest = hashlib.blake2b(digest_size=DIGEST)
    for path in _sources(Path(searchrank.__file__).parent):
        digest.update(f"{path.name} {path.stat().st_size} ".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix in (".py", ".toml"))
