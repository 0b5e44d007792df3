"""The files of the field: qrels (`query 0 product grade`), runs (`query Q0 product rank score tag`), queries (`query<tab>text`), read and written.

Columns of qrels and runs stand apart by blanks or tabs. Empty lines are passed over. A line that cannot be read stops the reading with InvalidInput,
which names the line and what was expected there: half a file of judgments would give a figure that looks right.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from searchrank.errors import InvalidInput
from searchrank.evaluate.measure import HIGHEST_GRADE
from searchrank.records import Judgment

Run = Mapping[str, Sequence[tuple[str, float]]]
"""Query id -> (product id, score), best first; the order counts, not the score."""

_QRELS = "query 0 product grade"
_RUN = "query Q0 product rank score tag"
_QUERIES = "query id, a tab, the text"


def read_qrels(path: Path) -> list[Judgment]:
    """The judgments of a qrels file, in its order, repeats included; grades are whole numbers from 0 to 31. Raises InvalidInput for a bad line."""
    judgments = []
    for place, line in _lines(path):
        query_id, _, product_id, grade = _columns(line, 4, place, _QRELS)
        judgments.append(Judgment(query_id, product_id, _grade(grade, place)))
    return judgments


def read_queries(path: Path) -> dict[str, str]:
    """Query id -> text, in the order of the file; raises InvalidInput for a line without both, and for an id given twice."""
    queries: dict[str, str] = {}
    for place, line in _lines(path):
        query_id, _, text = (part.strip() for part in line.partition("\t"))
        if not (query_id and text):
            raise _unreadable(place, line, _QUERIES)
        _refuse_second(query_id, queries, place, f"gives the query id {query_id!r}")
        queries[query_id] = text
    return queries


def read_run(path: Path) -> dict[str, list[tuple[str, float]]]:
    """The run in a file: each query's products by falling score; equal scores by the rank column, equal ranks by product id.

    Raises InvalidInput for a bad line, a score that is no finite number, and a product listed twice for one query.
    """
    read: dict[str, dict[str, tuple[float, int]]] = {}
    for place, line in _lines(path):
        query_id, _, product_id, rank, score, _ = _columns(line, 6, place, _RUN)
        listed = read.setdefault(query_id, {})
        _refuse_second(product_id, listed, place, f"lists product {product_id!r} for query {query_id!r}")
        listed[product_id] = (_score(score, place), _whole(rank, place, "rank"))
    return {query_id: _ordered(listed) for query_id, listed in read.items()}


def write_run(path: Path, run: Run, tag: str) -> None:
    """Write a run so that reading it gives the same order, with rank from 1.

    Where a score is higher than the one above it (a re-ranked page), the query's scores are written as n, n - 1, ..., 1: tools order by score alone.
    Raises InvalidInput for ids and tags with blanks, which the format cannot hold.
    """
    with path.open("w", encoding="utf-8") as file:
        for query_id, listed in run.items():
            scores = _falling([score for _, score in listed])
            for rank, ((product_id, _), score) in enumerate(zip(listed, scores, strict=True), 1):
                file.write(" ".join((_word(query_id), "Q0", _word(product_id), str(rank), repr(score), _word(tag))) + "\n")


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield f"{path.name} line {number}", line.rstrip("\n")
    except UnicodeDecodeError:
        raise InvalidInput(f"{path.name} is not UTF-8 text: save it as UTF-8") from None


def _columns(line: str, count: int, place: str, expected: str) -> list[str]:
    columns = re.split(r"[ \t]+", line.strip(" \t\r"))
    if len(columns) != count:
        raise _unreadable(place, line, expected)
    return columns


def _unreadable(place: str, line: str, expected: str) -> InvalidInput:
    return InvalidInput(f"{place} is {line[:80]!r}: expected {expected}")


def _refuse_second(key: object, known: Container[object], place: str, what: str) -> None:
    if key in known:
        raise InvalidInput(f"{place} {what} a second time: keep one of the lines")


def _grade(text: str, place: str) -> int:
    expected = f"a whole number from 0 to {HIGHEST_GRADE}"
    grade = _whole(text, place, "grade", expected)
    if not 0 <= grade <= HIGHEST_GRADE:
        raise InvalidInput(f"{place} has the grade {text!r}: expected {expected}")
    return grade


def _whole(text: str, place: str, what: str, expected: str = "a whole number") -> int:
    try:
        return int(text)
    except ValueError:
        raise InvalidInput(f"{place} has the {what} {text[:40]!r}: expected {expected}") from None


def _score(text: str, place: str) -> float:
    try:
        score = float(text)
    except ValueError:
        score = math.nan
    if not math.isfinite(score):
        raise InvalidInput(f"{place} has the score {text[:40]!r}: expected a finite number")
    return score


def _ordered(listed: Mapping[str, tuple[float, int]]) -> list[tuple[str, float]]:
    ranked = sorted(listed.items(), key=lambda item: (-item[1][0], item[1][1], item[0]))
    return [(product_id, score) for product_id, (score, _) in ranked]


def _falling(scores: Sequence[float]) -> list[float]:
    kept = [float(score) for score in scores]
    rises = any(above < below for above, below in pairwise(kept))
    return [float(left) for left in range(len(kept), 0, -1)] if rises else kept


def _word(text: str) -> str:
    if not text or re.search(r"\s", text):
        raise InvalidInput(f"{text[:80]!r} cannot be written into a run file: ids and tags there have no blanks and are not empty")
    return text
