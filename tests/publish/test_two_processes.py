"""Publishing by two processes gives what one gives, and is whole where the other one dies."""

from __future__ import annotations

import filecmp
import json
from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest

from searchrank.publish import sharing, suggestions
from searchrank.publish.build import publish
from tests.shop_vocabulary import LivingShop, living_shop

COLOURS = ("红色", "Blue", "黑")


def product(number: int) -> dict[str, Any]:
    return {
        "id": f"p{number:03}",
        "title": f"安踏 跑鞋 {COLOURS[number % 3]} r{number % 9} running shoes",
        "brand": ["安踏", "Nike"][number % 2],
        "category": ["鞋", ["跑鞋", "Sneakers"][number % 2]],
        "attributes": {"颜色": COLOURS[number % 3]},
        "stock": number % 5 - 1,
    }


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[LivingShop]:
    """A published shop of 40 products with logged queries."""
    asked = tmp_path / "asked.tsv"
    asked.write_text("安踏跑鞋\t50\n跑鞋\t900\nrunning shoe\t80\nr 5 跑鞋\t70\nnike\t60\n", "utf-8")
    with living_shop(tmp_path / "home", keep_cuttings=False) as shop:
        shop.store.imports.run("queries", asked)
        shop.publish(*map(product, range(40)))
        yield shop


@pytest.fixture
def worth_it(monkeypatch: pytest.MonkeyPatch, shop: LivingShop) -> None:
    """From now on every catalogue is worth a process."""
    monkeypatch.setattr(suggestions, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(sharing, "BLOCK", 7)


def arrays(shop: LivingShop, version: int) -> Path:
    return sorted(path for path in shop.settings.snapshots.glob("v*"))[version]


def assert_alike(one: Path, other: Path) -> None:
    names = sorted(path.name for path in one.iterdir() if path.is_file() and path.name != "manifest.json")
    assert names == sorted(path.name for path in other.iterdir() if path.is_file() and path.name != "manifest.json")
    assert filecmp.cmpfiles(one, other, names, shallow=False)[1:] == ([], [])
    assert json.loads((one / "manifest.json").read_bytes())["products"] == 40


@pytest.mark.usefixtures("worth_it")
def test_two_processes_publish_what_one_does(shop: LivingShop) -> None:
    shop.publish()
    assert_alike(arrays(shop, 0), arrays(shop, 1))
    assert shop.suggests("跑")[0] == "跑鞋"


@pytest.mark.usefixtures("worth_it")
@pytest.mark.parametrize("phase", ["cutting", "names", "suggestions"])
def test_a_process_that_dies_is_done_without(shop: LivingShop, phase: str) -> None:
    killed = list[str]()

    def kill(reached: str, done: int, total: int | None) -> None:
        if reached == phase and not killed:
            killed.extend(str(one.pid) for one in active_children())
            for one in active_children():
                one.kill()

    publish(shop.store, shop.settings, progress=kill)
    assert len(killed) == 1
    assert_alike(arrays(shop, 0), arrays(shop, 1))
