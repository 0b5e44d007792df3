"""What was cut for the last snapshot is taken over where nothing of a product changed; what is published is the same, to the byte."""

from __future__ import annotations

import filecmp
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from searchrank.publish import collect, sharing, suggestions
from searchrank.publish.build import publish
from searchrank.publish.cut_block import BlockCutter
from searchrank.publish.parts import Part, cut_part
from searchrank.settings import Settings
from searchrank.store.arrays import Strings
from tests.shop_vocabulary import LivingShop, living_shop

COLOURS = ("红色", "Blue", "黑")
COUNT = 30


def product(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"p{number:03}",
        "title": f"安踏 跑鞋, {COLOURS[number % 3]} r{number % 9} running shoes {number % 4}00 ml",
        "brand": ["安踏", "Nike", "NIKE"][number % 3],
        "category": ["鞋", ["跑鞋", "Sneakers"][number % 2]],
        "attributes": {"颜色": COLOURS[number % 3], "Size": [str(40 + number % 5), "42"]},
        "description": "waterproof 防水 耐磨" * (number % 3),
        "price": number + 0.1,
        "stock": number % 5 - 1,
        **fields,
    }


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[LivingShop]:
    """A published shop of 30 products with logged queries."""
    asked = tmp_path / "asked.tsv"
    asked.write_text("安踏跑鞋\t50\n跑鞋\t900\nrunning shoe\t80\nnike\t60\n", "utf-8")
    with living_shop(tmp_path / "home") as shop:
        shop.store.imports.run("queries", asked)
        shop.publish(*map(product, range(COUNT)))
        yield shop


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the products that are cut from now on."""
    seen: list[str] = []

    def noted(documents: Strings, rows: Sequence[int], cutter: BlockCutter) -> Part:
        seen.extend(orjson.loads(documents[row])["id"] for row in rows)
        return cut_part(documents, rows, cutter)

    monkeypatch.setattr(collect, "cut_part", noted)
    return seen


def published(shop: LivingShop, **changes: Any) -> Path:
    """The folder of a new snapshot, made under settings that differ so."""
    return shop.settings.snapshots / publish(shop.store, Settings(**{**shop.settings.model_dump(), **changes}))


def files(snapshot: Path) -> dict[str, Path]:
    """The files of a snapshot; those of the index's one segment, whose name is drawn, by their kind."""
    found = {str(path.relative_to(snapshot)): path for path in snapshot.rglob("*") if path.is_file()}
    return {f"index/segment{path.suffix}" if name.startswith("index/") and len(path.stem) == 32 else name: path for name, path in found.items()}


def assert_same(one: Path, other: Path) -> None:
    """Every file is the same, but for three that hold times, versions and drawn names."""
    these, those = files(one), files(other)
    assert these.keys() == those.keys() and len(these) > 100 and "index/segment.idx" in these
    different = {name for name, path in these.items() if not filecmp.cmp(path, those[name], shallow=False)}
    assert different <= {"manifest.json", "index/meta.json", "index/.managed.json"}


def assert_as_from_nothing(shop: LivingShop) -> None:
    assert_same(published(shop), published(shop, keep_cuttings=False))


def test_nothing_changed_nothing_is_cut(shop: LivingShop, cut: list[str]) -> None:
    again = published(shop)
    assert cut == []
    assert_same(again, published(shop, keep_cuttings=False))


def test_changed_added_and_deleted_products_are_published_as_from_nothing(shop: LivingShop, cut: list[str]) -> None:
    shop.store.catalogue.remove(["p000", "p007", "p029"])
    shop.put(product(3, title="全新 雨伞 umbrellas"), product(4, price=9.5), product(5, brand="nike"), product(11), product(50), product(0, id="a"))
    again = published(shop)
    assert sorted(cut) == ["a", "p003", "p004", "p005", "p050"]
    assert_same(again, published(shop, keep_cuttings=False))


def test_a_changed_lexicon_cuts_all_anew(shop: LivingShop, cut: list[str]) -> None:
    shop.put(product(3, brand="跑鞋红"))
    again = published(shop)
    assert len(cut) == COUNT
    assert_same(again, published(shop, keep_cuttings=False))


def test_another_program_cuts_all_anew(shop: LivingShop, cut: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchrank.publish.cuttings._program", lambda: "another")
    published(shop)
    assert len(cut) == COUNT


@pytest.mark.parametrize("damage", ["cut short", "changed", "missing", "no manifest"])
def test_damaged_cuttings_cut_all_anew(shop: LivingShop, cut: list[str], damage: str) -> None:
    (kept,) = shop.settings.cuttings.iterdir()
    if damage == "cut short":
        (kept / "rows").write_bytes(b"")
    elif damage == "changed":
        (kept / "units.tokens.npy").write_bytes(bytes((kept / "units.tokens.npy").stat().st_size))
    else:
        (kept / ("units.tokens.npy" if damage == "missing" else "manifest.json")).unlink()
    assert_as_from_nothing(shop)
    assert len(cut) == 2 * COUNT
    assert len(list(shop.settings.cuttings.iterdir())) == 1


def test_switched_off_nothing_is_kept(tmp_path: Path, cut: list[str]) -> None:
    with living_shop(tmp_path / "home", product(1), product(2), keep_cuttings=False) as shop:
        published(shop, keep_cuttings=False)
        assert len(cut) == 4 and not shop.settings.cuttings.exists()


def test_two_processes_take_over_what_one_does(shop: LivingShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggestions, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(sharing, "BLOCK", 2)
    shop.put(*(product(number, title=f"雨伞 umbrellas {number}") for number in range(0, COUNT, 3)))
    assert_as_from_nothing(shop)
