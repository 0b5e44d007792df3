"""`init`, `db` and `import` as people type them."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from searchrank.cli import main

GOOD = '{"id": "p1", "title": "杯"}\n'
BAD = '{"id": "p2", "title": "cup", "price": "free"}\n'


def command(home: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *words])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    assert command(tmp_path / "shop", "init").exit_code == 0
    return tmp_path / "shop"


def written(folder: Path, name: str, content: str) -> str:
    (folder / name).write_text(content, "utf-8")
    return str(folder / name)


def test_a_new_shop_passes_the_check_and_a_missing_one_does_not(home: Path, tmp_path: Path) -> None:
    assert command(home, "db", "check").exit_code == 0
    assert command(home, "db", "upgrade").stdout == "catalogue at revision 0003, events at revision 0002\n"
    missing = command(tmp_path / "nosuch", "db", "check")
    assert (missing.exit_code, missing.stderr.count("\n")) == (1, 1)
    assert "searchrank init" in missing.stderr


def test_init_leaves_a_shop_that_is_there_as_it_is(home: Path, tmp_path: Path) -> None:
    command(home, "import", "products", written(tmp_path, "a.jsonl", GOOD))
    assert command(home, "init").exit_code == 0
    assert json.loads(command(home, "import", "products", str(tmp_path / "a.jsonl"), "--json").stdout)["changed"] == 0


def test_several_files_are_imported_and_each_is_reported(home: Path, tmp_path: Path) -> None:
    files = [written(tmp_path, "a.jsonl", GOOD), written(tmp_path, "b.csv", "id,title\np3,mug\n")]
    result = command(home, "import", "products", *files)
    assert result.exit_code == 0
    assert result.stdout == "a.jsonl: 1 lines, 1 kept (1 new or changed)\nb.csv: 1 lines, 1 kept (1 new or changed)\n"


def test_bad_lines_are_named_on_stderr_and_fail_the_command(home: Path, tmp_path: Path) -> None:
    result = command(home, "import", "products", written(tmp_path, "a.jsonl", GOOD + BAD))
    assert result.exit_code == 1
    assert result.stdout == "a.jsonl: 2 lines, 1 kept (1 new or changed), 1 bad\n"
    assert result.stderr == 'a.jsonl line 2: price has the value "free": expected a number from 0\n'


@pytest.mark.parametrize("content", [GOOD.encode(), b"id;title\np1;cup\n", gzip.compress(GOOD.encode())], ids=["json", "csv", "gzip"])
def test_standard_input_is_a_file_like_others(home: Path, content: bytes) -> None:
    result = CliRunner().invoke(main, ["--home", str(home), "import", "products", "-"], input=content)
    assert (result.exit_code, result.stdout) == (0, "standard input: 1 lines, 1 kept (1 new or changed)\n")


def test_bad_lines_of_standard_input_are_named_and_the_same_again_changes_nothing(home: Path) -> None:
    words, content = ["--home", str(home), "import", "products", "-"], GOOD + BAD
    results = [CliRunner().invoke(main, words, input=content) for _ in range(2)]
    assert [result.stderr for result in results] == ['standard input line 2: price has the value "free": expected a number from 0\n'] * 2
    assert results[1].stdout == "standard input: 2 lines, 1 kept (0 new or changed), 1 bad\n"


def test_standard_input_is_read_once_and_may_stand_beside_files(home: Path, tmp_path: Path) -> None:
    qrels = written(tmp_path, "qrels", "q1 0 p9 3\n")
    words = ["--home", str(home), "import", "judgments", qrels, "--queries", "-"]
    assert CliRunner().invoke(main, words, input="q1\tcup\n").stdout.startswith("standard input: 1 lines")
    twice = command(home, "import", "products", "-", "-")
    assert (twice.exit_code, twice.stderr) == (2, "error: standard input (-) is named 2 times: it can be read once\n")
    empty = CliRunner().invoke(main, ["--home", str(home), "import", "products", "-"], input="")
    assert empty.exit_code == 2 and "standard input" in empty.stderr and empty.stderr.count("\n") == 1


def test_live_changes_come_from_standard_input_too(home: Path) -> None:
    command_words = ["--home", str(home), "products", "put", "-"]
    assert CliRunner().invoke(main, command_words, input=GOOD).stdout == "1 products changed\n"


def test_the_report_as_json_lists_bad_lines_too(home: Path, tmp_path: Path) -> None:
    result = command(home, "import", "products", written(tmp_path, "a.jsonl", GOOD + BAD), "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["kept"], report["bad_total"]) == (1, 1, 1)
    assert report["files"][0]["bad"] == [{"line": 2, "field": "price", "value": '"free"', "expected": "a number from 0"}]


def test_only_names_the_fields_to_keep(home: Path, tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", BAD)
    assert command(home, "import", "products", "--only", "id,title", path).exit_code == 0
    refused = command(home, "import", "products", "--only", "titel", path)
    assert (refused.exit_code, refused.stderr.startswith("error: unknown field 'titel': did you mean title? known are id, title")) == (2, True)


def test_judgments_say_what_the_shop_does_not_know(home: Path, tmp_path: Path) -> None:
    qrels = written(tmp_path, "qrels", "q1 0 p9 3\nq2 0 p9 0\n")
    result = command(home, "import", "judgments", qrels, "--queries", written(tmp_path, "queries.tsv", "q1\tcup\n"), "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["unknown_queries"], report["unknown_products"]) == (0, 1, 1)
    assert "1 judged queries have no text" in result.stderr


def test_a_qid_file_is_refused_as_logged_queries(home: Path, tmp_path: Path) -> None:
    result = command(home, "import", "queries", written(tmp_path, "queries.tsv", "q1\t跑鞋\nq2\tcup\n"))
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "import judgments QRELS --queries queries.tsv" in result.stderr


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("queries", "cup\t3\n"),
        ("contents", '{"id": "g1", "title": "guide"}\n'),
        ("ads", '{"id": "a1", "product_id": "p1"}\n'),
        ("log", '{"action_name": "click", "timestamp": "2024-05-31T00:00:00Z"}\n'),
    ],
)
def test_every_kind_is_imported_with_a_report(home: Path, tmp_path: Path, kind: str, line: str) -> None:
    report = json.loads(command(home, "import", kind, written(tmp_path, "file", line), "--json").stdout)
    assert (report["kind"], report["lines"], report["kept"], report["changed"]) == (kind, 1, 1, 1)


def test_a_product_that_cannot_be_deleted_is_named_by_its_place_among_the_ids(home: Path) -> None:
    result = command(home, "products", "delete", "nosuch")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "0 products changed\n", "id 1: there is no product 'nosuch'\n")


def told_at_a_terminal(content: bytes, *words: str) -> str:
    """What the command writes where people look at its stderr, given this on standard input."""
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        asked = [sys.executable, "-m", "searchrank.cli", *words]
        with subprocess.Popen(asked, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=theirs) as run:
            os.close(theirs)
            run.communicate(content)
        told = b""
        # The end of a terminal that nobody writes to any more is an error.
        with contextlib.suppress(OSError):
            while read := terminal.read(1 << 16):
                told += read
    return told.decode()


@pytest.mark.parametrize("words", [("import", "products"), ("products", "put"), ("products", "patch")])
def test_whoever_waits_for_products_is_told_how_far_they_are(home: Path, words: tuple[str, str]) -> None:
    command(home, "products", "put", written(home, "there.jsonl", "".join(f'{{"id": "p{n}", "title": "cup"}}\n' for n in range(2500))))
    many = "".join(f'{{"id": "p{n}", "title": "杯", "stock": 1}}\n' for n in range(2500))
    told = told_at_a_terminal(many.encode(), "--home", str(home), *words, "-")
    assert "read standard input (MB)" in told and re.search(r"standard input .*2500/", told)
