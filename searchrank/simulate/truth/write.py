"""Truth as files: takes judgments or labels, gives TREC judgments, a table of queries, JSON lines. A file appears whole or not at all."""

from __future__ import annotations

import errno
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import orjson

from searchrank.errors import InvalidInput, SearchrankError
from searchrank.simulate.truth.judge import Judged
from searchrank.simulate.truth.labels import KINDS, Label

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What the system says where a file can't grow."""


def write_judgments(judged: Judged, judgments: Path, queries: Path) -> None:
    """Write judgments and the texts of their queries. Both files appear, or neither."""
    with drafts(judgments, queries) as (qrels, texts):
        write_qrels(qrels, judged)
        write_texts(texts, judged)


def write_qrels(file: BinaryIO, judged: Judged) -> None:
    """Write judgments, one a line: `query 0 product grade`."""
    file.writelines(f"{one.query_id} 0 {one.product_id} {one.grade}\n".encode() for one in judged.judgments)


def write_texts(file: BinaryIO, judged: Judged) -> None:
    """Write the judged queries, one a line: id, tab, text."""
    file.writelines(f"{query_id}\t{text}\n".encode() for query_id, text in judged.queries.items())


def write_labels(file: BinaryIO, labels: Iterable[Label]) -> dict[str, int]:
    """Write labels as JSON objects, one a line; gives how many there are of each kind."""
    counted = Counter[str]()
    for label in labels:
        file.write(orjson.dumps(label, option=orjson.OPT_APPEND_NEWLINE))
        counted[label["kind"]] += 1
    return {kind: counted[kind] for kind in KINDS}


@contextmanager
def drafts(*paths: Path) -> Iterator[tuple[BinaryIO, ...]]:
    """Files beside those that are asked for, which take their names when the block has ended well; after a failure none is left.

    Raises InvalidInput where two are the same or the folder is missing, SearchrankError where the disk is full.
    """
    _check(paths)
    parts = [path.with_name(f"{path.name}.part") for path in paths]
    try:
        files = [part.open("wb") for part in parts]
        try:
            yield tuple(files)
        finally:
            for file in files:
                file.close()
        for part, path in zip(parts, paths, strict=True):
            part.replace(path)
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise SearchrankError(f"no space is left for {paths[0]}: free some, or choose another folder") from error
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def _check(paths: tuple[Path, ...]) -> None:
    for path in paths:
        if not path.parent.is_dir():
            raise InvalidInput(f"cannot write {path}: there is no folder {path.parent}, make it first")
        if path.is_dir():
            raise InvalidInput(f"cannot write {path}: it is a folder, name a file")
    if len({path.absolute() for path in paths}) < len(paths):
        raise InvalidInput(f"{', '.join(map(str, paths))} name one file twice: give each its own")
