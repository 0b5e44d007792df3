"""A world in a folder: takes a number of products and a seed, gives files that the imports read and the truth beside them; opens such a folder again.

`world.json` names every file with its size and hash and is written last: a folder without it is not whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from searchrank.errors import Conflict, InvalidInput, NotFound
from searchrank.simulate.world.cards import query_cards
from searchrank.simulate.world.catalogue import Catalogue, Places
from searchrank.simulate.world.columns import KINDS, CatalogueWriter, load_catalogue
from searchrank.simulate.world.drafts import Draft, Mark, draft, mark_of
from searchrank.simulate.world.lexicon import LANGUAGES
from searchrank.simulate.world.making import Part, make_parts
from searchrank.simulate.world.promotions import ads, ads_of
from searchrank.simulate.world.reading import fixtures, load_lexicon
from searchrank.simulate.world.shops import Market, market, shop_names
from searchrank.simulate.world.spans import SPAN
from searchrank.simulate.world.world import World, load_world

VERSION = 1
"""Of the format: raised whenever an older folder can't be read any more."""
SHARD = 50_000
QUERIES_A_PRODUCT, MOST_QUERIES = 0.5, 50_000
MANIFEST = "world.json"
KEYS = frozenset(("version", "seed", "today", "products", "counts", "lexicon", "files"))
"""What the manifest says."""
CATALOGUE = "truth/catalogue"
_AGAIN = "make it again with `searchrank simulate world`"

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True, eq=False)
class WorldFolder:
    """A whole world on disk. Made by `open_world`.

    `counts` of what lies beside the products; `marks` by name of file; `digest` the SHA-256 of `world.json`, and so of everything; `places` what the
    columns' numbers stand for; `shops` names by place.
    """

    path: Path
    seed: int
    today: date
    products: int
    counts: Mapping[str, int]
    marks: Mapping[str, Mark]
    digest: str
    places: Places
    shops: tuple[str, ...]

    def catalogue(self) -> Catalogue:
        """The truth about every listing, memory-mapped."""
        return load_catalogue(self.path / CATALOGUE)

    @property
    def product_files(self) -> tuple[Path, ...]:
        """The files of products in their order."""
        return tuple(self.path / name for name in sorted(self.marks) if name.startswith("products-"))

    @property
    def contents(self) -> Path:
        """Guides, reviews and lists."""
        return self.path / "contents.jsonl.gz"

    @property
    def ads(self) -> Path:
        """Paid placements."""
        return self.path / "ads.jsonl.gz"

    @property
    def query_cards(self) -> Path:
        """Themed cards of searches."""
        return self.path / "query-cards.jsonl.gz"

    @property
    def queries(self) -> Path:
        """Simulated queries with their counts."""
        return self.path / "queries.tsv.gz"


def write_world(folder: Path, products: int, seed: int, today: date, progress: Progress, processes: int = 2) -> WorldFolder:
    """Write the world of this seed with its first `products` listings into the folder, and open it.

    The same seed, products and day give the same bytes. An earlier world in the folder is replaced at the end; raises InvalidInput for numbers below
    what they can be, Conflict where the folder holds something else, SearchrankError where the disk is full: then nothing of the new world is left.
    """
    for name, value, least in (("products", products, 1), ("seed", seed, 0), ("processes", processes, 1)):
        if value < least:
            raise InvalidInput(f"{name} is {value}: it must be {least} or more", field=name)
    world = load_world(today)
    with draft(folder, MANIFEST) as files:
        _write_products(files, make_parts(seed, today, products, processes), products, progress)
        counts = _write_rest(files, world, products, seed, progress)
        manifest = {"version": VERSION, "seed": seed, "today": today.isoformat(), "products": products, "counts": counts}
        marks = {name: asdict(files.marks[name]) for name in sorted(files.marks)}
        content = {**manifest, "lexicon": lexicon_digest(world.lister.market), "files": marks}
        with files.create(MANIFEST) as file:
            file.write(orjson.dumps(content, option=orjson.OPT_INDENT_2))
    return open_world(folder)


def open_world(folder: Path, *, hashes: bool = False) -> WorldFolder:
    """The world in this folder, after a look at its version and the size of every file; with `hashes` every byte is read.

    Raises NotFound where there is no world or none that was finished, Conflict where it is of another version or was changed.
    """
    content = _manifest(folder)
    manifest = _read(folder, content)
    _check_version(folder, manifest)
    marks = {name: Mark(**mark) for name, mark in manifest["files"].items()}
    for name, mark in marks.items():
        _check_file(folder / name, mark, hashes)
    sellers = _market()
    if manifest["lexicon"] != lexicon_digest(sellers):
        raise Conflict(f"the world in {folder} was made of other words than this version's: {_AGAIN}")
    today, digest = date.fromisoformat(manifest["today"]), hashlib.sha256(content).hexdigest()
    known = (manifest["seed"], today, manifest["products"], manifest["counts"], marks, digest)
    return WorldFolder(folder, *known, Places.of(sellers.lexicon), shop_names(sellers))


def lexicon_digest(sellers: Market) -> str:
    """A hash of everything that the columns' numbers stand for: it changes when a place changes its meaning."""
    places = Places.of(sellers.lexicon)
    leaves = [
        (
            leaf.key,
            leaf.words,
            leaf.points,
            leaf.uses,
            [(one.key, one.values) for one in leaf.attributes],
            leaf.season,
            leaf.fits,
            leaf.near,
            leaf.complements,
        )
        for leaf in places.leaves
    ]
    models = [[model.brand.latin, model.leaf, *(model.name[language] for language in LANGUAGES)] for model in places.models]
    named: list[Any] = [leaves, [brand.latin for brand in places.brands], models, places.audiences, places.seasons, shop_names(sellers)]
    return hashlib.sha256(orjson.dumps(named)).hexdigest()


def _write_rest(files: Draft, world: World, products: int, seed: int, progress: Progress) -> dict[str, int]:
    """What lies beside the products; gives how many there are of each kind."""
    catalogue, places, shops = load_catalogue(files.path / CATALOGUE), Places.of(world.lexicon), shop_names(world.lister.market)
    progress("queries", 0, None)
    queries = list(world.queries(seed, min(int(products * QUERIES_A_PRODUCT), MOST_QUERIES)))
    files.write_lines("queries.tsv.gz", (f"{text}\t{count}\n".encode() for text, count in queries))
    progress("queries", len(queries), len(queries))
    shown = {"contents": list(world.contents()), "ads": list(ads(catalogue, places, shops, seed, ads_of(products)))}
    shown["query-cards"] = list(query_cards(world.lexicon, catalogue, places))
    for name, objects in shown.items():
        files.write_objects(f"{name}.jsonl.gz", objects)
    return {"queries": len(queries), **{name: len(objects) for name, objects in shown.items()}}


def _write_products(files: Draft, parts: Iterator[Part], products: int, progress: Progress) -> None:
    """Shards of SHARD listings and the columns, part by part."""
    done = 0
    with ExitStack() as stack:
        opened = {name: stack.enter_context(files.create(f"{CATALOGUE}/{name}.npy")) for name in KINDS}
        writer = CatalogueWriter(opened, products)
        for number in range(-(-products // SHARD)):
            with files.create(f"products-{number:03d}.jsonl.gz") as shard:
                for part in islice(parts, SHARD // SPAN):
                    shard.write(part.lines)
                    writer.append(part.columns)
                    done += len(part.columns)
                    progress("products", done, products)


def _market() -> Market:
    return market(load_lexicon(fixtures()))


def _manifest(folder: Path) -> bytes:
    if not folder.is_dir():
        raise NotFound(f"there is no world in {folder}: make one with `searchrank simulate world --out {folder}`")
    try:
        return (folder / MANIFEST).read_bytes()
    except FileNotFoundError:
        raise NotFound(f"{folder} holds no whole world ({MANIFEST} is missing): {_AGAIN}") from None


def _read(folder: Path, content: bytes) -> dict[str, Any]:
    try:
        manifest = orjson.loads(content)
    except orjson.JSONDecodeError:
        manifest = None
    if not isinstance(manifest, dict) or (manifest.get("version") == VERSION and not KEYS.issubset(manifest)):
        raise Conflict(f"{folder / MANIFEST} is damaged: {_AGAIN}")
    return manifest


def _check_version(folder: Path, manifest: Mapping[str, Any]) -> None:
    if manifest.get("version") != VERSION:
        raise Conflict(f"the world in {folder} has version {manifest.get('version')} of the format, this program reads {VERSION}: {_AGAIN}")


def _check_file(path: Path, mark: Mark, hashes: bool) -> None:
    if not path.exists():
        raise Conflict(f"{path} is missing: the world is not whole any more, {_AGAIN}")
    if path.stat().st_size != mark.bytes:
        raise Conflict(f"{path} has {path.stat().st_size} bytes, not {mark.bytes}: the world was changed, {_AGAIN}")
    if hashes and mark_of(path) != mark:
        raise Conflict(f"{path} holds other bytes than were written: the world was changed, {_AGAIN}")
