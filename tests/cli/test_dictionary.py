"""`searchrank dictionary`: changed, listed, previewed and taken back from a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from searchrank.cli import main
from tests.shop_vocabulary import living_shop

PRODUCTS = ({"id": "t1", "title": "新鲜 西红柿 5斤"}, {"id": "t2", "title": "西红柿 种子"}, {"id": "c1", "title": "黄瓜 5斤"})
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    from click.testing import CliRunner

    home = tmp_path / "home"
    with living_shop(home, *PRODUCTS) as shop:
        shop.store.queries.put([("番茄", 9), ("黄瓜", 5), ("冰丝凉席", 2)])
    return lambda *words: CliRunner().invoke(main, ["--home", str(home), "dictionary", *words])


def file(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, "utf-8")
    return str(folder / name)


def test_entries_are_added_listed_and_removed(run: Run) -> None:
    assert run("add", "synonym", "西红柿, 番茄", "--by", "li").output == "change 1: add synonym 番茄, 西红柿\n"
    assert run("add", "synonym", "番茄, 西红柿").output == "nothing changed: the dictionary says this already\n"
    assert json.loads(run("list", "--json").output) == [{"kind": "synonym", "entry": "番茄, 西红柿", "note": ""}]
    assert json.loads(run("list", "--kind", "stop", "--json").output) == []
    assert run("remove", "synonym", "番茄, 西红柿").exit_code == 0
    gone = run("remove", "synonym", "番茄, 西红柿")
    assert (gone.exit_code, gone.stderr) == (
        1,
        "error: the dictionary has no synonym '番茄, 西红柿': `searchrank dictionary list` shows what it has\n",
    )


def test_what_says_nothing_is_refused_in_one_line(run: Run) -> None:
    refused = run("add", "synonym", "番茄 =>")
    assert (refused.exit_code, refused.stderr) == (2, "error: '番茄 =>' is a synonym of nothing: write what it stands for\n")


@pytest.mark.parametrize("words", [("list", "--kind", "synonyms"), ("export", "--kind", "synonyms")])
def test_a_kind_that_is_none_is_refused_with_the_known_ones(run: Run, words: tuple[str, ...]) -> None:
    refused = run(*words)
    assert refused.exit_code == 2 and refused.stderr.startswith("error: unknown kind of entry 'synonyms': did you mean synonym? known are synonym, ")


def test_a_file_that_cannot_be_written_is_named(run: Run, tmp_path: Path) -> None:
    assert run("export", str(tmp_path / "none" / "a.tsv")).stderr == f"error: {tmp_path}/none/a.tsv: no such file or directory\n"


def test_an_import_keeps_the_good_lines_and_names_the_bad_ones(run: Run, tmp_path: Path) -> None:
    done = run("import", file(tmp_path, "words.tsv", "stop\t促销\nstop\t促销\nword\t冰丝\n"), "--why", "spring")
    assert done.exit_code == 1
    assert done.stderr == "words.tsv line 2: stop '促销' says what line 1 says: remove one of the two\n"
    assert done.stdout == "change 1: add stop 促销; add word 冰丝 (1 for cutting, which act from the next publish on)\n"
    (change,) = json.loads(run("history", "--json").output)
    assert (change["why"], len(change["lines"])) == ("spring", 2)


def test_a_change_is_undone(run: Run) -> None:
    run("add", "stop", "促销", "--by", "li", "--why", "ads")
    assert run("undo", "1", "--by", "wang").output == "change 2: remove stop 促销\n"
    newest = json.loads(run("history", "--limit", "1", "--json").output)[0]
    assert (newest["who"], newest["why"], newest["undoes"]) == ("wang", "undoes change 1", 1)


def test_a_check_changes_nothing(run: Run, tmp_path: Path) -> None:
    checked = run("check", file(tmp_path, "s.txt", "a => b\nb => a\n"))
    assert (checked.exit_code, checked.stdout) == (1, "s.txt: 2 lines, 1 good, 1 bad\n")
    assert json.loads(run("list", "--json").output) == []


def test_what_is_exported_is_what_was_imported(run: Run, tmp_path: Path) -> None:
    lines = "stop\t促销\tads\nsynonym\t番茄, 西红柿\n"
    assert run("import", file(tmp_path, "words.tsv", lines)).exit_code == 0
    assert run("export").output == lines
    assert run("export", str(tmp_path / "out.txt"), "--kind", "synonym").output == "1 entries written to out.txt\n"
    assert (tmp_path / "out.txt").read_text("utf-8") == "番茄, 西红柿\n"


def test_a_preview_says_what_real_queries_would_gain_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    words = file(tmp_path, "words.tsv", "synonym\t番茄, 西红柿\nword\t冰丝\n")
    told = json.loads(run("preview", words, "--json").output)
    assert told["summary"] == {
        "queries": 3,
        "touched": 1,
        "searches_touched": 9 / 16,
        "gained": 2,
        "lost": 0,
        "overlap": 0.0,
        "emptied": 0,
        "filled": 1,
    }
    (touched,) = told["touched"]
    assert (touched["text"], touched["count"], touched["after"], sorted(touched["added"]), touched["why"]) == (
        "番茄",
        9,
        2,
        ["t1", "t2"],
        "also 西红柿",
    )
    assert (told["at_once"], told["next_publish"]) == ({"synonym": 1}, {"word": 1})
    assert [(one["text"], one["before"], one["after"]) for one in told["recut"]] == [("冰丝凉席", "冰 丝 凉席", "冰丝 凉席")]
    assert json.loads(run("list", "--json").output) == []


def test_a_preview_reads_as_text_and_looks_at_named_queries(run: Run, tmp_path: Path) -> None:
    words = file(tmp_path, "s.txt", "番茄, 西红柿\n")
    told = run("preview", words, "--query", "番茄", "--query", "黄瓜").output
    assert "2 queries, 1 touched (50.0 % of searches): 2 products gained, 0 lost, 1 empty answers filled, 0 emptied" in told
    assert "acts within a second: synonym 1; from the next publish on: nothing" in told


def test_a_file_without_a_right_line_is_not_said_to_be_known_already(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.tsv").write_bytes(b"\xff\xfe\n")
    result = run("import", str(tmp_path / "bad.tsv"))
    assert (result.exit_code, result.stdout) == (1, "nothing changed\n") and "is no UTF-8 text" in result.stderr
