"""A learned ranker in a shop: serves once promoted and published, explains itself, goes back with its snapshot, gives way when it does not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest

from searchrank.learn.train import train
from tests.shop_vocabulary import SHOES, LivingShop, adds_up, living_shop, shoes

ODD_ID = {"id": "鞋/ü 🥿", "title": "布洛克 皮鞋"}
"""An id with a blank, which a run file cannot hold: training must not stumble over it."""


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingShop]:
    """A shop with a trained model: people who ask for a kind of shoe want those of 李宁."""
    folder = tmp_path_factory.mktemp("learned")
    kinds = ("跑鞋", "篮球鞋", "登山鞋", "凉鞋")
    (folder / "queries.tsv").write_text("".join(f"q{at}\t红色 {kind}\n" for at, kind in enumerate(kinds)), "utf-8")
    graded = [f"q{at} 0 shoe-{number:04d} {2 if number % 3 == 1 else 0}\n" for at in range(4) for number in range(at, 60, 5)]
    (folder / "qrels.txt").write_text("".join(graded), "utf-8")
    with living_shop(folder / "home", *SHOES, *shoes(60), ODD_ID) as shop:
        report = train(shop.store, shop.settings, folds=2, judgments=folder / "qrels.txt", queries=folder / "queries.tsv")
        assert (report.version, report.queries, report.run, report.promoted) == ("m000001", 4, None, False)
        assert report.reason.startswith("too few judged queries to tell: ")
        shop.store.models.promote("m000001")
        yield shop


def test_a_model_serves_once_it_is_promoted_and_published_and_a_roll_back_takes_it_back(learned: LivingShop) -> None:
    assert learned.shop.search("跑鞋").ranker == "day_one"
    version = learned.publish()
    assert learned.store.snapshots.list()[-1].model == "m000001"
    for pipeline, ranker in (("default", "fine:m000001"), ("model", "fine:m000001"), ("day_one", "day_one"), ("keyword", "keyword")):
        page = learned.shop.search("跑鞋", pipeline=pipeline)
        assert (page.view, page.ranker, page.degraded) == (version, ranker, ())
    assert learned.shop.trained_on()
    learned.rollback("v000001")
    assert learned.shop.search("跑鞋").ranker == "day_one"
    assert learned.shop.trained_on() == frozenset()
    learned.rollback(version)
    assert learned.shop.search("跑鞋").ranker == "fine:m000001"


def test_a_learned_explanation_adds_up_too(learned: LivingShop) -> None:
    learned.publish(model="m000001")
    hits = learned.shop.search("红色 跑鞋", explain=True, pipeline="model").hits
    assert len(hits) > 2
    for hit in hits:
        assert hit.explain is not None and hit.explain["ranker"] == "fine:m000001"
        assert adds_up(hit.explain) == pytest.approx(hit.score, abs=1e-3)


def of_other_features(schema: dict[str, Any]) -> None:
    schema["features"][0]["version"] = 99
    schema["features"].pop()


def of_another_margin(schema: dict[str, Any]) -> None:
    schema["margin"]["version"] = 99


@pytest.mark.parametrize("change", [of_other_features, of_another_margin])
def test_a_model_of_another_schema_gives_way_to_day_one_and_the_answer_says_so(learned: LivingShop, change: Callable[[dict[str, Any]], None]) -> None:
    path = learned.settings.models / "m000001" / "schema.json"
    sound = path.read_bytes()
    schema = orjson.loads(sound)
    change(schema)
    path.write_bytes(orjson.dumps(schema))
    learned.publish(model="m000001")
    path.unlink()
    path.write_bytes(sound)
    page = learned.shop.search("跑鞋")
    assert (page.ranker, page.hits[0].id) == ("day_one", learned.shop.search("跑鞋", pipeline="day_one").hits[0].id)
    (missing,) = page.degraded
    assert missing.part == "model"
    assert missing.reason.startswith("the model does not fit the features of this version (")
    assert missing.reason.endswith("): train it again")


def test_a_model_file_that_cannot_be_read_is_refused_with_its_snapshot(learned: LivingShop) -> None:
    before = learned.publish(model="m000001")
    assert learned.shop.search("跑鞋").view == before
    path = learned.settings.models / "m000001" / "model.ubj"
    sound = path.read_bytes()
    path.unlink()
    path.write_bytes(b"?" * len(sound))
    try:
        broken = learned.publish(model="m000001")
    finally:
        path.unlink()
        path.write_bytes(sound)
    page = learned.shop.search("跑鞋")
    assert (page.view, page.ranker) == (before, "fine:m000001")
    assert learned.shop.health()["snapshot"]["fault"].startswith(f"snapshot {broken} cannot be opened (")
