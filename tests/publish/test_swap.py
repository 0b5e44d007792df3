"""Which snapshot serves: damaged ones are refused, roll-backs take the model along, and a swap under load is not noticed."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest

from searchrank.errors import NotFound, NothingPublished, SnapshotDamaged
from searchrank.records import Page
from searchrank.store.settle import uncollected
from searchrank.store.snapshot import Snapshot
from tests.publish import dying
from tests.shop_vocabulary import SHOES, LivingShop, Shoppers, eventually, living_shop, shoes

Damage = Callable[[Path], None]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[LivingShop]:
    """A shop whose second version lacks the lamp shade."""
    with living_shop(tmp_path, *SHOES) as shop:
        shop.store.catalogue.remove(["l1"])
        yield shop


def cut_short(folder: Path) -> None:
    path = folder / "column.price.npy"
    path.write_bytes(path.read_bytes()[:-4])


def without_a_file(folder: Path) -> None:
    (folder / "units.hashes.npy").unlink()


def without_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def with_half_a_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes()[:100])


def with_a_manifest_of_nothing(folder: Path) -> None:
    (folder / "manifest.json").write_bytes(b"[]")


def changed_manifest(**changes: object) -> Damage:
    def damage(folder: Path) -> None:
        path = folder / "manifest.json"
        path.write_bytes(orjson.dumps({**orjson.loads(path.read_bytes()), **changes}))

    return damage


def with_noise_in_the_index(folder: Path) -> None:
    path = folder / "index" / "meta.json"
    path.write_bytes(b"?" * path.stat().st_size)


def with_noise_in_an_array(folder: Path) -> None:
    path = folder / "column.price.npy"
    path.write_bytes(b"?" * path.stat().st_size)


def as_if_never_there(folder: Path) -> None:
    shutil.rmtree(folder)


DAMAGES = [
    (cut_short, "snapshot v000002: column.price.npy is missing or cut short: roll back or publish again"),
    (without_a_file, "snapshot v000002: units.hashes.npy is missing or cut short: roll back or publish again"),
    (without_manifest, "snapshot v000002 has no manifest: it was never finished; publish again"),
    (with_half_a_manifest, "snapshot v000002 has a damaged manifest: roll back or publish again"),
    (with_a_manifest_of_nothing, "snapshot v000002 has a manifest without its list of files: roll back or publish again"),
    (changed_manifest(format=99), "snapshot v000002 has format 99, this version reads 1: publish again"),
    (
        changed_manifest(cutter={"name": "scissors"}),
        "snapshot v000002 was cut with {'name': 'scissors'}, this environment cuts with {'name': 'rjieba'",
    ),
    (with_noise_in_the_index, "the recall index in "),
    (with_noise_in_an_array, "snapshot v000002: array 'column.price' cannot be read ("),
    (as_if_never_there, "snapshot v000002 has no manifest: it was never finished; publish again"),
]
NAMES = [getattr(damage, "__name__", "damage") + str(place) for place, (damage, _) in enumerate(DAMAGES)]


@pytest.mark.parametrize(("damage", "sentence"), DAMAGES, ids=NAMES)
def test_a_damaged_snapshot_is_refused_and_the_last_good_one_serves(shop: LivingShop, damage: Damage, sentence: str) -> None:
    damaged_publish(shop, damage)
    assert shop.sees("大灯罩") == ["l1"]
    said = shop.shop.health()["snapshot"]
    assert (said["ok"], said["version"]) == (True, "v000001")
    assert said["fault"].startswith(sentence)
    assert "\n" not in said["fault"]


@pytest.mark.parametrize(("damage", "sentence"), DAMAGES[:6:2], ids=NAMES[:6:2])
def test_a_worker_that_serves_goes_on_when_the_next_version_is_damaged(shop: LivingShop, damage: Damage, sentence: str) -> None:
    assert shop.sees("大灯罩") == ["l1"]
    shop.shop.watch.stop()
    damaged_publish(shop, damage)
    shop.shop.watch.look()
    assert shop.sees("大灯罩") == ["l1"]
    assert shop.shop.health()["snapshot"]["fault"].startswith(sentence)
    assert shop.publish() == "v000003"
    assert shop.sees("大灯罩") == []
    assert shop.shop.health()["snapshot"]["fault"] is None


def damaged_publish(shop: LivingShop, damage: Damage) -> None:
    """Publish the second version and damage it before any worker looks."""
    publish_unseen(shop)
    damage(shop.settings.snapshots / "v000002")


def publish_unseen(shop: LivingShop) -> None:
    assert dying.ended(dying.begin(shop.settings, dying.Publishing())) == 0


def test_rolling_back_from_a_damaged_version_clears_the_fault(shop: LivingShop) -> None:
    assert shop.sees("大灯罩") == ["l1"]
    shop.shop.watch.stop()
    damaged_publish(shop, cut_short)
    shop.shop.watch.look()
    assert shop.rollback() == "v000001"
    told = dict(shop.shop.health()["snapshot"])
    assert 0 <= told.pop("age_seconds") < 600
    assert told == {"ok": True, "version": "v000001", "products": 5, "fault": None}


def test_a_shop_whose_only_version_is_damaged_says_so(shop: LivingShop) -> None:
    cut_short(shop.settings.snapshots / "v000001")
    with pytest.raises(NothingPublished, match=r"v000001: column\.price\.npy is missing or cut short"):
        shop.sees("大灯罩")
    assert shop.shop.health()["snapshot"]["ok"] is False


def test_a_file_system_that_refuses_for_a_moment_is_asked_again(shop: LivingShop) -> None:
    refusals = iter([True])
    shop.shop.watch.stop()
    warm = shop.shop.watch.warm

    def refusing_once(view: object) -> None:
        if next(refusals, False):
            raise OSError("too many open files")
        warm(view)  # type: ignore[arg-type]

    shop.shop.watch.warm = refusing_once
    shop.publish()
    assert shop.sees("大灯罩") == ["l1"]
    assert shop.shop.health()["snapshot"]["fault"].startswith("snapshot v000002 cannot be opened (OSError: too many open files)")
    shop.shop.watch.look()
    assert shop.sees("大灯罩") == []


def test_rolling_back_serves_the_version_before(shop: LivingShop) -> None:
    shop.publish()
    assert shop.sees("大灯罩") == []
    assert shop.rollback() == "v000001"
    assert (shop.serving, shop.sees("大灯罩")) == ("v000001", ["l1"])


def test_publishing_after_a_roll_back_counts_on(shop: LivingShop) -> None:
    shop.publish()
    shop.rollback()
    assert shop.publish() == "v000003"
    assert (shop.serving, shop.sees("大灯罩")) == ("v000003", [])


def test_rolling_back_to_a_version_that_is_gone_says_which_are_kept(tmp_path: Path) -> None:
    with living_shop(tmp_path, *SHOES, keep_snapshots=2) as shop:
        shop.publish()
        shop.publish()
        with pytest.raises(NotFound, match=r"^there is no snapshot v000001: kept are v000002, v000003$"):
            shop.rollback("v000001")
        assert shop.serving == "v000003"


def test_there_is_nothing_to_roll_back_to_before_the_first_version(shop: LivingShop) -> None:
    with pytest.raises(NotFound, match=r"^there is no snapshot earlier than the one that serves: kept are v000001$"):
        shop.rollback()


def test_a_damaged_version_is_not_rolled_back_to(shop: LivingShop) -> None:
    shop.publish()
    path = shop.settings.snapshots / "v000001" / "column.price.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(SnapshotDamaged, match=r"v000001: column\.price\.npy has been changed since it was published"):
        shop.rollback()
    assert (shop.serving, shop.sees("大灯罩")) == ("v000002", [])


def test_a_version_that_serves_again_after_a_roll_back_is_never_removed(tmp_path: Path) -> None:
    with living_shop(tmp_path, *SHOES, keep_snapshots=1) as shop:
        first = shop.settings.snapshots / "v000001"
        shutil.copytree(first, tmp_path / "aside")
        shop.publish()
        shutil.copytree(tmp_path / "aside", first)
        shop.rollback("v000001")
        assert shop.sees("大灯罩") == ["l1"]
        shop.publish()
        assert (shop.kept, shop.serving) == (["v000003"], "v000003")


def test_a_worker_answers_in_full_from_a_version_whose_folder_is_removed(shop: LivingShop) -> None:
    shop.publish(
        {"id": "l2", "title": "大灯罩", "attributes": {"颜色": "透明"}},
        *({"id": f"p{number}", "title": f"安踏 跑鞋 {number}", "brand": "安踏"} for number in range(6)),
    )
    worker = shop.shop
    worker.watch.stop()
    shutil.rmtree(shop.settings.snapshots / "v000002")
    page = worker.search("大灯罩 透明", facets=["brand", "attributes.颜色", "price"], filters=["stock:in"], explain=True)
    assert (page.view, page.hits[0].id, page.total, page.degraded) == ("v000002", "l2", 1, ())
    assert page.facets["attributes.颜色"] == {"透明": 1}
    assert worker.search("", filters=["category:运动 > 跑鞋"], sort="sales").total == 3
    assert "安踏" in shop.suggests("ant")
    assert worker.front().best_selling[0].id == "a1"
    assert worker.rank("跑鞋", ["a1", "m1"]).hits[0].id == "a1"


def test_every_array_of_a_snapshot_is_held_when_it_is_opened(shop: LivingShop) -> None:
    folder = shop.settings.snapshots / "v000001"
    snapshot = Snapshot.open(folder)
    snapshot.hold()
    names = [name.removesuffix(".npy") for name in snapshot.manifest["files"] if name.endswith(".npy") and not name.endswith(".values.npy")]
    shutil.rmtree(folder)
    assert len(names) > 50
    for name in names:
        ragged = name.removesuffix(".offsets")
        assert len(snapshot.array(name) if ragged == name else snapshot.ragged(ragged)) >= 0


@pytest.mark.skipif(sys.platform != "linux", reason="this system does not list what a process has open")
def test_a_worker_lets_go_of_old_versions_at_once_and_keeps_no_file_open_for_any(tmp_path: Path) -> None:
    """Without the collector of cycles, which a worker is asked to run seldom: what a version holds goes with the version."""

    def asked() -> None:
        for text in ("跑鞋 红", "paoxei", "灯照", "running shoes"):
            shop.sees(text, pipeline="day_one")
            shop.suggests(text[:2])

    def opened() -> list[str]:
        return [file for one in Path("/proc/self/fd").iterdir() if "/snapshots/" in (file := os.path.realpath(one))]

    with living_shop(tmp_path, *SHOES, vectors={"encoder": "static", "dimensions": 64, "steps": 1}) as shop, uncollected():
        for version in ("v000001", "v000002", "v000003", "v000004"):
            assert shop.serving == version
            asked()
            # The thread that looks for a newer version has CURRENT open for a moment, fifty times a second.
            assert eventually(lambda: not opened()), opened()
            shop.publish()
        mapped = Path("/proc/self/maps").read_text()
    held = [f"{shop.settings.snapshots}/v00000{number}/" in mapped for number in range(1, 6)]
    assert held == [False, False, False, True, True]


def test_a_page_link_goes_on_in_its_version_while_that_is_held(shop: LivingShop) -> None:
    first = shop.shop.search("跑鞋", per_page=2)
    assert first.next == {"page": 2, "view": "v000001"}
    shop.publish(*shoes(4))
    second = shop.shop.search("跑鞋", per_page=2, page=2, view="v000001")
    assert (second.view, second.total) == ("v000001", first.total)
    assert not {hit.id for hit in first.hits} & {hit.id for hit in second.hits}


def test_a_page_link_of_a_version_that_is_gone_is_answered_from_the_newest(shop: LivingShop) -> None:
    shop.sees("大灯罩")
    shop.publish()
    shop.publish("新的大灯罩")
    page = shop.shop.search("大灯罩", view="v000001")
    assert (page.view, [hit.id for hit in page.hits]) == ("v000003", ["新的大灯罩"])


def test_a_new_version_is_seen_by_every_worker(shop: LivingShop) -> None:
    workers = [shop.shop, shop.another()]
    publish_unseen(shop)
    # How soon is measured by tests/bench; here a busy machine may take its time.
    assert eventually(lambda: all(worker.search("跑鞋").view == "v000002" for worker in workers), seconds=20)


def test_no_request_fails_while_another_process_publishes(tmp_path: Path) -> None:
    with living_shop(tmp_path, *shoes(600)) as shop:
        shop.put(*shoes(600, colour="蓝色"))
        with Shoppers(shop.shop, ("跑鞋 型号1", "running shoes")) as shoppers:
            assert eventually(lambda: bool(shoppers.pages))
            publish_unseen(shop)
            assert eventually(lambda: shoppers.pages[-1].view == "v000002")
            time.sleep(0.1)
        assert shoppers.failures == []
        assert {page.view for page in shoppers.pages} == {"v000001", "v000002"}
        assert {page.view + colours(page) for page in shoppers.pages} == {"v000001红色", "v000002蓝色"}
        assert not any(page.degraded for page in shoppers.pages)


def colours(page: Page) -> str:
    """The colours of all hits: one text if no page mixes versions."""
    return "".join(sorted({str(hit.document["title"])[:2] for hit in page.hits}))
