"""Generated texts written out as files that the imports take."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Texts as gzipped lines; the file appears whole or not at all."""
    with _gzipped(path) as file:
        file.writelines(f"{line}\n" for line in lines)


@contextmanager
def _gzipped(path: Path) -> Iterator[TextIO]:
    draft = path.with_name(path.name + ".part")
    # Level 3 is three times as quick as the usual 9; without a time in the header equal worlds give equal files.
    with (
        draft.open("wb") as raw,
        gzip.GzipFile(fileobj=raw, mode="wb", filename="", compresslevel=3, mtime=0) as packed,
        io.TextIOWrapper(packed, "utf-8", newline="") as file,
    ):
        yield file
    draft.replace(path)
