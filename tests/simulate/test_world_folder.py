"""A world in a folder: the same bytes from the same seed, whole or not there, opened only when it is what it says."""

from __future__ import annotations

import errno
import gzip
import json
import subprocess
import sys
from dataclasses import fields
from datetime import date
from pathlib import Path

import numpy as np
import orjson
import pytest

from searchrank.errors import Conflict, InvalidInput, NotFound, SearchrankError
from searchrank.simulate.world.columns import KINDS, load_catalogue, save_catalogue
from searchrank.simulate.world.drafts import draft, mark_of
from searchrank.simulate.world.folder import MANIFEST, WorldFolder, lexicon_digest, open_world, write_world
from searchrank.simulate.world.shops import market
from searchrank.simulate.world.spans import SPAN, spans
from searchrank.simulate.world.world import World
from searchrank.store.documents import parse_ad, parse_content
from searchrank.store.products import parse_product
from searchrank.store.queries import parse_logged_query

TODAY = date(2026, 3, 1)


def silent(step: str, done: int, total: int | None) -> None: ...


def written(folder: Path, products: int = 300, seed: int = 5, processes: int = 1) -> WorldFolder:
    return write_world(folder, products, seed, TODAY, silent, processes)


def objects(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> WorldFolder:
    return written(tmp_path_factory.mktemp("worlds") / "one", products=1500)


def test_one_process_and_two_write_the_same_bytes(tmp_path: Path) -> None:
    alone, together = written(tmp_path / "a", SPAN + 300), written(tmp_path / "b", SPAN + 300, processes=2)
    assert len(alone.marks) > len(KINDS)
    assert alone.marks == together.marks
    assert (tmp_path / "a" / MANIFEST).read_bytes() == (tmp_path / "b" / MANIFEST).read_bytes()


def test_another_run_of_python_writes_the_same_bytes(tmp_path: Path) -> None:
    """Strings hash differently in every process: no order may come from that."""
    script = "import sys; from searchrank.cli import main; main(sys.argv[1:])"
    words = ("simulate", "world", "--products", "300", "--seed", "5", "--today", "2026-03-01", "--out", str(tmp_path / "b"), "--json")
    done = subprocess.run([sys.executable, "-c", script, *words], check=True, capture_output=True)
    assert json.loads(done.stdout)["sha256"] == written(tmp_path / "a").digest


def test_another_seed_writes_another_world(tmp_path: Path) -> None:
    one, other = written(tmp_path / "a"), written(tmp_path / "b", seed=6)
    same = {name for name, mark in one.marks.items() if other.marks[name] == mark}
    assert same == {"contents.jsonl.gz"}


def test_a_longer_world_begins_with_the_shorter_one(tmp_path: Path) -> None:
    short, long = written(tmp_path / "a", 300), written(tmp_path / "b", 700)
    assert objects(short.product_files[0]) == objects(long.product_files[0])[:300]
    assert (short.catalogue().look == long.catalogue().look[:300]).all()


def test_spans_of_any_size_cut_the_same_catalogue() -> None:
    for size in (1, 7, 50, 400):
        cut = [one for span in spans(3, 400, size) for one in listed(span.style, span.offers, span.skip, span.count)]
        assert cut == [one for span in spans(3, 400, 400) for one in listed(span.style, span.offers, span.skip, span.count)]
        assert len(cut) == 400


def listed(style: int, offers: tuple[int, ...], skip: int, count: int) -> list[tuple[int, int]]:
    """(style, which of its offers) of every listing of a span."""
    every = [(style + place, offer) for place, many in enumerate(offers) for offer in range(many)]
    return every[skip : skip + count]


def test_every_file_is_what_its_import_takes(folder: WorldFolder) -> None:
    products = [parse_product(one) for path in folder.product_files for one in objects(path)]
    assert len({product.id for product in products}) == folder.products == 1500
    assert len([parse_content(one) for one in objects(folder.contents)]) == folder.counts["contents"] >= 200
    assert {parse_ad(one).product_id for one in objects(folder.ads)} <= {product.id for product in products}
    logged = [parse_logged_query(line) for line in gzip.decompress(folder.queries.read_bytes()).decode().splitlines()]
    assert len(logged) == folder.counts["queries"] == 750


def test_the_truth_is_in_a_folder_of_its_own_and_agrees_with_the_products(folder: WorldFolder) -> None:
    told = {name for name in folder.marks if name.endswith(".npy")}
    assert told == {f"truth/catalogue/{name}.npy" for name in KINDS}
    catalogue, products = folder.catalogue(), [one for path in folder.product_files for one in objects(path)]
    assert [one.decode() for one in catalogue.id.tolist()] == [one["id"] for one in products]
    assert catalogue.stock.tolist() == [one["stock"] for one in products]
    assert not any("quality" in one or "look" in one or "appeal" in one for one in products)


def test_a_world_that_is_not_there_or_was_not_finished_is_refused(folder: WorldFolder, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"there is no world in .*nowhere: make one with"):
        open_world(tmp_path / "nowhere")
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "products-000.jsonl.gz").write_bytes(b"")
    with pytest.raises(NotFound, match=r"half holds no whole world \(world.json is missing\)"):
        open_world(tmp_path / "half")


def test_a_world_of_another_version_or_other_words_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "a")
    manifest = orjson.loads((tmp_path / "a" / MANIFEST).read_bytes())
    (tmp_path / "a" / MANIFEST).write_bytes(orjson.dumps({**manifest, "version": 99}))
    with pytest.raises(Conflict, match="has version 99 of the format, this program reads 1"):
        open_world(tmp_path / "a")
    (tmp_path / "a" / MANIFEST).write_bytes(orjson.dumps({**manifest, "lexicon": "0" * 64}))
    with pytest.raises(Conflict, match="was made of other words"):
        open_world(tmp_path / "a")
    for damaged in (b"{", b"[]", b'{"version": 1}'):
        (tmp_path / "a" / MANIFEST).write_bytes(damaged)
        with pytest.raises(Conflict, match=r"world.json is damaged"):
            open_world(tmp_path / "a")


def test_a_changed_file_is_seen(tmp_path: Path) -> None:
    made = written(tmp_path / "a")
    path = made.product_files[0]
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"?")
    open_world(made.path)
    with pytest.raises(Conflict, match="holds other bytes than were written"):
        open_world(made.path, hashes=True)
    path.write_bytes(content[:-1])
    with pytest.raises(Conflict, match=f"has {len(content) - 1} bytes, not {len(content)}"):
        open_world(made.path)
    path.unlink()
    with pytest.raises(Conflict, match=r"products-000.jsonl.gz is missing"):
        open_world(made.path)


def test_a_world_is_replaced_by_the_next_one_and_anything_else_is_not(tmp_path: Path) -> None:
    written(tmp_path / "a", 300)
    assert written(tmp_path / "a", 200).products == 200
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(Conflict, match=r"mine exists and has no world.json: it is not replaced"):
        written(tmp_path / "mine")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "mine"]
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(("products", "seed", "processes"), [(-1, 0, 1), (0, 0, 1), (10, -3, 1), (10, 0, 0)])
def test_numbers_below_what_they_can_be_are_refused(tmp_path: Path, products: int, seed: int, processes: int) -> None:
    with pytest.raises(InvalidInput, match=r"is -?\d+: it must be [01] or more"):
        write_world(tmp_path / "a", products, seed, TODAY, silent, processes)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing_and_keeps_the_earlier_world(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    (tmp_path / "whole" / MANIFEST).write_text("earlier")
    with pytest.raises(SearchrankError, match=r"the disk is full: .*whole could not be written"), draft(tmp_path / "whole", MANIFEST) as files:
        with files.create("products") as file:
            file.write(b"some")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert [path.name for path in tmp_path.iterdir()] == ["whole"]
    assert (tmp_path / "whole" / MANIFEST).read_text() == "earlier"


LIMITED = """
import resource, sys
from searchrank.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
main(sys.argv[1:])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such limit there")
def test_where_files_cannot_grow_the_command_says_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    """A limit of 150 kB a file stands in for the end of the disk: the file of 2,000 products needs more."""
    words = ("simulate", "world", "--products", "2000", "--out", str(tmp_path / "w"))
    done = subprocess.run([sys.executable, "-c", LIMITED, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert (
        done.stderr
        == f"error: the disk is full: {tmp_path / 'w'} could not be written, and nothing of it was kept; free some space or choose another\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_columns_come_back_as_they_were_kept(folder: WorldFolder, tmp_path: Path) -> None:
    kept = folder.catalogue().take(np.arange(40))
    save_catalogue(tmp_path / "c", kept)
    again = load_catalogue(tmp_path / "c")
    for column in fields(kept):
        np.testing.assert_array_equal(getattr(again, column.name), getattr(kept, column.name))
    (tmp_path / "c" / "look.npy").unlink()
    with pytest.raises(NotFound, match=r"has no look.npy: it holds no whole catalogue"):
        load_catalogue(tmp_path / "c")


def test_the_digest_of_the_words_is_the_same_every_time(world: World) -> None:
    assert lexicon_digest(market(world.lexicon)) == lexicon_digest(world.lister.market)


def test_marks_know_a_file_again(folder: WorldFolder) -> None:
    assert all(mark_of(folder.path / name) == mark for name, mark in folder.marks.items())
