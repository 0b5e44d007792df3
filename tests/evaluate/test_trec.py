"""Files of judgments, runs and queries: what is written is read back, and a bad line is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from searchrank.errors import InvalidInput
from searchrank.evaluate.trec import read_qrels, read_queries, read_run, write_run
from searchrank.records import Judgment

Write = Callable[[str], Path]


@pytest.fixture
def file(tmp_path: Path) -> Write:
    """Writes a text into a file called `given` and says where it is."""

    def write(text: str) -> Path:
        path = tmp_path / "given"
        path.write_bytes(text.encode())
        return path

    return write


def refusal(read: Callable[[Path], object], path: Path) -> str:
    with pytest.raises(InvalidInput) as refused:
        read(path)
    return str(refused.value)


def test_qrels_are_read_with_blanks_or_tabs_and_windows_line_ends(file: Write) -> None:
    read = read_qrels(file("\ufeffq1 0 p1 3\r\n\nq1\t0\tp2\t0\nq2 Q0 跑鞋-1 1"))
    assert read == [Judgment("q1", "p1", 3), Judgment("q1", "p2", 0), Judgment("q2", "跑鞋-1", 1)]


def test_queries_are_id_tab_text(file: Write) -> None:
    assert read_queries(file("q1\t红色 连衣裙\nq2\tphone\tcase \n")) == {"q1": "红色 连衣裙", "q2": "phone\tcase"}


def test_a_run_is_ordered_by_score_then_rank_then_product(file: Write) -> None:
    lines = ("q Q0 low 1 0.5 t", "q Q0 b 3 2 t", "q Q0 a 3 2.0 t", "q Q0 z 2 2e0 t", "q Q0 top 9 7 t")
    assert read_run(file("\n".join(lines))) == {"q": [("top", 7.0), ("z", 2.0), ("a", 2.0), ("b", 2.0), ("low", 0.5)]}


def test_a_written_run_is_read_back_with_its_order_and_scores(tmp_path: Path) -> None:
    run = {"q2": [("b", 0.1 + 0.2), ("a", -1.0), ("c", -1.0)], "q1": [("x", 1e-9)]}
    write_run(tmp_path / "run", run, "day_one")
    assert read_run(tmp_path / "run") == run
    assert (tmp_path / "run").read_text().splitlines()[0] == "q2 Q0 b 1 0.30000000000000004 day_one"


def test_a_scattered_page_keeps_its_order_in_a_file_that_tools_sort_by_score(tmp_path: Path) -> None:
    write_run(tmp_path / "run", {"q": [("a", 3.0), ("b", 1.0), ("c", 2.0)]}, "default")
    assert read_run(tmp_path / "run") == {"q": [("a", 3.0), ("b", 2.0), ("c", 1.0)]}
    write_run(tmp_path / "run", {"q": [("a", 5.0), ("b", 1.0), ("c", 2.0)]}, "default")
    assert read_run(tmp_path / "run") == {"q": [("a", 3.0), ("b", 2.0), ("c", 1.0)]}


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("q 0 p 1\nq 0 p2", "given line 2 is 'q 0 p2': expected query 0 product grade"),
        ("q 0 p 1.5", "given line 1 has the grade '1.5': expected a whole number from 0 to 31"),
        ("q 0 p -1", "given line 1 has the grade '-1': expected a whole number from 0 to 31"),
        ("q 0 p 32", "given line 1 has the grade '32': expected a whole number from 0 to 31"),
        ("q 0 p 1\n\nq 0 p two", "given line 3 has the grade 'two': expected a whole number from 0 to 31"),
    ],
)
def test_a_bad_line_of_qrels_is_named(file: Write, lines: str, sentence: str) -> None:
    assert refusal(read_qrels, file(lines)) == sentence


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("q Q0 p 1 0.5", "given line 1 is 'q Q0 p 1 0.5': expected query Q0 product rank score tag"),
        ("q Q0 p 1 high t", "given line 1 has the score 'high': expected a finite number"),
        ("q Q0 p 1 nan t", "given line 1 has the score 'nan': expected a finite number"),
        ("q Q0 p first 1 t", "given line 1 has the rank 'first': expected a whole number"),
        ("q Q0 p 1 2 t\nq Q0 p 2 1 t", "given line 2 lists product 'p' for query 'q' a second time: keep one of the lines"),
    ],
)
def test_a_bad_line_of_a_run_is_named(file: Write, lines: str, sentence: str) -> None:
    assert refusal(read_run, file(lines)) == sentence


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("q1\tshoe\nred shoe", "given line 2 is 'red shoe': expected query id, a tab, the text"),
        ("q1\t ", "given line 1 is 'q1\\t ': expected query id, a tab, the text"),
        ("q1\tshoe\nq1\that", "given line 2 gives the query id 'q1' a second time: keep one of the lines"),
    ],
)
def test_a_bad_line_of_queries_is_named(file: Write, lines: str, sentence: str) -> None:
    assert refusal(read_queries, file(lines)) == sentence


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes("q1\t连衣裙\n".encode("gbk"))
    assert refusal(read_queries, tmp_path / "old") == "old is not UTF-8 text: save it as UTF-8"


def test_an_id_that_the_format_cannot_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="'red shoe' cannot be written into a run file"):
        write_run(tmp_path / "run", {"q": [("red shoe", 1.0)]}, "t")
