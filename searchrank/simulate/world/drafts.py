"""A folder that appears whole or not at all: files go into `<folder>.part`, each is weighed and hashed as it is written, and the folder is renamed
when a manifest that names them all lies in it.
"""

from __future__ import annotations

import errno
import hashlib
import io
import shutil
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from searchrank.errors import Conflict, SearchrankError

LEVEL = 2
"""Of gzip: a fifth larger than the usual 6, and four times as quick."""
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What the system says where a file can't grow: no space, over the quota, over a limit of size."""


@dataclass(frozen=True, slots=True)
class Mark:
    """By which a file is known again: its size in bytes and the SHA-256 of what is in it."""

    bytes: int
    sha256: str


class MarkedFile(io.RawIOBase):
    """A new file for writing bytes; `mark` says what went into it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file, self._hash, self._bytes = path.open("wb"), hashlib.sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        """All of the content, or an OSError."""
        self._file.write(content)
        self._hash.update(content)
        self._bytes += len(content)
        return len(content)

    def close(self) -> None:
        """Everything on its way to the disk; fails where the disk is full."""
        self._file.close()
        super().close()

    @property
    def mark(self) -> Mark:
        return Mark(self._bytes, self._hash.hexdigest())


class Draft:
    """A folder in the making. Made by `draft`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.marks: dict[str, Mark] = {}

    @contextmanager
    def create(self, name: str) -> Iterator[MarkedFile]:
        """The file of this name, with slashes for folders in between; it is marked when the block ends well."""
        file = MarkedFile(self.path / name)
        try:
            yield file
        except BaseException:
            _close_quietly(file)
            raise
        file.close()
        self.marks[name] = file.mark

    def write_lines(self, name: str, lines: Iterable[bytes]) -> None:
        """Lines, each with its line break, gzipped into the file of this name."""
        with self.create(name) as file:
            file.write(packed(b"".join(lines)))

    def write_objects(self, name: str, objects: Iterable[Mapping[str, Any]]) -> None:
        """JSON objects as gzipped lines in the file of this name."""
        self.write_lines(name, (orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE) for one in objects))


@contextmanager
def draft(folder: Path, manifest: str) -> Iterator[Draft]:
    """A draft of `folder` that takes its place when the block ends well, and vanishes when it fails.

    The block must have written `manifest`, the file by which a whole folder is known. An earlier whole folder is replaced at the very end. Raises
    Conflict where the folder holds something else, SearchrankError where the disk is full.
    """
    if folder.exists() and not (folder / manifest).exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(f"{folder} exists and has no {manifest}: it is not replaced, choose another folder")
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        yield Draft(part)
        assert (part / manifest).exists()
        _replace(part, folder)
    except BaseException as error:
        shutil.rmtree(part, ignore_errors=True)
        if isinstance(error, OSError) and error.errno in FULL:
            raise SearchrankError(
                f"the disk is full: {folder} could not be written, and nothing of it was kept; free some space or choose another"
            ) from error
        raise


def packed(content: bytes) -> bytes:
    """The content as one gzip member without a time in it: equal contents give equal bytes; members one after the other are one gzip file.

    >>> import gzip
    >>> gzip.decompress(packed(b"one") + packed(b" two"))
    b'one two'
    """
    with_gzip_header = 31
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, with_gzip_header)
    return packer.compress(content) + packer.flush()


def mark_of(path: Path) -> Mark:
    """The mark of a file as it is now."""
    with path.open("rb") as file:
        return Mark(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _replace(part: Path, folder: Path) -> None:
    old = folder.with_name(folder.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _close_quietly(file: MarkedFile) -> None:
    # The first failure is the one to tell of; closing a file on a full disk fails once more.
    try:
        file.close()
    except OSError:
        return
