"""A world written out as the files that the imports take: the same world and seed give the same bytes."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from searchrank.simulate.world.world import World

QUERIES_A_PRODUCT = 0.5
JUDGED_QUERIES = 240
ADS = 60
_EVERY = 500

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class ShopFiles:
    """Where the parts of a shop lie, each a file for the import of that name; `judged` are the texts of the judged queries."""

    products: Path
    queries: Path
    judgments: Path
    judged: Path
    contents: Path
    ads: Path

    @staticmethod
    def within(folder: Path) -> ShopFiles:
        """The files of a shop in this folder.

        >>> ShopFiles.within(Path("import")).judged.as_posix()
        'import/judged-queries.tsv.gz'
        """
        names = ("products.jsonl.gz", "queries.tsv.gz", "judgments.qrels.gz", "judged-queries.tsv.gz", "contents.jsonl.gz", "ads.jsonl.gz")
        return ShopFiles(*(folder / name for name in names))


def write_shop(world: World, folder: Path, *, products: int, seed: int, progress: Progress) -> ShopFiles:
    """Write a whole shop of this many products into the folder, and say where its files are."""
    folder.mkdir(parents=True, exist_ok=True)
    files = ShopFiles.within(folder)
    listings = []
    for listing in world.listings(seed, products):
        listings.append(listing)
        if len(listings) % _EVERY == 0 or len(listings) == products:
            progress("products", len(listings), products)
    write_objects(files.products, (listing.document for listing in listings))
    write_lines(files.queries, (f"{text}\t{count}" for text, count in world.queries(seed, int(products * QUERIES_A_PRODUCT))))
    judged = world.judgments(seed, listings, JUDGED_QUERIES)
    write_lines(files.judged, (f"{query_id}\t{text}" for query_id, text in judged.queries.items()))
    write_lines(files.judgments, (f"{one.query_id} 0 {one.product_id} {one.grade}" for one in judged.judgments))
    write_objects(files.contents, world.contents())
    write_objects(files.ads, world.ads(seed, listings, ADS))
    return files


def write_objects(path: Path, objects: Iterable[Any]) -> None:
    """JSON objects as gzipped lines."""
    write_lines(path, (json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in objects))


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Texts as gzipped lines; the file appears whole or not at all."""
    with _gzipped(path) as file:
        file.writelines(f"{line}\n" for line in lines)


@contextmanager
def _gzipped(path: Path) -> Iterator[TextIO]:
    draft = path.with_name(path.name + ".part")
    # Level 3 is three times as quick as the usual 9; without a time in the header equal worlds give equal files.
    with (
        draft.open("wb") as raw,
        gzip.GzipFile(fileobj=raw, mode="wb", filename="", compresslevel=3, mtime=0) as packed,
        io.TextIOWrapper(packed, "utf-8", newline="") as file,
    ):
        yield file
    draft.replace(path)
