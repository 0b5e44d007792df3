"""`-` in place of a file: takes the names that were given, gives files that are there for as long as a block runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from searchrank.cli.output import Report
from searchrank.errors import InvalidInput

DASH, NAME = Path("-"), "standard input"
_BLOCK = 1 << 20


@contextmanager
def files_of(given: Sequence[Path], report: Report | None = None) -> Iterator[tuple[Path, ...]]:
    """The files, with what comes in on standard input as one of them: kept whole first, for a file is told apart, and known again, by content.

    Raises InvalidInput where standard input is named twice.
    """
    if given.count(DASH) > 1:
        raise InvalidInput(f"standard input (-) is named {given.count(DASH)} times: it can be read once", field="file")
    with TemporaryDirectory(prefix="searchrank-") as folder:
        yield tuple(_kept(Path(folder) / NAME, report) if one == DASH else one for one in given)


def _kept(path: Path, report: Report | None) -> Path:
    done, stream = 0, sys.stdin.buffer
    with path.open("wb") as file:
        while block := stream.read(_BLOCK):
            done += file.write(block)
            if report is not None:
                report(f"read {NAME} (MB)", done // _BLOCK, None)
    return path
