"""A snapshot: everything that serving reads, in one immutable folder that is whole or absent.

`Draft` builds one in a temporary folder beside the others and seals it: checksums, fsync, rename. `Snapshot.open` maps it. `CURRENT`, one small file,
says which version serves; replacing it is the moment of publishing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import orjson

from searchrank.errors import NotFound, NothingPublished, SnapshotDamaged
from searchrank.store import arrays
from searchrank.store.arrays import Array, Ragged, Strings, Vocabulary

MANIFEST, CURRENT, FORMAT = "manifest.json", "CURRENT", 1
DRAFT_PREFIX, WRITING_PREFIX = ".draft-", ".CURRENT."
"""How the names begin of a folder in the making and of a file that is about to become CURRENT."""
_CHUNK = 1 << 20
MOST_REMEMBERED = 50_000
T = TypeVar("T")


def no_checkpoint(step: str) -> None:
    """Called with the name of every step of sealing and publishing; tests put a kill in its place."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A snapshot in the making, in a folder whose name starts with a dot; nothing reads it before it is sealed."""

    root: Path
    version: str
    folder: Path
    checkpoint: Callable[[str], None] = no_checkpoint

    @staticmethod
    def begin(root: Path, version: str, checkpoint: Callable[[str], None] = no_checkpoint) -> Draft:
        """An empty draft; one left behind by a killed build of the same version is removed."""
        folder = root / f"{DRAFT_PREFIX}{version}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return Draft(root, version, folder, checkpoint)

    def array(self, name: str, array: Array) -> None:
        arrays.write_array(self.folder, name, array)

    def ragged(self, name: str, lengths: Array, values: Array) -> None:
        arrays.write_ragged(self.folder, name, lengths, values)

    def strings(self, name: str, texts: Iterable[str | bytes]) -> None:
        arrays.write_strings(self.folder, name, texts)

    def vocabulary(self, name: str, texts: Sequence[str]) -> None:
        arrays.write_vocabulary(self.folder, name, texts)

    def subfolder(self, name: str) -> Path:
        """An empty folder inside the snapshot, for an index or a model."""
        path = self.folder / name
        path.mkdir(parents=True)
        return path

    def seal(self, manifest: Mapping[str, Any]) -> Path:
        """Write the manifest with a checksum of every file, make all durable, and give the folder its name."""
        paths = _files(self.folder)
        with ThreadPoolExecutor(os.cpu_count()) as readers:
            files = dict(zip([str(path.relative_to(self.folder)) for path in paths], readers.map(_checksum, paths), strict=True))
        body = {"format": FORMAT, "version": self.version, **manifest, "files": files}
        (self.folder / MANIFEST).write_bytes(orjson.dumps(body, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))
        self.checkpoint("before_fsync")
        for path in (*_files(self.folder), *_folders(self.folder)):
            _fsync(path)
        self.checkpoint("after_fsync")
        final = self.root / self.version
        self.folder.rename(final)
        _fsync(self.root)
        self.checkpoint("after_rename")
        return final


@dataclass(frozen=True)
class Snapshot:
    """One published state of the shop, memory-mapped. Arrays are opened at first use and kept."""

    path: Path
    manifest: Mapping[str, Any]
    _opened: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)

    @staticmethod
    def open(path: Path, *, verify: bool = True) -> Snapshot:
        """The snapshot in this folder; with `verify`, sizes of all files are compared with the manifest (contents: `verify_contents`).

        Raises SnapshotDamaged naming the first file that is missing or of another size.
        """
        manifest = _manifest(path)
        if verify:
            _check_sizes(path, manifest)
        return Snapshot(path, manifest)

    @property
    def version(self) -> str:
        return str(self.manifest["version"])

    @property
    def base(self) -> Snapshot:
        """The snapshot as it was published, without what came since: whose tokens are those that its arrays count."""
        return self

    @cached_property
    def count(self) -> int:
        """How many products it holds."""
        return int(self.manifest["products"])

    def array(self, name: str) -> Array:
        return self._open("array", name, arrays.read_array)  # type: ignore[no-any-return]

    def ragged(self, name: str) -> Ragged:
        return self._open("ragged", name, arrays.read_ragged)  # type: ignore[no-any-return]

    def strings(self, name: str) -> Strings:
        return self._open("strings", name, arrays.read_strings)  # type: ignore[no-any-return]

    def vocabulary(self, name: str) -> Vocabulary:
        return self._open("vocabulary", name, arrays.read_vocabulary)  # type: ignore[no-any-return]

    def places(self, vocabulary: str, texts: Sequence[str]) -> list[int]:
        """The place of each text in a vocabulary, -1 where it is unknown; what was asked before is remembered, for queries repeat their words."""
        known: dict[str, int] = self.kept(f"{vocabulary}.remembered", _nothing_yet)
        found = list(map(known.get, texts))
        if None not in found:
            return found  # type: ignore[return-value]
        new = [text for text, place in zip(texts, found, strict=True) if place is None]
        places = dict(zip(new, self.vocabulary(vocabulary).ids(new).tolist(), strict=True))
        if len(known) > MOST_REMEMBERED:
            known.clear()
        known.update(places)
        return [places[text] if place is None else place for text, place in zip(texts, found, strict=True)]

    def frequency(self, kind: str, ids: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """How many products hold each of these tokens of a kind (units, bigrams, words)."""
        counted: npt.NDArray[np.int32] = self.array(f"{kind}.df")[ids]
        return counted

    def subfolder(self, name: str) -> Path:
        return self.path / name

    def kept(self, name: str, make: Callable[[Snapshot], T]) -> T:
        """What `make` gives of this snapshot, made at first use and kept as long as the snapshot is open."""
        opened, key = self._opened, ("kept", name)
        if key in opened:
            return opened[key]  # type: ignore[no-any-return]
        return opened.setdefault(key, make(self))  # type: ignore[no-any-return]

    def hold(self) -> None:
        """Map every array now, so that all of them can be read even after the folder is removed.

        Raises SnapshotDamaged naming the first that cannot be read.
        """
        files = self.manifest["files"]
        for stem in (name.removesuffix(".npy") for name in files if name.endswith(".npy")):
            base = stem.removesuffix(arrays.OFFSETS)
            if base == stem:
                self.array(stem)
                continue
            self.ragged(base)
            self.strings(base)
            if f"{base.removesuffix('.texts')}.hashes.npy" in files:
                self.vocabulary(base.removesuffix(".texts"))

    def has(self, name: str) -> bool:
        """Whether a file or folder of this name is part of the snapshot."""
        return (self.path / name).exists() or (self.path / f"{name}.npy").exists()

    def _open(self, kind: str, name: str, read: Callable[[Path, str], Any]) -> Any:
        key = (kind, name)
        if key not in self._opened:
            try:
                self._opened[key] = read(self.path, name)
            except (OSError, ValueError, EOFError) as error:
                raise SnapshotDamaged(f"snapshot {self.version}: {kind} {name!r} cannot be read ({error}): publish again") from None
        return self._opened[key]


def _nothing_yet(snapshot: Snapshot) -> dict[str, int]:
    return {}


def verify_contents(path: Path) -> None:
    """Compare every file with its checksum; raises SnapshotDamaged naming the first that differs."""
    for name, expected in _manifest(path)["files"].items():
        if _checksum(path / name) != expected:
            raise SnapshotDamaged(f"snapshot {path.name}: {name} has been changed since it was published: roll back or publish again")


def read_current(root: Path) -> str:
    """The version that serves; raises NothingPublished where there is none."""
    try:
        return (root / CURRENT).read_text().strip()
    except FileNotFoundError:
        raise NothingPublished("this shop has no snapshot yet: run `searchrank publish`") from None


def write_current(root: Path, version: str, checkpoint: Callable[[str], None] = no_checkpoint) -> None:
    """Make this version the one that serves, at once and durably."""
    if not (root / version / MANIFEST).exists():
        raise NotFound(f"there is no snapshot {version!r}: `searchrank snapshot list` shows those kept")
    beside = root / f"{WRITING_PREFIX}{os.getpid()}"
    beside.write_text(version + "\n")
    _fsync(beside)
    checkpoint("before_current")
    beside.replace(root / CURRENT)
    _fsync(root)
    checkpoint("after_current")


def versions(root: Path) -> list[str]:
    """The sealed snapshots in this folder, oldest first."""
    return sorted(path.parent.name for path in root.glob(f"[!.]*/{MANIFEST}"))


def _manifest(path: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = orjson.loads((path / MANIFEST).read_bytes())
    except FileNotFoundError:
        raise SnapshotDamaged(f"snapshot {path.name} has no manifest: it was never finished; publish again") from None
    except orjson.JSONDecodeError:
        raise SnapshotDamaged(f"snapshot {path.name} has a damaged manifest: roll back or publish again") from None
    if not isinstance(manifest, dict) or "files" not in manifest:
        raise SnapshotDamaged(f"snapshot {path.name} has a manifest without its list of files: roll back or publish again")
    if manifest.get("format") != FORMAT:
        raise SnapshotDamaged(f"snapshot {path.name} has format {manifest.get('format')!r}, this version reads {FORMAT}: publish again")
    return manifest


def _check_sizes(path: Path, manifest: Mapping[str, Any]) -> None:
    for name, (size, _) in manifest["files"].items():
        file = path / name
        if not file.exists() or file.stat().st_size != size:
            raise SnapshotDamaged(f"snapshot {path.name}: {name} is missing or cut short: roll back or publish again")


def _checksum(path: Path) -> list[Any]:
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return [path.stat().st_size, digest.hexdigest()]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".lock"))


def _folders(folder: Path) -> list[Path]:
    return [folder, *(path for path in folder.rglob("*") if path.is_dir())]


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
