"""Publishing that goes well, and publishing that fails without being killed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from searchrank.errors import Conflict, NotFound
from searchrank.publish.lock import only_publisher, swapping
from searchrank.publish.swap import current
from searchrank.store.snapshot import Snapshot, verify_contents
from tests.shop_vocabulary import SHOES, LivingShop, living_shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[LivingShop]:
    with living_shop(tmp_path) as shop:
        yield shop


def test_a_published_product_is_found(shop: LivingShop) -> None:
    assert shop.publish(*SHOES) == "v000001"
    assert shop.sees("大灯罩") == ["l1"]


def test_the_manifest_and_the_register_say_what_was_published(shop: LivingShop) -> None:
    shop.publish(*SHOES)
    manifest = Snapshot.open(shop.settings.snapshots / "v000001").manifest
    row = shop.store.snapshots.list()[0]
    assert (manifest["products"], manifest["as_of_change"], manifest["model"], manifest["index_name"]) == (5, 5, None, None)
    assert (row.version, row.products, row.as_of_change, row.model, row.index_name) == ("v000001", 5, 5, None, None)


def test_every_file_of_a_snapshot_has_its_checksum(shop: LivingShop) -> None:
    shop.publish(*SHOES)
    folder = shop.settings.snapshots / "v000001"
    verify_contents(folder)
    named = set(Snapshot.open(folder).manifest["files"])
    lying = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"}
    assert lying == named | {"manifest.json"}


def test_a_change_is_seen_by_the_next_version_only(shop: LivingShop) -> None:
    shop.publish(*SHOES)
    shop.put({"id": "new", "title": "李宁 跑鞋"})
    assert "new" not in shop.sees("跑鞋")
    shop.publish()
    assert "new" in shop.sees("跑鞋")


def test_a_removed_product_is_gone_from_the_next_version(shop: LivingShop) -> None:
    shop.publish(*SHOES)
    shop.store.catalogue.remove(["l1"])
    shop.publish()
    assert shop.sees("大灯罩") == []


def test_a_shop_without_products_cannot_publish_and_nothing_is_left_of_the_attempt(shop: LivingShop) -> None:
    with pytest.raises(Conflict, match="there are no products to publish: run `searchrank import products FILE` first"):
        shop.publish()
    assert (shop.kept, shop.noted, shop.leftovers, shop.serving) == ([], [], [], None)


def test_an_unknown_model_is_refused_before_anything_is_built(shop: LivingShop) -> None:
    shop.publish(*SHOES)
    with pytest.raises(NotFound, match="there is no model 'm000009': known are none"):
        shop.publish(model="m000009")
    assert (shop.kept, shop.leftovers) == (["v000001"], [])


@pytest.mark.parametrize("step", ["after_engine", "before_fsync", "after_rename", "after_row", "before_current"])
def test_a_publishing_that_fails_at_a_step_leaves_nothing_behind(shop: LivingShop, step: str) -> None:
    shop.publish(*SHOES)
    with pytest.raises(OSError, match="the disk is full"):
        shop.publish("李宁 跑鞋", checkpoint=failing_at(step))
    assert (shop.serving, shop.kept, shop.noted, shop.leftovers) == ("v000001", ["v000001"], ["v000001"], [])
    assert shop.publish() == "v000003"


def failing_at(step: str) -> Callable[[str], None]:
    def checkpoint(name: str) -> None:
        if name == step:
            raise OSError("the disk is full")

    return checkpoint


def test_two_publishings_at_once_are_refused_and_the_first_one_is_done(shop: LivingShop) -> None:
    refused = []

    def second(step: str) -> None:
        if step == "before_fsync":
            with pytest.raises(Conflict) as caught:
                shop.publish()
            refused.append(caught.value.message)

    assert shop.publish(*SHOES, checkpoint=second) == "v000001"
    assert refused == ["another process is publishing v000001 in this shop: wait until it is done, then publish again"]
    assert (shop.kept, shop.leftovers) == (["v000001"], [])


def test_the_right_to_publish_is_given_back(tmp_path: Path) -> None:
    with only_publisher(tmp_path) as journal, swapping(tmp_path):
        journal.note("v000001")
        journal.note("v2")
        assert journal.version == "v2"
    with only_publisher(tmp_path) as journal:
        assert journal.version == "v2"
        journal.clear()
        assert journal.version is None


def test_only_the_newest_versions_are_kept(tmp_path: Path) -> None:
    with living_shop(tmp_path, *SHOES, keep_snapshots=2) as shop:
        for _ in range(3):
            shop.publish()
        assert (shop.kept, shop.noted, shop.leftovers) == (["v000003", "v000004"], ["v000003", "v000004"], [])


def test_a_shop_that_keeps_one_version_keeps_the_serving_one(tmp_path: Path) -> None:
    with living_shop(tmp_path, *SHOES, keep_snapshots=1) as shop:
        shop.publish()
        assert (shop.kept, shop.serving, shop.sees("保温杯")) == (["v000002"], "v000002", ["m1"])


def test_numbers_go_on_above_the_folders_where_the_register_is_a_new_one(tmp_path: Path) -> None:
    with living_shop(tmp_path, *SHOES) as shop:
        shop.publish()
    (tmp_path / "searchrank.db").unlink()
    with living_shop(tmp_path) as shop:
        assert shop.publish("李宁 跑鞋") == "v000003"
        assert shop.noted == shop.kept == ["v000001", "v000002", "v000003"]
        assert shop.sees("跑鞋") == ["李宁 跑鞋"]


def test_the_register_forgets_a_version_whose_folder_is_gone(shop: LivingShop) -> None:
    shop.publish(*SHOES)
    shop.store.snapshots.add("v000000", 1, 5)
    shop.publish()
    assert shop.noted == ["v000001", "v000002"]


def test_before_the_first_publishing_no_version_serves(shop: LivingShop) -> None:
    assert current(shop.settings) is None
