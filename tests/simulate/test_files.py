"""A world becomes files that the imports take, the same bytes each time."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import pytest

from searchrank.evaluate.trec import read_qrels
from searchrank.simulate.world.files import ShopFiles, write_lines, write_shop
from searchrank.simulate.world.world import World


def silent(step: str, done: int, total: int | None) -> None: ...


def written(world: World, folder: Path) -> ShopFiles:
    return write_shop(world, folder, products=400, seed=5, progress=silent)


def lines(path: Path) -> list[str]:
    return gzip.decompress(path.read_bytes()).decode().splitlines()


def test_the_same_world_is_written_in_the_same_bytes(world: World, tmp_path: Path) -> None:
    first, second = (written(world, tmp_path / name) for name in ("a", "b"))
    assert [path.read_bytes() for path in astuple(first)] == [path.read_bytes() for path in astuple(second)]


def test_every_part_of_a_shop_has_its_file(world: World, tmp_path: Path) -> None:
    files = written(world, tmp_path)
    ids = {json.loads(line)["id"] for line in lines(files.products)}
    assert len(ids) == 400
    assert len(lines(files.queries)) == 200
    assert {json.loads(line)["product_id"] for line in lines(files.ads)} <= ids
    assert {json.loads(line)["language"] for line in lines(files.contents)} == {"zh", "en"}
    assert len(lines(files.judged)) > 50


def test_judgments_speak_of_products_and_queries_that_are_there(world: World, tmp_path: Path) -> None:
    files = written(world, tmp_path)
    plain = tmp_path / "qrels"
    plain.write_bytes(gzip.decompress(files.judgments.read_bytes()))
    judged = read_qrels(plain)
    assert {one.query_id for one in judged} == {line.split("\t")[0] for line in lines(files.judged)}
    assert {one.product_id for one in judged} <= {json.loads(line)["id"] for line in lines(files.products)}


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    def broken() -> Iterator[str]:
        yield "one"
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError, match="the disk is full"):
        write_lines(tmp_path / "x.gz", broken())
    assert not (tmp_path / "x.gz").exists()
