"""The commands on a real small shop, made through the commands themselves."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from searchrank.cli import main
from searchrank.store.products import READERS

PRODUCTS = (
    {"id": "p3", "title": "李宁 男子 跑鞋 轻便", "brand": "李宁", "category": "运动 > 跑鞋", "price": 299, "stock": 5},
    {"id": "p1", "title": "安踏 女子 跑鞋 缓震", "brand": "安踏", "category": "运动 > 跑鞋", "price": 199, "stock": 3},
    {"id": "p5", "title": "纯棉 连衣裙 夏季", "brand": "云裳", "category": "女装 > 连衣裙", "price": 159, "stock": 9},
    {"id": "p2", "title": "trail running shoes waterproof", "brand": "Northway", "category": "sports > shoes", "price": 499, "stock": 2},
    {"id": "p4", "title": "保温杯 500ml 不锈钢", "brand": "暖山", "category": "家居 > 水杯", "price": 59, "stock": 0},
)
QUERIES = {"q1": "跑鞋", "q2": "running shoes", "q3": "连衣裙"}
JUDGMENTS = (("q1", "p3", 3), ("q1", "p1", 2), ("q1", "p5", 0), ("q2", "p2", 3), ("q2", "p3", 0), ("q3", "p5", 3), ("q3", "p1", 0))

Run = Callable[..., Result]


def command(home: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *words])


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a shop with five products, three judged queries and one snapshot."""
    home = tmp_path_factory.mktemp("shop")
    files = tmp_path_factory.mktemp("files")
    # Five products a name, the usual minimum, would leave a shop of five products without suggestions.
    (home / "searchrank.toml").write_text("[suggest]\ncatalogue_min_products = 1\n", "utf-8")
    (files / "products.jsonl").write_text("".join(json.dumps(product, ensure_ascii=False) + "\n" for product in PRODUCTS), "utf-8")
    (files / "queries.tsv").write_text("".join(f"{id}\t{text}\n" for id, text in QUERIES.items()), "utf-8")
    (files / "qrels").write_text("".join(f"{query} 0 {product} {grade}\n" for query, product, grade in JUDGMENTS), "utf-8")
    steps: tuple[tuple[str, ...], ...] = (
        ("init",),
        ("import", "products", str(files / "products.jsonl")),
        ("import", "judgments", str(files / "qrels"), "--queries", str(files / "queries.tsv")),
        ("publish",),
    )
    for words in steps:
        done = command(home, *words)
        assert done.exit_code == 0, f"{words}: {done.output}"
    return home


@pytest.fixture
def run(published: Path, tmp_path: Path) -> Run:
    """Runs a command on a shop of its own, copied from the published one."""
    home = tmp_path / "shop"
    shutil.copytree(published, home)
    return lambda *words: command(home, *words)


def answer(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_search_prints_the_page_as_the_api_gives_it(run: Run) -> None:
    page = answer(run("search", "跑鞋", "--json"))
    assert {hit["id"] for hit in page["hits"]} == {"p1", "p3"}
    assert page["total"] == 2
    assert page["query_id"]


def test_a_search_for_people_shows_titles_and_prices(run: Run) -> None:
    shown = run("search", "running", "shoes").stdout
    assert "trail running shoes waterproof" in shown
    assert "499" in shown


def test_filters_sort_and_facets_reach_the_shop(run: Run) -> None:
    page = answer(run("search", "跑鞋", "--filter", "price:..250", "--facet", "brand", "--json"))
    assert [hit["id"] for hit in page["hits"]] == ["p1"]
    assert page["facets"]["brand"] == {"安踏": 1}
    cheapest_first = answer(run("search", "跑鞋", "--sort", "price_asc", "--json"))
    assert [hit["id"] for hit in cheapest_first["hits"]] == ["p1", "p3"]


def test_a_second_page_goes_on_where_the_first_ended(run: Run) -> None:
    first, second = (answer(run("search", "跑鞋", "--per-page", "1", "--page", page, "--json"))["hits"] for page in ("1", "2"))
    assert {first[0]["id"], second[0]["id"]} == {"p1", "p3"}


@pytest.mark.parametrize(
    ("option", "value", "known"),
    [("--sort", "cheap", "price_asc"), ("--pipeline", "magic", "day_one"), ("--filter", "colour:red", "brand"), ("--facet", "colour", "brand")],
)
def test_an_unknown_name_is_one_sentence_with_the_known_ones(run: Run, option: str, value: str, known: str) -> None:
    result = run("search", "跑鞋", option, value)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert result.stderr.startswith("error: ")
    assert value.split(":")[0] in result.stderr
    assert known in result.stderr


def test_suggestions_complete_pinyin(run: Run) -> None:
    texts = [one["text"] for one in answer(run("suggest", "lianyi", "--json"))["suggestions"]]
    assert "连衣裙" in texts


def test_a_wrong_number_of_suggestions_is_one_sentence(run: Run) -> None:
    result = run("suggest", "lianyi", "--limit", "100000")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", "error: limit is 100000: ask for 1 to 50\n")


def test_explain_names_the_product_and_its_features(run: Run) -> None:
    reasons = answer(run("explain", "跑鞋", "p3", "--json"))
    assert "p3" in json.dumps(reasons)
    assert run("explain", "跑鞋", "nosuch").exit_code == 1


def test_publishing_again_makes_a_version_that_a_rollback_leaves(run: Run) -> None:
    first = [row["version"] for row in answer(run("snapshot", "list", "--json"))]
    second = answer(run("publish", "--json"))["version"]
    assert second not in first
    assert answer(run("search", "跑鞋", "--json"))["view"] == second
    assert answer(run("snapshot", "rollback", "--json"))["version"] == first[0]
    assert answer(run("search", "跑鞋", "--json"))["view"] == first[0]
    serving = {row["version"] for row in answer(run("snapshot", "list", "--json")) if row["serving"]}
    assert serving == {first[0]}


def test_a_model_is_trained_listed_shown_promoted_and_published(run: Run, tmp_path: Path) -> None:
    report = answer(run("train", "--folds", "3", "--seed", "7", "--run-out", str(tmp_path / "fold.run"), "--json"))
    version = report["version"]
    assert [row["version"] for row in answer(run("model", "list", "--json"))] == [version]
    assert answer(run("model", "show", version, "--json"))["version"] == version
    assert (tmp_path / "fold.run").read_text("utf-8").split()[0] in QUERIES
    answer(run("model", "promote", version, "--json"))
    answer(run("publish", "--model", version, "--json"))
    assert version in answer(run("search", "跑鞋", "--json"))["ranker"]


def test_training_files_come_together(run: Run, tmp_path: Path) -> None:
    (tmp_path / "qrels").write_text("q1 0 p3 3\n", "utf-8")
    result = run("train", "--judgments", str(tmp_path / "qrels"))
    assert result.exit_code == 2
    assert result.stderr == "error: --judgments and --queries go together: give both files or neither\n"


def test_an_unknown_model_is_not_found(run: Run) -> None:
    for words in (("model", "show", "m9"), ("model", "promote", "m9"), ("publish", "--model", "m9")):
        result = run(*words)
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
        assert "m9" in result.stderr


def test_a_shop_without_a_snapshot_says_how_to_get_one(tmp_path: Path) -> None:
    assert command(tmp_path, "init").exit_code == 0
    result = command(tmp_path, "search", "跑鞋")
    assert result.exit_code == 1
    assert "publish" in result.stderr


def test_evaluate_says_what_each_channel_is_worth(published: Path) -> None:
    done = command(published, "evaluate", "--channels", "--measures", "RR@10", "--json")
    assert done.exit_code == 0, done.output
    told = {one["name"]: one for one in json.loads(done.stdout)["channels"] if one["segment"] == "all"}
    assert list(told) == ["keyword", "vector", "rewrite", "category"]
    assert told["keyword"]["recall"] == 1.0
    assert told["vector"]["differences"][0]["mean"] == 0.0


def test_channels_are_told_by_how_often_their_queries_are_searched(published: Path, tmp_path: Path) -> None:
    home, counts = shutil.copytree(published, tmp_path / "shop"), tmp_path / "counts.tsv"
    counts.write_text("".join(f"{text}\t{count}\n" for text, count in zip(QUERIES.values(), (80, 20), strict=False)), "utf-8")
    assert command(home, "import", "queries", str(counts)).exit_code == 0
    done = command(home, "evaluate", "--channels", "--measures", "RR@10", "--json")
    told = [(one["segment"], one["queries"]) for one in json.loads(done.stdout)["channels"] if one["name"] == "vector"]
    assert told == [("all", 3), ("head", 1), ("torso", 1), ("unseen", 1)]


def test_channels_are_not_told_of_a_finished_run(published: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.write_text("q1 Q0 p3 1 1.0 x\n")
    done = command(published, "evaluate", "--channels", "--run", str(run))
    assert done.exit_code == 2
    assert "--channels searches by itself" in done.output


@pytest.mark.parametrize(("live_rows", "told"), [(2, None), (1, "more than live.import_rows, 1"), (0, "and live.import_rows is 0")])
def test_an_import_says_when_it_is_seen_after_publishing_only(run: Run, tmp_path: Path, live_rows: int, told: str | None) -> None:
    file = tmp_path / "more.jsonl"
    file.write_text('{"id": "n1", "title": "new"}\n{"id": "n2", "title": "newer"}\n', "utf-8")
    (tmp_path / "shop" / "searchrank.toml").write_text(f"[live]\nimport_rows = {live_rows}\n", "utf-8")
    done = run("import", "products", str(file))
    assert done.exit_code == 0
    expected = "" if told is None else f"more.jsonl: 2 products are new or changed, {told}: shoppers see them after `searchrank publish`\n"
    assert done.stderr.endswith(expected)
    assert ("searchrank publish" in done.stderr) == (told is not None)


def test_a_shop_without_judgments_says_how_to_bring_them(tmp_path: Path) -> None:
    command(tmp_path, "init")
    refused = command(tmp_path, "evaluate")
    assert refused.exit_code == 1 and "no judgments: run `searchrank import judgments QRELS --queries TSV`" in refused.stderr


def test_the_help_of_an_import_names_every_field_of_a_product() -> None:
    told = CliRunner().invoke(main, ["import", "products", "--help"]).output
    assert [name for name in READERS if name not in told] == []
