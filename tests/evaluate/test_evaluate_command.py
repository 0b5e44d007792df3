"""`searchrank evaluate` as people call it, on a shop that answers from a table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from searchrank.cli import evaluating
from searchrank.errors import InvalidInput, UnknownName
from searchrank.evaluate.study import query_key
from searchrank.records import Judgment
from tests.evaluate.fake_shop import FakeShop

QUERIES = {"q1": "running shoe", "q2": "连衣裙", "q3": "sold out thing", "q4": "no judge"}
QRELS = ("q1 0 a 3", "q1 0 b 1", "q1 0 x 0", "q2 0 c 1", "q3 0 d 0", "q7 0 a 1")
FOUND = {"running shoe": ["b", "a", "z"], "连衣裙": []}

Evaluate = Callable[..., Result]


@pytest.fixture
def shop() -> FakeShop:
    return FakeShop(FOUND, products=frozenset("abcx"))


@pytest.fixture
def evaluate(shop: FakeShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Evaluate:
    """Runs the command in a folder with `queries.tsv` and `qrels.txt`, on the fake shop and a store with the same judgments."""
    (tmp_path / "queries.tsv").write_text("".join(f"{query_id}\t{text}\n" for query_id, text in QUERIES.items()), "utf-8")
    (tmp_path / "qrels.txt").write_text("\n".join(QRELS), "utf-8")
    judgments = [Judgment(*line.split()[:3:2], int(line.split()[3])) for line in QRELS]

    @contextmanager
    def store(home: Path) -> Iterator[tuple[Any, None]]:
        yield SimpleNamespace(judgments=SimpleNamespace(read=lambda: (QUERIES, iter(judgments)))), None

    @contextmanager
    def opened(home: Path) -> Iterator[FakeShop]:
        yield shop

    monkeypatch.setattr(evaluating, "opened_shop", opened)
    monkeypatch.setattr(evaluating, "opened_store", store)
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(evaluating.evaluate, words, obj={"home": tmp_path})


FILES = ("--queries", "queries.tsv", "--judgments", "qrels.txt")


def answer(result: Result) -> Any:
    assert result.exit_code == 0, (result.output, result.exception)
    return json.loads(result.stdout)


def test_the_answer_has_the_published_shape(evaluate: Evaluate) -> None:
    told = answer(evaluate(*FILES, "--measures", "RR@10 nDCG@10", "--pipeline", "day_one", "--json"))
    assert (told["queries"], told["left_out"], told["pipeline"], told["model"]) == (2, 1, "day_one", None)
    assert list(told["measures"]) == ["RR@10", "nDCG@10"]
    # q1: gains 1, 7 in the wrong order .709810; q2 nothing found
    assert told["measures"]["nDCG@10"] == {"mean": pytest.approx(0.354905, abs=1e-6), "low": 0, "high": pytest.approx(0.709810, abs=1e-6)}
    assert told["measures"]["RR@10"]["mean"] == 0.5


def test_oddities_are_counted_and_told(evaluate: Evaluate) -> None:
    result = evaluate(*FILES, "--json")
    told = answer(result)
    assert (told["unknown_queries"], told["unknown_products"], told["queries_without_judgments"], told["without_results"]) == (1, 1, 1, 1)
    assert told["warnings"] == [
        "judged query ids without a text: 1; their judgments are not used",
        "judged products that the shop does not have: 1; they count as not found",
    ]
    assert [f"warning: {sentence}" for sentence in told["warnings"]] == result.stderr.splitlines()


def test_the_judgments_of_the_store_are_used_where_no_files_are_given(evaluate: Evaluate) -> None:
    assert answer(evaluate("--json")) == answer(evaluate(*FILES, "--json"))


def test_queries_that_the_model_was_trained_on_are_warned_of(evaluate: Evaluate, shop: FakeShop) -> None:
    shop.trained = frozenset({query_key("running shoe")})
    assert not any("trained" in sentence for sentence in answer(evaluate("--json"))["warnings"])  # day one ranked, not the model
    shop.ranker = "fine:m000007"
    told = answer(evaluate("--json"))
    assert told["model"] == "m000007"
    assert any(sentence.startswith("queries that the model was trained on: 1;") for sentence in told["warnings"])


def test_people_read_what_was_measured_how_and_how_sure(evaluate: Evaluate) -> None:
    shown = evaluate(*FILES, "--measures", "nDCG@10").stdout
    assert "queries: 2; left out, without a relevant product: 1; without results, counted 0: 1" in shown
    assert "pipeline default, ranked by day_one (3 answers), all products" in shown
    assert "gain 2^grade - 1" in shown
    assert "0.3549" in shown


def test_only_the_judged_products_are_ranked_on_request(evaluate: Evaluate) -> None:
    told = answer(evaluate(*FILES, "--scope", "judged", "--measures", "Judged@10 RR@10", "--json"))
    assert told["measures"]["Judged@10"]["mean"] == 1
    assert told["measures"]["RR@10"]["mean"] == 1  # q2: its one judged product, not matched, is listed last and first
    assert told["without_results"] == 0


def test_empty_queries_count_as_zero_on_request(evaluate: Evaluate) -> None:
    told = answer(evaluate(*FILES, "--empty-as-zero", "--measures", "RR@10", "--json"))
    assert (told["queries"], told["left_out"]) == (3, 0)
    assert told["measures"]["RR@10"]["mean"] == pytest.approx(1 / 3)


def test_a_written_run_scores_the_same_as_the_search_that_made_it(evaluate: Evaluate, shop: FakeShop) -> None:
    searched = answer(evaluate(*FILES, "--run-out", "run.txt", "--json"))
    shop.asked.clear()
    scored = answer(evaluate("--judgments", "qrels.txt", "--queries", "queries.tsv", "--run", "run.txt", "--json"))
    assert scored["measures"] == searched["measures"]
    assert (scored["pipeline"], scored["model"], scored["source"], scored["unknown_products"]) == (None, None, "run run.txt", None)
    assert shop.asked == []


def test_a_run_is_scored_without_texts(evaluate: Evaluate) -> None:
    Path("run.txt").write_text("q7 Q0 a 1 1.0 other\n")
    assert answer(evaluate("--judgments", "qrels.txt", "--run", "run.txt", "--json"))["queries"] == 3  # q1, q2, q7


def test_two_runs_are_compared_query_by_query(evaluate: Evaluate) -> None:
    Path("best.txt").write_text("q1 Q0 a 1 2 t\nq1 Q0 b 2 1 t\nq2 Q0 c 1 1 t\n")
    result = evaluate(*FILES, "--measures", "nDCG@10", "--compare", "best.txt", "--json")
    difference = answer(result)["compared_with"]["measures"]["nDCG@10"]
    assert answer(result)["compared_with"]["run"] == "best.txt"
    assert difference["difference"] == pytest.approx(0.354905 - 1, abs=1e-6)
    assert (difference["wins"], difference["ties"], difference["losses"], difference["p"]) == (0, 0, 2, 0.5)  # 2 of 4 patterns
    assert "pipeline default minus best.txt" in evaluate(*FILES, "--compare", "best.txt").stdout


def test_an_unknown_measure_is_answered_with_the_known_ones(evaluate: Evaluate) -> None:
    failure = evaluate(*FILES, "--measures", "nDCG@10 mrr").exception
    assert isinstance(failure, UnknownName)
    assert "known are nDCG, RR, AP, P, R, ERR, Judged" in str(failure)


def test_a_bad_line_is_named(evaluate: Evaluate) -> None:
    Path("qrels.txt").write_text("q1 0 a\n")
    assert isinstance(evaluate(*FILES).exception, InvalidInput)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--queries", "queries.tsv"), "--queries without --judgments"),
        (("--judgments", "qrels.txt"), "--judgments without --queries"),
        ((*FILES, "--run", "qrels.txt", "--pipeline", "keyword"), "leave out --pipeline"),
        (("--depth", "0"), "0 is not in the range"),
        (("--queries", "absent.tsv"), "'absent.tsv' does not exist"),
        (("--scope", "some"), "'some' is not one of 'all', 'judged'"),
    ],
)
def test_options_that_contradict_each_other_are_refused(evaluate: Evaluate, words: tuple[str, ...], sentence: str) -> None:
    result = evaluate(*words)
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_the_command_is_exported_for_the_program() -> None:
    assert [command.name for command in evaluating.commands] == ["evaluate"]
    assert all(isinstance(command, click.Command) for command in evaluating.commands)
