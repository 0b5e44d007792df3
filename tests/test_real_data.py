"""The real sets beside the checkout, imported, published and measured: the bars that the ranking has reached and must not fall below.

`../shared/data` holds them; where it is absent, these tests are left out and say so.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from searchrank.evaluate.means import evaluate
from searchrank.evaluate.parse import parse_measures
from searchrank.evaluate.run import make_run
from searchrank.evaluate.trec import Run, read_qrels, read_queries
from tests.shop_vocabulary import LivingShop, living_shop

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
TITLES = ("id", "title")
GIVES_AWAY: dict[str, Any] = {"brand": "", "category": [], "price": None, "attributes": {}, "sales": None}
"""The fields in which every relevant taobao product is empty: they give the answer away."""

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.exists(), reason="the measured data is not there: ../shared/data beside the checkout is absent"),
]


@pytest.fixture(scope="module")
def icecat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingShop]:
    with living_shop(tmp_path_factory.mktemp("icecat")) as shop:
        imported(shop, DATA / "icecat" / "products.jsonl.gz")
        yield shop


@pytest.fixture(scope="module")
def taobao(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingShop]:
    with living_shop(tmp_path_factory.mktemp("taobao")) as shop:
        imported(shop, DATA / "taobao" / "products.jsonl.gz", only=TITLES)
        yield shop


def imported(shop: LivingShop, file: Path, *, only: tuple[str, ...] | None = None) -> None:
    """Import a file, all lines of which must be good, and publish."""
    report = shop.store.imports.run("products", file, only=only)
    assert (report.bad_total, report.kept) == (0, report.lines)
    shop.publish()


def measured(shop: LivingShop, folder: str, pipeline: str, measures: str) -> dict[str, float]:
    """The mean of each measure over the judged queries of a data set."""
    run = answers(shop, folder, pipeline)
    report = evaluate(parse_measures(measures), read_qrels(DATA / folder / "qrels.txt"), run)
    return {name: estimate.mean for name, estimate in report.estimates.items()}


def answers(shop: LivingShop, folder: str, pipeline: str) -> Run:
    """The run of a pipeline over the queries of a data set; nothing may be missing in it."""
    made = make_run(shop.shop, read_queries(DATA / folder / "queries.tsv"), pipeline=pipeline)
    assert (made.pipeline, made.degraded) == (pipeline, {})
    return made.run


@pytest.mark.parametrize(("pipeline", "least"), [("keyword", 0.78), ("day_one", 0.79)])
def test_english_electronics_are_ranked_well(icecat: LivingShop, pipeline: str, least: float) -> None:
    assert measured(icecat, "icecat", pipeline, "nDCG@10")["nDCG@10"] >= least


def test_real_chinese_queries_find_their_product_by_keywords(taobao: LivingShop) -> None:
    found = measured(taobao, "taobao", "keyword", "RR@10 R@100")
    assert found["RR@10"] >= 0.74
    assert found["R@100"] >= 0.93


def test_real_chinese_queries_find_their_product_on_day_one(taobao: LivingShop) -> None:
    assert measured(taobao, "taobao", "day_one", "RR@10")["RR@10"] >= 0.75


def test_the_fields_that_give_the_answer_away_change_no_score_when_they_are_blank_and_neither_does_the_order(
    taobao: LivingShop, tmp_path: Path
) -> None:
    blanked = tmp_path / "blanked.jsonl"
    blanked.write_bytes(b"\n".join(reversed([blank(line) for line in lines(DATA / "taobao" / "products.jsonl.gz")])))
    with living_shop(tmp_path / "home") as other:
        imported(other, blanked)
        assert answers(other, "taobao", "day_one") == answers(taobao, "taobao", "day_one")


def lines(file: Path) -> Iterator[bytes]:
    with gzip.open(file) as opened:
        yield from opened


def blank(line: bytes) -> bytes:
    """The product with the telling fields empty."""
    given = orjson.loads(line)
    return orjson.dumps({**given, **{name: value for name, value in GIVES_AWAY.items() if name in given}})
